#include "cli/analyze/resident_memory.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

namespace dataflint::cli {

std::int64_t ResidentBytes() {
  // Stays open: of small logs there are thousands a second.
  static const int descriptor = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  std::array<char, 128> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  const std::string_view fields(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t second = fields.find(' ') + 1;  // "size resident shared ...", in pages
  std::int64_t pages = 0;
  std::from_chars(fields.data() + second, fields.data() + fields.size(), pages);
  return pages * ::sysconf(_SC_PAGESIZE);
}

void ReturnLargeBlocksWhenFreed() { ::mallopt(M_MMAP_THRESHOLD, 1 << 20); }

void ReturnFreedMemory() { ::malloc_trim(0); }

}  // namespace dataflint::cli
