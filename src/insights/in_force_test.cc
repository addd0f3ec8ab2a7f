// Which insights are asked, and with which thresholds, by overrides and the application's setting.
#include "insights/in_force.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;

MadeApplication Named(std::string_view name) {
  MadeApplication made(0, 1000);
  made.app.name = made.app.strings.Intern(name);
  return made;
}

const InsightSpec& Spec(std::string_view id) {
  for (const InsightSpec* spec : AllInsights()) {
    if (spec->id == id) return *spec;
  }
  ADD_FAILURE() << id;
  return *AllInsights().front();
}

Overrides::Layer SkewLayer(std::string by, std::string applications, double min_ratio) {
  return {std::move(by), std::move(applications), {}, {{"skew", "min_ratio", min_ratio}}};
}

TEST(InForce, WithoutOverridesAllIsAsDeclared) {
  const MadeApplication made = Named("a");
  const InForce in_force(made.app, {});
  for (const InsightSpec* spec : AllInsights()) {
    EXPECT_TRUE(in_force.IsOn(*spec)) << spec->id;
    for (const ThresholdSpec& threshold : spec->thresholds) {
      EXPECT_EQ(in_force.SettingsOf(spec->id).Get(threshold.name), threshold.value);
      EXPECT_TRUE(RangeOf(threshold).Contains(threshold.value)) << spec->id << threshold.name;
    }
  }
  EXPECT_TRUE(in_force.AdjustmentsOf().switched_off.empty());
  EXPECT_TRUE(in_force.AdjustmentsOf().thresholds.empty());
  EXPECT_EQ(in_force.SettingsOf("no-such").Get("min_ratio"), 0);
}

TEST(InForce, ALaterLayerGoesBeforeAnEarlierOne) {
  const Overrides overrides{{SkewLayer("file", "", 3),
                             SkewLayer("file, job", "nightly*", 4),
                             {"file, job 2", "*orders", {{"skew", false}, {"spill", false}}, {}},
                             {"--only", "", {{"skew", true}}, {}}}};
  const MadeApplication nightly = Named("nightly orders");
  const InForce in_force(nightly.app, overrides);
  EXPECT_EQ(in_force.SettingsOf("skew").Get("min_ratio"), 4);
  EXPECT_TRUE(in_force.IsOn(Spec("skew")));
  EXPECT_FALSE(in_force.IsOn(Spec("spill")));
  const Adjustments adjustments = in_force.AdjustmentsOf();
  ASSERT_EQ(adjustments.switched_off.size(), 1U);
  EXPECT_EQ(adjustments.switched_off[0].insight, "spill");
  EXPECT_EQ(adjustments.switched_off[0].by, "file, job 2");
  ASSERT_EQ(adjustments.thresholds.size(), 1U);
  EXPECT_EQ(adjustments.thresholds[0].by, "file, job");

  const MadeApplication other = Named("daily");
  EXPECT_EQ(InForce(other.app, overrides).SettingsOf("skew").Get("min_ratio"), 3);
}

TEST(InForce, OnDatabricksTheClustersNameCounts) {
  MadeApplication made = Named("Databricks Shell");
  made.app.databricks.cluster_name = made.app.strings.Intern("job-17-run-4");
  const Overrides overrides{{SkewLayer("file", "job-17-*", 3)}};
  EXPECT_EQ(InForce(made.app, overrides).SettingsOf("skew").Get("min_ratio"), 2);
  made.app.databricks.is_databricks = true;
  EXPECT_EQ(InForce(made.app, overrides).SettingsOf("skew").Get("min_ratio"), 3);
}

TEST(InForce, WhatNamesNothingOrIsOutOfRangeChangesNothing) {
  const MadeApplication made = Named("a");
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Overrides overrides{{{"x",
                              "",
                              {{"no-such", false}},
                              {{"skew", "no_such", 1},
                               {"no-such", "min_ratio", 1},
                               {"skew", "min_ratio", -1},
                               {"skew", "min_ratio", kInfinity},
                               {"skew", "min_ratio", std::numeric_limits<double>::quiet_NaN()},
                               {"skew", "min_tasks", 2.5},
                               {"skew", "min_share_of_run", 1.5},
                               {"spill", "slow_disk", 0}}}}};
  EXPECT_TRUE(InForce(made.app, overrides).AdjustmentsOf().thresholds.empty());
  EXPECT_TRUE(InForce(made.app, overrides).AdjustmentsOf().switched_off.empty());
}

TEST(InForce, AThresholdSetToWhatIsDeclaredIsNoChange) {
  const MadeApplication made = Named("a");
  const Overrides overrides{{SkewLayer("file", "", 2)}};
  EXPECT_TRUE(InForce(made.app, overrides).AdjustmentsOf().thresholds.empty());
}

TEST(InForce, TheApplicationsOwnSettingIsToldToo) {
  MadeApplication made = Named("a");
  made.Property("spark.dataflint.alert.disabled", "partitionSkew, writeSmallFiles , spill");
  const Overrides overrides{{{"--only", "", {{"skew", true}, {"spill", true}}, {}}}};
  const Adjustments adjustments = InForce(made.app, overrides).AdjustmentsOf();
  ASSERT_EQ(adjustments.switched_off.size(), 3U);
  EXPECT_EQ(adjustments.switched_off[0].insight, "skew");
  EXPECT_EQ(adjustments.switched_off[0].alert, "");
  EXPECT_EQ(adjustments.switched_off[1].insight, "small-files-written");
  EXPECT_EQ(adjustments.switched_off[1].alert, "writeSmallFiles");
  EXPECT_EQ(adjustments.switched_off[2].insight, "spill");
  EXPECT_EQ(adjustments.switched_off[2].by, "spark.dataflint.alert.disabled");
}

TEST(InForce, Patterns) {
  EXPECT_TRUE(Matches("", ""));
  EXPECT_FALSE(Matches("", "a"));
  EXPECT_TRUE(Matches("*", ""));
  EXPECT_TRUE(Matches("nightly_*", "nightly_orders"));
  EXPECT_FALSE(Matches("nightly_*", "a nightly_orders"));
  EXPECT_TRUE(Matches("*a*b?", "xxabab1"));
  EXPECT_FALSE(Matches("?", ""));
  EXPECT_FALSE(Matches("Nightly", "nightly"));
  EXPECT_FALSE(Matches(std::string(50, '*') + "b", std::string(10'000, 'a')));
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*a";
  EXPECT_FALSE(Matches(pattern + "b", std::string(10'000, 'a')));
}

}  // namespace
}  // namespace dataflint::insights
