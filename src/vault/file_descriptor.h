// FileDescriptor: closes what it holds. Inside vault/ only; one thread at a time.
#ifndef DATAFLINT_VAULT_FILE_DESCRIPTOR_H_
#define DATAFLINT_VAULT_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace dataflint::vault {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}  // -1: holds nothing
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { Close(); }

  void Close() {
    if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
  }
  bool valid() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_FILE_DESCRIPTOR_H_
