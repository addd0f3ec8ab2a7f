// AddressMistake: what can be wrong with an address that a person typed, each with a name, the
// reason and what to do (address_mistake.def). Given by net/host_name.h and
// net/workspace_address.h; tests and user interfaces ask for the name. Any thread.
#ifndef DATAFLINT_NET_ADDRESS_MISTAKE_H_
#define DATAFLINT_NET_ADDRESS_MISTAKE_H_

#include <string_view>

namespace dataflint::net {

enum class AddressMistake {
#define DF_ADDRESS_MISTAKE(id, name, why, fix) id,
#include "net/address_mistake.def"
#undef DF_ADDRESS_MISTAKE
};

struct MistakeText {
  std::string_view name;
  std::string_view why;
  std::string_view fix;
};

constexpr MistakeText kMistakeTexts[] = {
#define DF_ADDRESS_MISTAKE(id, name, why, fix) {name, why, fix},
#include "net/address_mistake.def"
#undef DF_ADDRESS_MISTAKE
};

constexpr const MistakeText& TextOf(AddressMistake mistake) {
  return kMistakeTexts[static_cast<int>(mistake)];
}

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_ADDRESS_MISTAKE_H_
