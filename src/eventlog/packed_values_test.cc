#include "eventlog/packed_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace dataflint::eventlog {
namespace {

TEST(PackedValues, GivesBackEveryValueOfAnyWidth) {
  std::mt19937_64 random(7);
  PackedValues bag;
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 5000; ++i) {
    const int shift = static_cast<int>(random() % 63);
    const auto value = static_cast<std::int64_t>((random() >> 1) >> shift);
    bag.Add(value);
    expected.push_back(value);
  }
  bag.Add(std::numeric_limits<std::int64_t>::min());
  bag.Add(std::numeric_limits<std::int64_t>::max());
  expected.push_back(std::numeric_limits<std::int64_t>::min());
  expected.push_back(std::numeric_limits<std::int64_t>::max());
  std::vector<std::int64_t> got;
  bag.AppendTo(got);
  EXPECT_EQ(got, expected);
  EXPECT_EQ(bag.count(), static_cast<std::int64_t>(expected.size()));
}

TEST(PackedValues, EveryBucketIsWithinOnePercent) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 100'000; ++i) {
    const int shift = static_cast<int>(random() % 63);
    const auto value = static_cast<std::int64_t>((random() >> 1) >> shift);
    const std::size_t bucket = PackedValues::BucketOf(value);
    ASSERT_LT(bucket, PackedValues::kBuckets);
    const double error = std::abs(static_cast<double>(PackedValues::ValueOf(bucket) - value));
    ASSERT_LE(error, 0.01 * static_cast<double>(value)) << value;
  }
}

TEST(PackedValues, ASketchKeepsTheMedianWithinOnePercent) {
  PackedValues bag;
  for (std::int64_t i = 1; i <= 10'001; ++i) bag.Add(i * 17);
  bag.Sketch();
  bag.Add(1);
  bag.Add(1'000'000);
  std::vector<std::int64_t> counts(PackedValues::kBuckets, 0);
  bag.AddBuckets(counts);
  std::int64_t seen = 0;
  std::size_t bucket = 0;
  while (seen + counts[bucket] <= bag.count() / 2) seen += counts[bucket++];
  EXPECT_NEAR(static_cast<double>(PackedValues::ValueOf(bucket)), 5001.0 * 17, 5001.0 * 17 * 0.01);
}

}  // namespace
}  // namespace dataflint::eventlog
