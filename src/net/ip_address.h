// IpAddress and IpRange: addresses of IPv4 and IPv6 as one kind of value, and what an address is for.
//
// An IPv4 address is held as the IPv6 address that maps it (::ffff:a.b.c.d), so that both spellings
// of one place are one value and no rule has to remember the other. Used by the egress policy
// (net/address_policy.h), the allowlist and the resolver. Value types, any thread. Not a parser of
// what people type: Parse() takes the exact forms only, none of the short or octal ones.
#ifndef DATAFLINT_NET_IP_ADDRESS_H_
#define DATAFLINT_NET_IP_ADDRESS_H_

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dataflint::net {

// What the registries of special addresses say an address is for.
enum class AddressKind {
  kPublic,
  kUnspecified,  // 0.0.0.0/8, ::
  kLoopback,
  kPrivate,    // RFC 1918; the local NAT64 prefix
  kShared,     // 100.64.0.0/10, behind a carrier's NAT
  kLinkLocal,  // one cable
  kMetadata,   // where clouds hand credentials to their machines
  kUniqueLocal,
  kMulticast,
  kReserved,  // documentation, benchmarks, discarding, the future, tunnels to who knows where
};

// "a private address", as part of a sentence.
std::string_view Describe(AddressKind kind);

class IpAddress {
 public:
  IpAddress() = default;  // ::

  // "192.0.2.1", "2001:db8::1"; nothing else.
  static std::optional<IpAddress> Parse(std::string_view text);
  // Of a sockaddr_in or sockaddr_in6; nothing for another family.
  static std::optional<IpAddress> FromSockaddr(const sockaddr* address);

  bool is_v4() const;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  std::string ToString() const;

  AddressKind kind() const;
  // The IPv4 address that NAT64 reaches under this one (64:ff9b::/96); any other address as it is.
  IpAddress BehindNat64() const;

  bool operator==(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

class IpRange {
 public:
  // "10.0.0.0/8", "fd00::/8", or one address. Bits below the prefix must be zero: a range that
  // reads "10.1.2.3/8" was meant otherwise.
  static std::optional<IpRange> Parse(std::string_view text);

  bool Contains(const IpAddress& address) const;
  std::string ToString() const;

  bool operator==(const IpRange&) const = default;

 private:
  IpAddress first_;
  int prefix_ = 128;  // of the 128 bits of the mapped form
  bool v4_ = false;   // so that "::/0" does not hold IPv4 by way of its mapped form
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_IP_ADDRESS_H_
