// CheckHostName: whether a text is a complete DNS host name and nothing cleverer.
//
// Anything that some resolver, browser or URL parser would take for an IP address is refused, in
// whatever base and with however many parts; so are names that need IDN. Used for what an admin
// types (net/workspace_address.h) and what the allowlist holds (net/allowlist.h). Any thread. It
// does not ask DNS.
#ifndef DATAFLINT_NET_HOST_NAME_H_
#define DATAFLINT_NET_HOST_NAME_H_

#include <optional>
#include <string_view>

#include "net/address_mistake.h"

namespace dataflint::net {

// 'A' as 'a'; any other character as it is.
char LowerCase(char c);

// What is wrong with `host`, which is in lower case; nothing when it is a host name of at least two
// labels.
std::optional<AddressMistake> CheckHostName(std::string_view host);

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_HOST_NAME_H_
