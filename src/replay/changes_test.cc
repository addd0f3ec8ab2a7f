#include "replay/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <utility>
#include <vector>

namespace dataflint::replay {
namespace {

using testing::ElementsAre;

// A stage of tasks that took so many ms, which lie in its table in this order.
Recording Stage(std::vector<std::uint32_t> durations) {
  Recording recording;
  StageWork& stage = recording.stages.emplace_back();
  stage.ran = true;
  auto tasks = std::make_shared<TaskList>();
  tasks->initial = tasks->needed_count = static_cast<std::uint32_t>(durations.size());
  tasks->rows.resize(durations.size());
  std::iota(tasks->rows.begin(), tasks->rows.end(), 0U);
  tasks->durations = std::move(durations);
  stage.tasks = std::move(tasks);
  return recording;
}

const std::vector<std::uint32_t>& DurationsIn(const Recording& recording) {
  return recording.stages[0].tasks->durations;
}

TEST(Changes, DropFailuresKeepsWhatTheStageNeeded) {
  Recording recording = Stage({10, 20, 30});
  TaskList tasks = *recording.stages[0].tasks;
  tasks.initial = 2;
  tasks.needed = {false, true, true};
  tasks.needed_count = 2;
  tasks.follow_ups = {{0, 2, 10}};
  recording.stages[0].tasks = std::make_shared<const TaskList>(tasks);
  DropFailures(recording, 0);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(20, 30));
  EXPECT_TRUE(recording.stages[0].tasks->follow_ups.empty());
  EXPECT_EQ(recording.stages[0].tasks->needed_count, 2U);
}

TEST(Changes, ShortenTasksTakesEachRowsOwn) {
  Recording recording = Stage({10, 20, 30});
  TaskList tasks = *recording.stages[0].tasks;
  tasks.rows = {2, 0, 1};
  recording.stages[0].tasks = std::make_shared<const TaskList>(tasks);
  const std::vector<std::int64_t> saved = {5, 100, -3};
  ShortenTasks(recording, 0, saved);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(10, 15, 0));
}

TEST(Changes, SplitLongTasksKeepsTheWork) {
  Recording recording = Stage({10, 100, 25});
  SplitLongTasks(recording, 0, 30, 30);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(10, 25, 25, 25, 25, 25));
  EXPECT_EQ(recording.stages[0].tasks->needed_count, 6U);
}

TEST(Changes, SplitLongTasksLeavesThoseThatAreNotLongEnough) {
  Recording recording = Stage({40, 100});
  SplitLongTasks(recording, 0, 50, 25);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(40, 25, 25, 25, 25));
}

TEST(Changes, SplitLongTasksMakesNoMorePiecesThanAReplayCanHold) {
  constexpr std::uint32_t kWeeks = 2'000'000'000;
  Recording recording = Stage({kWeeks, kWeeks, kWeeks});
  SplitLongTasks(recording, 0, 1, 1);
  EXPECT_LE(DurationsIn(recording).size(), (std::size_t{1} << 22) + 2);
}

TEST(Changes, ASkippedStageTakesNoTime) {
  Recording recording = Stage({10, 20});
  recording.stages[0].delay = 5;
  SkipStage(recording, 0);
  EXPECT_TRUE(DurationsIn(recording).empty());
  EXPECT_EQ(recording.stages[0].tasks->needed_count, 0U);
  EXPECT_EQ(recording.stages[0].delay, 0);
}

TEST(Changes, MergedStagesDoTheReadersWorkInTheWritersTasks) {
  Recording recording = Stage({10, 30});
  recording.stages.push_back(Stage({50, 10}).stages[0]);
  MergeStages(recording, 0, 1, 20);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(20, 60));
  EXPECT_TRUE(recording.stages[1].tasks->durations.empty());
}

TEST(Changes, MergedStagesKeepSomeWorkWhateverIsSaved) {
  Recording recording = Stage({100, 300});
  recording.stages.push_back(Stage({600}).stages[0]);
  MergeStages(recording, 0, 1, 1'000'000);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(3, 8));
}

TEST(Changes, ADelayedStageIsSubmittedLater) {
  Recording recording = Stage({10});
  recording.stages[0].delay = 5;
  DelayStage(recording, 0, 7);
  DelayStage(recording, 0, -100);
  EXPECT_EQ(recording.stages[0].delay, 12);
}

TEST(Changes, ScaleTasksTakesAllOfThem) {
  Recording recording = Stage({10, 25});
  ScaleTasks(recording, 0, 0.5);
  EXPECT_THAT(DurationsIn(recording), ElementsAre(5, 13));
}

TEST(Changes, RepartitionKeepsTheWorkAndItsSpread) {
  Recording more = Stage({12, 22});
  Repartition(more, 0, 4, 2);
  EXPECT_THAT(DurationsIn(more), ElementsAre(7, 7, 12, 12));
  Recording fewer = Stage({12, 22, 2, 6});
  Repartition(fewer, 0, 2, 2);
  EXPECT_THAT(DurationsIn(fewer), ElementsAre(32, 6));
}

TEST(Changes, ShortenGapsTakesFromWhateverWaitedForIt) {
  Recording recording;
  Activity& activity = recording.activities.emplace_back();
  activity.delay = 100;
  activity.recorded_begin = 500;  // it waited from 400 to 500
  activity.end_delay = 50;
  activity.recorded_end = 900;
  const Stretch stretch = {440, 860};
  ShortenGaps(recording, {&stretch, 1}, 0.5);
  EXPECT_EQ(recording.activities[0].delay, 100 - 30);
  EXPECT_EQ(recording.activities[0].end_delay, 50 - 5);
}

TEST(Changes, KeepExecutorsKeepsTheFirstToCome) {
  Recording recording;
  recording.executors.resize(3, {2, 2, 0});
  recording.marks.push_back({});
  recording.marks[0].changes = {{30, 0, true}, {10, 1, true}, {20, 2, true}, {90, 0, false}};
  KeepExecutors(recording, 2);
  ASSERT_EQ(recording.marks[0].changes.size(), 2U);
  EXPECT_EQ(recording.marks[0].changes[0].executor, 1U);
  EXPECT_EQ(recording.marks[0].changes[1].executor, 2U);
}

TEST(Changes, HastenExecutorsLeavesThoseOfTheStart) {
  Recording recording;
  recording.marks.resize(2);
  recording.marks[0].changes = {{30, 0, true}};
  recording.marks[1].activity = 0;
  recording.marks[1].changes = {{40, 1, true}, {60, 2, true}, {80, 1, false}};
  const std::vector<std::uint32_t> executors = {0, 1};
  HastenExecutors(recording, executors, 0.75);
  EXPECT_EQ(recording.marks[0].changes[0].delay, 30);
  EXPECT_EQ(recording.marks[1].changes[0].delay, 10);
  EXPECT_EQ(recording.marks[1].changes[1].delay, 60);
  EXPECT_EQ(recording.marks[1].changes[2].delay, 80);
}

TEST(Changes, LeaveAStageAloneThatHasNothingToChange) {
  Recording recording = Stage({});
  DropFailures(recording, 0);
  SplitLongTasks(recording, 0, 1, 1);
  SkipStage(recording, 0);
  ScaleTasks(recording, 0, 2);
  Repartition(recording, 0, 5, 0);
  Repartition(recording, 7, 5, 0);
  EXPECT_TRUE(DurationsIn(recording).empty());
}

}  // namespace
}  // namespace dataflint::replay
