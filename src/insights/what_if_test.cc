// How playing a change becomes an impact.
#include "insights/what_if.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "analysis/made_application_test.h"
#include "insights/insight.h"
#include "replay/changes.h"
#include "replay/replay.h"

namespace dataflint::insights {
namespace {

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
