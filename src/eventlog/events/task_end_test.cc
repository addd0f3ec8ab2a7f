#include "eventlog/events/task_end.h"

#include <gtest/gtest.h>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

using model::TaskColumn;

// The failure of a single task that ended with `reason`.
std::string ErrorMessage(const std::string& reason) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1), TaskStart(1, 1),
                   TaskEnd(1, 1, 0, reason)});
  const model::TaskRow row = log.stage(1).tasks.Row(0);
  const auto failure = static_cast<std::size_t>(row[TaskColumn::failure]);
  return std::string(log.text(log.app().task_failures[failure].error_message));
}

TEST(TaskEvents, AnOldTaskEnd) {
  const LogOf log({AppStart(), ExecutorAdded("1"), JobStart(0, StageInfo(1)), StageSubmitted(1),
                   TaskStart(1, 1), TaskEnd(1, 1)});
  ASSERT_EQ(log.stage(1).tasks.size(), 1U);
  const model::TaskRow row = log.stage(1).tasks.Row(0);
  EXPECT_EQ(row[TaskColumn::duration], 1000);
  EXPECT_EQ(row[TaskColumn::executor_run_time], 900);
  EXPECT_EQ(row[TaskColumn::executor_cpu_time], 0);
  EXPECT_EQ(row[TaskColumn::shuffle_remote_bytes_read], 3);
  EXPECT_EQ(row[TaskColumn::shuffle_local_bytes_read], 0);
  EXPECT_EQ(row[TaskColumn::input_bytes], 1000);
  EXPECT_EQ(row[TaskColumn::shuffle_write_bytes], 0);
  EXPECT_TRUE(row.Has(model::kTaskSucceeded));
  EXPECT_TRUE(row.Has(model::kTaskHasMetrics));
  EXPECT_TRUE(row.Has(model::kTaskIsResult));
  EXPECT_EQ(log.app().executors[0].total_gc_time, 20);
}

TEST(TaskEvents, ErrorMessagesAreWordedAsInSpark) {
  EXPECT_EQ(
      ErrorMessage(
          R"({"Reason":"ExceptionFailure","Class Name":"a.B","Description":"d","Stack Trace":[{"Declaring Class":"x.Y","Method Name":"m","File Name":"Y.scala","Line Number":7},{"Declaring Class":"x.Z","Method Name":"n","File Name":null,"Line Number":-1},{"Declaring Class":"x.N","Method Name":"o","File Name":"N.java","Line Number":-2}]})"),
      "a.B: d\n        x.Y.m(Y.scala:7)\n        x.Z.n(Unknown Source)\n        x.N.o(Native "
      "Method)");
  EXPECT_EQ(
      ErrorMessage(
          R"({"Reason":"ExceptionFailure","Class Name":"a.B","Description":"d","Stack Trace":[],"Full Stack Trace":"a.B: d\n\tat x"})"),
      "a.B: d\n\tat x");
  EXPECT_EQ(
      ErrorMessage(
          R"({"Reason":"FetchFailed","Block Manager Address":{"Executor ID":"2","Host":"h","Port":9},"Shuffle ID":1,"Map ID":2,"Map Index":3,"Reduce ID":4,"Message":"m"})"),
      "FetchFailed(BlockManagerId(2, h, 9, None), shuffleId=1, mapIndex=3, mapId=2, reduceId=4, "
      "message=\nm\n)");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"FetchFailed","Shuffle ID":1,"Map ID":-1,"Reduce ID":4})"),
            "FetchFailed(null, shuffleId=1, mapIndex=-2147483648, mapId=-1, reduceId=4, "
            "message=\nUnknown reason\n)");
  EXPECT_EQ(
      ErrorMessage(
          R"({"Reason":"ExecutorLostFailure","Executor ID":"3","Exit Caused By App":false,"Loss Reason":"gone"})"),
      "ExecutorLostFailure (executor 3 exited unrelated to the running tasks) Reason: gone");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"ExecutorLostFailure"})"),
            "ExecutorLostFailure (executor Unknown exited caused by one of the running tasks)");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"TaskKilled","Kill Reason":"another attempt succeeded"})"),
            "another attempt succeeded");
  EXPECT_EQ(
      ErrorMessage(
          R"({"Reason":"TaskCommitDenied","Job ID":1,"Partition ID":2,"Attempt Number":3})"),
      "TaskCommitDenied (Driver denied task commit) for job: 1, partition: 2, attemptNumber: 3");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"Resubmitted"})"),
            "Resubmitted (resubmitted due to lost executor)");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"TaskResultLost"})"),
            "TaskResultLost (result lost from block manager)");
  EXPECT_EQ(ErrorMessage(R"({"Reason":"UnknownReason"})"), "UnknownReason");
}

TEST(TaskEvents, KilledTasksAreCountedByReason) {
  const std::string killed = R"({"Reason":"TaskKilled","Kill Reason":"another attempt succeeded"})";
  const LogOf log({AppStart(), JobStart(0, StageInfo(1, 2)), StageSubmitted(1, 2), TaskStart(1, 1),
                   TaskStart(1, 2, 1), TaskEnd(1, 1, 0, killed), TaskEnd(1, 2, 1, killed)});
  ASSERT_EQ(log.stage(1).killed_tasks_summary.size(), 1U);
  EXPECT_EQ(log.stage(1).killed_tasks_summary[0].second, 2);
  EXPECT_EQ(log.app().spark_jobs[0].killed_tasks_summary[0].second, 2);
  EXPECT_EQ(log.app().spark_jobs[0].num_killed_tasks, 2);
  EXPECT_EQ(log.stage(1).num_killed_tasks, 2);
}

TEST(TaskEvents, EqualFailuresAreOneRow) {
  const std::string failed =
      R"({"Reason":"ExceptionFailure","Class Name":"a.B","Description":"d","Stack Trace":[],"Full Stack Trace":"a.B: d\n\tat x.Y\n\tat x.Z"})";
  const LogOf log({AppStart(), JobStart(0, StageInfo(1, 2)), StageSubmitted(1, 2), TaskStart(1, 1),
                   TaskStart(1, 2, 1), TaskEnd(1, 1, 0, failed), TaskEnd(1, 2, 1, failed)});
  ASSERT_EQ(log.app().task_failures.size(), 2U);
  const model::TaskFailure& failure = log.app().task_failures[1];
  EXPECT_EQ(log.text(failure.reason), "ExceptionFailure");
  EXPECT_EQ(log.text(failure.class_name), "a.B");
  EXPECT_EQ(log.text(failure.description), "d");
  EXPECT_EQ(log.text(failure.stack), "\tat x.Y\n\tat x.Z");
}

TEST(TaskEvents, UpdatesAreNumbersHoweverWritten) {
  const LogOf log(
      {AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1), TaskStart(1, 1),
       TaskEnd(
           1, 1, 0, R"({"Reason":"Success"})",
           R"({"ID":1,"Name":"a","Update":"5","Value":"5"},{"ID":2,"Name":"b","Update":6,"Value":6},)"
           R"({"ID":3,"Name":"c","Update":"00:01","Value":"x"},{"ID":4,"Name":"d","Value":1},)"
           R"({"ID":5,"Name":"internal.metrics.executorRunTime","Update":900,"Value":900})")});
  ASSERT_EQ(log.stage(1).accumulators.size(), 2U);
  EXPECT_EQ(log.stage(1).accumulators[0].sum, 5);
  EXPECT_EQ(log.stage(1).accumulators[1].sum, 6);
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 0);
}

TEST(TaskEvents, HostileNumbersAreUnknown) {
  const LogOf log(
      {AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1),
       R"({"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":1,"Index":-9223372036854775808,"Attempt":0,"Partition ID":9223372036854775807,"Launch Time":9223372036854775807,"Executor ID":"1","Host":"h","Locality":"?","Speculative":false,"Getting Result Time":-5,"Finish Time":"NaN","Failed":false},"Task Metrics":{"Executor Run Time":-1,"JVM GC Time":9223372036854775808,"Result Size":1.5}})"});
  const model::TaskRow row = log.stage(1).tasks.Row(0);
  EXPECT_EQ(row[TaskColumn::launch_time], model::kNoTime);
  EXPECT_EQ(row[TaskColumn::duration], 0);
  EXPECT_EQ(row[TaskColumn::index], 0);
  EXPECT_EQ(row[TaskColumn::index] + row[TaskColumn::partition_delta],
            -1);  // as where the log has none
  EXPECT_EQ(row[TaskColumn::executor_run_time], 0);
  EXPECT_EQ(row[TaskColumn::jvm_gc_time], 0);
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 7);
}

TEST(TaskEndEvents, ReasonsForKillsAreCountedApartUpToABound) {
  LogReader reader;
  const auto push = [&reader](const std::string& line) { reader.Push(line + "\n"); };
  push(JobStart(0, StageInfo(1, 5000)));
  push(StageSubmitted(1, 5000));
  for (int task = 0; task < 3000; ++task) {
    // 1,500 reasons, each twice.
    push(TaskEnd(
        1, task, task,
        R"({"Reason":"TaskKilled","Kill Reason":"r)" + std::to_string(task % 1500) + R"("})"));
  }
  reader.Finish();
  const model::Application& app = reader.application();
  for (const auto& summary :
       {app.stages[0].killed_tasks_summary, app.spark_jobs[0].killed_tasks_summary}) {
    ASSERT_EQ(summary.size(), 101U);
    EXPECT_EQ(summary[0].second, 2);
    EXPECT_EQ(summary[99].second, 2);
    EXPECT_EQ(app.text(summary[100].first), "(other)");
    EXPECT_EQ(summary[100].second, 2800);
  }
}

}  // namespace
}  // namespace dataflint::eventlog
