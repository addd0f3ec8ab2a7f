#include "base/utf8.h"

#include <gtest/gtest.h>

namespace dataflint {
namespace {

TEST(Shortened, CutsNoCharacterInTwo) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abcd", 3), "abc...");
  EXPECT_EQ(Shortened("a\u00e9\u00e9", 2), "a...");
  EXPECT_EQ(Shortened("a\u00e9\u00e9", 3), "a\u00e9...");
  EXPECT_EQ(Shortened("\U0001F680", 3), "...");
  EXPECT_EQ(Shortened("\x80\x80", 1), "...");
}

TEST(SteersTerminal, KnowsControlsAndMarksOfDirection) {
  for (const unsigned value : {0x00U, 0x1BU, 0x7FU, 0x80U, 0x9BU, 0x61CU, 0x200EU, 0x200FU, 0x2028U,
                               0x202AU, 0x202EU, 0x2066U, 0x2069U}) {
    EXPECT_TRUE(SteersTerminal(value)) << value;
  }
  for (const unsigned value : {0x20U, 0x41U, 0xA0U, 0xE9U, 0x61BU, 0x200DU, 0x2010U, 0x2027U,
                               0x202FU, 0x206AU, 0x58F2U, 0x1F680U}) {
    EXPECT_FALSE(SteersTerminal(value)) << value;
  }
}

}  // namespace
}  // namespace dataflint
