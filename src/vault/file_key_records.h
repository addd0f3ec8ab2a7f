// FileKeyRecords: key records as a small text file, replaced as a whole (durable_file.h).
//
//   dataflint key records 1
//   key <id> <check value> <seals> active|retired
//   current <id>
//
// For stores without a place of their own for them. Threads as KeyRecords says.
#ifndef DATAFLINT_VAULT_FILE_KEY_RECORDS_H_
#define DATAFLINT_VAULT_FILE_KEY_RECORDS_H_

#include <string>
#include <utility>

#include "vault/key_records.h"

namespace dataflint::vault {

class FileKeyRecords final : public KeyRecords {
 public:
  explicit FileKeyRecords(std::string path) : path_(std::move(path)) {}

  // A file that says anything else than the above in full is refused, never repaired.
  Result<KeyTable> Load() override;
  Status Save(const KeyTable& table) override;

 private:
  std::string path_;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_FILE_KEY_RECORDS_H_
