#include "report/markdown.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace dataflint::report {
namespace {

std::string ParagraphOf(std::string_view text) {
  MarkdownText markdown;
  markdown.Paragraph(text);
  std::string written = markdown.Take();
  while (written.ends_with('\n')) written.pop_back();
  return written;
}

TEST(Markdown, WhatIsMarkupElsewhereShowsAsText) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"join of orders and customers", "join of orders and customers"},
      {"*bold* _it_ ~~no~~", R"(\*bold\* \_it\_ `~~no~~`)"},
      {"<script>alert(1)</script>", R"(\<script\>alert(1)\</script\>)"},
      {"a&lt;b & c", R"(`a&lt;b` \& c)"},
      {"a|b `code` c\\", R"(a\|b \`code\` c\\)"},
      {"# no heading", R"(\# no heading)"},
      {"- no list", R"(\- no list)"},
      {"+ no list", R"(\+ no list)"},
      {"--- no line", R"(\--- no line)"},
      {"/close", R"(\/close)"},
      {"+3 m 12 s (+41 %)", R"(\+3 m 12 s (+41 %))"},
  };
  for (const auto& [text, markdown] : kCases) EXPECT_EQ(ParagraphOf(text), markdown) << text;
}

TEST(Markdown, WhatTheSiteWouldLinkIsCode) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"by @octocat, see", "by `@octocat`, see"},
      {"@all", "`@all`"},
      {"me@example.com", "`me@example.com`"},
      {"see https://example.com/?a=b&c", "see `https://example.com/?a=b&c`"},
      {"s3a://bucket/a_b", "`s3a://bucket/a_b`"},
      {"www.example.com", "`www.example.com`"},
      {"fixes #123 and octo/repo#4", "fixes `#123` and `octo/repo#4`"},
      {"!12 %3 &4 ~bug ~\"a bug\"", "`!12` `%3` `&4` `~bug` `~\"a` bug\""},
      {"GH-12", "`GH-12`"},
      {"[x](javascript:1) [[page]] ![i](http://x)",
       "`[x](javascript:1)` `[[page]]` `![i](http://x)`"},
      {":smile: a:b:c :100: 10:30:00", "`:smile:` `a:b:c` `:100:` 10:30:00"},
      {"$x$ Main$.scala", "`$x$` `Main$.scala`"},
      {"`@a`|@b\\", R"(\``@a`\`\|`@b\`)"},
      {"@a``#1", R"(`@a`\`\``#1`)"},
  };
  for (const auto& [text, markdown] : kCases) EXPECT_EQ(ParagraphOf(text), markdown) << text;
}

TEST(Markdown, CodeCannotEndItsBlock) {
  MarkdownText markdown;
  markdown.Code("```");
  markdown.Code("a ```` b @c");
  EXPECT_EQ(markdown.Take(), "````\n```\n````\n\n`````\na ```` b @c\n`````\n");
}

}  // namespace
}  // namespace dataflint::report
