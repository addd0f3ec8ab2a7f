#include "compare/surroundings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"

namespace dataflint::compare {
namespace {

using analysis::MadeApplication;

std::vector<TextChange> Changes(const MadeApplication& a, const MadeApplication& b) {
  const analysis::Figures figures_a = analysis::Analyze(a.app);
  const analysis::Figures figures_b = analysis::Analyze(b.app);
  return SettingChangesOf(insights::Run(a.app, figures_a), insights::Run(b.app, figures_b));
}

TEST(WithoutIdentity, LeavesOutAddressesIdsAndTimes) {
  EXPECT_EQ(WithoutIdentity("spark://10.59.172.69:7077"),
            WithoutIdentity("spark://10.77.243.103:7078"));
  EXPECT_EQ(WithoutIdentity("/tmp/eac26ee6-7939-4b9d-835f-1d5c3f108ee5/x"), "/tmp/#/x");
  EXPECT_EQ(WithoutIdentity("s3://b/run-20241120"), "s3://b/run-#");
  EXPECT_EQ(WithoutIdentity("/jobs/1795493896930"), "/jobs/#");
}

TEST(WithoutIdentity, KeepsNumbersAndWords) {
  for (const char* value :
       {"200", "17179869184", "17179869184b", "0.6", "64m", "true", "facade", "face12",
        "org.apache.spark.serializer.KryoSerializer", "", "local[4]", "1.2.3"}) {
    EXPECT_EQ(WithoutIdentity(value), value);
  }
}

TEST(SettingChanges, ShowWhatDiffersByName) {
  MadeApplication a(0, 10);
  MadeApplication b(0, 10);
  a.Property("spark.sql.shuffle.partitions", "200");
  b.Property("spark.sql.shuffle.partitions", "64");
  a.Property("spark.executor.memory", "4g");
  b.Property("spark.executor.memory", "4g");
  b.Property("spark.eventLog.compress", "true");
  a.Property("spark.memory.offHeap.size", "17179869184");
  b.Property("spark.memory.offHeap.size", "34359738368");
  const std::vector<TextChange> changes = Changes(a, b);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].name, "spark.eventLog.compress");
  EXPECT_EQ(changes[0].value, (Both<std::string>{"", "true"}));
  EXPECT_EQ(changes[1].name, "spark.memory.offHeap.size");
  EXPECT_EQ(changes[2].value, (Both<std::string>{"200", "64"}));
}

TEST(SettingChanges, WhatDiffersInEveryRunIsNoise) {
  MadeApplication a(0, 10);
  MadeApplication b(0, 10);
  for (const char* name : {"spark.app.id", "spark.driver.port", "spark.app.initial.jar.urls",
                           "spark.databricks.clusterUsageTags.clusterOwnerUserId"}) {
    a.Property(name, "one");
    b.Property(name, "two");
  }
  a.Property("spark.master", "spark://10.0.0.1:7077");
  b.Property("spark.master", "spark://10.0.0.2:7077");
  a.Property("spark.databricks.clusterUsageTags.clusterNodeType", "m5.xlarge");
  b.Property("spark.databricks.clusterUsageTags.clusterNodeType", "m5.4xlarge");
  const std::vector<TextChange> changes = Changes(a, b);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].name, "spark.databricks.clusterUsageTags.clusterNodeType");
}

TEST(SettingChanges, QueriesMaySetTheirOwn) {
  MadeApplication a(0, 10);
  MadeApplication b(0, 10);
  const auto set = [](MadeApplication& made, const char* value) {
    model::SqlExecution& sql = made.Sql(0, 0, 10);
    sql.modified_configs.emplace_back(made.app.strings.Intern("spark.sql.adaptive.enabled"),
                                      made.app.strings.Intern(value));
  };
  a.Property("spark.sql.adaptive.enabled", "true");
  b.Property("spark.sql.adaptive.enabled", "true");
  set(a, "true");
  set(b, "false");
  const std::vector<TextChange> changes = Changes(a, b);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].value, (Both<std::string>{"true", "false, true"}));
}

}  // namespace
}  // namespace dataflint::compare
