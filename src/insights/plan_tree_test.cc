#include "insights/plan_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "analysis/made_application_test.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A plan written down node by node, each with its parent and the value of one metric.
class PlanTreeTest : public testing::Test {
 protected:
  void Node(std::string_view name, std::int32_t parent, std::string_view metric = {},
            std::int64_t value = 0) {
    model::PlanNode node;
    node.name = made_.app.strings.Intern(name);
    node.parent = parent;
    if (!metric.empty()) {
      const auto id = static_cast<std::int64_t>(sql_.metrics.size());
      node.metrics.push_back({made_.app.strings.Intern(metric), id, model::MetricType::kSum, {}});
      model::MetricFold fold;
      fold.accumulator_id = id;
      fold.count = 1;
      fold.total = value;
      sql_.metrics.push_back(fold);
    }
    plan_.nodes.push_back(node);
  }

  PlanTree Tree() {
    sql_.plans.assign(1, plan_);
    return {run_, sql_};
  }

  analysis::MadeApplication made_{0, 1000};
  analysis::Figures figures_;
  insights::Run run_{made_.app, figures_};
  model::SqlExecution sql_;
  model::PlanVersion plan_;
};

TEST_F(PlanTreeTest, WrappersAreLeftOut) {
  Node("AdaptiveSparkPlan", -1);
  Node("WholeStageCodegen (3)", 0);
  Node("SortMergeJoin", 1);
  Node("InputAdapter", 2);
  Node("Sort", 3);
  Node("ShuffleQueryStage", 4);
  Node("Exchange", 5);
  Node("Scan parquet a", 6);
  Node("Scan parquet b", 2);
  const PlanTree tree = Tree();
  EXPECT_THAT(tree.nodes(), ElementsAre(2, 4, 6, 7, 8));
  EXPECT_THAT(tree.ChildrenOf(2), ElementsAre(4, 8));
  EXPECT_THAT(tree.ChildrenOf(4), ElementsAre(6));
  EXPECT_THAT(tree.ChildrenOf(8), IsEmpty());
  EXPECT_EQ(tree.ParentOf(2), -1);
  EXPECT_EQ(tree.ParentOf(6), 4);
  EXPECT_EQ(tree.EndOf(4), 8);
  EXPECT_EQ(tree.EndOf(2), 9);
}

TEST_F(PlanTreeTest, RowsComeFromBelowAsLongAsAllArePassedOn) {
  Node("Project", -1);
  Node("Sort", 0);
  Node("Exchange", 1, "data size", 4096);
  Node("Filter", 2, "number of output rows", 40);
  Node("Scan parquet a", 3, "number of output rows", 90);
  const PlanTree tree = Tree();
  EXPECT_EQ(tree.RowsOf(0), 40);
  EXPECT_EQ(tree.RowsOf(4), 90);
  EXPECT_EQ(tree.BytesOf(1), 4096);
  EXPECT_EQ(tree.BytesOf(0), -1) << "a projection changes the rows";
}

TEST_F(PlanTreeTest, RowsOfAFilterWithoutMetricAreNotKnown) {
  Node("Filter", -1);
  Node("Scan parquet a", 0, "number of output rows", 90);
  EXPECT_EQ(Tree().RowsOf(0), -1);
}

TEST_F(PlanTreeTest, RowsOfWhatIsReusedStandBelowIt) {
  Node("Sort", -1);
  Node("ReusedExchange", 0);
  Node("Exchange", 1, "shuffle records written", 70);
  EXPECT_EQ(Tree().RowsOf(0), 70);
}

TEST_F(PlanTreeTest, TheShuffleOfANodeIsWhatItOnlySortsOrRegroups) {
  Node("SortMergeJoin", -1);
  Node("Sort", 0);
  Node("AQEShuffleRead", 1);
  Node("ShuffleQueryStage", 2);
  Node("Exchange", 3);
  Node("HashAggregate", 0);
  Node("Exchange", 5);
  const PlanTree tree = Tree();
  EXPECT_EQ(tree.ShuffleOf(1), 4);
  EXPECT_EQ(tree.ShuffleOf(5), -1) << "an aggregate works on what it reads";
  EXPECT_EQ(tree.ShuffleOf(0), -1);
}

TEST_F(PlanTreeTest, ASourceIsNamedWhereItIsTheOnlyOne) {
  Node("SortMergeJoin", -1);
  Node("Scan parquet shop.orders", 0);
  Node("Scan parquet shop.customers", 0);
  const PlanTree tree = Tree();
  EXPECT_EQ(tree.SourceName(1), "orders");
  EXPECT_EQ(tree.SourceName(0), "");
}

TEST_F(PlanTreeTest, NoPlan) {
  const PlanTree tree(run_, sql_);
  EXPECT_THAT(tree.nodes(), IsEmpty());
}

TEST_F(PlanTreeTest, ParentsThatAreNoneAreRoots) {
  Node("Project", 7);
  Node("Filter", -3);
  const PlanTree tree = Tree();
  EXPECT_EQ(tree.ParentOf(0), -1);
  EXPECT_EQ(tree.ParentOf(1), -1);
}

}  // namespace
}  // namespace dataflint::insights
