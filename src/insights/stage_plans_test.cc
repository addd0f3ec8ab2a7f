#include "insights/stage_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <string_view>
#include <vector>

#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StagePlansTest : public testing::Test {
 protected:
  StagePlansTest() { plan().nodes.clear(); }

  model::PlanVersion& plan() { return made_.app.sql_executions.front().plans.front(); }

  // Its metrics get the accumulators 10 x node, and so on.
  void Node(std::string_view name, std::int32_t parent,
            std::initializer_list<std::string_view> metrics = {}) {
    model::PlanNode node;
    node.name = made_.app.strings.Intern(name);
    node.parent = parent;
    std::int64_t accumulator = 10 * std::ssize(plan().nodes);
    for (const std::string_view metric : metrics) {
      node.metrics.push_back(
          {made_.app.strings.Intern(metric), accumulator++, model::MetricType::kSum, {}});
    }
    plan().nodes.push_back(node);
  }

  void Stage(std::initializer_list<std::int64_t> accumulators) {
    model::StageAttempt& stage =
        made_.Stage(std::ssize(made_.app.stages), 0, 1000, {{.launch = 0, .finish = 10}});
    for (const std::int64_t id : accumulators) stage.accumulators.push_back({id, 1, 1});
  }

  StagePlans Plans() {
    stages_.resize(made_.app.stages.size());
    std::iota(stages_.begin(), stages_.end(), 0);
    return {made_.app, made_.app.sql_executions.front(), stages_};
  }

  analysis::MadeApplication made_ = [] {
    analysis::MadeApplication made{0, 1000};
    made.Sql(1, 0, 1000, {"Union"});
    return made;
  }();
  std::vector<std::size_t> stages_;
};

TEST_F(StagePlansTest, AStageRunsThePiecesWhoseMetricsItUpdates) {
  Node("HashAggregate", -1, {"number of output rows"});
  Node("Exchange", 0, {"shuffle records written", "records read"});
  Node("HashAggregate", 1);
  Node("Scan parquet", 2, {"number of output rows"});
  Stage({30, 10});
  Stage({0, 11});
  Stage({});
  const StagePlans plans = Plans();
  EXPECT_THAT(plans.Of(0)->nodes, ElementsAre(2, 3));
  EXPECT_THAT(plans.Of(0)->writes, ElementsAre(1));
  EXPECT_THAT(plans.Of(0)->reads, IsEmpty());
  EXPECT_THAT(plans.Of(1)->nodes, ElementsAre(0));
  EXPECT_THAT(plans.Of(1)->reads, ElementsAre(1));
  EXPECT_FALSE(plans.Of(2)->known());
  EXPECT_EQ(plans.Of(3), nullptr);
  EXPECT_THAT(plans.StagesOf(1), ElementsAre(0));
  EXPECT_THAT(plans.ReadersOf(1), ElementsAre(1));
  EXPECT_THAT(plans.StagesOf(0), ElementsAre(1));
  EXPECT_THAT(plans.ReadersOf(0), IsEmpty());
}

TEST_F(StagePlansTest, WhoReadsAReusedExchangeIsNotTold) {
  Node("Union", -1);
  Node("Exchange", 0, {"shuffle records written", "records read"});
  Node("Scan parquet", 1);
  Node("ReusedExchange", 0);
  Node("Exchange", 3);
  plan().nodes[4].metrics = plan().nodes[1].metrics;
  Stage({11});
  EXPECT_FALSE(Plans().Of(0)->known());
}

// Else a large plan that many stages run takes memory for each of its nodes in each of them.
TEST_F(StagePlansTest, StagesThatRanTheSameShareIt) {
  Node("Union", -1, {"number of output rows"});
  Node("Scan parquet", 0, {"number of output rows"});
  Node("Exchange", 0, {"shuffle records written"});
  Node("Scan csv", 2, {"number of output rows"});
  Stage({0});
  Stage({30});
  Stage({10});
  Stage({0, 30});
  const StagePlans plans = Plans();
  EXPECT_EQ(plans.Of(0), plans.Of(2));
  EXPECT_NE(plans.Of(0), plans.Of(3));
  EXPECT_THAT(plans.StagesOf(0), ElementsAre(0, 2, 3));
  EXPECT_EQ(plans.StagesOf(0).data(), plans.StagesOf(1).data());
  EXPECT_THAT(plans.StagesOf(3), ElementsAre(1, 3));
  EXPECT_THAT(plans.ReadersOf(2), ElementsAre(0, 2, 3));
}

TEST_F(StagePlansTest, TooManySelectionsAreNotKept) {
  constexpr std::int32_t kNodes = 100'000;
  Node("Union", -1, {"number of output rows"});
  for (std::int32_t i = 0; i < 40; ++i) Node("Exchange", 0, {"shuffle records written"});
  while (std::ssize(plan().nodes) < kNodes) Node("Project", 0);
  for (std::int64_t i = 0; i < 40; ++i) Stage({0, 10 * (i + 1)});
  const StagePlans plans = Plans();
  EXPECT_TRUE(plans.Of(0)->known());
  EXPECT_FALSE(plans.Of(39)->known());
  EXPECT_LT(plans.StagesOf(0).size(), 20U);
}

}  // namespace
}  // namespace dataflint::insights
