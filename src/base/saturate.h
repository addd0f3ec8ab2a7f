// Addition that stops at the ends of 64 bits: sums over untrusted numbers stay defined.
#ifndef DATAFLINT_BASE_SATURATE_H_
#define DATAFLINT_BASE_SATURATE_H_

#include <cstdint>
#include <limits>

namespace dataflint {

inline std::int64_t SaturatingAdd(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

}  // namespace dataflint

#endif  // DATAFLINT_BASE_SATURATE_H_
