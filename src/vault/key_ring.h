// KeyRing: the keys that a running dataflint seals and opens with, and whether it can.
//
// Without the right key it is *sealed*: everything that needs no secret goes on, Seal() and Open() say
// why they cannot, and nothing is made anew. A first key is made only where there were never any, and
// nothing is sealed. Key source (the keys) and key records (what is known about them) are kept apart;
// this is where they are held against each other.
//
// One for each data folder, made at start. Any thread; the source is asked by one thread at a time.
// Does no I/O but for keys and their records: blobs are kept by stores, re-wrapped by rotation.h.
#ifndef DATAFLINT_VAULT_KEY_RING_H_
#define DATAFLINT_VAULT_KEY_RING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/envelope.h"
#include "vault/key_records.h"
#include "vault/key_source.h"
#include "vault/secret.h"
#include "vault/wrapping_key.h"

namespace dataflint::vault {

enum class SealedReason : std::uint8_t {
  kMissing,     // there is no key at all, or no records of keys though there are sealed secrets
  kWrong,       // there are keys, but not the one that seals
  kUnreadable,  // the keys or their records cannot be read, made or kept
};

struct WhySealed {
  SealedReason reason;
  Error error;
};

struct KeyStatus {
  KeyId id;
  KeyState state;
  bool current;    // seals new secrets
  bool available;  // the source has it
  std::uint64_t seals;
};

class KeyRing {
 public:
  // With random 96-bit nonces a key must not encrypt more often (NIST SP 800-38D, 8.3).
  static constexpr std::uint64_t kMostSeals = std::uint64_t{1} << 32U;
  static constexpr std::uint64_t kManySeals = std::uint64_t{1} << 30U;  // warned about
  // Encryptions are counted in the records so many ahead: a crash loses no count, and few of them
  // need a write.
  static constexpr std::uint64_t kCountedAhead = 1024;

  // `records` must outlive the ring. `anything_sealed`: whether there is any blob in the store.
  KeyRing(std::unique_ptr<KeySource> source, KeyRecords& records, bool anything_sealed);

  // Empty when it is open.
  std::optional<WhySealed> sealed() const;
  // Looks again whether keys and records fit, after the operator did something. For a sealed ring.
  void TryAgain();

  // With the current key. The store that keeps the blob looks, in the same transaction, that KeyIdOf(blob)
  // still is the current one, and has it sealed again if not: a key that was replaced and retired in
  // between would be missed when the secret is needed.
  Result<std::string> Seal(const SealContext& context, const Secret& secret);
  Result<Secret> Open(const SealContext& context, std::string_view blob) const;

  std::vector<KeyStatus> Keys() const;
  std::vector<std::string> Warnings() const;
  std::string SourceDescription() const { return source_->Description(); }

  // For rotation.h. ---------------------------------------------------------------------------

  // Makes a new key current: one that the operator added to the source, else one that is made here and
  // written there. The others stay active.
  Status StartNewKey();
  // The blob under the current key.
  Result<std::string> Rewrap(const SealContext& context, std::string_view blob);
  // For a key that no blob names any more: forgets it, and takes it out of the source where that can
  // be written. Refused for the current key.
  Status Retire(const KeyId& id);
  // Takes retired keys out of the source that a crash left there.
  Status RemoveRetired();
  std::optional<KeyId> current() const;

 private:
  // With both mutexes held.
  std::optional<WhySealed> Fit();
  std::optional<WhySealed> TakeFirstKey(Result<std::vector<Secret>> keys);
  // With mutex_ held.
  std::optional<WhySealed> TakeKeys(const std::vector<Secret>& keys);
  WhySealed NotTheKey(const std::vector<KeyId>& there) const;
  Status CheckOpen() const;
  Status MakeCurrent(const Secret& key);
  Status Save(KeyTable table);
  // With source_mutex_ held.
  Result<Secret> MakeKey();
  Result<Secret> NewKeyInSource(const KeyTable& table);
  // These take mutex_ themselves.
  Result<KeyTable> OpenTable() const;
  Status RetireInRecords(const KeyId& id);
  Result<std::shared_ptr<const WrappingKey>> KeyFor(std::string_view blob) const;
  // The current key, with one more encryption counted.
  Result<std::shared_ptr<const WrappingKey>> KeyToSealWith();

  const std::unique_ptr<KeySource> source_;
  KeyRecords& records_;
  const bool anything_sealed_;

  // For source_, which may take its time (a command); taken before the other, so that sealing and
  // opening go on meanwhile.
  mutable std::mutex source_mutex_;
  mutable std::mutex mutex_;
  std::optional<WhySealed> sealed_;
  KeyTable table_;
  // Active ones that the source has.
  std::map<KeyId, std::shared_ptr<const WrappingKey>> keys_;
  std::uint64_t counted_left_ = 0;  // encryptions already counted in table_ and not made
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_KEY_RING_H_
