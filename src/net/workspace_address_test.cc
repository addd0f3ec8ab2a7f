#include "net/workspace_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>

#include "net/address_table_test.h"

namespace dataflint::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

tl::expected<WorkspaceAddress, AddressError> Parse(std::string_view text) {
  return WorkspaceAddress::Parse(text, AddressTableAllowlist());
}

TEST(WorkspaceAddress, EachTextOfTheTableComesToWhatItSays) {
  std::size_t refused = 0;
  std::set<std::string_view> seen;
  for (const AddressCase& test : ReadAddressTable(8080)) {
    const auto address =
        test.loopback ? WorkspaceAddress::ParseLoopback(test.input) : Parse(test.input);
    if (address) {
      EXPECT_EQ(test.outcome, "ok") << test.line;
      EXPECT_EQ(address->ToString(), test.address) << test.line;
      EXPECT_EQ(address->origin().loopback(), test.loopback) << test.line;
      continue;
    }
    ++refused;
    const AddressError& error = address.error();
    seen.insert(TextOf(error.mistake).name);
    EXPECT_EQ(TextOf(error.mistake).name, test.outcome) << test.line << '\n' << error.Message();
    EXPECT_EQ(error.suggestion, test.address) << test.line;
    EXPECT_EQ(error.code, ErrorCode::kBadInput);
    EXPECT_LE(error.Message().size(), 700U) << test.line;
    // What is offered can be used.
    if (!error.suggestion.empty()) {
      EXPECT_TRUE(test.loopback ? WorkspaceAddress::ParseLoopback(error.suggestion)
                                : Parse(error.suggestion))
          << test.line;
      EXPECT_THAT(error.fix, HasSubstr(error.suggestion));
    }
  }
  EXPECT_GE(refused, 120U);
  for (const MistakeText& mistake : kMistakeTexts) {
    EXPECT_TRUE(seen.contains(mistake.name)) << "no case for " << mistake.name;
  }
}

TEST(WorkspaceAddress, KnowsTheCloud) {
  EXPECT_EQ(Parse("https://adb-1.1.azuredatabricks.net")->cloud(), Cloud::kAzure);
  EXPECT_EQ(Parse("https://adb-1.1.databricks.azure.cn")->zone(), "databricks.azure.cn");
  EXPECT_EQ(Parse("https://dbc-1-2.cloud.databricks.com")->cloud(), Cloud::kAws);
  EXPECT_EQ(Parse("https://a.cloud.databricks.us")->cloud(), Cloud::kAws);
  EXPECT_EQ(Parse("https://1.1.gcp.databricks.com")->cloud(), Cloud::kGcp);
  EXPECT_EQ(Parse("https://lake.example.com")->cloud(), Cloud::kUnknown);
  EXPECT_EQ(Parse("https://lake.example.com")->origin().port(), 443);
}

TEST(WorkspaceAddress, AnErrorReadsAsASentence) {
  EXPECT_EQ(Parse("https://adb-21.1.azuredatabricks.net/?o=21").error().Message(),
            "cannot use this as the workspace URL: https://adb-21.1.azuredatabricks.net/: more "
            "follows after the host. Did you mean https://adb-21.1.azuredatabricks.net?");
  EXPECT_THAT(Parse("https://accounts.cloud.databricks.com/").error().Message(),
              HasSubstr("it is the account console"));
}

TEST(WorkspaceAddress, AnErrorRepeatsNothingSecretAndNoControlCharacters) {
  for (const char* text :
       {"https://me:hunter2@adb-1.1.azuredatabricks.net", "hunter2",
        "https://evil.example/?token=hunter2", "https://evil.example/#access_token=hunter2",
        "https://adb-1.1.azuredatabricks.net\x1b]0;hunter2\x07"}) {
    const auto address = Parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().Message(), Not(HasSubstr("hunter2"))) << text;
    EXPECT_THAT(address.error().Message(), Not(HasSubstr("\x1b")));
  }
}

TEST(Allowlist, TakesHostNamesAndRangesOnly) {
  EXPECT_TRUE(Allowlist::Make({{.host = "Lake.Example.com"}})->Find("lake.example.com") != nullptr);
  EXPECT_EQ(Allowlist().Find("lake.example.com"), nullptr);
  for (const char* host :
       {"", "https://lake.example.com", "*.example.com", "10.0.0.1", "lake", "lake.example.com."}) {
    const auto list = Allowlist::Make({{.host = host}});
    ASSERT_FALSE(list) << host;
    EXPECT_THAT(list.error().Message(), HasSubstr("cannot use the allowlist: host \""));
  }
  EXPECT_FALSE(Allowlist::Make({{.host = "a.example", .ranges = {"10.1.2.3/8"}}}));
  EXPECT_FALSE(Allowlist::Make({{.host = "a.example", .port = 0}}));
  EXPECT_FALSE(Allowlist::Make({{.host = "a.example"}, {.host = "A.example"}}));
}

}  // namespace
}  // namespace dataflint::net
