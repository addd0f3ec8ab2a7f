#include "databricks/jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "databricks/scripted_workspace_test.h"

namespace dataflint::databricks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class JobsTest : public ScriptedWorkspace {};

TEST_F(JobsTest, AnEmptyWorkspace) {
  AnswerBody(R"({"has_more":false})");
  int jobs = 0;
  EXPECT_TRUE(ForEachJob(*client_, [&](const Job&) { return ++jobs > 0; }).has_value());
  EXPECT_EQ(jobs, 0);
}

TEST_F(JobsTest, RunsOfAJobSinceATime) {
  AnswerBody(R"({"runs":[{"job_id":1100000000000001,"run_id":9007199254740993,"start_time":5,
    "state":{"life_cycle_state":"RUNNING"}}],"has_more":true,"next_page_token":"n"})");
  AnswerBody(R"({"runs":[{"run_id":3,"end_time":9,"state":{"life_cycle_state":"INTERNAL_ERROR",
    "result_state":"FAILED","state_message":"no"}}],"has_more":false})");
  std::vector<std::int64_t> ids;
  std::vector<bool> ended;
  const auto done =
      ForEachRun(*client_, {.job_id = 1100000000000001, .started_from = 5}, [&](JobRun run) {
        ids.push_back(run.run_id);
        ended.push_back(run.state.has_ended());
        return true;
      });
  EXPECT_TRUE(done.has_value());
  EXPECT_THAT(ids, ElementsAre(9007199254740993, 3)) << "ids beyond what a double holds";
  EXPECT_THAT(ended, ElementsAre(false, true));
  const std::string requests = Requests();
  EXPECT_THAT(
      requests,
      HasSubstr("/api/2.2/jobs/runs/list?limit=25&job_id=1100000000000001&start_time_from=5"));
  EXPECT_THAT(requests, HasSubstr("page_token=n"));
}

TEST_F(JobsTest, ARunWithTwoPagesOfTasks) {
  AnswerBody(
      R"({"job_id":7,"run_id":9,"run_duration":2090000,"state":{"life_cycle_state":"TERMINATED",
    "result_state":"SUCCESS"},"tasks":[{"run_id":11,"task_key":"load","attempt_number":1,
    "notebook_task":{"notebook_path":"/etl/load"},"cluster_instance":{"cluster_id":"0712-1",
    "spark_context_id":"3068293179564032684"},"execution_duration":1860000,"setup_duration":210000}],
    "next_page_token":"2"})");
  AnswerBody(R"({"job_id":7,"run_id":9,"tasks":[{"run_id":12,"task_key":"check","sql_task":{}}]})");
  const auto run = GetRun(*client_, 9);
  ASSERT_TRUE(run.has_value()) << run.error().Message();
  ASSERT_EQ(run->tasks.size(), 2U);
  EXPECT_EQ(run->run_ms, 2'090'000);
  EXPECT_EQ(run->tasks[0].spark_context_id, "3068293179564032684");
  EXPECT_EQ(run->tasks[0].notebook_path, "/etl/load");
  EXPECT_EQ(run->tasks[0].setup_ms, 210'000);
  EXPECT_EQ(run->tasks[1].cluster_id, "") << "a task without a cluster";
}

TEST_F(JobsTest, ARunThatIsNotThere) {
  Answer(
      R"({"status": 400, "body": {"error_code": "INVALID_PARAMETER_VALUE", "message": "Run 9 does not exist."}})");
  const auto run = GetRun(*client_, 9);
  ASSERT_FALSE(run.has_value());
  EXPECT_EQ(run.error().kind, ApiErrorKind::kNotFound);
}

}  // namespace
}  // namespace dataflint::databricks
