// Files that a workspace keeps: DBFS and Unity Catalog volumes (databricks-api.md §4).
//
// Only reading: what is where, and bytes from an offset on. A reading that was interrupted goes on at the
// byte behind the last one that arrived. Called by Test Connection and the collector; any thread.
#ifndef DATAFLINT_DATABRICKS_REMOTE_FILES_H_
#define DATAFLINT_DATABRICKS_REMOTE_FILES_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "databricks/client.h"

namespace dataflint::databricks {

struct RemoteFile {
  std::string path;  // absolute: "/cluster-logs/a", "/Volumes/c/s/v/a"
  bool is_directory = false;
  std::int64_t size = 0;       // bytes; 0 of directories
  std::int64_t modified = -1;  // ms since 1970; -1: not told
};

// DBFS reads 1 MiB at a time at most.
inline constexpr std::int64_t kDbfsBlock = 1 << 20;

// What is in a directory; of a file itself. Paths without "dbfs:".
ApiResult<std::vector<RemoteFile>> ListDbfs(Client& client, const std::string& path,
                                            const std::stop_token& stop = {});
ApiResult<RemoteFile> GetDbfsStatus(Client& client, const std::string& path,
                                    const std::stop_token& stop = {});
// The bytes from `offset` on, a block at most; fewer, or none, at the end. An answer whose length is not what
// it says is asked for again (the answer's `bytes_read` counts decoded bytes).
ApiResult<std::string> ReadDbfs(Client& client, const std::string& path, std::int64_t offset,
                                const std::stop_token& stop = {});

ApiResult<std::vector<RemoteFile>> ListVolume(Client& client, const std::string& path,
                                              const std::stop_token& stop = {});
// All bytes from `offset` on into `sink`, until it returns an error. Interrupted by the network, it goes on
// at the byte behind the last that the sink got. How many it got.
ApiResult<std::int64_t> ReadVolume(Client& client, const std::string& path, std::int64_t offset,
                                   const std::function<Status(std::string_view)>& sink,
                                   const std::stop_token& stop = {});

// "/x" of "dbfs:/x" and "/x"; empty of what is neither.
std::string_view DbfsPath(std::string_view destination);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_REMOTE_FILES_H_
