#include "insights/fingerprint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;

TEST(Fingerprint, TakesTimeInProportionToTheText) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += " = a#";  // quadratic, it would take minutes
  EXPECT_EQ(WithoutLiterals(text).size(), text.size());
}

TEST(Fingerprint, TwoTextsNeverReadLikeOne) {
  EXPECT_NE(Fingerprint().Add("ab").value(), Fingerprint().Add("a").Add("b").value());
  EXPECT_NE(Fingerprint().Add("a").Add("").value(), Fingerprint().Add("a").value());
  EXPECT_EQ(Fingerprint().Add("a").Add("b").value(), Fingerprint().Add("a").Add("b").value());
}

TEST(WithoutLiterals, LeavesOutIdsNumbersAndComparedValues) {
  EXPECT_EQ(WithoutLiterals("hashpartitioning(customer_id#12L, 200), plan_id=7"),
            WithoutLiterals("hashpartitioning(customer_id#99, 64), plan_id=1234"));
  EXPECT_EQ(WithoutLiterals("Filter (country#5 = DE)"), WithoutLiterals("Filter (country#8 = FR)"));
  EXPECT_EQ(WithoutLiterals("Filter (day#1 >= 2024-11-01)"), "Filter (day >= ?)");
  EXPECT_EQ(WithoutLiterals("Filter x#1 IN (a,b,c)"), WithoutLiterals("Filter x#2 IN (d)"));
}

TEST(WithoutLiterals, KeepsColumnsAndCalls) {
  EXPECT_EQ(WithoutLiterals("(a#1 = b#2)"), "(a = b)");
  EXPECT_NE(WithoutLiterals("(a#1 = b#2)"), WithoutLiterals("(a#1 = c#2)"));
  EXPECT_EQ(WithoutLiterals("(a#1 = lower(b#2))"), "(a = lower(b))");
  EXPECT_EQ(WithoutLiterals("a = "), "a = ");
  EXPECT_EQ(WithoutLiterals("#"), "#");
  EXPECT_EQ(WithoutLiterals("a IN (cut"), "a IN ?");
}

TEST(WithoutNumbers, EachRunOfDigitsIsOne) {
  EXPECT_EQ(WithoutNumbers("day=2024-11-01"), "day=#-#-#");
  EXPECT_EQ(WithoutNumbers("orders"), "orders");
}

TEST(OperatorName, IsWhatAPersonComparesPlansBy) {
  EXPECT_EQ(OperatorName("Scan parquet db.orders"), "Scan");
  EXPECT_EQ(OperatorName("Execute InsertIntoHadoopFsRelationCommand"),
            "InsertIntoHadoopFsRelationCommand");
  EXPECT_TRUE(IsWrapper("WholeStageCodegen (3)"));
  EXPECT_TRUE(IsWrapper("AQEShuffleRead"));
  EXPECT_TRUE(IsWrapper("AdaptiveSparkPlan"));
  EXPECT_FALSE(IsWrapper("SortMergeJoin"));
}

TEST(PlanFingerprint, DoesNotSeeAdaptiveExecution) {
  MadeApplication made(0, 1000);
  made.Sql(0, 0, 10, {"AdaptiveSparkPlan", "SortMergeJoin", "Sort"});
  made.Sql(1, 0, 10, {"WholeStageCodegen (1)", "SortMergeJoin", "InputAdapter", "Sort"});
  made.Sql(2, 0, 10, {"BroadcastHashJoin", "Sort"});
  made.Sql(3, 0, 10);
  const auto print = [&](std::size_t i) {
    return PlanFingerprint(made.app, made.app.sql_executions[i]);
  };
  EXPECT_EQ(print(0), print(1));
  EXPECT_NE(print(0), print(2));
  EXPECT_EQ(print(3), 0U);
}

}  // namespace
}  // namespace dataflint::insights
