// WrappingKey: a key encryption key (KEK), ready for use, with the id under which blobs name it.
//
// All of it is derived from the 32 bytes that the operator keeps: the id (public, in every blob), the
// check value (public, in the key records) and the key that data keys are wrapped with. So a key file
// alone opens what was sealed with it, and two keys never share an id. Made by KeyRing from what a key
// source hands over; the 32 bytes themselves are not kept. Movable; any thread may read.
#ifndef DATAFLINT_VAULT_WRAPPING_KEY_H_
#define DATAFLINT_VAULT_WRAPPING_KEY_H_

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/secret.h"

namespace dataflint::vault {

// N public bytes, as hexadecimal where a person or a file sees them.
template <std::size_t N>
struct PublicBytes {
  std::array<char, N> bytes{};

  std::string_view view() const { return {bytes.data(), N}; }
  std::string Hex() const;
  static std::optional<PublicBytes> FromHex(std::string_view hex);  // 2 N lower-case digits
  auto operator<=>(const PublicBytes&) const = default;
};
using KeyId = PublicBytes<16>;
using KeyCheck = PublicBytes<32>;

class WrappingKey {
 public:
  // From the operator's kKeyBytes random bytes.
  static Result<WrappingKey> From(const Secret& key);

  const KeyId& id() const { return id_; }
  const KeyCheck& check() const { return check_; }
  const Secret& key() const { return key_; }

 private:
  KeyId id_;
  KeyCheck check_;
  Secret key_;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_WRAPPING_KEY_H_
