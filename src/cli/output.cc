#include "cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/error_text.h"
#include "cli/interrupt.h"

namespace dataflint::cli {
namespace {

constexpr std::size_t kBufferBytes = 64U << 10U;

Error WriteError(const std::string& path, int error_number) {
  const std::string where = path.empty() ? "standard output" : path;
  Error error{ErrorCode::kUnavailable, "cannot write the output", where,
              std::strerror(error_number), "nothing of it was kept"};
  switch (error_number) {
    case EACCES:
    case EPERM:
    case EROFS:
      error.code = ErrorCode::kPermission;
      error.fix = "name a file in a folder that you may write to";
      break;
    case ENOENT:
    case ENOTDIR:
      error.code = ErrorCode::kNotFound;
      error.fix = "create the folder first";
      break;
    case EISDIR:
      error.code = ErrorCode::kUsage;
      error.fix = "name a file, not a folder";
      break;
    case ENOSPC:
    case EDQUOT:
      error.fix = "free some space, or write elsewhere with --output";
      break;
    default:
      break;
  }
  return error;
}

// A descriptor of this process by its path, as /dev/stdout and /dev/fd/3 are links to.
bool IsDescriptor(const std::string& path) {
  return path.starts_with("/proc/") || path.starts_with("/dev/fd/");
}

// Where the file lies, or will: links stay, and what they point to is replaced.
std::string BehindLinks(const std::string& path) {
  constexpr int kMostLinks = 40;
  std::filesystem::path at = path;
  std::error_code failed;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(at, failed); ++i) {
    if (IsDescriptor(at.string())) break;
    const std::filesystem::path target = std::filesystem::read_symlink(at, failed);
    if (failed) break;
    at = at.parent_path() / target;
  }
  return at.string();
}

// Makes the renaming itself last through a power failure. Best effort: not every file system can.
void SyncFolderOf(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const int descriptor =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

mode_t NewFileMode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

int WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // whoever shares the descriptor has made it so
      struct pollfd wanted = {descriptor, POLLOUT, 0};
      ::poll(&wanted, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Result<std::unique_ptr<Output>> Output::Open(const std::string& path,
                                             const OutputOptions& options) {
  if (path.empty()) return std::unique_ptr<Output>(new Output(STDOUT_FILENO, {}, {}, options));
  const std::string target = BehindLinks(path);
  struct stat status = {};
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  if (is_there) {
    if (S_ISDIR(status.st_mode)) return tl::unexpected(WriteError(path, EISDIR));
    // Devices and pipes are written to as they are, and so is what is open already.
    if (!S_ISREG(status.st_mode) || IsDescriptor(target)) {
      const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
      if (descriptor < 0) return tl::unexpected(WriteError(path, errno));
      return std::unique_ptr<Output>(new Output(descriptor, path, {}, options));
    }
  } else if (errno != ENOENT) {
    return tl::unexpected(WriteError(path, errno));
  }
  std::string temporary = target + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return tl::unexpected(WriteError(path, errno));
  if (!options.is_private) ::fchmod(descriptor, is_there ? status.st_mode & 0777 : NewFileMode());
  return std::unique_ptr<Output>(new Output(descriptor, target, std::move(temporary), options));
}

Output::Output(int descriptor, std::string path, std::string temporary_path,
               const OutputOptions& options)
    : descriptor_(descriptor),
      path_(std::move(path)),
      temporary_path_(std::move(temporary_path)),
      options_(options) {
  if (!temporary_path_.empty()) RemoveFileOnInterrupt(temporary_path_);
}

Output::~Output() {
  if (!path_.empty() && descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_path_.empty()) {
    ::unlink(temporary_path_.c_str());
    RemoveFileOnInterrupt({});
  }
}

void Output::Write(std::string_view text) {
  if (options_.is_whole || buffer_.size() + text.size() < kBufferBytes) {
    buffer_ += text;
    return;
  }
  FlushBuffer();
  if (failure_ == 0) failure_ = WriteAll(descriptor_, text);
}

void Output::FlushBuffer() {
  if (failure_ == 0) failure_ = WriteAll(descriptor_, buffer_);
  buffer_.clear();
}

Status Output::Finish() {
  FlushBuffer();
  if (failure_ == EPIPE) return {};
  if (failure_ != 0) return tl::unexpected(WriteError(path_, failure_));
  if (path_.empty()) return {};
  if (options_.is_durable && ::fsync(descriptor_) != 0)
    return tl::unexpected(WriteError(path_, errno));
  // Network file systems tell of a full disk only when the file is closed.
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    return tl::unexpected(WriteError(path_, errno));
  }
  if (temporary_path_.empty()) return {};
  if (::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    return tl::unexpected(WriteError(path_, errno));
  }
  temporary_path_.clear();
  RemoveFileOnInterrupt({});
  if (options_.is_durable) SyncFolderOf(path_);
  return {};
}

ExitCode PrintData(std::string_view text) {
  auto output = Output::Open({});
  if (!output) return PrintError(output.error());
  (*output)->Write(text);
  const Status done = (*output)->Finish();
  return done ? ExitCode::kOk : PrintError(done.error());
}

}  // namespace dataflint::cli
