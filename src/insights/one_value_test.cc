#include "insights/one_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using testing::EndsWith;
using testing::Eq;

Finding Advising(std::string text, std::int64_t sql = -1) {
  Finding finding;
  finding.sql_execution_id = sql;
  finding.changes.push_back({Change::Kind::kSetting, std::move(text), "why"});
  return finding;
}

// In a run whose executors have a heap of 16 GiB.
void Agree(std::vector<Finding>& findings) {
  analysis::MadeApplication made(0, 60'000);
  made.Property("spark.executor.memory", "16g");
  const analysis::Figures figures = analysis::Analyze(made.app);
  AgreeOnValues(Run(made.app, figures), findings);
}

const Change& ChangeOf(const std::vector<Finding>& findings, std::size_t index) {
  return findings[index].changes.front();
}

TEST(OneValue, MemoryIsTheMostThatAnyFindingNeeds) {
  std::vector<Finding> findings = {Advising("spark.executor.memory=640m", 1),
                                   Advising("spark.executor.memory=1024m", 2)};
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.executor.memory=1024m");
  EXPECT_THAT(ChangeOf(findings, 0).reason, EndsWith("as much as any finding of this run needs"));
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.executor.memory=1024m");
  EXPECT_THAT(ChangeOf(findings, 1).reason, Eq("why"));
}

TEST(OneValue, WhoWouldTakeMemoryGivesWayToWhoNeedsMoreThanThereIs) {
  std::vector<Finding> findings = {Advising("spark.executor.memory=24576m"),
                                   Advising("spark.executor.memory=4096m"),
                                   Advising("spark.sql.shuffle.partitions=8")};
  Agree(findings);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.executor.memory=24576m");
  EXPECT_EQ(ChangeOf(findings, 0).reason, "why");
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.sql.shuffle.partitions=8");
}

TEST(OneValue, WhoWouldTakeMemoryAgreesWithWhoNeedsLessThanThereIs) {
  std::vector<Finding> findings = {Advising("spark.executor.memory=8192m"),
                                   Advising("spark.executor.memory=4096m")};
  Agree(findings);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.executor.memory=8192m");
}

TEST(OneValue, CoresAreTheFewestThatAnyFindingNeeds) {
  std::vector<Finding> findings = {Advising("spark.executor.cores=4"),
                                   Advising("spark.executor.cores=2")};
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.executor.cores=2");
}

TEST(OneValue, OtherNumbersAreThoseOfTheFirstFinding) {
  std::vector<Finding> findings = {Advising("spark.dynamicAllocation.maxExecutors=4"),
                                   Advising("spark.dynamicAllocation.maxExecutors=9")};
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.dynamicAllocation.maxExecutors=4");
}

// idle-cores limits the executors and what is asked for at the start; with another's number for that,
// the application would not start.
TEST(OneValue, AlternativesKeepTheirNumbersOfExecutors) {
  std::vector<Finding> findings = {Advising("spark.dynamicAllocation.initialExecutors=9"),
                                   Advising("spark.dynamicAllocation.initialExecutors=2")};
  findings[0].insight = "scale-up-lag";
  findings[0].alternative_to = "idle-cores";
  findings[1].insight = "idle-cores";
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.dynamicAllocation.initialExecutors=9");
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.dynamicAllocation.initialExecutors=2");
}

TEST(OneValue, QueriesKeepTheirsWhereEachCanSetIt) {
  std::vector<Finding> findings = {Advising("spark.sql.shuffle.partitions=8", 3),
                                   Advising("spark.sql.shuffle.partitions=400", 5)};
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.sql.shuffle.partitions=8");
  EXPECT_THAT(ChangeOf(findings, 1).reason,
              Eq("why; for query 5 only (SET before it): other findings need another value"));
}

TEST(OneValue, WhatIsTheSameStaysAsItIs) {
  std::vector<Finding> findings = {Advising("spark.sql.shuffle.partitions=8", 3),
                                   Advising("spark.sql.shuffle.partitions=8", 5)};
  Agree(findings);
  EXPECT_EQ(ChangeOf(findings, 1).reason, "why");
}

}  // namespace
}  // namespace dataflint::insights
