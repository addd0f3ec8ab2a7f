// Which failure a failed Spark job belongs to: the one that Spark gives as its reason.
#include "insights/failed_attempts.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;
using model::TaskColumn;

class FailedAttemptsTest : public testing::Test {
 protected:
  // A stage of a job that failed, in which a task failed in each of three ways.
  FailedAttemptsTest() {
    made_.Executor(4, 0);
    made_.SparkJob(0, 100).status = model::SparkJobStatus::kFailed;
    model::StageAttempt& stage = made_.Stage(2, 0, 100, {{}});
    stage.status = model::StageStatus::kFailed;
    stage.spark_jobs = {0};
    AddFailure(stage, 1, "ExceptionFailure", "no rate for XXX");
    AddFailure(stage, 2, "ExceptionFailure", "timed out");
    AddFailure(stage, 3, "FetchFailed", "");
  }

  void AddFailure(model::StageAttempt& stage, std::int64_t index, std::string_view reason,
                  std::string_view message) {
    model::TaskFailure failure;
    failure.reason = made_.app.strings.Intern(reason);
    failure.description = made_.app.strings.Intern(message);
    failure.error_message = made_.app.strings.Intern("a.B: " + std::string(message) + "\n\tat a.B");
    model::TaskRow row;
    row[TaskColumn::index] = index;
    row[TaskColumn::flags] = model::kTaskFailed;
    row[TaskColumn::failure] = static_cast<std::int64_t>(made_.app.task_failures.size());
    row[TaskColumn::duration] = 50;
    made_.app.task_failures.push_back(failure);
    stage.tasks.Append(row);
    ++stage.num_failed_tasks;
  }

  // The failure that the job belongs to; empty: none, "two": more than one.
  std::string ReasonOf(std::string_view failure) {
    made_.app.spark_jobs[0].failure = made_.app.strings.Intern(failure);
    const analysis::Figures figures = analysis::Analyze(made_.app);
    const insights::Run run(made_.app, figures);
    std::string reason;
    for (const auto& [key, group] : run.failed_attempts().groups()) {
      if (!group.failed_jobs.empty()) reason = reason.empty() ? key : "two";
    }
    return reason;
  }

  MadeApplication made_{0, 200};
};

TEST_F(FailedAttemptsTest, TheTaskThatSparkNames) {
  EXPECT_EQ(ReasonOf("Job aborted due to stage failure: Task 2 in stage 2.0 failed 1 times, most "
                     "recent failure: Lost task 2.0 in stage 2.0 (TID 7) (h executor 1): a.B"),
            "ExceptionFailure: timed out");
}

TEST_F(FailedAttemptsTest, TheMessageThatSparkFourGives) {
  EXPECT_EQ(ReasonOf("no rate for XXX"), "ExceptionFailure: no rate for XXX");
}

TEST_F(FailedAttemptsTest, MissingDataOnlyWhenTheStageIsGivenUp) {
  EXPECT_EQ(
      ReasonOf("Job aborted due to stage failure: ResultStage 2 (count at A.scala:1) has "
               "failed the maximum allowable number of times: 4. Most recent failure reason:"),
      "FetchFailed: a.B: ");
}

TEST_F(FailedAttemptsTest, NoneWhenItWasCancelledOrTheReasonIsNotInTheLog) {
  EXPECT_EQ(ReasonOf("Job 0 cancelled because SparkContext was shut down"), "");
  EXPECT_EQ(ReasonOf("[SPARK_JOB_CANCELLED] Job 0 cancelled as part of job group"), "");
  EXPECT_EQ(ReasonOf("most recent failure: Lost task 9.0 in stage 2.0"), "");
  EXPECT_EQ(ReasonOf("most recent failure: Lost task 2.0 in stage 99999999999999999999.0"), "");
  EXPECT_EQ(ReasonOf(""), "");
}

}  // namespace
}  // namespace dataflint::insights
