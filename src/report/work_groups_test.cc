#include "report/work_groups.h"

#include <gtest/gtest.h>

#include "analysis/made_application_test.h"

namespace dataflint::report {
namespace {

using analysis::MadeApplication;

class WorkGroupsTest : public testing::Test {
 protected:
  // A Spark job of 1 task of `length` ms in a stage of its own.
  model::SparkJob& Job(model::TimeMs begin, std::int64_t length) {
    const auto job = static_cast<std::uint32_t>(made.app.spark_jobs.size());
    model::StageAttempt& stage = made.Stage(job, begin, begin + length, {{begin, begin + length}});
    stage.spark_jobs.push_back(job);
    return made.SparkJob(begin, begin + length);
  }
  StringId Intern(std::string_view text) { return made.app.strings.Intern(text); }
  std::vector<WorkGroup> Groups() {
    report.app = &made.app;
    report.figures = analysis::Analyze(made.app);
    return WorkGroupsOf(report, Summarize(report));
  }

  MadeApplication made{1000, 11000};
  Report report;
};

TEST_F(WorkGroupsTest, JobGroupsAddUpAndOverlapsCountOnce) {
  made.Executor(4, 1000);
  Job(1000, 3000).job_group = Intern("load");
  Job(2000, 4000).job_group = Intern("load");
  Job(7000, 500);
  const std::vector<WorkGroup> groups = Groups();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(NameOf(made.app, groups[0]), "load");
  EXPECT_EQ(groups[0].kind, WorkGroupKind::kJobGroup);
  EXPECT_EQ(groups[0].spark_jobs, 2);
  EXPECT_EQ(groups[0].tasks, 2);
  EXPECT_EQ(groups[0].core_time, 7000);
  EXPECT_EQ(groups[0].busy_time, 5000);  // 1000 to 6000
  EXPECT_EQ(groups[0].last_completion, 6000);
  EXPECT_EQ(NameOf(made.app, groups[1]), "no job group");
  EXPECT_EQ(groups[1].core_time, 500);
}

TEST_F(WorkGroupsTest, DatabricksGroupsAreJobRunsAndNotebooks) {
  made.Executor(4, 1000);
  made.app.databricks.is_databricks = true;
  model::Attribution run;
  run.job_id = Intern("313");
  run.job_run_id = Intern("18");
  run.user = Intern("etl");
  model::Attribution notebook;
  notebook.notebook_path = Intern("/Users/etl/look");
  made.app.attributions = {{}, run, notebook};
  Job(1000, 3000).attribution = 1;
  Job(5000, 1000).attribution = 2;
  made.app.spark_jobs[1].job_group = Intern("pool_command");
  const std::vector<WorkGroup> groups = Groups();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(NameOf(made.app, groups[0]), "job 313 run 18");
  EXPECT_EQ(groups[0].kind, WorkGroupKind::kJobRun);
  EXPECT_EQ(NameOf(made.app, groups[1]), "/Users/etl/look");
  EXPECT_EQ(groups[1].kind, WorkGroupKind::kNotebook);
}

TEST_F(WorkGroupsTest, StageBelongsToTheJobThatSubmittedIt) {
  made.Executor(4, 1000);
  Job(1000, 1000).job_group = Intern("first");
  Job(3000, 1000).job_group = Intern("second");
  // Stage 0 ran again when the second job missed its shuffle output; both jobs name it.
  model::StageAttempt& again = made.Stage(0, 3000, 3500, {{3000, 3500}});
  again.key = {0, 1};
  again.spark_jobs = {0, 1};
  const std::vector<WorkGroup> groups = Groups();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(NameOf(made.app, groups[0]), "second");
  EXPECT_EQ(groups[0].core_time, 1500);
  EXPECT_EQ(groups[1].core_time, 1000);
}

TEST_F(WorkGroupsTest, RunningJobAndStageWithoutJob) {
  made.Executor(4, 1000);
  Job(1000, 1000).completion_time = model::kNoTime;
  made.Stage(7, 2000, 2500, {{2000, 2500}});
  const std::vector<WorkGroup> groups = Groups();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_TRUE(groups[0].is_running);
  EXPECT_EQ(groups[0].core_time, 1500);
  EXPECT_EQ(groups[0].busy_time, 10000);  // to the end of the log
}

}  // namespace
}  // namespace dataflint::report
