#include "net/ip_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace dataflint::net {
namespace {

IpAddress Address(std::string_view text) { return IpAddress::Parse(text).value(); }

TEST(IpAddress, BothSpellingsOfAnIpv4AddressAreOneValue) {
  EXPECT_EQ(Address("127.0.0.1"), Address("::ffff:127.0.0.1"));
  EXPECT_EQ(Address("::ffff:7f00:1").ToString(), "127.0.0.1");
  EXPECT_TRUE(Address("::ffff:a00:1").is_v4());
  EXPECT_FALSE(Address("::a00:1").is_v4());
  EXPECT_EQ(Address("2001:DB8:0::1").ToString(), "2001:db8::1");
}

TEST(IpAddress, TakesTheExactFormsOnly) {
  for (const char* text :
       {"", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.", " 127.0.0.1",
        "127.0.0.1 ", "[::1]", "::1%lo", "1.2.3.4/8", "::g", "1.2.3.256", "localhost"}) {
    EXPECT_FALSE(IpAddress::Parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::Parse(std::string_view("127.0.0.1\0.example", 18)));
}

TEST(IpAddress, ComesFromTheSystemsForm) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  inet_pton(AF_INET, "10.1.2.3", &v4.sin_addr);
  EXPECT_EQ(IpAddress::FromSockaddr(reinterpret_cast<const sockaddr*>(&v4)), Address("10.1.2.3"));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "fd00::7", &v6.sin6_addr);
  EXPECT_EQ(IpAddress::FromSockaddr(reinterpret_cast<const sockaddr*>(&v6)), Address("fd00::7"));
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_FALSE(IpAddress::FromSockaddr(&other));
}

TEST(IpAddress, KnowsWhatAnAddressIsFor) {
  struct Case {
    const char* address;
    AddressKind kind;
  };
  constexpr Case kCases[] = {
      {"20.42.4.209", AddressKind::kPublic},
      {"1.1.1.1", AddressKind::kPublic},
      {"223.255.255.255", AddressKind::kPublic},
      {"2603:1030::1", AddressKind::kPublic},
      {"2a00:1450::1", AddressKind::kPublic},
      {"0.0.0.0", AddressKind::kUnspecified},
      {"0.1.2.3", AddressKind::kUnspecified},
      {"::", AddressKind::kUnspecified},
      {"127.0.0.1", AddressKind::kLoopback},
      {"127.255.255.254", AddressKind::kLoopback},
      {"::1", AddressKind::kLoopback},
      {"::ffff:127.0.0.1", AddressKind::kLoopback},
      {"10.0.0.0", AddressKind::kPrivate},
      {"10.255.255.255", AddressKind::kPrivate},
      {"172.15.255.255", AddressKind::kPublic},
      {"172.16.0.1", AddressKind::kPrivate},
      {"172.31.255.255", AddressKind::kPrivate},
      {"172.32.0.0", AddressKind::kPublic},
      {"192.168.0.1", AddressKind::kPrivate},
      {"::ffff:c0a8:1", AddressKind::kPrivate},
      {"100.63.255.255", AddressKind::kPublic},
      {"100.64.0.1", AddressKind::kShared},
      {"100.127.255.255", AddressKind::kShared},
      {"100.128.0.0", AddressKind::kPublic},
      {"169.254.0.1", AddressKind::kLinkLocal},
      {"fe80::1", AddressKind::kLinkLocal},
      {"febf::1", AddressKind::kLinkLocal},
      {"169.254.169.254", AddressKind::kMetadata},
      {"::ffff:169.254.169.254", AddressKind::kMetadata},
      {"168.63.129.16", AddressKind::kMetadata},
      {"100.100.100.200", AddressKind::kMetadata},
      {"fd00:ec2::254", AddressKind::kMetadata},
      {"fc00::1", AddressKind::kUniqueLocal},
      {"fdff:ffff::1", AddressKind::kUniqueLocal},
      {"224.0.0.1", AddressKind::kMulticast},
      {"239.255.255.255", AddressKind::kMulticast},
      {"ff02::1", AddressKind::kMulticast},
      {"240.0.0.1", AddressKind::kReserved},
      {"255.255.255.255", AddressKind::kReserved},
      {"198.18.0.1", AddressKind::kReserved},
      {"192.0.2.1", AddressKind::kReserved},
      {"2001:db8::1", AddressKind::kReserved},
      {"2001::1", AddressKind::kReserved},              // Teredo
      {"2002:7f00:1::", AddressKind::kReserved},        // 6to4 of 127.0.0.1
      {"2002:0808:0808::1", AddressKind::kReserved},    // 6to4 of anything
      {"::7f00:1", AddressKind::kReserved},             // "compatible" 127.0.0.1
      {"fec0::1", AddressKind::kReserved},              // site-local
      {"4000::1", AddressKind::kReserved},              // not given out
      {"64:ff9b::7f00:1", AddressKind::kLoopback},      // NAT64 of 127.0.0.1
      {"64:ff9b::a9fe:a9fe", AddressKind::kMetadata},   // NAT64 of 169.254.169.254
      {"64:ff9b::142a:4d1", AddressKind::kPublic},      // NAT64 of 20.42.4.209
      {"64:ff9b:1::142a:4d1", AddressKind::kPrivate},   // NAT64 under a local prefix
      {"64:ff9b:0:1::7f00:1", AddressKind::kReserved},  // near NAT64
  };
  for (const Case& test : kCases) {
    EXPECT_EQ(Describe(Address(test.address).kind()), Describe(test.kind)) << test.address;
  }
}

TEST(IpRange, HoldsWhatItsPrefixSays) {
  const IpRange range = IpRange::Parse("10.20.0.0/15").value();
  EXPECT_TRUE(range.Contains(Address("10.20.0.0")));
  EXPECT_TRUE(range.Contains(Address("10.21.255.255")));
  EXPECT_FALSE(range.Contains(Address("10.22.0.0")));
  EXPECT_FALSE(range.Contains(Address("::a14:1")));
  EXPECT_EQ(range.ToString(), "10.20.0.0/15");
  EXPECT_TRUE(IpRange::Parse("fd12::/16").value().Contains(Address("fd12:1::1")));
  EXPECT_TRUE(IpRange::Parse("0.0.0.0/0").value().Contains(Address("8.8.8.8")));
  EXPECT_FALSE(IpRange::Parse("0.0.0.0/0").value().Contains(Address("2603::1")));
  EXPECT_FALSE(IpRange::Parse("::/0").value().Contains(Address("8.8.8.8")));
  EXPECT_TRUE(IpRange::Parse("::/0").value().Contains(Address("2603::1")));
  EXPECT_TRUE(IpRange::Parse("::ffff:10.0.0.0/104").value().Contains(Address("10.1.2.3")));
  EXPECT_EQ(IpRange::Parse("10.1.2.3").value().ToString(), "10.1.2.3/32");
}

TEST(IpRange, RefusesWhatWasMeantOtherwise) {
  for (const char* text : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10/8",
                           "10.1.2.3/8", "fd00::1/8", "fd00::/129", "10.0.0.0/8/8", "any"}) {
    EXPECT_FALSE(IpRange::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace dataflint::net
