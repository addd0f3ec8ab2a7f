// Packs bytes in every format that io/ reads, with the formats' own libraries or byte by byte. For
// tests only.
#ifndef DATAFLINT_IO_PACKED_INPUTS_TEST_H_
#define DATAFLINT_IO_PACKED_INPUTS_TEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/event_log.h"

namespace dataflint::io {

// Compressible lines that look like an event log, `bytes` long or a little more.
std::string EventLines(std::size_t bytes, unsigned seed = 1);

// One frame (member, stream) of `codec` that holds `plain`.
std::string Pack(Codec codec, std::string_view plain);

// Spark's LZ4Block with its end block left out, as while the log is written.
std::string PackLz4BlockOpen(std::string_view plain);

// An archive, written by libarchive. A name that ends in '/' is a folder.
enum class ArchiveKind { kTar, kZip };
struct ArchiveContent {
  std::string name;
  std::string content;
};
std::string PackArchive(ArchiveKind kind, const std::vector<ArchiveContent>& members);

// A folder of its own under the system's temporary folder, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  // Writes a file, making the folders above it; gives its path.
  std::string Write(std::string_view name, std::string_view content) const;

 private:
  std::string path_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_PACKED_INPUTS_TEST_H_
