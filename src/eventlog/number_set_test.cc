#include "eventlog/number_set.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <set>

#include "base/saved_state.h"

namespace dataflint::eventlog {
namespace {

TEST(NumberSet, KnowsWhatItHasSeen) {
  NumberSet numbers;
  std::set<std::int64_t> expected;
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto number =
        static_cast<std::int64_t>(i % 3 == 0 ? random() / 2 : random() % 5000) - 2500;
    EXPECT_EQ(numbers.Contains(number), expected.contains(number)) << number;
    EXPECT_EQ(numbers.Insert(number), expected.insert(number).second) << number;
    if (i % 1000 == 0) numbers.Compact();
  }
  for (const std::int64_t limit : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                                   std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(numbers.Insert(limit), expected.insert(limit).second);
    EXPECT_FALSE(numbers.Insert(limit));
  }
}

TEST(NumberSet, IsSavedAndMoved) {
  NumberSet numbers;
  numbers.Insert(7);
  numbers.Insert(1'000'000'000'000);
  StateWriter writer;
  writer.Write(numbers);
  const std::string state = writer.Take();
  StateReader reader(state);
  NumberSet restored;
  reader.Read(restored);
  ASSERT_FALSE(reader.failed());
  EXPECT_FALSE(restored.Insert(7));
  NumberSet moved = std::move(restored);
  EXPECT_FALSE(moved.Insert(1'000'000'000'000));
  EXPECT_TRUE(moved.Insert(8));
}

}  // namespace
}  // namespace dataflint::eventlog
