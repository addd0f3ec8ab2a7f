#include "net/allowlist.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "net/address_mistake.h"
#include "net/host_name.h"

namespace dataflint::net {
namespace {

constexpr const char* kWhat = "cannot use the allowlist";

}  // namespace

Result<Allowlist> Allowlist::Make(const std::vector<AllowlistEntry>& entries) {
  Allowlist list;
  for (const AllowlistEntry& entry : entries) {
    std::string host = entry.host;
    std::transform(host.begin(), host.end(), host.begin(), LowerCase);
    const std::string where = "host \"" + entry.host + '"';
    if (const std::optional<AddressMistake> mistake = CheckHostName(host)) {
      return Fail(ErrorCode::kBadInput, kWhat, where, std::string(TextOf(*mistake).why),
                  "Write a host name alone: no https://, no port, no *.");
    }
    AllowedHost allowed{{}, entry.port};
    if (entry.port == 0) {
      return Fail(ErrorCode::kBadInput, kWhat, where, "0 is not a port",
                  "Leave the port out for 443.");
    }
    for (const std::string& text : entry.ranges) {
      const std::optional<IpRange> range = IpRange::Parse(text);
      if (!range) {
        return Fail(
            ErrorCode::kBadInput, kWhat, where, '"' + text + "\" is not a range of addresses",
            "Write ranges like 10.20.0.0/16 or fd12:3456::/32, with nothing after the prefix.");
      }
      allowed.ranges.push_back(*range);
    }
    if (!list.hosts_.emplace(std::move(host), std::move(allowed)).second) {
      return Fail(ErrorCode::kBadInput, kWhat, where, "the host is there twice",
                  "Put all its ranges into one entry.");
    }
  }
  return list;
}

const AllowedHost* Allowlist::Find(std::string_view host) const {
  const auto found = hosts_.find(host);
  return found == hosts_.end() ? nullptr : &found->second;
}

}  // namespace dataflint::net
