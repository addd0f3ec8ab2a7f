#include "cli/analyze/written_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "cli/analyze/saved_reading.h"

namespace dataflint::cli {
namespace {

using FileId = std::pair<dev_t, ino_t>;

// The regular file behind all links; nothing when there is none, or a device or pipe, which is
// written to and not replaced. "-" is standard input.
std::optional<FileId> IdOf(const std::string& path) {
  struct stat status = {};
  const int failed = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  if (failed != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileId{status.st_dev, status.st_ino};
}

std::set<FileId> FilesReadBy(const io::FoundLogs& found) {
  std::set<FileId> files;
  const std::string* previous = nullptr;  // the parts of one archive lie in one file
  for (const io::EventLog& log : found.logs) {
    for (const io::LogPart& part : log.parts) {
      if (previous != nullptr && part.path == *previous) continue;
      previous = &part.path;
      if (const std::optional<FileId> id = IdOf(part.path)) files.insert(*id);
    }
  }
  return files;
}

Error WouldBeLost(std::string_view option, const std::string& path, std::string why) {
  return {ErrorCode::kUsage, "refused to write over a file with " + std::string(option), path,
          std::move(why), "name another file"};
}

}  // namespace

Status CheckWrittenFiles(const WrittenFiles& files, const io::FoundLogs& found) {
  const auto id_of = [](const std::string& path) {
    // Neither option knows "-": it would be a file of this name.
    return path.empty() ? std::nullopt : IdOf(path == "-" ? "./-" : path);
  };
  const std::optional<FileId> output = id_of(files.output);
  const std::optional<FileId> state = id_of(files.state);
  if (output || state) {
    const std::set<FileId> read = FilesReadBy(found);
    if (output && read.contains(*output)) {
      return tl::unexpected(WouldBeLost("--output", files.output, "it is part of the log"));
    }
    if (state && read.contains(*state)) {
      return tl::unexpected(WouldBeLost("--state", files.state, "it is part of the log"));
    }
  }
  if (files.state.empty()) return {};
  if (files.state == files.output || (state && state == output)) {
    return tl::unexpected(WouldBeLost("--state", files.state, "--output names the same file"));
  }
  return CheckReplaceable(files.state);
}

}  // namespace dataflint::cli
