// Numbers as file formats store them, at a place that has enough bytes.
#ifndef DATAFLINT_IO_BYTE_ORDER_H_
#define DATAFLINT_IO_BYTE_ORDER_H_

#include <cstdint>

namespace dataflint::io {

inline std::uint32_t LittleEndian32(const char* at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(at);
  return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8U |
         static_cast<std::uint32_t>(bytes[2]) << 16U | static_cast<std::uint32_t>(bytes[3]) << 24U;
}
inline std::uint32_t BigEndian32(const char* at) { return __builtin_bswap32(LittleEndian32(at)); }
inline std::uint32_t BigEndian16(const char* at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(at);
  return static_cast<std::uint32_t>(bytes[0]) << 8U | static_cast<std::uint32_t>(bytes[1]);
}

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_BYTE_ORDER_H_
