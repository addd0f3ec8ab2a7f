// PooledBuffer: large buffers that are kept when their user is done, so that opening thousands of
// small logs does not ask the system for fresh (and zeroed) memory each time. Any thread.
#ifndef DATAFLINT_IO_MEMORY_POOL_H_
#define DATAFLINT_IO_MEMORY_POOL_H_

#include <cstddef>
#include <memory>
#include <span>

namespace dataflint::io {

struct ReturnBuffer {
  std::size_t bytes = 0;
  void operator()(char* memory) const;
};

class PooledBuffer {
 public:
  PooledBuffer() = default;
  explicit PooledBuffer(std::size_t bytes);

  char* data() const { return memory_.get(); }
  std::size_t size() const { return memory_.get_deleter().bytes; }
  std::span<char> span() const { return {data(), size()}; }

 private:
  std::unique_ptr<char[], ReturnBuffer> memory_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_MEMORY_POOL_H_
