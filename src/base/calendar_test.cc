#include "base/calendar.h"

#include <gtest/gtest.h>

#include <limits>

namespace dataflint {
namespace {

TEST(Calendar, MachineFormats) {
  EXPECT_EQ(FormatApiTime(0), "1970-01-01T00:00:00.000GMT");
  EXPECT_EQ(FormatApiTime(-1), "1969-12-31T23:59:59.999GMT");
  EXPECT_EQ(FormatApiTime(1422981779720), "2015-02-03T16:42:59.720GMT");
  EXPECT_EQ(FormatIsoTime(1709251199999), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(FormatIsoTime(-86'400'000), "1969-12-31T00:00:00.000Z");
}

TEST(Calendar, OutOfRangeIsCut) {
  EXPECT_EQ(FormatIsoTime(std::numeric_limits<std::int64_t>::max()), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatIsoTime(std::numeric_limits<std::int64_t>::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Calendar, ForPeople) {
  EXPECT_EQ(FormatMoment(1422981779720), "3 Feb 2015 16:42:59");
  EXPECT_EQ(FormatDay(1422981779720), "3 Feb 2015");
  EXPECT_EQ(FormatTimeOfDay(1422981779720), "16:42:59");
}

}  // namespace
}  // namespace dataflint
