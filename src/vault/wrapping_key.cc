#include "vault/wrapping_key.h"

#include <cstring>

#include "vault/cipher.h"

namespace dataflint::vault {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

// Names what the derived bytes are for; another derivation has to have another.
constexpr std::string_view kLabel = "dataflint key encryption key 1";

}  // namespace

template <std::size_t N>
std::string PublicBytes<N>::Hex() const {
  std::string hex;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += kDigits[value >> 4U];
    hex += kDigits[value & 15U];
  }
  return hex;
}

template <std::size_t N>
std::optional<PublicBytes<N>> PublicBytes<N>::FromHex(std::string_view hex) {
  PublicBytes result;
  if (hex.size() != 2 * N) return std::nullopt;
  for (std::size_t i = 0; i < N; ++i) {
    const std::size_t high = kDigits.find(hex[2 * i]);
    const std::size_t low = kDigits.find(hex[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    result.bytes[i] = static_cast<char>(high << 4U | low);
  }
  return result;
}

template struct PublicBytes<16>;
template struct PublicBytes<32>;

Result<WrappingKey> WrappingKey::From(const Secret& key) {
  if (key.size() != kKeyBytes) {
    return Fail(ErrorCode::kBadInput, "this is no key", {},
                "it has " + std::to_string(key.size()) + " bytes, not 32",
                "Make one with: openssl rand -base64 32");
  }
  WrappingKey result;
  const std::size_t id_bytes = result.id_.bytes.size();
  const std::size_t check_bytes = result.check_.bytes.size();
  Secret derived = Secret::OfSize(id_bytes + check_bytes + kKeyBytes);
  DF_RETURN_IF_ERROR(DeriveKeys(key.Expose(), kLabel, derived.ExposeForWriting()));
  const std::string_view bytes = derived.Expose();
  std::memcpy(result.id_.bytes.data(), bytes.data(), id_bytes);
  std::memcpy(result.check_.bytes.data(), bytes.data() + id_bytes, check_bytes);
  result.key_ = Secret(bytes.substr(id_bytes + check_bytes));
  return result;
}

}  // namespace dataflint::vault
