// WriteDurably: a small file that a crash at any moment leaves either as it was or as it should be.
//
// The bytes go to <path>.new, which is synced, renamed over `path`, and the folder synced: what was
// written when this returns is still there after a power cut. Only its owner may use the file; one that
// is replaced keeps its owner. For key files and key records; one writer at a time, any thread.
#ifndef DATAFLINT_VAULT_DURABLE_FILE_H_
#define DATAFLINT_VAULT_DURABLE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dataflint::vault {

enum class IfThere : std::uint8_t {
  kReplace,
  kRefuse,  // kUsage, and the file stays as it is
};

Status WriteDurably(const std::string& path, std::string_view bytes, IfThere if_there);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_DURABLE_FILE_H_
