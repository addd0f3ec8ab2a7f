#include "insights/plan_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PlanText, OperatorsOfAllRuntimes) {
  EXPECT_EQ(OperatorOf("SortMergeJoin(skew=true)"), Operator::kSortMergeJoin);
  EXPECT_EQ(OperatorOf("PhotonGroupingAgg"), Operator::kAggregate);
  EXPECT_EQ(OperatorOf("GpuColumnarExchange"), Operator::kExchange);
  EXPECT_EQ(OperatorOf("ShuffledHashJoinExecTransformer"), Operator::kShuffledHashJoin);
  EXPECT_EQ(OperatorOf("DataFlintWindow "), Operator::kWindow);
  EXPECT_EQ(OperatorOf("Execute InsertIntoHadoopFsRelationCommand"), Operator::kWrite);
  EXPECT_EQ(OperatorOf("Execute OptimizeTableCommand"), Operator::kOther);
  EXPECT_EQ(OperatorOf("GpuCoalesceBatches"), Operator::kOther);
  // A table may be called anything.
  EXPECT_EQ(OperatorOf("Scan parquet shop.Sort"), Operator::kScan);
}

TEST(PlanText, PartitioningKeys) {
  EXPECT_THAT(PartitioningKeys("Exchange hashpartitioning(customer_id#12L, lower(city#4), 200)"),
              ElementsAre("customer_id", "lower(city)"));
  EXPECT_THAT(PartitioningKeys("Exchange rangepartitioning(day#3 ASC NULLS FIRST, 8)"),
              ElementsAre("day"));
  EXPECT_THAT(PartitioningKeys("Exchange SinglePartition"), IsEmpty());
  EXPECT_THAT(PartitioningKeys("Exchange hashpartitioning(a#1, 12 more fields"), IsEmpty());
  EXPECT_THAT(PartitioningKeys("Exchange hashpartitioning(a#1, ... 3 more fields, 8)"), IsEmpty());
}

TEST(PlanText, OriginOfShuffle) {
  EXPECT_EQ(
      OriginOfShuffle("Exchange hashpartitioning(REBALANCE#1, 8), ENSURE_REQUIREMENTS, [id=#1]"),
      ShuffleOrigin::kNeeded);
  EXPECT_EQ(OriginOfShuffle("Exchange RoundRobinPartitioning(200), REBALANCE_PARTITIONS_BY_NONE"),
            ShuffleOrigin::kRebalance);
  EXPECT_EQ(OriginOfShuffle("Exchange RoundRobinPartitioning(8), REPARTITION_BY_NUM, [plan_id=5]"),
            ShuffleOrigin::kByNumber);
  EXPECT_EQ(OriginOfShuffle("Exchange hashpartitioning(a#1, 8), REPARTITION_BY_COL"),
            ShuffleOrigin::kByColumn);
  EXPECT_EQ(OriginOfShuffle("Exchange hashpartitioning(a#1, 8), REPARTITION, [id=#7]"),
            ShuffleOrigin::kByColumn);
  EXPECT_EQ(OriginOfShuffle("Exchange hashpartitioning(a#1, 8), REPARTITION_WITH_NUM, [id=#7]"),
            ShuffleOrigin::kByNumber);
  EXPECT_EQ(OriginOfShuffle("Exchange hashpartitioning(a#1, 8), false, [id=#7]"),
            ShuffleOrigin::kByNumber);
  EXPECT_EQ(OriginOfShuffle("Exchange hashpartitioning(a#1, 200), true, [id=#7]"),
            ShuffleOrigin::kUnknown);
  EXPECT_EQ(OriginOfShuffle("Exchange RoundRobinPartitioning(8)"), ShuffleOrigin::kByNumber);
}

TEST(PlanText, WithoutCast) {
  EXPECT_EQ(WithoutCast("cast(customer_id as bigint)"), "customer_id");
  EXPECT_EQ(WithoutCast("cast(cast(a as int) as bigint)"), "a");
  EXPECT_EQ(WithoutCast("lower(a)"), "lower(a)");
  EXPECT_EQ(WithoutCast("cast("), "cast(");
}

TEST(PlanText, JoinTypes) {
  EXPECT_EQ(JoinTypeOf("SortMergeJoin [LeftOuter#1], [b#2], Inner"), "Inner");
  EXPECT_EQ(JoinTypeOf("BroadcastHashJoin [a#1], [b#2], LeftAnti, BuildRight, true"), "LeftAnti");
  EXPECT_EQ(JoinTypeOf("SortMergeJoin [a#1], [b"), "");
}

TEST(PlanText, Lists) {
  EXPECT_EQ(Listed({"a"}), "a");
  EXPECT_EQ(Listed({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(Listed({"a", "b"}, ", "), "a, b");
}

}  // namespace
}  // namespace dataflint::insights
