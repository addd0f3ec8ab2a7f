#include "report/terminal/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataflint::report::terminal {
namespace {

using testing::ElementsAre;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("売上"), 4U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);
  EXPECT_EQ(DisplayWidth("🚀"), 2U);
}

TEST(Clean, LeavesNothingThatSteersATerminal) {
  EXPECT_EQ(Clean("\x1b[31mred\x07"), "[31mred");
  EXPECT_EQ(Clean("one\r\n\ttwo  three "), "one two three");
  EXPECT_EQ(Clean("a\u202eb"), "a\uFFFDb");
  EXPECT_EQ(Clean("\u200ea\u061c"), "\uFFFDa\uFFFD");
  EXPECT_EQ(Clean("a\u0085\u009b31mb"), "a 31mb");
  EXPECT_EQ(Clean("bad \xff byte"), "bad \uFFFD byte");
}

TEST(Clean, CutsWhatNoLineHolds) {
  const std::string cut = Clean(std::string(20'000'000, 'x'));
  EXPECT_EQ(cut.size(), 8192 + std::string("…").size());
  EXPECT_TRUE(cut.ends_with("…"));
}

TEST(Fit, CutsAtTheEndWithAnEllipsis) {
  EXPECT_EQ(Fit("abcdef", 6), "abcdef");
  EXPECT_EQ(Fit("abcdef", 4), "abc…");
  EXPECT_EQ(Fit("売上集計", 4), "売…");  // half of a wide character does not fit
  EXPECT_EQ(Fit("abc", 0), "");
}

TEST(FitEnd, KeepsTheEnd) {
  EXPECT_EQ(FitEnd("/a/b/c.zstd", 11), "/a/b/c.zstd");
  EXPECT_EQ(FitEnd("/a/b/c.zstd", 7), "…c.zstd");
  EXPECT_EQ(FitEnd("売上集計", 4), "…計");
  EXPECT_EQ(FitEnd("abc", 0), "");
}

TEST(FitMiddle, KeepsBothEnds) {
  EXPECT_EQ(FitMiddle("a/log", 5), "a/log");
  EXPECT_EQ(FitMiddle("folder/log-123", 8), "fold…123");
  EXPECT_EQ(FitMiddle("folder/log-123", 1), "…");
  EXPECT_EQ(FitMiddle("売上集計", 6), "売…計");
  EXPECT_EQ(FitMiddle("abc", 0), "");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(Wrap("", 4), ElementsAre());
}

TEST(Wrap, KeepsQuantitiesAndOptionsTogether) {
  EXPECT_THAT(Wrap("the longest gap, 1 m 47 s, is before", 20),
              ElementsAre("the longest gap,", "1 m 47 s, is before"));
  EXPECT_THAT(Wrap("high spill proof: --sql 10", 23), ElementsAre("high spill proof:", "--sql 10"));
  EXPECT_THAT(Wrap("they had 600 records on", 12), ElementsAre("they had", "600 records", "on"));
}

TEST(Wrap, NeverExceedsTheWidthAndLosesNothing) {
  const std::string text =
      "a 1 m 2 s --sql 3 --stage 11.0 12 13 14 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx 1 2 3";
  for (std::size_t width = 1; width < 60; ++width) {
    std::string joined;
    for (const std::string& line : Wrap(text, width)) {
      EXPECT_LE(DisplayWidth(line), width);
      joined += line;
    }
    std::erase(joined, ' ');
    std::string expected = text;
    std::erase(expected, ' ');
    EXPECT_EQ(joined, expected);
  }
}

TEST(ToAscii, KeepsColumns) {
  EXPECT_EQ(ToAscii("a█░…·×"), "a#:~.x");
  EXPECT_EQ(ToAscii("売"), "??");
}

}  // namespace
}  // namespace dataflint::report::terminal
