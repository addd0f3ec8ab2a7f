#include "io/file_source.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dataflint::io {
namespace {

constexpr int kPollMilliseconds = 50;

bool SameTime(const struct timespec& a, const struct timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

Error FileError(std::string what, const std::string& path, int error_number) {
  const std::string why = std::strerror(error_number);
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kNotFound, std::move(what), path, why, "check the path"};
    case EACCES:
    case EPERM:
      return {ErrorCode::kPermission, std::move(what), path, why,
              "run as a user who may read it, or change its permissions"};
    case EMFILE:
    case ENFILE:
      return {ErrorCode::kUnavailable, std::move(what), path, why,
              "Raise the limit of open files (ulimit -n)"};
    default:
      return {ErrorCode::kUnavailable, std::move(what), path, why, ""};
  }
}

Result<std::unique_ptr<FileSource>> FileSource::Open(const std::string& path,
                                                     const StopFlag* stop) {
  const bool standard_input = path == "-";
  // O_NONBLOCK: opening a pipe nobody writes to must not hang; it means nothing for regular files.
  const int descriptor = standard_input ? ::dup(STDIN_FILENO)
                                        : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return tl::unexpected(FileError("cannot open the log", path, errno));
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0) {
    const int error_number = errno;
    ::close(descriptor);
    return tl::unexpected(FileError("cannot open the log", path, error_number));
  }
  if (S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Fail(ErrorCode::kBadInput, "cannot read the log", path, "it is a folder");
  }
  return std::unique_ptr<FileSource>(new FileSource(descriptor, status, stop));
}

FileSource::FileSource(int descriptor, const struct stat& at_open, const StopFlag* stop)
    : descriptor_(descriptor), at_open_(at_open), stop_(stop) {
  if (is_regular()) position_ = std::max<std::int64_t>(::lseek(descriptor_, 0, SEEK_CUR), 0);
}

FileSource::~FileSource() { ::close(descriptor_); }

void FileSource::ExpectAll() const { ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL); }

bool FileSource::SeekTo(std::int64_t offset) {
  if (::lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) < 0) return false;
  position_ = offset;
  return true;
}

bool FileSource::HasInput(int timeout_ms) const {
  struct pollfd wanted = {descriptor_, POLLIN, 0};
  return ::poll(&wanted, 1, timeout_ms) != 0;
}

bool FileSource::WaitForInput() const {
  while (stop_ == nullptr || !stop_->IsSet()) {
    if (HasInput(kPollMilliseconds)) return true;
  }
  return false;
}

ReadOutcome FileSource::Read(std::span<char> out) {
  ReadOutcome outcome;
  while (outcome.bytes < out.size()) {
    if (!is_regular() && keep_open_ && !HasInput(0)) {
      outcome.waiting = true;
      return outcome;
    }
    if (!is_regular() && !WaitForInput()) {
      outcome.ended = true;
      return outcome;
    }
    const ssize_t got = ::read(descriptor_, out.data() + outcome.bytes, out.size() - outcome.bytes);
    if (got > 0) {
      outcome.bytes += static_cast<std::size_t>(got);
      position_ += got;
      taken_.fetch_add(got, std::memory_order_relaxed);
    } else if (got == 0 && keep_open_ && is_regular()) {
      outcome.waiting = true;
      return outcome;
    } else if (got == 0) {
      ReadOutcome end = AtEnd();
      end.bytes = outcome.bytes;
      return end;
    } else if (errno == EAGAIN) {  // /proc/kmsg calls itself a regular file, and waits
      outcome.waiting = keep_open_;
      outcome.ended = stop_ != nullptr && stop_->IsSet();
      if (outcome.waiting || outcome.ended) return outcome;
      ::poll(nullptr, 0, kPollMilliseconds);
    } else if (errno != EINTR) {
      outcome.ended = true;
      outcome.trouble = SourceTrouble{ImportIssue::unreadable_file, std::strerror(errno)};
      return outcome;
    }
  }
  return outcome;
}

ReadOutcome FileSource::AtEnd() const {
  ReadOutcome outcome;
  outcome.ended = true;
  if (!is_regular()) return outcome;
  struct stat now = {};
  if (::fstat(descriptor_, &now) != 0) return outcome;
  if (position_ < at_open_.st_size) {
    outcome.trouble = SourceTrouble{ImportIssue::changed_while_read, "the file became shorter"};
  } else if (now.st_size == at_open_.st_size && !SameTime(now.st_mtim, at_open_.st_mtim)) {
    outcome.trouble = SourceTrouble{ImportIssue::changed_while_read, "the file was written anew"};
  }
  return outcome;
}

}  // namespace dataflint::io
