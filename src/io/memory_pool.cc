#include "io/memory_pool.h"

#include <mutex>
#include <vector>

namespace dataflint::io {
namespace {

constexpr std::size_t kBytesKept = 16U << 20U;

struct IdleBuffer {
  std::unique_ptr<char[]> memory;
  std::size_t bytes = 0;
};

struct Pool {
  std::mutex mutex;
  std::vector<IdleBuffer> idle;
  std::size_t idle_bytes = 0;
};

Pool& ThePool() {
  static Pool& pool = *new Pool;  // never destroyed: buffers may come back while the program ends
  return pool;
}

}  // namespace

void ReturnBuffer::operator()(char* memory) const {
  std::unique_ptr<char[]> owned(memory);
  Pool& pool = ThePool();
  const std::lock_guard lock(pool.mutex);
  if (pool.idle_bytes + bytes > kBytesKept) return;
  pool.idle_bytes += bytes;
  pool.idle.push_back({std::move(owned), bytes});
}

PooledBuffer::PooledBuffer(std::size_t bytes) {
  Pool& pool = ThePool();
  {
    const std::lock_guard lock(pool.mutex);
    for (IdleBuffer& buffer : pool.idle) {
      if (buffer.bytes != bytes) continue;
      memory_ = {buffer.memory.release(), ReturnBuffer{bytes}};
      pool.idle_bytes -= bytes;
      buffer = std::move(pool.idle.back());
      pool.idle.pop_back();
      return;
    }
  }
  memory_ = {new char[bytes], ReturnBuffer{bytes}};
}

}  // namespace dataflint::io
