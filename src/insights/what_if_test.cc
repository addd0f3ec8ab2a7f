// How playing changes becomes an impact.
#include "insights/what_if.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "analysis/made_application_test.h"
#include "insights/insight.h"
#include "replay/changes.h"
#include "replay/replay.h"

namespace dataflint::insights {
namespace {

// Two Spark jobs, one after the other, of a stage each that takes 10 s.
class WhatIfs : public testing::Test {
 protected:
  WhatIfs() {
    made_.Executor(1, 0);
    for (std::int64_t i = 0; i < 2; ++i) {
      const std::int64_t begin = 10'000 * i;
      made_.SparkJob(begin, begin + 10'000);
      made_.Stage(i, begin, begin + 10'000, {{.launch = begin, .finish = begin + 10'000}})
          .spark_jobs = {static_cast<std::uint32_t>(i)};
    }
    replay_.Update(made_.app);
  }

  static WhatIf::Change Scale(std::uint32_t stage, double factor) {
    return [=](replay::Recording& recording) { replay::ScaleTasks(recording, stage, factor); };
  }
  // Saves 4 s of its stage.
  Finding Plain(std::uint32_t stage) const {
    Finding finding;
    finding.what_if.expected = Scale(stage, 0.6);
    finding.impact.is_upper_bound = false;
    PlayWhatIf(replay_, finding);
    return finding;
  }
  // Saves 3 s, 4 s, 8 s.
  Finding Ranged(std::uint32_t stage) const {
    Finding finding;
    finding.what_if = {WhatIf::Order::kOtherTasks, Scale(stage, 0.7), Scale(stage, 0.6),
                       Scale(stage, 0.2)};
    finding.impact.is_upper_bound = false;
    PlayWhatIf(replay_, finding);
    return finding;
  }
  // Low, expected and high of each of them, and of all of them together: those of different stages
  // add up.
  void ExpectSum(const std::vector<Finding>& findings) const {
    Impact sum;
    for (const Finding& finding : findings) {
      sum.wall_ms_low += finding.impact.wall_ms_low;
      sum.wall_ms_expected += finding.impact.wall_ms_expected;
      sum.wall_ms_high += finding.impact.wall_ms_high;
      sum.core_ms_low += finding.impact.core_ms_low;
      sum.core_ms_high += finding.impact.core_ms_high;
    }
    const Impact together = PlayTogether(replay_, findings);
    EXPECT_TRUE(together.is_replayed);
    EXPECT_LE(std::abs(together.wall_ms_low - sum.wall_ms_low), 2);
    EXPECT_LE(std::abs(together.wall_ms_expected - sum.wall_ms_expected), 2);
    EXPECT_LE(std::abs(together.wall_ms_high - sum.wall_ms_high), 2);
    EXPECT_LE(std::abs(together.core_ms_low - sum.core_ms_low), 2);
    EXPECT_LE(std::abs(together.core_ms_high - sum.core_ms_high), 2);
  }

  analysis::MadeApplication made_{0, 20'000};
  replay::Replay replay_;
};

TEST_F(WhatIfs, WithoutALowItIsHalfOfTheExpectedAndWithoutAHighTheExpected) {
  const Impact impact = Plain(0).impact;
  EXPECT_EQ(impact.wall_ms_expected, 4000);
  EXPECT_EQ(impact.wall_ms_low, 1800);  // the model error is 10 % at least
  EXPECT_EQ(impact.wall_ms_high, 4400);
}

TEST_F(WhatIfs, SoItIsWhenSeveralArePlayedTogether) {
  ExpectSum({Plain(0), Plain(1)});
  ExpectSum({Plain(0), Ranged(1)});
  ExpectSum({Ranged(0), Ranged(1)});
}

TEST_F(WhatIfs, WhatTwoWouldSaveOfTheSameStageCountsOnce) {
  const Impact together = PlayTogether(replay_, std::vector<Finding>{Plain(0), Plain(0)});
  EXPECT_EQ(together.wall_ms_expected, 6400);
  EXPECT_EQ(together.wall_ms_low, 2880);
}

using analysis::MadeApplication;
using analysis::MadeTask;

constexpr std::int64_t kBegin = 1'700'000'000'000;

// Two stages of 60 s on one executor of four cores, a minute of the driver's own work between them.
class WhatIfTest : public testing::Test {
 protected:
  WhatIfTest() : made_(kBegin, kBegin + 200'000) {
    made_.Property("spark.master", "yarn");
    made_.Executor(4, kBegin);
    AddStage(0, kBegin + 10'000);
    AddStage(1, kBegin + 130'000);
    replay_.Update(made_.app);
  }

  Impact Played(const WhatIf& what_if) const {
    Finding finding;
    finding.what_if = what_if;
    PlayWhatIf(replay_, finding);
    return finding.impact;
  }

 private:
  void AddStage(std::int64_t id, model::TimeMs begin) {
    std::vector<MadeTask> tasks(4);
    for (MadeTask& task : tasks) {
      task.launch = begin;
      task.finish = begin + 60'000;
      task.run = 60'000;
    }
    made_.SparkJob(begin, begin + 60'000);
    made_.Stage(id, begin, begin + 60'000, tasks).spark_jobs = {static_cast<std::uint32_t>(id)};
  }

  MadeApplication made_;
  replay::Replay replay_;
};

TEST_F(WhatIfTest, NoMoreGoesThanTheStageTook) {
  const Impact impact =
      Played({WhatIf::Order::kFailures,
              {},
              [](replay::Recording& recording) { replay::SkipStage(recording, 0); },
              {}});
  EXPECT_EQ(impact.wall_ms_expected, 60'000);
  EXPECT_EQ(impact.wall_ms_high, 60'000);
  EXPECT_LT(impact.wall_ms_low, 60'000);
}

TEST_F(WhatIfTest, TwoStagesAreTheSumOfBoth) {
  const Impact impact = Played({WhatIf::Order::kFailures,
                                {},
                                [](replay::Recording& recording) {
                                  replay::SkipStage(recording, 0);
                                  replay::SkipStage(recording, 1);
                                },
                                {}});
  EXPECT_EQ(impact.wall_ms_high, 120'000);
}

TEST_F(WhatIfTest, WhatSavesNoCoresSaysSo) {
  WhatIf what_if{WhatIf::Order::kFailures,
                 {},
                 [](replay::Recording& recording) { replay::SkipStage(recording, 0); },
                 {}};
  EXPECT_GT(Played(what_if).core_ms_expected, 0);
  what_if.saves_cores = false;
  const Impact impact = Played(what_if);
  EXPECT_EQ(impact.core_ms_high, 0);
  EXPECT_EQ(impact.wall_ms_expected, 60'000);
}

}  // namespace
}  // namespace dataflint::insights
