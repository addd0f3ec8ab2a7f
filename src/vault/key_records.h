// KeyRecords: what is known about keys, but no key: ids, check values, how often each was used, which
// one seals. Belongs to the sealed secrets and is kept and backed up with them.
//
// A store implements it beside its records; FileKeyRecords (file_key_records.h) is one on a file.
// KeyRing is the only caller; one thread at a time, one process per set of records.
#ifndef DATAFLINT_VAULT_KEY_RECORDS_H_
#define DATAFLINT_VAULT_KEY_RECORDS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "vault/wrapping_key.h"

namespace dataflint::vault {

enum class KeyState : std::uint8_t {
  kActive,   // there may be secrets that only this key opens
  kRetired,  // there are none; kept so that the key is never taken for a new one
};

struct KeyRecord {
  KeyId id;
  KeyCheck check;
  std::uint64_t seals = 0;  // encryptions with the key: so many or fewer
  KeyState state = KeyState::kActive;

  bool operator==(const KeyRecord&) const = default;
};

struct KeyTable {
  std::vector<KeyRecord> keys;   // oldest first
  std::optional<KeyId> current;  // what new secrets are sealed with; one of `keys`, and active

  const KeyRecord* Find(const KeyId& id) const;
  KeyRecord* Find(const KeyId& id);
  bool operator==(const KeyTable&) const = default;
};

class KeyRecords {
 public:
  KeyRecords() = default;
  KeyRecords(const KeyRecords&) = delete;
  KeyRecords& operator=(const KeyRecords&) = delete;
  virtual ~KeyRecords() = default;

  // An empty table when nothing was ever saved.
  virtual Result<KeyTable> Load() = 0;
  // All or nothing, and durable when it returns.
  virtual Status Save(const KeyTable& table) = 0;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_KEY_RECORDS_H_
