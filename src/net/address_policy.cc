#include "net/address_policy.h"

#include <algorithm>
#include <string>

namespace dataflint::net {
namespace {

// No workspace lives there, whatever a list says.
bool IsNeverAllowed(AddressKind kind) {
  return kind == AddressKind::kMetadata || kind == AddressKind::kUnspecified ||
         kind == AddressKind::kMulticast;
}

tl::unexpected<Error> Refused(const Origin& origin, const IpAddress& address, std::string why,
                              std::string fix) {
  return Fail(ErrorCode::kPermission, "the workspace's address is refused", origin.ToString(),
              "its name leads to " + address.ToString() + ", " + std::move(why), std::move(fix));
}

}  // namespace

Status AddressPolicy::Check(const Origin& origin, std::span<const IpAddress> addresses) const {
  const AllowedHost* paired = IsPaired(origin) ? allowlist_.Find(origin.host()) : nullptr;
  for (const IpAddress& address : addresses) {
    const IpAddress real = address.BehindNat64();
    const AddressKind kind = address.kind();
    if (origin.loopback()) {
      if (kind == AddressKind::kLoopback && address == real) continue;
      return Refused(origin, address, "which is not on this machine",
                     "A simulator is reached on loopback only.");
    }
    if (IsNeverAllowed(kind)) {
      return Refused(origin, address, std::string(Describe(kind)),
                     "Find out who answers for this name: no workspace is there.");
    }
    if (paired == nullptr) {
      if (kind == AddressKind::kPublic) continue;
      return Refused(origin, address, std::string(Describe(kind)),
                     "If the workspace is reached by Private Link, an administrator of this "
                     "machine can pair the host with its range on the allowlist.");
    }
    if (std::none_of(paired->ranges.begin(), paired->ranges.end(),
                     [&](const IpRange& range) { return range.Contains(real); })) {
      return Refused(origin, address,
                     "which is not in the ranges that the allowlist gives the host",
                     "Correct the DNS of this machine, or the ranges on the allowlist.");
    }
  }
  return {};
}

bool AddressPolicy::IsPaired(const Origin& origin) const {
  if (origin.loopback()) return false;
  const AllowedHost* allowed = allowlist_.Find(origin.host());
  return allowed != nullptr && !allowed->ranges.empty();
}

}  // namespace dataflint::net
