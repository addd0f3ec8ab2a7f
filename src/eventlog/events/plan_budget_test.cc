// What stays and what is said when texts, plans and metrics outgrow their budgets.
#include <gtest/gtest.h>

#include <string>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

constexpr const char* kUpdate =
    R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate","executionId":1,)"
    R"("physicalPlanDescription":"new plan","sparkPlanInfo":)";

std::string Metric(int id) {
  return R"({"name":"rows","accumulatorId":)" + std::to_string(id) + R"(,"metricType":"sum"})";
}

// A plan of `nodes` nodes below a root, each with a metric.
std::string WidePlan(int nodes, int first_metric = 0) {
  std::string children;
  for (int i = 0; i < nodes; ++i) {
    children +=
        (i > 0 ? "," : "") + PlanNode("Scan " + std::to_string(i), "", Metric(first_metric + i));
  }
  return PlanNode("Union", children);
}

std::string SqlEndAt(int id, std::int64_t ms) {
  return R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd","executionId":)" +
         std::to_string(id) + R"(,"time":)" + At(ms) + "}";
}

TEST(PlanBudget, TheShortestExecutionsLoseTheirPlansFirst) {
  ReaderOptions options;
  options.memory.plan_graphs = 60'000;
  LogReader reader(options);
  const auto add = [&](const std::string& line) { reader.Push(line + "\n"); };
  add(AppStart());
  for (int id = 0; id < 20; ++id) {
    add(SqlStart(id, WidePlan(50)));
    add(SqlEndAt(id, id == 4 ? 9000 : 100 + id));  // the fifth takes by far the longest
  }
  reader.Finish();
  const model::Application& app = reader.application();
  EXPECT_GT(app.issues.CountOf(ImportIssue::sql_plan_dropped), 0);
  EXPECT_EQ(app.FindSql(4)->plans.at(0).nodes.size(), 51U);
  EXPECT_TRUE(app.FindSql(0)->plans.empty());
  std::int64_t kept = 0;
  for (const model::SqlExecution& sql : app.sql_executions) kept += sql.plans.empty() ? 0 : 1;
  EXPECT_EQ(kept + app.issues.CountOf(ImportIssue::sql_plan_dropped), 20);
}

TEST(PlanBudget, ExecutionsThatNeverEndMakeRoomForNewerOnes) {
  ReaderOptions options;
  options.memory.plan_graphs = 60'000;
  LogReader reader(options);
  reader.Push(AppStart() + "\n");
  for (int id = 0; id < 50; ++id) reader.Push(SqlStart(id, WidePlan(50)) + "\n");
  reader.Finish();
  EXPECT_TRUE(reader.application().FindSql(0)->plans.empty());
  EXPECT_FALSE(reader.application().FindSql(49)->plans.empty());
}

TEST(PlanBudget, FirstAndLastPlanStayWhateverComesBetween) {
  LogReader reader;
  reader.Push(AppStart() + "\n" + SqlStart(1, WidePlan(10)) + "\n");
  for (int i = 0; i < 300; ++i) reader.Push(kUpdate + WidePlan(1000, i) + "}\n");
  reader.Push(SqlEnd(1) + "\n");
  reader.Finish();
  const auto& plans = reader.application().FindSql(1)->plans;
  ASSERT_EQ(plans.size(), 301U);
  EXPECT_EQ(plans.front().nodes.size(), 11U);
  EXPECT_EQ(plans.back().nodes.size(), 1001U);
  EXPECT_EQ(plans.back().nodes.back().metrics.size(), 1U);
  EXPECT_TRUE(plans[290].nodes.empty());
  EXPECT_GT(reader.application().issues.CountOf(ImportIssue::plan_text_dropped), 0);
  EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::sql_plan_dropped), 0);
}

TEST(PlanBudget, MetricsOfOpenExecutionsAreBounded) {
  ReaderOptions options;
  options.memory.open_metrics = 100;
  const LogOf log({AppStart(), SqlStart(1, WidePlan(80)), SqlStart(2, WidePlan(80)), SqlEnd(1),
                   SqlEnd(2), SqlStart(3, WidePlan(100)), SqlEnd(3)},
                  options);
  EXPECT_EQ(log.CountOf(ImportIssue::sql_plan_dropped),
            1);  // ended executions give their room back
}

TEST(PlanBudget, MediansAreSketchedWhenThereAreTooManyValues) {
  for (const bool ends : {true, false}) {
    ReaderOptions options;
    options.memory.metric_values = 0;
    LogReader reader(options);
    constexpr int kTasks = 50'000;
    const std::string timing = R"({"name":"time","accumulatorId":5,"metricType":"timing"})";
    reader.Push(AppStart() + "\n" + SqlStart(1, PlanNode("Scan", "", timing)) + "\n" +
                JobStart(0, StageInfo(1, kTasks), R"("spark.sql.execution.id":"1")") + "\n");
    for (int i = 0; i < kTasks; ++i) {
      const std::string value = std::to_string(i * 977 % 1'000'003);
      reader.Push(
          TaskEnd(1, i, i, R"({"Reason":"Success"})",
                  R"({"ID":5,"Name":"time","Update":)" + value + R"(,"Value":1,"Internal":true})") +
          "\n");
    }
    if (ends) reader.Push(SqlEnd(1) + "\n");
    reader.Finish();
    const model::SqlExecution& sql = *reader.application().FindSql(1);
    EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::sketched_metric), 1);
    ASSERT_NE(sql.FindMetric(5), nullptr);
    EXPECT_NEAR(static_cast<double>(sql.FindMetric(5)->median), 500'000, 10'000);
  }
}

TEST(TextBudget, NewTextsAreLeftOutAndSaidAndOldOnesStillFound) {
  ReaderOptions options;
  options.memory.texts = 2000;
  const std::string long_text(3000, 'x');
  const LogOf log({AppStart(), ExecutorAdded("1"),
                   Environment(R"("spark.a":")" + long_text + R"(","spark.b":"new")"),
                   ExecutorAdded("executor 2"), JobStart(0, StageInfo(1)), StageSubmitted(1),
                   TaskStart(1, 1), TaskEnd(1, 1), StageCompleted(1), JobEnd(0), AppEnd()},
                  options);
  EXPECT_GT(log.CountOf(ImportIssue::text_dropped), 0);
  EXPECT_EQ(log.text(log.app().name), "made");
  ASSERT_EQ(log.app().executors.size(), 2U);
  EXPECT_EQ(log.text(log.app().executors[1].id), "executor 2");
  EXPECT_EQ(log.app().executors[0].completed_tasks, 1);
  EXPECT_EQ(log.stage(1).num_complete_tasks, 1);
}

}  // namespace
}  // namespace dataflint::eventlog
