// Allowlist: what the administrator of the machine opens beyond the zones of Databricks, and which
// addresses a host may then have (Private Link).
//
// A host on the list may be a workspace's. With ranges it may resolve to addresses within them only,
// private ones included; without, to public addresses only. A host in a zone of Databricks is put
// on the list to pair it with ranges. Made from what a file read elsewhere says; immutable, any
// thread.
#ifndef DATAFLINT_NET_ALLOWLIST_H_
#define DATAFLINT_NET_ALLOWLIST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/ip_address.h"

namespace dataflint::net {

inline constexpr std::uint16_t kHttpsPort = 443;

struct AllowlistEntry {
  std::string host;
  std::vector<std::string> ranges{};  // "10.20.0.0/16"
  std::uint16_t port = kHttpsPort;
};

struct AllowedHost {
  std::vector<IpRange> ranges;
  std::uint16_t port = kHttpsPort;
};

class Allowlist {
 public:
  Allowlist() = default;
  static Result<Allowlist> Make(const std::vector<AllowlistEntry>& entries);

  // What is allowed for `host` (in lower case), or nullptr.
  const AllowedHost* Find(std::string_view host) const;

 private:
  std::map<std::string, AllowedHost, std::less<>> hosts_;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_ALLOWLIST_H_
