// The envelope: one secret of one record, sealed so that only this record opens it again.
//
// Every Seal() makes a new data key, so that no (key, nonce) pair can come twice; the data key is
// wrapped with a WrappingKey, and both encryptions authenticate the whole SealContext. A blob that was
// copied to another record, organisation or field, or kept from an older generation, does not open;
// nor one whose record was given another workspace host. Blobs are bytes, written in one way only:
//
//   magic "DFSB" | format 1 | algorithm 1 | key id 16 | commitment 32 | wrap nonce 12
//   | wrapped data key 32 + 16 | nonce 12 | ciphertext | tag 16
//
// From the data key come the encryption key and the commitment: one blob cannot be made to open as two
// different texts under two keys. Format 1, algorithm 1: AES-256-GCM with HKDF-SHA-256; others are
// refused. docs/crypto.md says the same in more words.
//
// Used by KeyRing, which chooses the key; stores know blobs and contexts only. No state; any thread.
#ifndef DATAFLINT_VAULT_ENVELOPE_H_
#define DATAFLINT_VAULT_ENVELOPE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/secret.h"
#include "vault/wrapping_key.h"

namespace dataflint::vault {

// What a blob belongs to. The first four must not be empty.
struct SealContext {
  std::string purpose;  // "workspace credential"
  std::string organisation;
  std::string record_id;
  std::string field_name;
  std::string workspace_host;
  std::string client_id;
  std::uint64_t generation = 0;  // of the record: rises with every write

  bool operator==(const SealContext&) const = default;
};

inline constexpr std::size_t kMaxSealedBytes = std::size_t{64} << 10;
// How much longer a blob is than what is sealed in it.
inline constexpr std::size_t kEnvelopeBytes = 142;

Result<std::string> Seal(const WrappingKey& key, const SealContext& context, const Secret& secret);
Result<Secret> Open(const WrappingKey& key, const SealContext& context, std::string_view blob);

// The same sealed bytes with their data key wrapped by `to` instead of `from`.
Result<std::string> Rewrap(const WrappingKey& from, const WrappingKey& to,
                           const SealContext& context, std::string_view blob);

// The key that a blob names; fails for what is no blob of a known format.
Result<KeyId> KeyIdOf(std::string_view blob);

// Known answers and a round trip, in well under a millisecond: whether this machine's OpenSSL computes
// what it should. Called at start, before anything is sealed or opened.
Status SelfTest();

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_ENVELOPE_H_
