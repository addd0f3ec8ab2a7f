#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

using ::testing::ElementsAre;

std::string Scheduler(const std::string& event, const std::string& fields) {
  return R"({"Event":"org.apache.spark.scheduler.SparkListener)" + event + R"(","time":)" +
         At(500) + "," + fields + "}";
}

TEST(ExecutorEvents, AddedAndRemoved) {
  const LogOf log(
      {AppStart(), ExecutorAdded("1"), ExecutorAdded("2", 20), ExecutorRemoved("1", 900)});
  ASSERT_EQ(log.app().executors.size(), 2U);
  const model::Executor& first = log.app().executors[0];
  EXPECT_TRUE(first.announced);
  EXPECT_FALSE(first.is_active);
  EXPECT_EQ(first.total_cores, 4);
  EXPECT_EQ(first.add_time, kBegin + 10);
  EXPECT_EQ(first.remove_time, kBegin + 900);
  EXPECT_EQ(log.text(first.remove_reason), "worker lost");
  EXPECT_EQ(log.text(first.host), "worker-1");
  ASSERT_EQ(first.resources.size(), 1U);
  EXPECT_EQ(first.resources[0].second.size(), 2U);
  EXPECT_TRUE(log.app().executors[1].is_active);
}

TEST(ExecutorEvents, AnIdThatComesBackIsANewRow) {
  const LogOf log({AppStart(), ExecutorAdded("1"), ExecutorRemoved("1", 900),
                   ExecutorAdded("1", 950), ExecutorAdded("1", 960)});
  ASSERT_EQ(log.app().executors.size(), 2U);
  EXPECT_EQ(log.app().executors[1].add_time, kBegin + 950);  // registered again, not a third one
  EXPECT_TRUE(log.app().executors[1].is_active);
}

TEST(ExecutorEvents, WhatWasToldOfARemovedOneIsNoNewRow) {
  const std::string block_manager =
      R"({"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"1",)"
      R"("Host":"worker-1","Port":7},"Maximum Memory":100,"Timestamp":)" +
      At(12) + "}";
  const LogOf log({AppStart(), ExecutorAdded("1"), block_manager, ExecutorRemoved("1", 900),
                   ExecutorAdded("1", 950), ExecutorRemoved("1", 990), ExecutorAdded("1"),
                   block_manager, ExecutorRemoved("1", 900), ExecutorAdded("1", 950)});
  ASSERT_EQ(log.app().executors.size(), 2U);
  EXPECT_FALSE(log.app().executors[1].is_active);
  EXPECT_EQ(log.app().executors[1].remove_time, kBegin + 990);
}

TEST(ExecutorEvents, BothSpellingsOfExclusion) {
  const LogOf log({AppStart(), ExecutorAdded("1"), ExecutorAdded("2", 10, "worker-2"),
                   ExecutorAdded("3", 10, "worker-2"),
                   Scheduler("ExecutorBlacklisted", R"("executorId":"1","taskFailures":2)"),
                   Scheduler("NodeExcluded", R"("hostId":"worker-2","executorFailures":1)"),
                   Scheduler("ExecutorUnexcluded", R"("executorId":"3")")});
  EXPECT_TRUE(log.app().executors[0].excluded);
  EXPECT_TRUE(log.app().executors[1].excluded);
  EXPECT_FALSE(log.app().executors[2].excluded);
}

TEST(ExecutorEvents, ExclusionForAStageEndsWithIt) {
  const std::string exclude =
      Scheduler("ExecutorExcludedForStage",
                R"("executorId":"1","taskFailures":2,"stageId":0,"stageAttemptId":0)");
  const std::string exclude_node =
      Scheduler("NodeBlacklistedForStage",
                R"("hostId":"worker-2","executorFailures":2,"stageId":0,"stageAttemptId":0)");
  const LogOf during({AppStart(), ExecutorAdded("1"), ExecutorAdded("2", 10, "worker-2"),
                      JobStart(0, StageInfo(0)), StageSubmitted(0), exclude, exclude_node});
  EXPECT_THAT(during.app().executors[0].excluded_in_stages, ElementsAre(0));
  EXPECT_THAT(during.app().executors[1].excluded_in_stages, ElementsAre(0));
  EXPECT_THAT(during.stage(0).excluded_executors, ElementsAre(0, 1));
  const LogOf after({AppStart(), ExecutorAdded("1"), JobStart(0, StageInfo(0)), StageSubmitted(0),
                     exclude, StageCompleted(0)});
  EXPECT_TRUE(after.app().executors[0].excluded_in_stages.empty());
  EXPECT_THAT(after.stage(0).excluded_executors, ElementsAre(0));
}

TEST(ExecutorEvents, ExclusionsHaveABudget) {
  const std::string exclude_node =
      Scheduler("NodeExcludedForStage",
                R"("hostId":"worker-1","executorFailures":2,"stageId":0,"stageAttemptId":0)");
  ReaderOptions options;
  options.memory.lists = 200;  // the rest of it goes to what the executors were added with
  const LogOf log({AppStart(), ExecutorAdded("1"), ExecutorAdded("2"), ExecutorAdded("3"),
                   ExecutorAdded("4"), ExecutorAdded("5"), ExecutorAdded("6"), exclude_node},
                  options);
  EXPECT_GT(log.CountOf(ImportIssue::list_dropped), 0);
  EXPECT_TRUE(log.app().executors[5].excluded_in_stages.empty());
}

TEST(ExecutorEvents, PeaksOfStagesAndHeartbeats) {
  const LogOf log(
      {AppStart(), ExecutorAdded("1"), JobStart(0, StageInfo(0)), StageSubmitted(0),
       R"({"Event":"SparkListenerStageExecutorMetrics","Executor ID":"1","Stage ID":0,"Stage Attempt ID":0,"Executor Metrics":{"JVMHeapMemory":500,"SomethingOfARuntime":9,"OnHeapStorageMemory":7}})",
       R"({"Event":"SparkListenerExecutorMetricsUpdate","Executor ID":"1","Metrics Updated":[],"Executor Metrics Updated":[{"Stage ID":-1,"Stage Attempt ID":-1,"Executor Metrics":{"JVMHeapMemory":400,"OnHeapStorageMemory":8}}]})"});
  const model::ExecutorPeaks& executor = log.app().executors[0].peaks;
  EXPECT_EQ(executor[model::ExecutorMetric::JVMHeapMemory], 500);
  EXPECT_EQ(executor[model::ExecutorMetric::OnHeapStorageMemory], 8);
  EXPECT_EQ(log.stage(0).peaks()[model::ExecutorMetric::OnHeapStorageMemory], 7);
  ASSERT_EQ(log.stage(0).work.executor_peaks().size(), 1U);
}

TEST(ExecutorEvents, RemovalsOfUnknownOnesHaveABudget) {
  ReaderOptions options;
  options.memory.unknown_removals = 1;
  const LogOf log({AppStart(), ExecutorRemoved("1", 50), ExecutorRemoved("2", 60)}, options);
  EXPECT_EQ(log.CountOf(ImportIssue::list_dropped), 1);
}

}  // namespace
}  // namespace dataflint::eventlog
