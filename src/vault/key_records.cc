#include "vault/key_records.h"

#include <algorithm>
#include <utility>

namespace dataflint::vault {

const KeyRecord* KeyTable::Find(const KeyId& id) const {
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&id](const KeyRecord& record) { return record.id == id; });
  return found == keys.end() ? nullptr : &*found;
}

KeyRecord* KeyTable::Find(const KeyId& id) {
  return const_cast<KeyRecord*>(std::as_const(*this).Find(id));
}

}  // namespace dataflint::vault
