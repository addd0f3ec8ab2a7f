#include "insights/spark_settings.h"

#include <gtest/gtest.h>

#include <set>

namespace dataflint::insights {
namespace {

TEST(SparkSettings, TakeWhatSparkTakes) {
  EXPECT_TRUE(IsValid(settings::kExecutorMemory, "1524m"));
  for (const std::string_view wrong : {"4.8g", "4g", "0m", "m", "-1m", "", "64 m", "1e3m"}) {
    EXPECT_FALSE(IsValid(settings::kExecutorMemory, wrong)) << wrong;
  }
  EXPECT_TRUE(IsValid(settings::kShufflePartitions, "400"));
  EXPECT_FALSE(IsValid(settings::kShufflePartitions, "0"));
  EXPECT_FALSE(IsValid(settings::kShufflePartitions, "99999999999999999999"));
  EXPECT_TRUE(IsValid(settings::kAdaptive, "true"));
  EXPECT_FALSE(IsValid(settings::kAdaptive, "1"));
  EXPECT_TRUE(IsValid(settings::kIdleTimeout, "30s"));
  EXPECT_FALSE(IsValid(settings::kIdleTimeout, "30"));
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
