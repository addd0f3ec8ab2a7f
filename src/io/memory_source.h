// MemorySource: bytes that are already in memory, as a source. Used by tests and fuzzers, which
// also make it give few bytes at a time.
#ifndef DATAFLINT_IO_MEMORY_SOURCE_H_
#define DATAFLINT_IO_MEMORY_SOURCE_H_

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

#include "io/byte_source.h"

namespace dataflint::io {

class MemorySource final : public ByteSource {
 public:
  // `bytes` must outlive the source. At most `step` bytes are given at once.
  explicit MemorySource(std::string_view bytes,
                        std::size_t step = std::numeric_limits<std::size_t>::max())
      : bytes_(bytes), step_(step) {}

  ReadOutcome Read(std::span<char> out) override {
    ReadOutcome outcome;
    outcome.bytes = std::min({out.size(), step_, bytes_.size() - at_});
    if (outcome.bytes > 0) std::memcpy(out.data(), bytes_.data() + at_, outcome.bytes);
    at_ += outcome.bytes;
    outcome.ended = at_ == bytes_.size();
    return outcome;
  }
  std::int64_t packed_bytes_read() const override { return static_cast<std::int64_t>(at_); }

 private:
  std::string_view bytes_;
  std::size_t step_;
  std::size_t at_ = 0;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_MEMORY_SOURCE_H_
