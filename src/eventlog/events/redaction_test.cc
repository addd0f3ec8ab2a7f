#include "eventlog/events/redaction.h"

#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <string>

namespace dataflint::eventlog {
namespace {

std::string Redacted(std::string_view text) {
  std::string buffer;
  return std::string(WithoutSecrets(text, buffer));
}

// "X" in `expected` stands for the redacted part.
void Expect(std::string_view text, std::string expected) {
  const std::size_t at = expected.find('X');
  if (at != std::string::npos) expected.replace(at, 1, kRedacted);
  EXPECT_EQ(Redacted(text), expected);
}

TEST(Redaction, ValuesOfNamesThatHoldASecret) {
  Expect("url=jdbc:postgresql://h/db?user=a&password=hunter2&ssl=true",
         "url=jdbc:postgresql://h/db?user=a&password=X&ssl=true");
  Expect("Filter (password_hash#5 = abc123)", "Filter (password_hash#5 = X)");
  Expect("PushedFilters: [IsNotNull(token), EqualTo(token,abc)]",
         "PushedFilters: [IsNotNull(token), EqualTo(token,X)]");
  Expect(R"(options {"apiKey":"k-1", "retries":3})", R"(options {"apiKey":"X", "retries":3})");
  Expect("CREATE TABLE t OPTIONS (dbtable 'x', PWD='a b c')",
         "CREATE TABLE t OPTIONS (dbtable 'x', PWD='X')");
  Expect("Map(fs.azure.account.key -> zzz==, x -> y)", "Map(fs.azure.account.key -> X, x -> y)");
  Expect("client_secret=\"s3cret\"", "client_secret=\"X\"");
  Expect("header Authorization: Bearer abc.def", "header Authorization: Bearer X");
}

TEST(Redaction, SecretsByThemselves) {
  Expect("[https://a.blob.core.windows.net/c/f?sv=2022&sig=aB%2Fc%3D&se=1]",
         "[https://a.blob.core.windows.net/c/f?sv=2022&sig=X&se=1]");
  Expect("key AKIAIOSFODNN7EXAMPLE here", "key X here");
  Expect("dapi0123456789abcdef0123456789abcdef", "X");
}

TEST(Redaction, PasswordsOfAddresses) {
  Expect("Location: [ftp://me:pw@host/x]", "Location: [ftp://me:X@host/x]");
  Expect("JDBCRelation jdbc:oracle:thin:scott/tiger@//db:1521/x",
         "JDBCRelation jdbc:oracle:thin:scott/X@//db:1521/x");
}

TEST(Redaction, LeavesPlansAsTheyAre) {
  for (const std::string_view text :
       {"SortMergeJoin [token#5], [token#9], Inner", "Filter (token#5 = token#9)",
        "Project [secret#1, upper(password#2) AS p#3]", "ReadSchema: struct<token:string,id:int>",
        "Location: InMemoryFileIndex(1 paths)[abfss://c@account.dfs.core.windows.net/orders]",
        "Scan parquet shop.tokens[id#1L]", "MapElements com.shop.Job$$Lambda$12@4c3b1a, obj#4",
        "HashAggregate(keys=[token#1], functions=[count(1)])", "Asia/Tokyo, dapibus, design=x",
        "password=*********(redacted)", "password=", "token#1 = null", ""}) {
    EXPECT_EQ(Redacted(text), text);
  }
}

TEST(Redaction, PasswordsWithAnAtSign) {
  Expect("https://me:p@ss:w@rd@host/x", "https://me:X@host/x");
  Expect("jdbc:oracle:thin:scott/p@w@//db:1521/x", "jdbc:oracle:thin:scott/X@//db:1521/x");
  Expect("a@b, @, https://me@there, ftp://me:pw@host", "a@b, @, https://me@there, ftp://me:X@host");
}

// Were it not in proportion to the text, each would take minutes.
TEST(Redaction, TakesTimeInProportionToTheText) {
  constexpr std::size_t kBytes = std::size_t{4} << 20;
  for (const std::string piece :
       {"token", "token=", "token=[", "token=*", "token ", "token#1", "token=null(", "token='",
        "token=\"'", "\"token\":", "bearer ", "?sig=", "EqualTo(token,", "@", "x@", "/x@", "://:@",
        "token=/AKIAIOSFODNN7EXAMPLE/", "jdbc:oracle:thin:x/y@"}) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    const std::clock_t begin =
        std::clock();  // of the CPU: other programs may take all but a little of it
    Redacted(text);
    const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    EXPECT_LT(took, 4) << piece;  // s
  }
}

TEST(Redaction, AnyTextGivesAText) {
  const std::vector<std::string> pieces = {"password",
                                           "token#1",
                                           "=",
                                           " ",
                                           "'",
                                           "\"",
                                           ":",
                                           "://",
                                           "@",
                                           "/x",
                                           "->",
                                           "sig=",
                                           "&",
                                           "AKIA",
                                           "EqualTo(",
                                           ",",
                                           ")",
                                           "a",
                                           "jdbc:oracle:thin:u"};
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += pieces[random() % pieces.size()];
    const std::string once = Redacted(text);
    EXPECT_EQ(Redacted(once), once) << text;
  }
}

}  // namespace
}  // namespace dataflint::eventlog
