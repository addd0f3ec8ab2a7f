#include "report/terminal/bar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace dataflint::report::terminal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

BarPart Part(std::string label, std::int64_t value) {
  return {std::move(label), std::to_string(value), value,
          [](std::string_view text) { return std::string(text); }};
}

TEST(BarColumns, AddUpAndHideNothing) {
  for (const std::size_t width : {20U, 76U, 98U, 118U}) {
    const std::vector<std::int64_t> values = {1, 100'000, 0, 3, 77'777, 1, 12};
    const std::vector<std::size_t> columns = BarColumns(values, width);
    EXPECT_EQ(std::accumulate(columns.begin(), columns.end(), std::size_t{0}), width);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(columns[i] > 0, values[i] > 0);
  }
  EXPECT_THAT(BarColumns({0, 0}, 10), ElementsAre(0, 0));
}

TEST(DrawStackedBar, TellsPartsByLetters) {
  Canvas canvas({.color = false, .unicode = false, .width = 40});
  DrawStackedBar(canvas,
                 {{"one", "5 s", "50 %", {Part("one", 50)}},
                  {"none", "0 s", "0 %", {Part("nothing", 0)}},
                  {"two", "5 s", "50 %", {Part("left", 25), Part("hidden", 0), Part("right", 25)}}},
                 2);
  const std::string text = canvas.Take();
  EXPECT_THAT(text, HasSubstr("  a##################b:::::::::c########\n"));
  EXPECT_THAT(text, HasSubstr("  a one   5 s  50 %\n"));
  EXPECT_THAT(text, HasSubstr("    two   5 s  50 %  b left 25\n"));
  EXPECT_THAT(text, Not(HasSubstr("nothing")));
  EXPECT_THAT(text, Not(HasSubstr("none")));
}

TEST(PlainBar, GrowsInEighths) {
  EXPECT_EQ(PlainBar(0, 10, 8), "");
  EXPECT_EQ(PlainBar(10, 10, 4), "████");
  EXPECT_EQ(PlainBar(1, 16, 4), "▎");
}

}  // namespace
}  // namespace dataflint::report::terminal
