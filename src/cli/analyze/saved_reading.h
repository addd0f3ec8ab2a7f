// The file of --state: how far a log was read, and the engine's state there.
//
// It is replaced as a whole or not at all, so a process that is killed at any moment leaves the
// file of its last save; a link to it stays one. Only the same version of dataflint takes it up
// again.
#ifndef DATAFLINT_CLI_ANALYZE_SAVED_READING_H_
#define DATAFLINT_CLI_ANALYZE_SAVED_READING_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "io/log_follower.h"

namespace dataflint::cli {

class SavedReading {
 public:
  SavedReading(io::LogPosition position, std::string file, std::size_t engine_begin)
      : position_(std::move(position)), file_(std::move(file)), engine_begin_(engine_begin) {}

  const io::LogPosition& position() const { return position_; }
  // Engine::SaveState
  std::string_view engine() const { return std::string_view(file_).substr(engine_begin_); }

 private:
  io::LogPosition position_;
  std::string file_;  // large, and so not copied
  std::size_t engine_begin_;
};

// That saving to `path` would not destroy what somebody else made: there is nothing yet, an empty
// file, or a reading saved by dataflint, of whatever version. Errors: kUsage; kPermission and
// kUnavailable when it cannot be seen.
Status CheckReplaceable(const std::string& path);
// Nothing when there is no such file, or an empty one. Errors: kBadInput when it is damaged, of
// another version or another thing altogether; kPermission, kUnavailable.
Result<std::optional<SavedReading>> LoadReading(const std::string& path);
// Errors: kPermission, kNotFound (no such folder), kUnavailable (disk full).
Status SaveReading(const std::string& path, const io::LogPosition& position,
                   std::string_view engine);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_SAVED_READING_H_
