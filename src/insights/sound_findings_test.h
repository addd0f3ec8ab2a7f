// What holds of the findings of any run, however odd: savings in order and within the run, finite
// figures, ids of their own, settings such as its Spark takes. Included by tests.
#ifndef DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_
#define DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "insights/insight.h"
#include "insights/run.h"
#include "insights/spark_settings.h"
#include "insights/what_if.h"
#include "replay/replay.h"

namespace dataflint::insights {

inline void ExpectValidSetting(const Run& run, const std::string& text) {
  const std::size_t equals = text.find('=');
  ASSERT_NE(equals, std::string::npos) << text;
  for (const SparkSetting& setting : AllSparkSettings()) {
    if (setting.key != text.substr(0, equals)) continue;
    EXPECT_TRUE(IsValid(setting, text.substr(equals + 1), run.spark_major())) << text;
    EXPECT_TRUE(run.Knows(setting)) << text;
    return;
  }
  FAIL() << text << " is not in spark_settings.def";
}

inline void ExpectSound(std::span<const Finding> findings, const Run& run) {
  std::set<std::string> ids;
  for (const Finding& finding : findings) {
    SCOPED_TRACE(finding.title);
    EXPECT_TRUE(ids.insert(finding.id).second) << finding.id;
    EXPECT_FALSE(finding.title.empty() || finding.why.empty() || finding.subject.empty());
    EXPECT_FALSE(finding.evidence.empty() || finding.impact.method.empty());
    for (const Evidence& evidence : finding.evidence) {
      EXPECT_TRUE(std::isfinite(evidence.value)) << evidence.name;
    }
    const Impact& impact = finding.impact;
    EXPECT_TRUE(0 <= impact.wall_ms_low && impact.wall_ms_low <= impact.wall_ms_expected &&
                impact.wall_ms_expected <= impact.wall_ms_high &&
                impact.wall_ms_high <= run.wall());
    EXPECT_TRUE(0 <= impact.core_ms_low && impact.core_ms_low <= impact.core_ms_expected &&
                impact.core_ms_expected <= impact.core_ms_high &&
                impact.core_ms_high <= run.available());
    for (const Change& change : finding.changes) {
      if (change.kind == Change::Kind::kSetting) ExpectValidSetting(run, change.text);
    }
  }
}

// RunInsights bounds all savings to the run and to each other, which hides an insight that has them
// in the wrong order or above all that there is. So these are asked of the insights themselves.

// What the insight states: in order and no more than the run. Of an upper bound only the high counts,
// and its core time may be reckoned with all cores that the run ever had.
inline void ExpectStatedInOrder(const Impact& impact, const Run& run) {
  EXPECT_TRUE(0 <= impact.wall_ms_high && impact.wall_ms_high <= run.wall())
      << impact.wall_ms_high << " of " << run.wall();
  EXPECT_GE(impact.core_ms_high, 0);
  if (impact.is_upper_bound) return;
  EXPECT_LE(impact.core_ms_high, run.available());
  EXPECT_TRUE(0 <= impact.wall_ms_low && impact.wall_ms_low <= impact.wall_ms_expected &&
              impact.wall_ms_expected <= impact.wall_ms_high)
      << impact.wall_ms_low << ' ' << impact.wall_ms_expected << ' ' << impact.wall_ms_high;
  EXPECT_TRUE(0 <= impact.core_ms_low && impact.core_ms_low <= impact.core_ms_expected &&
              impact.core_ms_expected <= impact.core_ms_high)
      << impact.core_ms_low << ' ' << impact.core_ms_expected << ' ' << impact.core_ms_high;
}

// Wall time: slots go to other tasks than before, so that a task less here can be a wait more there.
inline bool IsNoMore(std::int64_t less, std::int64_t more, std::int64_t all) {
  return static_cast<double>(less) <= static_cast<double>(more) + 0.15 * static_cast<double>(all);
}

inline replay::Saving SavingOf(const WhatIf::Change& change, const replay::Replay& replay) {
  replay::Recording changed = replay.recording();
  change(changed);
  return replay.With(changed);
}

// What its changes would save: with the low no more than with the expected one, and with that no more
// than with the high. What costs more than it saves counts as nothing.
inline void ExpectPlayedInOrder(const WhatIf& what_if, const replay::Replay& replay) {
  const auto expect_order = [&](const WhatIf::Change& of_less, const WhatIf::Change& of_more) {
    const replay::Saving less = SavingOf(of_less, replay);
    const replay::Saving more = SavingOf(of_more, replay);
    const replay::Played& all = replay.unchanged();
    EXPECT_TRUE(IsNoMore(less.wall, std::max<replay::Micros>(0, more.wall), all.wall))
        << less.wall << ' ' << more.wall << ' ' << all.wall;
    // What tasks hold does not depend on where they run.
    EXPECT_LE(less.task_time, std::max<replay::Micros>(0, more.task_time) + all.task_time / 1000);
  };
  if (what_if.low) expect_order(what_if.low, what_if.expected);
  if (what_if.high) expect_order(what_if.expected, what_if.high);
}

// The stages whose tasks its change touches.
inline std::set<std::size_t> StagesOf(const WhatIf& what_if, const replay::Replay& replay) {
  replay::Recording changed = replay.recording();
  what_if.expected(changed);
  std::set<std::size_t> stages;
  for (std::size_t i = 0; i < changed.stages.size(); ++i) {
    if (changed.stages[i].tasks != replay.recording().stages[i].tasks) stages.insert(i);
  }
  return stages;
}

// Whether even its low costs no time: a change that does takes it from what others save.
inline bool CostsNothing(const WhatIf& what_if, const replay::Replay& replay) {
  return SavingOf(what_if.low ? what_if.low : what_if.expected, replay).wall >= 0;
}

// Two that touch tasks of different stages save together what each does, or more.
inline void ExpectTogetherIsNoLess(const Finding& a, const Finding& b,
                                   const replay::Replay& replay) {
  const Impact together = PlayTogether(replay, std::vector<Finding>{a, b});
  const std::int64_t wall = replay.unchanged().wall / replay::kMicrosPerMs;
  for (const Finding* one : {&a, &b}) {
    SCOPED_TRACE(one->title);
    EXPECT_TRUE(IsNoMore(one->impact.wall_ms_low, together.wall_ms_low, wall))
        << one->impact.wall_ms_low << ' ' << together.wall_ms_low << ' ' << wall;
    EXPECT_TRUE(IsNoMore(one->impact.wall_ms_high, together.wall_ms_high, wall))
        << one->impact.wall_ms_high << ' ' << together.wall_ms_high << ' ' << wall;
  }
}

inline bool AreApart(const std::set<std::size_t>& a, const std::set<std::size_t>& b) {
  return !a.empty() && !b.empty() &&
         std::none_of(a.begin(), a.end(), [&](std::size_t stage) { return b.contains(stage); });
}

inline void ExpectSoundInsights(const model::Application& app, const analysis::Figures& figures,
                                const replay::Replay& replay, const Run& run) {
  constexpr std::size_t kMostOfEach = 3;
  std::vector<Finding> played;
  for (const InsightSpec* spec : AllInsights()) {
    std::vector<Finding> found;
    spec->run(Context{app, figures, replay, run, run.SettingsOf(spec->id)}, found);
    if (found.size() > kMostOfEach) found.resize(kMostOfEach);
    for (Finding& finding : found) {
      SCOPED_TRACE(std::string(spec->id) + ": " + finding.title);
      if (!finding.what_if.expected) {
        ExpectStatedInOrder(finding.impact, run);
        continue;
      }
      ExpectPlayedInOrder(finding.what_if, replay);
      PlayWhatIf(replay, finding);
      if (!finding.impact.is_upper_bound && CostsNothing(finding.what_if, replay)) {
        played.push_back(std::move(finding));
      }
    }
  }
  for (std::size_t i = 1; i < played.size(); ++i) {
    if (AreApart(StagesOf(played[i - 1].what_if, replay), StagesOf(played[i].what_if, replay))) {
      ExpectTogetherIsNoLess(played[i - 1], played[i], replay);
    }
  }
}

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_
