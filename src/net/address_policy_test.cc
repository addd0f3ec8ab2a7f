#include "net/address_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "net/address_table_test.h"
#include "net/workspace_address.h"

namespace dataflint::net {
namespace {

using ::testing::HasSubstr;

Allowlist List() {
  return Allowlist::Make({{.host = "lake.example.com", .ranges = {"10.20.0.0/16", "fd12::/16"}},
                          {.host = "adb-2.2.azuredatabricks.net", .ranges = {"0.0.0.0/0"}},
                          {.host = "open.example.com"}})
      .value();
}

Status Check(std::string_view workspace, std::string_view address) {
  const std::array<IpAddress, 1> addresses = {IpAddress::Parse(address).value()};
  return AddressPolicy(List()).Check(WorkspaceAddress::Parse(workspace, List())->origin(),
                                     addresses);
}

constexpr std::string_view kInner[] = {
    "0.0.0.0",         "127.0.0.1",         "::1",           "::ffff:127.0.0.1",
    "10.0.0.1",        "172.16.0.1",        "192.168.1.1",   "100.64.0.1",
    "169.254.1.1",     "169.254.169.254",   "168.63.129.16", "fd00:ec2::254",
    "fe80::1",         "fd00::1",           "224.0.0.1",     "ff02::1",
    "255.255.255.255", "198.18.0.1",        "2002:a00:1::",  "64:ff9b::a00:1",
    "::ffff:10.0.0.1", "64:ff9b:1::a00:1",  "2001::1",       "::",
    "::a00:1",         "64:ff9b::a9fe:a9fe"};

TEST(AddressPolicy, AWorkspaceIsAtPublicAddressesOnly) {
  for (const char* workspace :
       {"https://adb-1.1.azuredatabricks.net", "https://open.example.com"}) {
    EXPECT_TRUE(Check(workspace, "20.42.4.209"));
    EXPECT_TRUE(Check(workspace, "2603:1030::1"));
    EXPECT_TRUE(Check(workspace, "64:ff9b::142a:4d1"));
    for (const std::string_view inner : kInner) {
      const Status status = Check(workspace, inner);
      ASSERT_FALSE(status) << inner;
      EXPECT_EQ(status.error().code, ErrorCode::kPermission);
      EXPECT_THAT(status.error().Message(), HasSubstr(workspace));
    }
  }
  EXPECT_EQ(Check("https://adb-1.1.azuredatabricks.net", "::ffff:a00:1").error().Message(),
            "the workspace's address is refused: https://adb-1.1.azuredatabricks.net: its name "
            "leads to 10.0.0.1, a private address. If the workspace is reached by Private Link, an "
            "administrator of this machine can pair the host with its range on the allowlist.");
}

TEST(AddressPolicy, APairedHostIsWithinItsRangesOnly) {
  EXPECT_TRUE(Check("https://lake.example.com", "10.20.255.1"));
  EXPECT_TRUE(Check("https://lake.example.com", "64:ff9b::a14:1"));
  EXPECT_TRUE(Check("https://lake.example.com", "fd12:1::1"));
  EXPECT_FALSE(Check("https://lake.example.com", "10.21.0.1"));
  EXPECT_FALSE(Check("https://lake.example.com", "20.42.4.209"));
  EXPECT_FALSE(Check("https://lake.example.com", "127.0.0.1"));
  EXPECT_FALSE(Check("https://adb-1.1.azuredatabricks.net", "10.20.255.1"));
}

TEST(AddressPolicy, NoRangeOpensMetadataServices) {
  EXPECT_TRUE(Check("https://adb-2.2.azuredatabricks.net", "192.168.1.1"));
  EXPECT_TRUE(Check("https://adb-2.2.azuredatabricks.net", "127.0.0.1"));  // 0.0.0.0/0 says so
  for (const char* never : {"169.254.169.254", "168.63.129.16", "100.100.100.200", "0.0.0.0",
                            "0.1.1.1", "224.0.0.1", "64:ff9b::a9fe:a9fe", "::1"}) {
    EXPECT_FALSE(Check("https://adb-2.2.azuredatabricks.net", never)) << never;
  }
}

TEST(AddressPolicy, OneRefusedAddressRefusesTheAnswer) {
  const AddressPolicy policy{Allowlist()};
  const auto workspace =
      WorkspaceAddress::Parse("https://adb-1.1.azuredatabricks.net", Allowlist());
  const std::array<IpAddress, 3> addresses = {IpAddress::Parse("20.42.4.209").value(),
                                              IpAddress::Parse("127.0.0.1").value(),
                                              IpAddress::Parse("20.42.4.210").value()};
  EXPECT_FALSE(policy.Check(workspace->origin(), addresses));
  EXPECT_TRUE(policy.Check(workspace->origin(), std::span(addresses).first(1)));
}

TEST(AddressPolicy, ASimulatorIsOnLoopbackOnly) {
  const AddressPolicy policy{Allowlist()};
  const auto simulator = WorkspaceAddress::ParseLoopback("http://127.0.0.1:8080");
  const auto check = [&](const char* address) {
    const std::array<IpAddress, 1> addresses = {IpAddress::Parse(address).value()};
    return policy.Check(simulator->origin(), addresses).has_value();
  };
  EXPECT_TRUE(check("127.0.0.1"));
  EXPECT_TRUE(check("::1"));
  for (const char* other :
       {"20.42.4.209", "10.0.0.1", "0.0.0.0", "169.254.169.254", "fe80::1", "64:ff9b::7f00:1"}) {
    EXPECT_FALSE(check(other)) << other;
  }
}

}  // namespace
}  // namespace dataflint::net
