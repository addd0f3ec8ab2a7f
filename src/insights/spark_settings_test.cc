#include "insights/spark_settings.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace dataflint::insights {
namespace {

TEST(SparkSettings, TakeWhatSparkTakes) {
  EXPECT_TRUE(IsValid(settings::kExecutorMemory, "1524m", 3));
  for (const std::string_view wrong : {"4.8g", "4g", "0m", "m", "-1m", "", "64 m", "1e3m"}) {
    EXPECT_FALSE(IsValid(settings::kExecutorMemory, wrong, 3)) << wrong;
  }
  EXPECT_TRUE(IsValid(settings::kShufflePartitions, "400", 3));
  EXPECT_FALSE(IsValid(settings::kShufflePartitions, "0", 3));
  EXPECT_FALSE(IsValid(settings::kShufflePartitions, "99999999999999999999", 3));
  EXPECT_TRUE(IsValid(settings::kAdaptive, "true", 3));
  EXPECT_FALSE(IsValid(settings::kAdaptive, "1", 3));
  EXPECT_TRUE(IsValid(settings::kIdleTimeout, "30s", 3));
  EXPECT_FALSE(IsValid(settings::kIdleTimeout, "30", 3));
}

TEST(SparkSettings, Spark2TakesPlainBytesForSomeSizes) {
  for (const SparkSetting& setting :
       {settings::kBroadcastThreshold, settings::kMaxPartitionBytes}) {
    EXPECT_TRUE(IsValid(setting, "131072000", 2));
    EXPECT_FALSE(IsValid(setting, "125m", 2));
    EXPECT_TRUE(IsValid(setting, "125m", 3));
    EXPECT_FALSE(IsValid(setting, "131072000", 3));
  }
  EXPECT_TRUE(IsValid(settings::kExecutorMemory, "1524m", 2));
}

TEST(SparkSettings, WritesSizesAsTheSparkTakesThem) {
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  EXPECT_EQ(SizeText(settings::kMaxPartitionBytes, 125 * kMiB, 3), "125m");
  EXPECT_EQ(SizeText(settings::kMaxPartitionBytes, 125 * kMiB, 2), "131072000");
  EXPECT_EQ(SizeText(settings::kMaxPartitionBytes, 125 * kMiB - 1, 2), "131072000");
  EXPECT_EQ(SizeText(settings::kExecutorMemory, 125 * kMiB + 1, 2), "126m");
  for (const std::int64_t bytes : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1},
                                   std::numeric_limits<std::int64_t>::max()}) {
    for (const int major : {2, 3}) {
      const std::string text = SizeText(settings::kMaxPartitionBytes, bytes, major);
      EXPECT_TRUE(IsValid(settings::kMaxPartitionBytes, text, major)) << text;
    }
  }
}

TEST(SparkSettings, TakePlainNumbersInTheirOwnUnits) {
  EXPECT_EQ(PlainUnitOf(settings::kIdleTimeout), 1000);
  EXPECT_EQ(PlainUnitOf(settings::kShuffleTimeout), 1);
  EXPECT_EQ(PlainUnitOf(settings::kExecutorMemory), std::int64_t{1} << 20);
  EXPECT_EQ(PlainUnitOf(settings::kAdvisoryPartitionSize), 1);
}

TEST(SparkSettings, AreDeclaredOnce) {
  std::set<std::string_view> keys;
  for (const SparkSetting& setting : AllSparkSettings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    const bool is_sql =
        setting.key.starts_with("spark.sql.") || setting.key.starts_with("spark.databricks.");
    EXPECT_EQ(is_sql, setting.when == SparkSetting::When::kAnyTime) << setting.key;
  }
}

}  // namespace
}  // namespace dataflint::insights
