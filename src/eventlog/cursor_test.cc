#include "eventlog/cursor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

namespace dataflint::eventlog {
namespace {

TEST(Cursor, ReadsNumbersOfEveryLengthAtEveryDistanceFromTheEnd) {
  std::mt19937_64 random(3);
  for (int digits = 1; digits <= 15; ++digits) {
    for (std::size_t behind = 0; behind < 12; ++behind) {
      std::string text(1, static_cast<char>('1' + random() % 9));
      for (int i = 1; i < digits; ++i) text += static_cast<char>('0' + random() % 10);
      const std::int64_t expected = std::stoll(text);
      const std::string line = text + "," + std::string(behind, 'x');
      Cursor cursor(line.data(), line.data() + line.size());
      EXPECT_EQ(cursor.Number(), expected);
      EXPECT_TRUE(cursor.ok());
      EXPECT_EQ(*cursor.at(), ',');
    }
  }
}

TEST(Cursor, RefusesWhatIsNoPlainJsonInteger) {
  for (const std::string text :
       {"", "x", "-", "007", "1234567890123456", "12345678901234567890123", "-0", "\"1\""}) {
    const std::string line = text + "                ";
    Cursor cursor(line.data(), line.data() + line.size());
    cursor.SignedNumber();
    EXPECT_FALSE(cursor.ok()) << text;
  }
}

TEST(Cursor, ReadsNegativeNumbersWhereAsked) {
  const std::string line = "-42}";
  Cursor cursor(line.data(), line.data() + line.size());
  EXPECT_EQ(cursor.SignedNumber(), -42);
  EXPECT_TRUE(cursor.ok());
}

TEST(Cursor, TextStopsAtWhatNeedsTheJsonReader) {
  const std::string plain = "host-1\",";
  Cursor good(plain.data(), plain.data() + plain.size());
  EXPECT_EQ(good.Text(), "host-1");
  for (const std::string text : {"a\\\"b\"", "a\xc3\xa9\"", "open", "a\tb\""}) {
    Cursor cursor(text.data(), text.data() + text.size());
    cursor.Text();
    EXPECT_FALSE(cursor.ok()) << text;
  }
}

}  // namespace
}  // namespace dataflint::eventlog
