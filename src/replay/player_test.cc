#include "replay/player.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace dataflint::replay {
namespace {

constexpr Micros kSecond = 1'000'000;

std::shared_ptr<TaskList> Tasks(std::initializer_list<std::uint32_t> seconds) {
  auto list = std::make_shared<TaskList>();
  for (const std::uint32_t duration : seconds) list->durations.push_back(duration * 1000);
  list->initial = list->needed_count = static_cast<std::uint32_t>(list->durations.size());
  return list;
}

// One Spark job of stages that wait for nothing, on one executor that is there from the beginning.
class Made {
 public:
  explicit Made(std::uint32_t slots) {
    AddExecutor(slots, 0);
    AddJob(0, 0);
  }

  void AddExecutor(std::uint32_t slots, Micros at) {
    const auto index = static_cast<std::uint32_t>(recording.executors.size());
    recording.executors.push_back({slots, slots, 0});
    if (recording.marks.empty()) recording.marks.push_back({});
    recording.marks[0].changes.push_back({at, index, true});
  }
  void RemoveExecutor(std::uint32_t index, Micros at) {
    recording.marks[0].changes.push_back({at, index, false});
  }

  // A Spark job behind the first `after` to end, which ends itself behind all before it.
  std::uint32_t AddJob(std::uint32_t after, Micros delay) {
    const auto index = static_cast<std::uint32_t>(recording.activities.size());
    Activity& activity = recording.activities.emplace_back();
    activity.after = after;
    activity.delay = delay;
    recording.completions.push_back(index);
    return index;
  }

  StageWork& AddStage(std::shared_ptr<const TaskList> tasks, std::uint32_t job = 0,
                      std::vector<std::uint32_t> waits_for = {}) {
    StageWork& stage = recording.stages.emplace_back();
    stage.ran = true;
    stage.activity = job;
    recording.part_of.Append(std::vector{job});
    recording.waits_for.Append(waits_for);
    stage.tasks = std::move(tasks);
    ++recording.activities[job].parts;
    recording.urgency.push_back(static_cast<std::uint32_t>(recording.urgency.size()));
    return stage;
  }

  Micros Wall() const { return Play(recording).wall; }

  Recording recording;
};

TEST(Player, GivesEachSlotTheNextTask) {
  Made made(2);
  made.AddStage(Tasks({4, 1, 1, 1, 3}));
  // Slots: 4, then 3; 1, 1, 1.
  EXPECT_EQ(made.Wall(), 6 * kSecond);
}

TEST(Player, TakesTheDriversTimeInsideAStage) {
  Made made(2);
  StageWork& stage = made.AddStage(Tasks({4, 4, 4, 4}));
  stage.first_launch = 2 * kSecond;
  EXPECT_EQ(made.Wall(), 10 * kSecond);
  stage.spacing = kSecond;  // second slot a second later, and so its second task
  EXPECT_EQ(made.Wall(), 11 * kSecond);
  stage.turnaround = kSecond / 2;  // once between the two tasks of each slot
  EXPECT_EQ(made.Wall(), 11 * kSecond + kSecond / 2);
}

TEST(Player, StagesWaitForTheirParents) {
  Made made(2);
  made.AddStage(Tasks({2, 3}));
  StageWork& child = made.AddStage(Tasks({5}), 0, {0});
  child.delay = kSecond;
  made.recording.stages[0].end_delay = kSecond;
  EXPECT_EQ(made.Wall(), (3 + 1 + 1 + 5) * kSecond);
}

TEST(Player, SparkJobsStartBehindWhatHadEnded) {
  Made made(1);
  made.AddStage(Tasks({2}), 0);
  const std::uint32_t second = made.AddJob(1, 3 * kSecond);
  made.AddStage(Tasks({4}), second);
  made.recording.activities[second].end_delay = kSecond;
  made.recording.closing = kSecond;
  EXPECT_EQ(made.Wall(), (2 + 3 + 4 + 1 + 1) * kSecond);
}

TEST(Player, SqlExecutionsEndBehindTheirJobs) {
  Made made(1);
  Recording& recording = made.recording;
  made.AddStage(Tasks({2}), 0);
  const std::uint32_t sql = made.AddJob(0, kSecond);
  recording.activities[sql].parts = 1;
  recording.activities[sql].end_delay = 5 * kSecond;
  recording.activities[0].within = sql;
  recording.activities[0].part_of = sql;
  recording.activities[0].delay = kSecond;
  EXPECT_EQ(made.Wall(), (1 + 1 + 2 + 5) * kSecond);
}

TEST(Player, RetriesFollowTheAttemptThatFailed) {
  Made made(2);
  auto tasks = Tasks({3, 9, 5});
  tasks->initial = 2;
  tasks->needed = {false, true, true};
  tasks->needed_count = 2;
  tasks->follow_ups = {{0, 2, 3000}};
  made.AddStage(tasks);
  EXPECT_EQ(made.Wall(), 9 * kSecond);
  tasks->durations[2] = 8000;
  EXPECT_EQ(made.Wall(), 11 * kSecond);
}

TEST(Player, NobodyWaitsForACopyThatWasKilled) {
  Made made(2);
  auto tasks = Tasks({20, 4});  // the original, and the copy that was faster
  tasks->initial = 1;
  tasks->needed = {false, true};
  tasks->needed_count = 1;
  tasks->follow_ups = {{0, 1, 2000}};
  made.AddStage(tasks);
  EXPECT_EQ(made.Wall(), 6 * kSecond);
}

TEST(Player, ExecutorsComeAndGo) {
  Made made(1);
  made.AddExecutor(1, 2 * kSecond);
  made.AddStage(Tasks({4, 4, 4, 4}));
  EXPECT_EQ(made.Wall(), 10 * kSecond);  // 0-4, 4-8; 2-6, 6-10
  made.RemoveExecutor(0, 3 * kSecond);   // what it runs it finishes
  EXPECT_EQ(made.Wall(), 14 * kSecond);
  const Played played = Play(made.recording);
  EXPECT_EQ(played.core_time, 3 * kSecond + 12 * kSecond);
}

TEST(Player, TheFirstSparkJobIsServedFirstUnlessFair) {
  Made made(1);
  Recording& recording = made.recording;
  made.AddStage(Tasks({2, 2, 2}));
  const std::uint32_t other = made.AddJob(0, kSecond);
  made.AddStage(Tasks({2}), other);
  EXPECT_THAT(Play(recording).stage_end, testing::ElementsAre(6 * kSecond, 8 * kSecond));
  recording.is_fair = true;
  recording.scheduling_pools = 2;
  recording.stages[1].scheduling_pool = 1;
  recording.executors[0].slots = 2;  // one is taken by the first stage when the other comes
  recording.stages[0].tasks = Tasks({2, 3, 2, 2});
  // 0: 0-2, 1: 0-3; at 2 the other pool has fewer running.
  EXPECT_THAT(Play(recording).stage_end, testing::ElementsAre(6 * kSecond, 4 * kSecond));
}

// Takes minutes when each launch compares all stages that are ready.
TEST(Player, ManyStagesAreReadyAtOnce) {
  Made made(4);
  constexpr std::size_t kStages = 100'000;
  for (std::size_t i = 0; i < kStages; ++i) made.AddStage(Tasks({1}));
  made.recording.is_fair = true;
  EXPECT_EQ(made.Wall(), kStages / 4 * kSecond);
}

TEST(Player, StagesAndExecutorsOfAProfileHaveAPoolOfTheirOwn) {
  Made made(1);
  made.AddExecutor(2, kSecond);
  made.recording.executor_pools = 2;
  made.recording.executors[1].pool = 1;
  made.AddStage(Tasks({2, 2}));
  made.AddStage(Tasks({3, 3})).executor_pool = 1;
  EXPECT_THAT(Play(made.recording).stage_end, testing::ElementsAre(4 * kSecond, 4 * kSecond));
}

TEST(Player, TasksThatNobodyCanRunDoNotHoldItUp) {
  Made made(1);
  made.recording.marks.clear();
  made.AddStage(Tasks({2}));
  EXPECT_EQ(made.Wall(), 2 * kSecond);  // the executor that never came by the log
  made.recording.executors.clear();
  EXPECT_EQ(made.Wall(), 0);
}

TEST(Player, WhatWaitsForItselfStarts) {
  Made made(1);
  made.AddStage(Tasks({2}), 0, {1});
  made.AddStage(Tasks({3}), 0, {0});
  EXPECT_EQ(made.Wall(), 5 * kSecond);
}

TEST(Player, AKnownStageIsNotPlayedAgain) {
  Made made(2);
  const auto tasks = [] { return Tasks({4, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}); };
  made.AddStage(tasks());
  StageMemo memo;
  const Micros wall = Play(made.recording, nullptr, &memo).wall;
  const StageMemo::Entry* known = memo.Find(0, made.recording.stages[0], 2);
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->length, 6 * kSecond);
  EXPECT_EQ(known->task_time, 10 * kSecond);
  EXPECT_EQ(Play(made.recording, &memo).wall, wall);
  EXPECT_EQ(memo.Find(0, made.recording.stages[0], 3), nullptr);
  made.recording.stages[0].tasks = tasks();  // others, for all that is known
  EXPECT_EQ(memo.Find(0, made.recording.stages[0], 2), nullptr);
}

}  // namespace
}  // namespace dataflint::replay
