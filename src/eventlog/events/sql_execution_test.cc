#include <gtest/gtest.h>

#include <chrono>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

std::string Metric(int id, const std::string& name, const std::string& type = "sum") {
  return R"({"name":")" + name + R"(","accumulatorId":)" + std::to_string(id) +
         R"(,"metricType":")" + type + R"("})";
}

std::string AqeUpdate(int id, const std::string& plan, const std::string& text = "newer") {
  return R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate",)"
         R"("executionId":)" +
         std::to_string(id) + R"(,"physicalPlanDescription":")" + text + R"(","sparkPlanInfo":)" +
         plan + "}";
}

std::string DriverUpdates(int id, const std::string& pairs) {
  return R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerDriverAccumUpdates","executionId":)" +
         std::to_string(id) + R"(,"accumUpdates":)" + pairs + "}";
}

const std::string kOfExecution = R"("spark.sql.execution.id":"4")";

TEST(SqlEvents, AnExecutionWithItsPlanJobsAndMetrics) {
  const std::string plan =
      PlanNode("Root", PlanNode("Left", PlanNode("Leaf"), Metric(1, "rows")) + "," +
                           PlanNode("Right", "", Metric(2, "size of files read", "size")));
  const LogOf log(
      {AppStart(),
       SqlStart(
           4, plan,
           R"(,"rootExecutionId":2,"modifiedConfigs":{"spark.sql.x":"1","my.password":"p"},"queryId":"q")"),
       JobStart(0, StageInfo(1, 2), kOfExecution), StageSubmitted(1, 2), TaskStart(1, 1, 0),
       TaskStart(1, 2, 1),
       TaskEnd(1, 1, 0, R"({"Reason":"Success"})",
               R"({"ID":1,"Name":"rows","Update":"5","Value":"5"})"),
       TaskEnd(1, 2, 1, R"({"Reason":"Success"})",
               R"({"ID":1,"Name":"rows","Update":"7","Value":"12"})"),
       StageCompleted(1, 2), JobEnd(0), DriverUpdates(4, "[[2,4096],[2,1024],[99,1],[\"x\"]]"),
       SqlEnd(4, R"(,"errorMessage":"")")});
  ASSERT_EQ(log.app().sql_executions.size(), 1U);
  const model::SqlExecution& sql = log.app().sql_executions[0];
  EXPECT_EQ(sql.id, 4);
  EXPECT_EQ(sql.root_id, 2);
  EXPECT_EQ(log.text(sql.query_id), "q");
  EXPECT_EQ(log.text(sql.description), "select");
  EXPECT_EQ(sql.submission_time, kBegin + 50);
  EXPECT_EQ(sql.completion_time, kBegin + 6000);
  EXPECT_TRUE(sql.has_error_field);
  EXPECT_EQ(sql.error_message, StringId::kEmpty);
  EXPECT_EQ(log.text(sql.modified_configs[0].second), "1");
  EXPECT_EQ(log.text(sql.modified_configs[1].second), "*********(redacted)");
  EXPECT_EQ(sql.spark_jobs, (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(sql.stage_ids, (std::vector<std::int64_t>{1}));
  ASSERT_EQ(sql.plans.size(), 1U);
  const auto& nodes = sql.plans[0].nodes;
  ASSERT_EQ(nodes.size(), 4U);
  const std::string_view names[] = {"Root", "Left", "Leaf", "Right"};
  const std::int32_t parents[] = {-1, 0, 1, 0};
  const std::int32_t depths[] = {0, 1, 2, 1};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    EXPECT_EQ(log.text(nodes[i].name), names[i]);
    EXPECT_EQ(nodes[i].parent, parents[i]);
    EXPECT_EQ(nodes[i].depth, depths[i]);
  }
  EXPECT_EQ(log.text(sql.plans[0].description), "== Plan 4 ==");
  ASSERT_NE(sql.FindMetric(1), nullptr);
  EXPECT_EQ(sql.FindMetric(1)->total, 12);
  ASSERT_NE(sql.FindMetric(2), nullptr);
  EXPECT_EQ(sql.FindMetric(2)->total, 5120);  // every driver update is a value
  EXPECT_EQ(sql.FindMetric(99), nullptr);
}

TEST(SqlEvents, EveryPlanVersionIsKeptTheNewestWhole) {
  const LogOf log(
      {AppStart(), SqlStart(4, PlanNode("A", "", Metric(1, "rows"))),
       AqeUpdate(4, PlanNode("B", "", Metric(1, "rows") + "," + Metric(2, "r2"))),
       R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveSQLMetricUpdates","executionId":4,"sqlPlanMetrics":[{"name":"m","accumulatorId":3,"metricType":"sum"}]})",
       DriverUpdates(4, "[[3,8]]"), SqlEnd(4, R"(,"errorMessage":"it broke")")});
  const model::SqlExecution& sql = log.app().sql_executions[0];
  ASSERT_EQ(sql.plans.size(), 2U);
  EXPECT_EQ(log.text(sql.plans[0].nodes[0].name), "A");
  EXPECT_EQ(log.text(sql.plans[0].description), "== Plan 4 ==");
  EXPECT_EQ(log.text(sql.plans[1].description), "newer");
  EXPECT_EQ(sql.plans[1].nodes[0].metrics.size(), 2U);
  EXPECT_EQ(log.text(sql.error_message), "it broke");
  ASSERT_NE(sql.FindMetric(3), nullptr);
  EXPECT_EQ(sql.FindMetric(3)->total, 8);
}

TEST(SqlEvents, AnOpenExecutionHasItsNewestPlanTextAndMetricsSoFar) {
  const LogOf log(
      {AppStart(), SqlStart(4, PlanNode("A", "", Metric(1, "rows"))), DriverUpdates(4, "[[1,3]]")});
  const model::SqlExecution& sql = log.app().sql_executions[0];
  EXPECT_EQ(sql.completion_time, model::kNoTime);
  EXPECT_EQ(log.text(sql.plans[0].description), "== Plan 4 ==");
  ASSERT_NE(sql.FindMetric(1), nullptr);
}

TEST(SqlEvents, APlanTenThousandDeepIsRead) {
  constexpr int kDepth = 10'000;
  std::string plan;
  for (int i = 0; i < kDepth; ++i)
    plan += R"({"nodeName":"N","simpleString":"N","metadata":{},"metrics":[],"children":[)";
  plan += PlanNode("Leaf");
  for (int i = 0; i < kDepth; ++i) plan += "]}";
  const LogOf log({AppStart(), SqlStart(4, plan), SqlEnd(4)});
  EXPECT_EQ(log.CountOf(ImportIssue::nesting_too_deep), 0);
  const auto& nodes = log.app().sql_executions[0].plans[0].nodes;
  ASSERT_EQ(nodes.size(), kDepth + 1U);
  EXPECT_EQ(nodes.back().depth, kDepth);
  EXPECT_EQ(nodes.back().parent, kDepth - 1);
}

TEST(SqlEvents, PlanTextsBeyondTheBudgetAreLeftOutAndSaid) {
  ReaderOptions options;
  options.memory.plan_texts = 100;
  const std::string long_name(60, 'n');
  const LogOf log(
      {AppStart(), SqlStart(1, PlanNode("A")), SqlEnd(1), SqlStart(2, PlanNode(long_name)),
       SqlEnd(2), SqlStart(3, PlanNode("C" + long_name)), SqlEnd(3)},
      options);
  EXPECT_GT(log.CountOf(ImportIssue::plan_text_dropped), 0);
  EXPECT_EQ(log.text(log.app().sql_executions[0].plans[0].description), "== Plan 1 ==");
  EXPECT_EQ(log.app().sql_executions[2].plans[0].nodes[0].simple_string, StringId::kEmpty);
  EXPECT_EQ(log.text(log.app().sql_executions[2].plans[0].nodes[0].name), "C" + long_name);
}

TEST(SqlEvents, ShortenedPlansSaySo) {
  const std::string plan =
      R"({"nodeName":"Scan","simpleString":"Scan [a#1, ... 12 more fields]","children":[],"metadata":{"Location":"InMemoryFileIndex(1 paths)[s3://b..."},"metrics":[]})";
  const LogOf log({AppStart(), SqlStart(4, plan)});
  EXPECT_TRUE(log.app().sql_executions[0].plans[0].truncated);
  EXPECT_EQ(log.CountOf(ImportIssue::truncated_plan), 1);
}

TEST(SqlEvents, OldShapes) {
  // Spark 2.0 has no root id and no configs; a plan node may lack metadata.
  const LogOf log(
      {AppStart(),
       R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":0,"description":"count","details":"d","physicalPlanDescription":"p","sparkPlanInfo":{"nodeName":"Scan","simpleString":"s","children":[],"metrics":[{"name":"rows","accumulatorId":7,"metadata":"","metricType":"sum"}]},"time":1700000000100})",
       SqlEnd(0)});
  const model::SqlExecution& sql = log.app().sql_executions[0];
  EXPECT_EQ(sql.root_id, 0);
  EXPECT_FALSE(sql.has_error_field);
  EXPECT_EQ(sql.plans[0].nodes[0].metrics[0].accumulator_id, 7);
}

TEST(SqlEvents, AnEndThatDoesNotSayWhenIsAnEnd) {
  std::string end = SqlEnd(0);
  end.replace(end.find(At(6000)), At(6000).size(), "0");
  const LogOf log({AppStart(), SqlStart(0, PlanNode("Scan")), end, SqlEnd(0)});
  EXPECT_EQ(log.app().sql_executions[0].completion_time, model::kNoTime);
  EXPECT_EQ(log.CountOf(ImportIssue::bad_time), 1);
}

TEST(SqlEvents, AnUpdateBeforeTheStartHasTheNewerPlan) {
  const LogOf log(
      {AppStart(), AqeUpdate(0, PlanNode("New")), SqlStart(0, PlanNode("Old")), SqlEnd(0)});
  const model::SqlExecution& sql = log.app().sql_executions[0];
  EXPECT_EQ(sql.submission_time, kBegin + 50);
  EXPECT_EQ(log.text(sql.final_plan()->nodes[0].name), "New");
  EXPECT_EQ(log.CountOf(ImportIssue::sql_start_missing), 0);
}

TEST(SqlEvents, AnExecutionKnownOnlyFromItsJobs) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1), kOfExecution), JobEnd(0)});
  ASSERT_EQ(log.app().sql_executions.size(), 1U);
  EXPECT_EQ(log.app().sql_executions[0].submission_time, model::kNoTime);
  EXPECT_TRUE(log.app().sql_executions[0].plans.empty());
}

TEST(SqlEvents, AJobBehindAnEndWithoutTimeLeavesTheMetrics) {
  std::string end = SqlEnd(4);
  end.replace(end.find(At(6000)), At(6000).size(), "0");
  const std::string plan = PlanNode("Scan", "", Metric(1, "rows"));
  const LogOf log({AppStart(), SqlStart(4, plan), DriverUpdates(4, "[[1,7]]"), end,
                   JobStart(0, StageInfo(1), kOfExecution), JobEnd(0)});
  const model::SqlExecution& sql = log.app().sql_executions[0];
  ASSERT_EQ(sql.metrics.size(), 1U);
  EXPECT_EQ(sql.metrics[0].total, 7);
}

TEST(SqlEvents, DriverUpdatesThatAreNoPairsAreCounted) {
  const std::string plan = PlanNode("Scan", "", Metric(1, "rows"));
  const LogOf log({AppStart(), SqlStart(4, plan),
                   DriverUpdates(4, R"([[1,7],[1],[1,2,3],["x",1],5])"), SqlEnd(4)});
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 4);
  EXPECT_EQ(log.app().sql_executions[0].metrics[0].total, 7);
}

// Each new plan once made all accumulators of the stage be looked up anew.
TEST(SqlEvents, ManyPlansBesideAStageOfManyAccumulators) {
  std::string accumulables;
  for (int id = 1; id <= 50'000; ++id) {
    accumulables +=
        (id > 1 ? "," : "") + std::string(R"({"ID":)") + std::to_string(id) + R"(,"Update":1})";
  }
  const std::string reason = R"({"Reason":"Success"})";
  LogReader reader;
  const auto push = [&reader](const std::string& line) { reader.Push(line + "\n"); };
  for (const std::string& line :
       {AppStart(), SqlStart(4, PlanNode("Scan", "", Metric(1, "rows"))),
        JobStart(0, StageInfo(1, 2000), kOfExecution), StageSubmitted(1, 2000),
        TaskEnd(1, 1, 0, reason, accumulables)}) {
    push(line);
  }
  const auto start = std::chrono::steady_clock::now();
  for (int id = 2; id <= 1000; ++id) {
    push(AqeUpdate(4, PlanNode("Scan", "", Metric(1, "rows"))));
    push(TaskEnd(1, id, id - 1, reason, R"({"ID":1,"Update":1})"));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  push(SqlEnd(4));
  reader.Finish();
  EXPECT_EQ(reader.application().sql_executions[0].metrics[0].total, 1000);
  EXPECT_EQ(reader.application().FindStage({1, 0})->accumulators[0].sum, 1000);
}

}  // namespace
}  // namespace dataflint::eventlog
