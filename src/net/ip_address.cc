#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <system_error>
#include <vector>

namespace dataflint::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<std::uint8_t, 12> kNat64Prefix = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr int kMappedBits = 96;

struct SpecialRange {
  const char* range;
  AddressKind kind;
};

// The first that matches counts. After the IANA registries of special-purpose addresses; the
// metadata services as the clouds document them.
constexpr SpecialRange kSpecialRanges[] = {
    {"169.254.169.254", AddressKind::kMetadata},  // AWS, Azure, GCP, and most others
    {"169.254.170.2", AddressKind::kMetadata},    // AWS: credentials of a container
    {"169.254.170.23", AddressKind::kMetadata},   // AWS: credentials of a pod
    {"168.63.129.16", AddressKind::kMetadata},    // Azure, though it looks public
    {"100.100.100.200", AddressKind::kMetadata},  // Alibaba
    {"192.0.0.192", AddressKind::kMetadata},      // Oracle
    {"fd00:ec2::254", AddressKind::kMetadata},    // AWS
    {"fd00:ec2::23", AddressKind::kMetadata},     // AWS: credentials of a pod
    {"fd20:ce::254", AddressKind::kMetadata},     // GCP
    {"0.0.0.0/8", AddressKind::kUnspecified},
    {"10.0.0.0/8", AddressKind::kPrivate},
    {"100.64.0.0/10", AddressKind::kShared},
    {"127.0.0.0/8", AddressKind::kLoopback},
    {"169.254.0.0/16", AddressKind::kLinkLocal},
    {"172.16.0.0/12", AddressKind::kPrivate},
    {"192.0.0.0/24", AddressKind::kReserved},
    {"192.0.2.0/24", AddressKind::kReserved},
    {"192.31.196.0/24", AddressKind::kReserved},
    {"192.52.193.0/24", AddressKind::kReserved},
    {"192.88.99.0/24", AddressKind::kReserved},
    {"192.168.0.0/16", AddressKind::kPrivate},
    {"192.175.48.0/24", AddressKind::kReserved},
    {"198.18.0.0/15", AddressKind::kReserved},
    {"198.51.100.0/24", AddressKind::kReserved},
    {"203.0.113.0/24", AddressKind::kReserved},
    {"224.0.0.0/4", AddressKind::kMulticast},
    {"240.0.0.0/4", AddressKind::kReserved},
    {"0.0.0.0/0", AddressKind::kPublic},  // what is left of IPv4
    {"::", AddressKind::kUnspecified},
    {"::1", AddressKind::kLoopback},
    {"64:ff9b:1::/48", AddressKind::kPrivate},
    {"fc00::/7", AddressKind::kUniqueLocal},
    {"fe80::/10", AddressKind::kLinkLocal},
    {"ff00::/8", AddressKind::kMulticast},
    {"2001::/23", AddressKind::kReserved},  // Teredo among them
    {"2001:db8::/32", AddressKind::kReserved},
    {"2002::/16", AddressKind::kReserved},  // 6to4: carries any IPv4 address
    {"2620:4f:8000::/48", AddressKind::kReserved},
    {"3fff::/20", AddressKind::kReserved},
    {"2000::/3", AddressKind::kPublic},
    {"::/0", AddressKind::kReserved},  // nothing else has been given out
};

struct ParsedRange {
  IpRange range;
  AddressKind kind;
};

const std::vector<ParsedRange>& SpecialRanges() {
  static const std::vector<ParsedRange> ranges = [] {
    std::vector<ParsedRange> parsed;
    for (const SpecialRange& special : kSpecialRanges) {
      parsed.push_back({IpRange::Parse(special.range).value(), special.kind});
    }
    return parsed;
  }();
  return ranges;
}

bool Bit(const IpAddress& address, int index) {
  const auto byte = static_cast<std::size_t>(index / 8);
  return (address.bytes()[byte] >> (7 - index % 8) & 1) != 0;
}

}  // namespace

std::string_view Describe(AddressKind kind) {
  switch (kind) {
    case AddressKind::kPublic:
      return "a public address";
    case AddressKind::kUnspecified:
      return "an address that means this machine";
    case AddressKind::kLoopback:
      return "a loopback address";
    case AddressKind::kPrivate:
      return "a private address";
    case AddressKind::kShared:
      return "an address behind a carrier's NAT";
    case AddressKind::kLinkLocal:
      return "a link-local address";
    case AddressKind::kMetadata:
      return "the address of a cloud's metadata service";
    case AddressKind::kUniqueLocal:
      return "a private (unique local) address";
    case AddressKind::kMulticast:
      return "a multicast address";
    case AddressKind::kReserved:
      break;
  }
  return "a reserved address";
}

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data() + 12) != 1) return std::nullopt;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes_.begin());
  return address;
}

std::optional<IpAddress> IpAddress::FromSockaddr(const sockaddr* address) {
  IpAddress result;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), result.bytes_.begin());
    std::memcpy(result.bytes_.data() + 12, &v4.sin_addr, 4);
    return result;
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    std::memcpy(result.bytes_.data(), &v6.sin6_addr, 16);
    return result;
  }
  return std::nullopt;
}

bool IpAddress::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes_.data() + 12, text, sizeof(text));
  } else {
    inet_ntop(AF_INET6, bytes_.data(), text, sizeof(text));
  }
  return text;
}

AddressKind IpAddress::kind() const {
  const IpAddress real = BehindNat64();
  const auto& ranges = SpecialRanges();
  return std::find_if(ranges.begin(), ranges.end(),
                      [&](const ParsedRange& special) { return special.range.Contains(real); })
      ->kind;  // the last range holds every address
}

IpAddress IpAddress::BehindNat64() const {
  if (!std::equal(kNat64Prefix.begin(), kNat64Prefix.end(), bytes_.begin())) return *this;
  IpAddress v4 = *this;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), v4.bytes_.begin());
  return v4;
}

std::optional<IpRange> IpRange::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> first = IpAddress::Parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  IpRange range;
  range.first_ = *first;
  range.v4_ = first->is_v4();
  if (slash == std::string_view::npos) return range;

  const std::string_view digits = text.substr(slash + 1);
  int prefix = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  const bool v4 = text.find(':') == std::string_view::npos;
  if (error != std::errc() || end != digits.data() + digits.size() || prefix < 0 ||
      prefix > (v4 ? 32 : 128)) {
    return std::nullopt;
  }
  range.prefix_ = v4 ? kMappedBits + prefix : prefix;
  range.v4_ = first->is_v4() && range.prefix_ >= kMappedBits;
  for (int i = range.prefix_; i < 128; ++i) {
    if (Bit(*first, i)) return std::nullopt;
  }
  return range;
}

bool IpRange::Contains(const IpAddress& address) const {
  if (address.is_v4() != v4_) return false;
  for (int i = 0; i < prefix_; ++i) {
    if (Bit(address, i) != Bit(first_, i)) return false;
  }
  return true;
}

std::string IpRange::ToString() const {
  return first_.ToString() + "/" + std::to_string(v4_ ? prefix_ - kMappedBits : prefix_);
}

}  // namespace dataflint::net
