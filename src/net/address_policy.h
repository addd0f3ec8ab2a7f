// AddressPolicy: which IP addresses a checked origin may really be connected to.
//
// A name in a right zone may still lead to this machine, its network or a cloud's metadata service
// (a hostile or mistaken DNS answer). A workspace is reached at public addresses only, unless the
// allowlist pairs its host with ranges: then within these only. The simulator's origins are reached
// on loopback only. Asked by net/http_client.h before each dial; immutable, any thread.
#ifndef DATAFLINT_NET_ADDRESS_POLICY_H_
#define DATAFLINT_NET_ADDRESS_POLICY_H_

#include <span>
#include <utility>

#include "base/result.h"
#include "net/allowlist.h"
#include "net/ip_address.h"
#include "net/origin.h"

namespace dataflint::net {

class AddressPolicy {
 public:
  explicit AddressPolicy(Allowlist allowlist) : allowlist_(std::move(allowlist)) {}

  // Whether all of `addresses` may be connected to for `origin`. One that may not refuses them all:
  // an answer that mixes public and inner addresses is no honest one.
  Status Check(const Origin& origin, std::span<const IpAddress> addresses) const;
  // Whether the allowlist says where this host has to be.
  bool IsPaired(const Origin& origin) const;

 private:
  Allowlist allowlist_;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_ADDRESS_POLICY_H_
