// The cryptographic operations that vault/ is made of, all of them OpenSSL's: AES-256-GCM, HKDF with
// SHA-256; and the kernel's random numbers.
//
// Inside vault/ only; everyone else seals and opens (envelope.h, key_ring.h). Any thread. Fails closed:
// without randomness nothing is encrypted, and what does not authenticate is wiped.
#ifndef DATAFLINT_VAULT_CIPHER_H_
#define DATAFLINT_VAULT_CIPHER_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"

namespace dataflint::vault {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

Status FillRandom(std::span<char> out);

// `out` takes the ciphertext and behind it the tag: kTagBytes more than `plaintext`.
Status EncryptGcm(std::string_view key, std::string_view nonce, std::string_view authenticated,
                  std::string_view plaintext, std::span<char> out);

// The way back: `out` takes kTagBytes fewer than `sealed`. kBadInput when key, nonce, `authenticated`
// and `sealed` are not those of one encryption; `out` is zeros then.
Status DecryptGcm(std::string_view key, std::string_view nonce, std::string_view authenticated,
                  std::string_view sealed, std::span<char> out);

// Fills `out` from `key`, which has to be uniformly random, differently for every `label`.
Status DeriveKeys(std::string_view key, std::string_view label, std::span<char> out);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_CIPHER_H_
