#include "base/quantity.h"

#include <gtest/gtest.h>

#include <limits>

namespace dataflint {
namespace {

TEST(Quantity, DurationsHaveTwoUnitsAtMost) {
  EXPECT_EQ(FormatDuration(0), "0 ms");
  EXPECT_EQ(FormatDuration(812), "812 ms");
  EXPECT_EQ(FormatDuration(999), "999 ms");
  EXPECT_EQ(FormatDuration(1000), "1 s");
  EXPECT_EQ(FormatDuration(41'270), "41.3 s");
  EXPECT_EQ(FormatDuration(59'949), "59.9 s");
  EXPECT_EQ(FormatDuration(59'950), "1 m");
  EXPECT_EQ(FormatDuration(725'000), "12 m 5 s");
  EXPECT_EQ(FormatDuration(3'599'900), "1 h");
  EXPECT_EQ(FormatDuration(6'720'000), "1 h 52 m");
  EXPECT_EQ(FormatDuration(86'399'000), "1 d");
  EXPECT_EQ(FormatDuration(273'600'000), "3 d 4 h");
  EXPECT_EQ(FormatDuration(-812), "-812 ms");
  EXPECT_EQ(FormatDuration(std::numeric_limits<std::int64_t>::min()), "-106751991167 d 7 h");
}

TEST(Quantity, NanosecondsGoBelowAMillisecond) {
  EXPECT_EQ(FormatNanoseconds(87), "87 ns");
  EXPECT_EQ(FormatNanoseconds(412'300), "412 µs");
  EXPECT_EQ(FormatNanoseconds(999'600), "1 ms");
  EXPECT_EQ(FormatNanoseconds(41'270'000'000), "41.3 s");
}

TEST(Quantity, CoreTime) {
  EXPECT_EQ(FormatCoreTime(41), "41 core-ms");
  EXPECT_EQ(FormatCoreTime(41'000), "41 core-s");
  EXPECT_EQ(FormatCoreTime(192'000), "3.2 core-m");
  EXPECT_EQ(FormatCoreTime(97'200'000), "27 core-h");
}

TEST(Quantity, BytesInPowersOf1024) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(1023), "1023 B");
  EXPECT_EQ(FormatBytes(1024), "1 KiB");
  EXPECT_EQ(FormatBytes(4'301), "4.2 KiB");
  EXPECT_EQ(FormatBytes(1'048'575), "1 MiB");
  EXPECT_EQ(FormatBytes(20'615'843'021), "19.2 GiB");
  EXPECT_EQ(FormatBytes(512LL << 20), "512 MiB");
  EXPECT_EQ(FormatBytes(std::numeric_limits<std::int64_t>::max()), "8 EiB");
}

TEST(Quantity, CountsAreGroupedByThree) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(812), "812");
  EXPECT_EQ(FormatCount(1'187'842), "1\u202f187\u202f842");
  EXPECT_EQ(FormatCount(-12'345), "-12\u202f345");
  EXPECT_EQ(FormatCountOf(1, "task", "tasks"), "1 task");
  EXPECT_EQ(FormatCountOf(0, "task", "tasks"), "0 tasks");
}

TEST(Quantity, Percentages) {
  EXPECT_EQ(FormatPercent(0), "0 %");
  EXPECT_EQ(FormatPercent(0.0001), "< 0.1 %");
  EXPECT_EQ(FormatPercent(0.042), "4.2 %");
  EXPECT_EQ(FormatPercent(0.05), "5 %");
  EXPECT_EQ(FormatPercent(0.0996), "10 %");
  EXPECT_EQ(FormatPercent(0.384), "38 %");
  EXPECT_EQ(FormatPercent(1), "100 %");
  EXPECT_EQ(FormatPercent(std::numeric_limits<double>::quiet_NaN()), "?");
}

TEST(Quantity, Ratios) {
  EXPECT_EQ(FormatRatio(1), "1×");
  EXPECT_EQ(FormatRatio(1.05), "1.05×");
  EXPECT_EQ(FormatRatio(1.5), "1.5×");
  EXPECT_EQ(FormatRatio(3.44), "3.4×");
  EXPECT_EQ(FormatRatio(47.6), "48×");
}

TEST(Quantity, TheLongestNanosecondsAreADuration) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(FormatNanoseconds(kMost), FormatDuration(kMost / 1'000'000 + 1));
  EXPECT_EQ(FormatNanoseconds(-kMost - 1), "-" + FormatNanoseconds(kMost));
}

}  // namespace
}  // namespace dataflint
