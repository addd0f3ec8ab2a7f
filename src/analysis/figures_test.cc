#include "analysis/figures.h"

#include <gtest/gtest.h>

#include <vector>

#include "analysis/made_application_test.h"

namespace dataflint::analysis {
namespace {

using model::kNoTime;

std::int64_t Sum(const CoreTime& time) {
  std::int64_t sum = 0;
  for (const std::int64_t part : time.parts) sum += part;
  return sum;
}

// Two executors of two cores; one stage of six tasks in two waves, the last of which runs on alone.
TEST(Figures, SplitsCoreTimeOfATailExactly) {
  MadeApplication made(1000, 11'000);
  made.Executor(2, 2000);
  made.Executor(2, 2000, 10'500);
  made.SparkJob(2500, 9000);
  MadeTask task{3000, 5000};
  task.run = 1800;
  task.cpu_ms = 1000;
  task.gc = 300;
  task.fetch_wait = 100;
  task.shuffle_write_ns = 50'000'000;
  task.deserialize = 60;
  task.result_serialization = 10;
  MadeTask second = task;
  second.launch = 5000;
  second.finish = 7000;
  MadeTask straggler = second;
  straggler.finish = 9000;
  made.Stage(0, 2500, 9000, {task, task, task, task, second, straggler});

  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.core_time.available, 2 * 9000 + 2 * 8500);
  EXPECT_EQ(Sum(figures.core_time), figures.core_time.available);
  EXPECT_EQ(figures.core_time[CorePart::kCpu], 6 * 1000);
  EXPECT_EQ(figures.core_time[CorePart::kGc], 6 * 300);
  EXPECT_EQ(figures.core_time[CorePart::kShuffleWait], 6 * 100);
  EXPECT_EQ(figures.core_time[CorePart::kShuffleWrite], 6 * 50);
  EXPECT_EQ(figures.core_time[CorePart::kOther], 6 * 350);
  EXPECT_EQ(figures.core_time[CorePart::kSerde], 6 * 70);
  EXPECT_EQ(figures.core_time[CorePart::kScheduler], 5 * 130 + 2130);
  // [5000, 7000): two of four cores idle, [7000, 9000): three; the stage had six tasks, more than
  // cores.
  EXPECT_EQ(figures.core_time[CorePart::kIdleTail], 2 * 2000 + 3 * 2000);
  EXPECT_EQ(figures.core_time[CorePart::kIdleNarrow], 0);
  // No task and demand: from the job's start to the first task.
  EXPECT_EQ(figures.core_time[CorePart::kIdleDriver], 4 * 500);
  // Before the job, and after it: four cores until one executor goes, then two.
  EXPECT_EQ(figures.core_time[CorePart::kIdleKept], 4 * 500 + 4 * 1500 + 2 * 500);
  EXPECT_EQ(figures.widened_core_time, 0);
  EXPECT_EQ(figures.max_cores, 4);
  EXPECT_EQ(figures.max_executors, 2);
  EXPECT_EQ(figures.peak_running_tasks, 4);

  ASSERT_EQ(figures.stages.size(), 1U);
  const StageFigures& stage = figures.stages[0];
  EXPECT_EQ(stage.tasks, 6);
  EXPECT_EQ(stage.slots, 4);
  EXPECT_EQ(stage.tail_begin, 5000);
  EXPECT_EQ(stage.tail_core_time, 10'000);
  EXPECT_EQ(stage.duration_median, 2000);
  EXPECT_EQ(stage.duration_max, 4000);
  EXPECT_EQ(stage.max_task_id, 5);
  EXPECT_EQ(stage.scheduler_delay, 5 * 130 + 2130);
  EXPECT_EQ(stage.core_time.available, 5 * 2000 + 4000);

  EXPECT_EQ(figures.wall_time[WallPart::kStartUp], 1000);
  EXPECT_EQ(figures.wall_time[WallPart::kUserCode], 500);
  EXPECT_EQ(figures.wall_time[WallPart::kWaitingForExecutors], 500);
  EXPECT_EQ(figures.wall_time[WallPart::kExecuting], 6000);
  EXPECT_EQ(figures.wall_time[WallPart::kClosing], 2000);
  EXPECT_EQ(figures.wall_time.total, 10'000);
}

TEST(Figures, CallsAStageWithFewerTasksThanCoresNarrow) {
  MadeApplication made(0, 1000);
  made.Executor(8, 0);
  made.SparkJob(0, 1000);
  made.Stage(0, 0, 1000, {{0, 1000}, {0, 400}});
  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.core_time[CorePart::kIdleNarrow], 6 * 400 + 7 * 600);
  EXPECT_EQ(figures.core_time[CorePart::kIdleTail], 0);
  EXPECT_EQ(figures.stages[0].narrow_core_time, 6 * 400 + 7 * 600);
  EXPECT_EQ(figures.stages[0].tail_begin, kNoTime);
  EXPECT_EQ(figures.core_time.available, 8000);
}

TEST(Figures, CallsCoresFreeBeforeTheLastLaunchKept) {
  MadeApplication made(0, 1000);
  made.Executor(2, 0);
  made.SparkJob(0, 1000);
  made.Stage(0, 0, 1000, {{0, 1000}, {0, 300}, {400, 1000}});
  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.core_time[CorePart::kIdleKept], 100);
  EXPECT_EQ(figures.core_time[CorePart::kIdleTail], 0);
}

TEST(Figures, GivesAllTimeOfFailedAndKilledAttemptsToFailed) {
  MadeApplication made(0, 1000);
  made.Executor(4, 0);
  made.SparkJob(0, 1000);
  MadeTask failed{0, 500};
  failed.flags = model::kTaskFailed | model::kTaskHasMetrics;
  failed.run = 500;
  failed.cpu_ms = 500;
  MadeTask killed{0, 300};
  killed.flags = model::kTaskKilled;
  MadeTask again{500, 1000};
  again.run = 500;
  MadeTask lost{0, 1000};
  lost.flags = model::kTaskFailed | model::kTaskResubmitted;
  MadeTask running{600, 1000};
  running.flags = model::kTaskRunning;
  made.Stage(0, 0, 1000, {failed, killed, again, lost, running});
  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.core_time[CorePart::kFailed], 800);
  EXPECT_EQ(figures.core_time[CorePart::kCpu], 0);
  EXPECT_EQ(figures.core_time[CorePart::kOther], 500 + 400);
  EXPECT_EQ(figures.failed_tasks, 2);
  EXPECT_EQ(figures.killed_tasks, 1);
  EXPECT_EQ(figures.total_tasks, 5);
  EXPECT_EQ(Sum(figures.core_time), 4000);
}

TEST(Figures, WidensTheSlotsWhenTasksHoldMore) {
  MadeApplication made(0, 1000);
  made.Executor(1, 0, 600);
  made.SparkJob(0, 1000);
  made.Stage(0, 0, 1000, {{0, 500}, {0, 500}, {500, 1000}});
  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.widened_core_time, 500 + 400);
  EXPECT_EQ(figures.core_time.available, 1500);
  EXPECT_EQ(Sum(figures.core_time), 1500);
}

TEST(Figures, CountsEveryCoreATaskHolds) {
  MadeApplication made(0, 1000);
  made.Property("spark.task.cpus", "2");
  made.Executor(4, 0);
  made.SparkJob(0, 1000);
  MadeTask task{0, 1000};
  task.run = 900;
  task.cpu_ms = 600;
  made.Stage(0, 0, 1000, {task});
  const Figures figures = Analyze(made.app);
  EXPECT_EQ(figures.core_time[CorePart::kCpu], 600);
  EXPECT_EQ(figures.core_time[CorePart::kOther], 2 * 900 - 600);
  EXPECT_EQ(figures.core_time[CorePart::kScheduler], 2 * 100);
  EXPECT_EQ(figures.core_time[CorePart::kIdleNarrow], 2000);
  EXPECT_EQ(figures.core_time.available, 4000);
}

TEST(Figures, CountsTheDriverOnlyWhereItRunsTasks) {
  MadeApplication cluster(0, 1000);
  cluster.Property("spark.master", "yarn");
  cluster.Executor(0, 0).is_driver = true;
  cluster.Executor(3, 100);
  EXPECT_EQ(Analyze(cluster.app).core_time.available, 2700);

  MadeApplication local(0, 1000);
  local.Property("spark.master", "local[5]");
  local.Executor(0, 0).is_driver = true;
  EXPECT_EQ(Analyze(local.app).core_time.available, 5000);

  MadeApplication all_cores(0, 1000);
  all_cores.Property("spark.master", "local[*]");
  all_cores.Executor(0, 0).is_driver = true;
  all_cores.Stage(0, 0, 1000, {{0, 500}, {0, 600}, {500, 1000}});
  EXPECT_EQ(Analyze(all_cores.app).core_time.available, 2000);
}

TEST(Figures, InfersCoresThatNobodyTells) {
  MadeApplication made(0, 1000);
  model::Executor& from_blocks = made.Executor(0, kNoTime);
  from_blocks.block_manager_add_time = 100;
  made.Executor(0, kNoTime);  // known from tasks alone
  MadeTask on_first{200, 500};
  MadeTask on_second{300, 400};
  on_second.executor = 1;
  made.Stage(0, 0, 1000, {on_first, on_first, on_first, on_second});
  EXPECT_EQ(Analyze(made.app).core_time.available, 3 * 900 + 3 * 700);
  made.Property("spark.executor.cores", "4");
  EXPECT_EQ(Analyze(made.app).core_time.available, 4 * 900 + 4 * 700);
}

// Planning, a listing measured by the driver, a broadcast, AQE's own time, the commit, user code.
TEST(Figures, ClassifiesDriverGaps) {
  MadeApplication made(0, 10'000);
  made.Executor(1, 0);
  model::SqlExecution& sql =
      made.Sql(7, 1000, 9000,
               {"Execute InsertIntoHadoopFsRelationCommand", "BroadcastExchange", "Scan parquet "});
  made.DriverMetric(sql, 1, "time to build", 1, 200);
  made.DriverMetric(sql, 1, "time to broadcast", 2, 100);
  made.DriverMetric(sql, 2, "metadata time", 3, 400);
  made.SparkJob(2000, 3000, 7).description =
      made.app.strings.Intern("broadcast exchange (runId 1)");
  made.SparkJob(4000, 6000, 7);
  made.Stage(0, 2000, 3000, {{2000, 3000}}).sql_execution_id = 7;
  made.Stage(1, 4000, 6000, {{4500, 6000}}).sql_execution_id = 7;

  const Figures figures = Analyze(made.app);
  const std::vector<std::pair<WallPart, std::pair<TimeMs, TimeMs>>> expected = {
      {WallPart::kUserCode, {0, 1000}},       {WallPart::kPlanning, {1000, 1600}},
      {WallPart::kListing, {1600, 2000}},     {WallPart::kBroadcast, {3000, 3300}},
      {WallPart::kDriverOther, {3300, 4000}}, {WallPart::kWaitingForExecutors, {4000, 4500}},
      {WallPart::kCommit, {6000, 9000}},
  };
  ASSERT_EQ(figures.driver_gaps.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const DriverGap& gap = figures.driver_gaps[i];
    EXPECT_EQ(gap.kind, expected[i].first) << i;
    EXPECT_EQ(gap.begin, expected[i].second.first) << i;
    EXPECT_EQ(gap.end, expected[i].second.second) << i;
    EXPECT_EQ(gap.sql_execution_id, i == 0 ? -1 : 7) << i;
  }
  EXPECT_EQ(figures.driver_gaps[0].stage_before.stage_id, -1);
  EXPECT_EQ(figures.driver_gaps[0].stage_after.stage_id, 0);
  EXPECT_EQ(figures.driver_gaps[4].stage_before.stage_id, 0);
  EXPECT_EQ(figures.driver_gaps[4].stage_after.stage_id, 1);
  EXPECT_EQ(figures.driver_gaps.back().stage_after.stage_id, -1);
  EXPECT_EQ(figures.wall_time[WallPart::kExecuting], 2500);
  EXPECT_EQ(figures.wall_time[WallPart::kClosing], 1000);
  EXPECT_EQ(figures.wall_time.total, 10'000);
}

TEST(Figures, FollowsParentsOnTheCriticalPath) {
  MadeApplication made(0, 10'000);
  made.Executor(8, 0);
  made.SparkJob(1000, 9000);
  // Stages 0 and 1 feed 2; 3 runs beside them and ends while 2 runs.
  made.Stage(0, 1000, 2000, {{1100, 2000}});
  made.Stage(1, 1000, 4000, {{1200, 3000}, {1200, 4000}});
  made.Stage(2, 4100, 9000, {{4300, 9000}}, {0, 1});
  made.Stage(3, 1000, 5000, {{1000, 5000}});

  const Figures figures = Analyze(made.app);
  ASSERT_EQ(figures.critical_path.size(), 5U);
  EXPECT_EQ(figures.critical_path[0].gap, WallPart::kUserCode);
  EXPECT_EQ(figures.critical_path[1].stage.stage_id, 1);
  EXPECT_EQ(figures.critical_path[1].begin, 1000);
  EXPECT_EQ(figures.critical_path[1].end, 4000);
  EXPECT_EQ(figures.critical_path[1].task_id, 2);
  EXPECT_EQ(figures.critical_path[2].kind, CriticalLink::Kind::kGap);
  EXPECT_EQ(figures.critical_path[2].gap, WallPart::kDriverOther);
  EXPECT_EQ(figures.critical_path[3].stage.stage_id, 2);
  EXPECT_EQ(figures.critical_path[3].begin, 4100);
  EXPECT_EQ(figures.critical_path[4].gap, WallPart::kClosing);
  EXPECT_EQ(figures.stages[1].critical_time, 3000);
  EXPECT_EQ(figures.stages[2].critical_time, 4900);
  EXPECT_EQ(figures.stages[3].critical_time, 0);
}

TEST(Figures, OfNothingAreNothing) {
  const model::Application app;
  const Figures figures = Analyze(app);
  EXPECT_EQ(figures.core_time.available, 0);
  EXPECT_EQ(figures.wall_time.total, 0);
  EXPECT_EQ(figures.begin, kNoTime);
  EXPECT_TRUE(figures.critical_path.empty());
}

}  // namespace
}  // namespace dataflint::analysis
