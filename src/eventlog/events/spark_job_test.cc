// Spark jobs and stages: what AppStatusListener makes of their events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

using model::SparkJob;
using model::SparkJobStatus;
using model::StageStatus;
using ::testing::ElementsAre;

TEST(SparkJobEvents, AJobWithASkippedStage) {
  const LogOf log(
      {AppStart(),
       JobStart(3, StageInfo(7, 2) + "," + StageInfo(6, 5),
                R"("spark.job.description":"d","spark.jobGroup.id":"g","spark.job.tags":"b,a")"),
       StageSubmitted(7, 2), TaskStart(7, 1, 0), TaskEnd(7, 1, 0), TaskStart(7, 2, 1),
       TaskEnd(7, 2, 1), StageCompleted(7, 2), JobEnd(3), AppEnd()});
  ASSERT_EQ(log.app().spark_jobs.size(), 1U);
  const SparkJob& job = log.app().spark_jobs[0];
  EXPECT_EQ(job.job_id, 3);
  EXPECT_EQ(log.text(job.name), "stage 7");  // of the stage with the largest id
  EXPECT_EQ(log.text(job.description), "d");
  EXPECT_EQ(log.text(job.job_group), "g");
  ASSERT_EQ(job.job_tags.size(), 2U);
  EXPECT_EQ(log.text(job.job_tags[0]), "a");
  EXPECT_THAT(job.stage_ids, ElementsAre(7, 6));
  EXPECT_EQ(job.status, SparkJobStatus::kSucceeded);
  EXPECT_EQ(job.submission_time, kBegin + 100);
  EXPECT_EQ(job.completion_time, kBegin + 5000);
  EXPECT_EQ(job.num_tasks, 7);
  EXPECT_EQ(job.num_completed_tasks, 2);
  EXPECT_EQ(job.num_skipped_tasks, 5);
  EXPECT_EQ(job.num_completed_stages, 1);
  EXPECT_EQ(job.num_skipped_stages, 1);
  EXPECT_EQ(job.num_active_stages, 0);
  EXPECT_EQ(job.num_completed_indices, 2);
  EXPECT_EQ(log.stage(6).status, StageStatus::kSkipped);
  EXPECT_EQ(log.stage(7).status, StageStatus::kComplete);
  EXPECT_EQ(log.stage(7).duration(), 3800);
  EXPECT_EQ(log.text(log.stage(7).scheduling_pool), "default");
  EXPECT_THAT(log.stage(7).spark_jobs, ElementsAre(0));
  EXPECT_EQ(log.CountOf(ImportIssue::dropped_events), 0);
}

TEST(SparkJobEvents, AStageThatIsDoneAlreadyCountsAsSkippedAndKeepsItsFigures) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1), TaskStart(1, 1),
                   TaskEnd(1, 1), StageCompleted(1),
                   JobStart(1, StageInfo(1, 1, R"(,"Submission Time":5,"Completion Time":6)") +
                                   "," + StageInfo(2)),
                   StageSubmitted(2), TaskStart(2, 2), TaskEnd(2, 2), StageCompleted(2), JobEnd(1),
                   JobEnd(0), AppEnd()});
  const SparkJob& second = log.app().spark_jobs[1];
  EXPECT_EQ(second.num_tasks, 1);  // stages that are complete do not count
  EXPECT_EQ(second.num_skipped_stages, 1);
  EXPECT_EQ(second.num_completed_stages, 1);
  EXPECT_EQ(log.app().spark_jobs[0].num_completed_stages, 1);
  EXPECT_EQ(log.stage(1).status, StageStatus::kComplete);
  EXPECT_EQ(log.stage(1).submission_time, kBegin + 200);
  EXPECT_THAT(log.stage(1).spark_jobs, ElementsAre(0, 1));
}

TEST(SparkJobEvents, AFailedStageAndItsSecondAttempt) {
  const LogOf log(
      {AppStart(), JobStart(0, StageInfo(1, 2)), StageSubmitted(1, 2),
       StageCompleted(1, 2, 0, R"(,"Failure Reason":"fetch failed")"), StageSubmitted(1, 1, 1),
       StageCompleted(1, 1, 1),
       JobEnd(0, 5000, R"({"Result":"JobFailed","Exception":{"Message":"boom","Stack Trace":[]}})"),
       AppEnd()});
  const SparkJob& job = log.app().spark_jobs[0];
  EXPECT_EQ(job.status, SparkJobStatus::kFailed);
  EXPECT_EQ(log.text(job.failure), "boom");
  EXPECT_EQ(job.num_failed_stages, 1);
  EXPECT_EQ(job.num_completed_stages, 1);
  EXPECT_EQ(job.num_active_stages, 0);
  EXPECT_EQ(log.stage(1, 0).status, StageStatus::kFailed);
  EXPECT_EQ(log.text(log.stage(1, 0).failure_reason), "fetch failed");
  EXPECT_EQ(log.stage(1, 1).status, StageStatus::kComplete);
}

TEST(SparkJobEvents, AStageWithoutSubmissionTimeWasSkipped) {
  const LogOf log(
      {AppStart(), JobStart(0, StageInfo(1, 4)),
       R"({"Event":"SparkListenerStageCompleted","Stage Info":)" + StageInfo(1, 4) + "}"});
  EXPECT_EQ(log.stage(1).status, StageStatus::kSkipped);
  EXPECT_EQ(log.app().spark_jobs[0].num_skipped_tasks, 4);
}

TEST(SparkJobEvents, AStageThatRanWithoutAWordIsNotSkipped) {
  const LogOf log(
      {AppStart(), JobStart(0, StageInfo(1)), TaskStart(1, 1), TaskEnd(1, 1), JobEnd(0)});
  EXPECT_EQ(log.stage(1).status, StageStatus::kActive);
  EXPECT_EQ(log.app().spark_jobs[0].num_skipped_stages, 0);
}

TEST(SparkJobEvents, JobsBeforeSpark12NameStagesByIdAlone) {
  const LogOf log({AppStart(), R"({"Event":"SparkListenerJobStart","Job ID":0,"Stage IDs":[2,1]})",
                   StageSubmitted(2), StageCompleted(2), JobEnd(0)});
  EXPECT_THAT(log.app().spark_jobs[0].stage_ids, ElementsAre(2, 1));
  EXPECT_EQ(log.app().spark_jobs[0].num_completed_stages, 1);
  EXPECT_EQ(log.app().spark_jobs[0].submission_time, model::kNoTime);
}

TEST(SparkJobEvents, AStageListedTwiceCountsOnce) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1) + "," + StageInfo(1)), StageSubmitted(1),
                   TaskStart(1, 1), TaskEnd(1, 1), StageCompleted(1), JobEnd(0)});
  EXPECT_THAT(log.app().spark_jobs[0].stage_ids, ElementsAre(1));
  EXPECT_EQ(log.app().spark_jobs[0].num_tasks, 1);
  EXPECT_EQ(log.app().spark_jobs[0].num_completed_tasks, 1);
}

TEST(SparkJobEvents, ToldTwiceCountsOnce) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1)), JobStart(0, StageInfo(1)),
                   StageSubmitted(1), StageCompleted(1), StageCompleted(1), JobEnd(0, 5000),
                   JobEnd(0, 6000)});
  ASSERT_EQ(log.app().spark_jobs.size(), 1U);
  EXPECT_EQ(log.app().spark_jobs[0].num_tasks, 1);
  EXPECT_EQ(log.app().spark_jobs[0].num_completed_stages, 1);
  EXPECT_EQ(log.app().spark_jobs[0].completion_time, kBegin + 5000);
}

TEST(SparkJobEvents, StagesShowTheAccumulablesThatAreNobodysOwn) {
  const std::string accumulables =
      R"({"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":1,"RDD Info":[],"Details":"","Submission Time":1700000000200,"Completion Time":1700000000300,"Accumulables":[)"
      R"({"ID":1,"Name":"mine","Value":"7","Internal":false},{"ID":2,"Name":"internal.metrics.x","Value":7,"Internal":true},)"
      R"({"ID":3,"Name":"rows","Value":"7","Internal":false,"Metadata":"sql"}]}})";
  const LogOf log({AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1), accumulables});
  ASSERT_EQ(log.stage(1).accumulables.size(), 1U);
  EXPECT_EQ(log.text(log.stage(1).accumulables[0].value), "7");
}

TEST(LocalProperties, OnlyWhatHasAFieldIsKept) {
  const std::string properties =
      R"("spark.a":"1","spark.sql.execution.id":"5","callSite.short":"x","spark.my.key":"v","some.token":"t","spark.scheduler.pool":"p")";
  const LogOf log({AppStart(), Environment(R"("spark.a":"1")"),
                   JobStart(0, StageInfo(1), properties), StageSubmitted(1, 1, 0, properties)});
  EXPECT_EQ(log.app().strings.Find("spark.my.key"), StringId::kEmpty);
  EXPECT_EQ(log.app().spark_jobs[0].sql_execution_id, 5);
  EXPECT_EQ(log.stage(1).sql_execution_id, 5);
  EXPECT_EQ(log.text(log.stage(1).scheduling_pool), "p");
  EXPECT_EQ(log.app().spark_jobs[0].attribution, 0U);  // pools of plain Spark are nobody's
}

TEST(LocalProperties, DatabricksJobsBelongToSomebody) {
  const std::string environment =
      Environment(R"("spark.databricks.clusterUsageTags.clusterId":"c")");
  const auto who = [](const std::string& run) {
    return R"("spark.databricks.job.id":"313","spark.databricks.job.runId":")" + run +
           R"(","spark.databricks.job.parentRunId":"9","spark.databricks.notebook.path":"/n","user":"me","spark.scheduler.pool":"77")";
  };
  const LogOf log({AppStart(), environment, JobStart(0, StageInfo(1), who("18")),
                   JobStart(1, StageInfo(2), who("18")), JobStart(2, StageInfo(3), who("19")),
                   JobStart(3, StageInfo(4))});
  ASSERT_EQ(log.app().attributions.size(), 3U);
  EXPECT_EQ(log.app().spark_jobs[0].attribution, 1U);
  EXPECT_EQ(log.app().spark_jobs[1].attribution, 1U);
  EXPECT_EQ(log.app().spark_jobs[2].attribution, 2U);
  EXPECT_EQ(log.app().spark_jobs[3].attribution, 0U);
  const model::Attribution& first = log.app().attributions[1];
  EXPECT_EQ(log.text(first.job_id), "313");
  EXPECT_EQ(log.text(first.job_run_id), "18");
  EXPECT_EQ(log.text(first.parent_run_id), "9");
  EXPECT_EQ(log.text(first.notebook_path), "/n");
  EXPECT_EQ(log.text(first.user), "me");
  EXPECT_EQ(log.text(first.pool), "77");
}

TEST(LocalProperties, TheClusterIsKnownFromAJobWhenTheEnvironmentIsMissing) {
  const LogOf log(
      {JobStart(0, StageInfo(1), R"("spark.databricks.clusterUsageTags.clusterId":"c-1")")});
  EXPECT_TRUE(log.app().databricks.is_databricks);
  EXPECT_EQ(log.text(log.app().databricks.cluster_id), "c-1");
}

TEST(SparkJobEvents, AStageThatEndedIsNotSubmittedAgain) {
  const LogOf log({AppStart(), JobStart(0, StageInfo(1)), StageSubmitted(1), StageCompleted(1),
                   JobEnd(0), JobStart(0, StageInfo(1)), StageSubmitted(1)});
  EXPECT_EQ(log.stage(1).status, StageStatus::kComplete);
  EXPECT_EQ(log.stage(1).completion_time, kBegin + 4000);
  EXPECT_EQ(log.stage(1).spark_jobs.size(), 1U);
}

}  // namespace
}  // namespace dataflint::eventlog
