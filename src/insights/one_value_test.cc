#include "insights/one_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

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

const Change& ChangeOf(const std::vector<Finding>& findings, std::size_t index) {
  return findings[index].changes.front();
}

TEST(OneValue, MemoryIsTheMostThatAnyFindingNeeds) {
  std::vector<Finding> findings = {Advising("spark.executor.memory=640m", 1),
                                   Advising("spark.executor.memory=1024m", 2)};
  AgreeOnValues(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.executor.memory=1024m");
  EXPECT_THAT(ChangeOf(findings, 0).reason, EndsWith("as much as any finding of this run needs"));
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.executor.memory=1024m");
  EXPECT_THAT(ChangeOf(findings, 1).reason, Eq("why"));
}

TEST(OneValue, CoresAreTheFewestThatAnyFindingNeeds) {
  std::vector<Finding> findings = {Advising("spark.executor.cores=4"),
                                   Advising("spark.executor.cores=2")};
  AgreeOnValues(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.executor.cores=2");
}

TEST(OneValue, OtherNumbersAreThoseOfTheFirstFinding) {
  std::vector<Finding> findings = {Advising("spark.dynamicAllocation.maxExecutors=4"),
                                   Advising("spark.dynamicAllocation.maxExecutors=9")};
  AgreeOnValues(findings);
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
  AgreeOnValues(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.dynamicAllocation.initialExecutors=9");
  EXPECT_EQ(ChangeOf(findings, 1).text, "spark.dynamicAllocation.initialExecutors=2");
}

TEST(OneValue, QueriesKeepTheirsWhereEachCanSetIt) {
  std::vector<Finding> findings = {Advising("spark.sql.shuffle.partitions=8", 3),
                                   Advising("spark.sql.shuffle.partitions=400", 5)};
  AgreeOnValues(findings);
  EXPECT_EQ(ChangeOf(findings, 0).text, "spark.sql.shuffle.partitions=8");
  EXPECT_THAT(ChangeOf(findings, 1).reason,
              Eq("why; for query 5 only (SET before it): other findings need another value"));
}

TEST(OneValue, WhatIsTheSameStaysAsItIs) {
  std::vector<Finding> findings = {Advising("spark.sql.shuffle.partitions=8", 3),
                                   Advising("spark.sql.shuffle.partitions=8", 5)};
  AgreeOnValues(findings);
  EXPECT_EQ(ChangeOf(findings, 1).reason, "why");
}

}  // namespace
}  // namespace dataflint::insights
