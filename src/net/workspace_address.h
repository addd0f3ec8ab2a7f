// WorkspaceAddress: what an admin typed as "Workspace URL", checked.
//
// It is https, its host is in a zone of Databricks or on the allowlist, and nothing else is in it; or
// there is an AddressError that names the mistake and, where the right address can be told, offers
// it. Called before anything is stored or sent, by commands and the API, from any thread. It does
// not ask DNS: which addresses the name may lead to is net/address_policy.h's matter, at each dial.
#ifndef DATAFLINT_NET_WORKSPACE_ADDRESS_H_
#define DATAFLINT_NET_WORKSPACE_ADDRESS_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "net/address_mistake.h"
#include "net/allowlist.h"
#include "net/origin.h"

namespace dataflint::net {

enum class Cloud { kUnknown, kAws, kAzure, kGcp };

struct AddressError : Error {
  AddressMistake mistake = AddressMistake::kEmpty;
  std::string suggestion;  // an address that passes, or empty
};

class WorkspaceAddress {
 public:
  // A host name alone, capital letters and a slash at the end are taken as meant.
  static tl::expected<WorkspaceAddress, AddressError> Parse(std::string_view text,
                                                            const Allowlist& allowlist);
  // For the simulator, where a person asked for it explicitly: http or https at 127.0.0.1 or [::1]
  // and a port; refused for everything else.
  static tl::expected<WorkspaceAddress, AddressError> ParseLoopback(std::string_view text);

  const Origin& origin() const { return origin_; }
  Cloud cloud() const { return cloud_; }  // kUnknown on the allowlist and on loopback
  // "azuredatabricks.net"; empty where the cloud is not known.
  std::string_view zone() const { return zone_; }
  std::string ToString() const { return origin_.ToString(); }

 private:
  WorkspaceAddress(Origin origin, Cloud cloud, std::string_view zone)
      : origin_(std::move(origin)), cloud_(cloud), zone_(zone) {}

  Origin origin_;
  Cloud cloud_;
  std::string_view zone_;  // of a constant
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_WORKSPACE_ADDRESS_H_
