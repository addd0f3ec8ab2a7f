#include "replay/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/any_application_test.h"
#include "analysis/made_application_test.h"

namespace dataflint::replay {
namespace {

using analysis::MadeApplication;
using analysis::MadeTask;
using analysis::Random;

Micros Ms(std::int64_t ms) { return ms * kMicrosPerMs; }

MadeTask Task(model::TimeMs launch, model::TimeMs finish, std::int64_t executor = 0) {
  MadeTask task;
  task.launch = launch;
  task.finish = finish;
  task.executor = executor;
  return task;
}

// Two slots; a Spark job of two stages, one behind the other, then a second of planning and a
// second Spark job.
MadeApplication TwoJobs() {
  MadeApplication made(100'000, 130'000);
  made.Executor(2, 101'000);
  made.Stage(0, 102'000, 108'100,
             {Task(102'100, 106'100), Task(102'100, 104'100), Task(104'200, 108'000)});
  made.Stage(1, 108'200, 113'000, {Task(108'250, 113'000)}, {0});
  made.Stage(2, 116'000, 126'000, {Task(116'010, 126'000), Task(116'010, 120'000)});
  made.SparkJob(101'900, 113'500).stage_ids = {0, 1};
  made.SparkJob(115'900, 126'500).stage_ids = {2};
  made.app.stages[0].spark_jobs = made.app.stages[1].spark_jobs = {0};
  made.app.stages[2].spark_jobs = {1};
  return made;
}

TEST(Replay, ReproducesARunThatTheSchedulerExplains) {
  const MadeApplication made = TwoJobs();
  Replay replay;
  replay.Update(made.app);
  EXPECT_EQ(replay.recording().wall, Ms(30'000));
  EXPECT_EQ(replay.unchanged().wall, Ms(30'000));
  EXPECT_EQ(replay.error(), 0);
  EXPECT_EQ(replay.unchanged().core_time, 2 * Ms(29'000));
}

TEST(Replay, ReadsDelaysAndTheDriversWorkFromTheLog) {
  const MadeApplication made = TwoJobs();
  Replay replay;
  replay.Update(made.app);
  const Recording& recording = replay.recording();
  EXPECT_EQ(recording.activities[1].after, 1U);
  EXPECT_EQ(recording.activities[1].delay, Ms(2400));
  EXPECT_EQ(recording.activities[0].end_delay, Ms(500));
  EXPECT_EQ(recording.closing, Ms(3500));
  EXPECT_EQ(recording.stages[0].first_launch, Ms(100));
  EXPECT_EQ(recording.stages[0].turnaround, Ms(100));
  EXPECT_THAT(recording.waits_for[1], testing::ElementsAre(0U));
  EXPECT_EQ(recording.stages[1].delay, Ms(100));
}

TEST(Replay, ReadsTheSchedulersModeAsSparkDoes) {
  const auto is_fair = [](std::string_view mode) {
    MadeApplication made = TwoJobs();
    if (!mode.empty()) made.Property("spark.scheduler.mode", mode);
    Replay replay;
    replay.Update(made.app);
    return replay.recording().is_fair;
  };
  EXPECT_TRUE(is_fair("FAIR"));
  EXPECT_TRUE(is_fair("fair"));
  EXPECT_FALSE(is_fair("FIFO"));
  EXPECT_FALSE(is_fair("FAIRLY"));
  EXPECT_FALSE(is_fair(""));
}

TEST(Replay, AShorterTaskSavesWhatTheOthersAllow) {
  const MadeApplication made = TwoJobs();
  Replay replay;
  replay.Update(made.app);
  Recording changed = replay.recording();
  TaskList tasks = *changed.stages[2].tasks;
  tasks.durations[0] = 1000;  // of 9,990 ms; the other takes 3,990
  changed.stages[2].tasks = std::make_shared<const TaskList>(std::move(tasks));
  const Saving saving = replay.With(changed);
  EXPECT_EQ(saving.wall, Ms(6000));
  EXPECT_EQ(saving.core_time, 2 * Ms(6000));
  EXPECT_EQ(saving.task_time, Ms(8990));
}

TEST(Replay, ARetryIsLaunchedBehindTheAttemptThatFailed) {
  MadeApplication made(0, 20'000);
  made.Executor(1, 0);
  made.SparkJob(0, 20'000).stage_ids = {0};
  MadeTask failed = Task(0, 4000);
  failed.flags = model::kTaskFailed;
  made.Stage(0, 0, 16'000, {failed, Task(4000, 10'000), Task(10'000, 16'000)}).spark_jobs = {0};
  // The third is the second attempt at the first one's partition.
  model::TaskTable table;
  for (std::size_t i = 0; i < 3; ++i) {
    model::TaskRow row = made.app.stages[0].tasks.Row(i);
    if (i == 2) row[model::TaskColumn::index] = 0;
    table.Append(row);
  }
  made.app.stages[0].tasks = table;
  Replay replay;
  replay.Update(made.app);
  const TaskList& tasks = *replay.recording().stages[0].tasks;
  EXPECT_EQ(tasks.initial, 2U);
  ASSERT_EQ(tasks.follow_ups.size(), 1U);
  EXPECT_EQ(tasks.follow_ups[0].delay, 4000U);
  EXPECT_EQ(replay.unchanged().wall, Ms(20'000));
}

TEST(Replay, AnExecutorThatWasPassedOverIsNoSlot) {
  MadeApplication made(0, 10'000);
  made.Executor(1, 0);
  made.Executor(4, 0);
  made.SparkJob(0, 10'000).stage_ids = {0};
  made.Stage(0, 0, 10'000, {Task(0, 5000), Task(5000, 10'000)}).spark_jobs = {0};
  Replay replay;
  replay.Update(made.app);
  EXPECT_EQ(replay.unchanged().wall, Ms(10'000));
}

TEST(Replay, ASparkJobDoesNotWaitForWhatEndedBeforeIt) {
  MadeApplication made(0, 131'000);
  made.Executor(1, 0);
  made.SparkJob(0, 20'000).stage_ids = {0};
  made.SparkJob(120'000, 130'000).stage_ids = {0, 7};  // cancelled before stage 7 was submitted
  made.Stage(0, 0, 20'000, {Task(0, 20'000)}).spark_jobs = {0, 1};
  Replay replay;
  replay.Update(made.app);
  EXPECT_EQ(replay.unchanged().wall, Ms(131'000));
}

// Whatever a log says: it ends, what is known from an earlier play changes nothing, and neither
// does having read the stages before.
void CheckAny(const model::Application& app, Replay& grown) {
  Replay fresh;
  fresh.Update(app);
  const Played played = Play(fresh.recording());
  ASSERT_EQ(played.wall, fresh.unchanged().wall);
  ASSERT_EQ(fresh.Play(fresh.recording()).wall, played.wall);
  ASSERT_EQ(fresh.With(fresh.recording()).core_time, 0);
  ASSERT_EQ(fresh.With(fresh.recording()).task_time, 0);
  ASSERT_GE(played.wall, 0);
  ASSERT_GE(played.core_time, 0);
  for (std::size_t i = 0; i < played.stage_end.size(); ++i) {
    ASSERT_EQ(played.stage_end[i] >= 0, fresh.recording().stages[i].ran) << i;
    ASSERT_GE(played.stage_end[i], played.stage_begin[i]) << i;
  }
  grown.Update(app);
  ASSERT_EQ(grown.unchanged().wall, played.wall);
  ASSERT_EQ(grown.unchanged().core_time, played.core_time);
  ASSERT_EQ(grown.unchanged().stage_end, played.stage_end);
}

TEST(ReplayProperty, AnyApplicationCanBePlayed) {
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const bool hostile = seed % 2 == 1;
    const std::int64_t begin = 1'700'000'000'000;
    const std::int64_t length = 1 + random.Below(1'000'000);
    MadeApplication made(begin, begin + length);
    if (random.OneIn(3)) made.app.end_time = model::kNoTime;
    if (random.OneIn(4)) made.Property("spark.scheduler.mode", "FAIR");
    Replay grown;
    for (int step = 0; step < 3; ++step) {
      AddAll(random, hostile, begin, length, made);
      made.app.last_event_time += random.Below(1000);
      CheckAny(made.app, grown);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace dataflint::replay
