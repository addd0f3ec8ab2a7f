// FileSource: a file's bytes as stored, by read() and not mmap, so that a file which shrinks while
// it is read ends early instead of killing the process. Also standard input and pipes.
// Opened by whoever reads a file, in io/ and cli/; one thread at a time.
#ifndef DATAFLINT_IO_FILE_SOURCE_H_
#define DATAFLINT_IO_FILE_SOURCE_H_

#include <sys/stat.h>

#include <memory>

#include "base/result.h"
#include "io/byte_source.h"

namespace dataflint::io {

class FileSource final : public ByteSource {
 public:
  // "-" is standard input. `stop` may be null and must outlive the source.
  // Devices are read as pipes are. Errors: kNotFound, kPermission, kUnavailable; kBadInput for a
  // directory.
  static Result<std::unique_ptr<FileSource>> Open(const std::string& path, const StopFlag* stop);
  ~FileSource() override;

  // A regular file that is shorter at its end than it was when opened, or was written anew while it
  // was read, ends with changed_while_read. Growth is no trouble: the new bytes are read too.
  ReadOutcome Read(std::span<char> out) override;
  std::int64_t packed_bytes_read() const override { return taken_.load(std::memory_order_relaxed); }

  bool is_regular() const { return S_ISREG(at_open_.st_mode); }
  // Size when opened; -1 for pipes.
  std::int64_t size() const {
    return is_regular() ? static_cast<std::int64_t>(at_open_.st_size) : -1;
  }
  std::int64_t position() const { return position_; }
  // From now on the end of the file is `waiting` and not `ended`: what is appended later is read
  // then. A pipe waits while nothing is in it, and ends when its writers are gone.
  void KeepOpenAtEnd() { keep_open_ = true; }
  // No longer: the next end is the end.
  void StopAtEnd() { keep_open_ = false; }
  int descriptor() const { return descriptor_; }
  // Tells the system that all of the file will be read.
  void ExpectAll() const;
  // Moves to an absolute offset; regular files only.
  bool SeekTo(std::int64_t offset);

 private:
  FileSource(int descriptor, const struct stat& at_open, const StopFlag* stop);
  bool HasInput(int timeout_ms) const;
  bool WaitForInput() const;
  ReadOutcome AtEnd() const;

  int descriptor_;
  struct stat at_open_;
  const StopFlag* stop_;
  std::atomic<std::int64_t> taken_{0};
  std::int64_t position_ = 0;
  bool keep_open_ = false;
};

// Error for an errno met with `path`.
Error FileError(std::string what, const std::string& path, int error_number);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_FILE_SOURCE_H_
