// Rotation: every sealed secret under a new key, while the program runs, and the old key away.
//
// Rotate() makes a new key current, re-wraps what other keys sealed, and retires each key that no blob
// names any more. Killed at any moment, every secret opens with one key that is still there, and the
// next Rotate() goes on instead of making yet another key. The secrets themselves stay as they are.
//
// Called by `dataflint keys rotate` and by the server, one at a time; sealing and opening go on
// meanwhile in other threads.
#ifndef DATAFLINT_VAULT_ROTATION_H_
#define DATAFLINT_VAULT_ROTATION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/envelope.h"
#include "vault/key_ring.h"
#include "vault/wrapping_key.h"

namespace dataflint::vault {

struct SealedRecord {
  std::string position;  // as the store likes it; never empty
  SealContext context;
  std::string blob;
};

// All blobs of a store. The store implements it.
class SealedRecords {
 public:
  SealedRecords() = default;
  SealedRecords(const SealedRecords&) = delete;
  SealedRecords& operator=(const SealedRecords&) = delete;
  virtual ~SealedRecords() = default;

  // Up to `most` records (at least one while there are any) behind `position`, in an order that does
  // not change; from the first for an empty position. Empty at the end.
  virtual Result<std::vector<SealedRecord>> NextBatch(std::string_view position,
                                                      std::size_t most) = 0;
  // Puts `blob` in the place of record.blob, durably and all or nothing. False, and nothing done, when
  // the record has another generation than record.context by now, or is gone.
  virtual Result<bool> Replace(const SealedRecord& record, std::string_view blob) = 0;
};

// How many blobs name each key, and how many are no blobs of a known format.
struct KeyReferences {
  std::map<KeyId, std::uint64_t> named;
  std::uint64_t unnamed = 0;
};
Result<KeyReferences> CountReferences(SealedRecords& records);

struct RotationReport {
  std::uint64_t looked_at = 0;
  std::uint64_t rewrapped = 0;
  std::uint64_t changed_meanwhile = 0;  // by others, who sealed them with the new key
  std::uint64_t failed = 0;             // stay as they are, and so do their keys
  std::vector<Error> failures;          // of the first kShownFailures
  std::vector<KeyId> retired;
  std::vector<KeyId> still_needed;  // other keys than the current one that blobs name
  static constexpr std::size_t kShownFailures = 20;
};

// Told after every batch; false stops, and the next Rotate() goes on.
using RotationProgress = std::function<bool(const RotationReport&)>;

Result<RotationReport> Rotate(KeyRing& ring, SealedRecords& records,
                              const RotationProgress& progress = nullptr);

// The same without a new key when no rotation is under way.
Result<RotationReport> FinishRotation(KeyRing& ring, SealedRecords& records,
                                      const RotationProgress& progress = nullptr);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_ROTATION_H_
