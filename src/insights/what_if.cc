#include "insights/what_if.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using replay::kMicrosPerMs;
using replay::Micros;

// No replay is trusted further than this, however well it ends by chance: runs of one job on one
// machine differ by some percent as well.
constexpr double kLeastError = 0.10;
constexpr double kMostError = 0.5;

struct Saved {
  std::int64_t wall = 0;  // ms
  std::int64_t core = 0;
  std::size_t steps = 0;
  std::int64_t most_wall = std::numeric_limits<std::int64_t>::max();
};

// The player looks once at the tasks of a stage that is as it was in `known`, which may be null.
std::size_t StepsOf(const replay::Recording& played, const replay::Recording* known) {
  std::size_t steps = played.stages.size() + played.activities.size() + played.executors.size();
  for (std::size_t i = 0; i < played.stages.size(); ++i) {
    const replay::StageWork& stage = played.stages[i];
    if (!stage.ran || (known != nullptr && stage.tasks == known->stages[i].tasks)) continue;
    steps += stage.tasks->durations.size();
  }
  return 2 * steps;
}

bool HaveSameExecutors(const replay::Recording& a, const replay::Recording& b) {
  const auto is_same_change = [](const replay::ExecutorChange& x, const replay::ExecutorChange& y) {
    return x.executor == y.executor && x.is_added == y.is_added && x.delay == y.delay;
  };
  return std::equal(a.marks.begin(), a.marks.end(), b.marks.begin(), b.marks.end(),
                    [&](const replay::Mark& x, const replay::Mark& y) {
                      return std::equal(x.changes.begin(), x.changes.end(), y.changes.begin(),
                                        y.changes.end(), is_same_change);
                    });
}

// No more can go than what is changed took: the time in which the stages ran, by the log, whose work
// is not the same, and what the driver's delays have lost. A play may take longer than the log for
// them. With other executors no stage is as it was.
Micros MostWallSaved(const replay::Recording& before, const replay::Recording& changed) {
  if (!HaveSameExecutors(before, changed)) return std::numeric_limits<Micros>::max();
  Micros most = std::max<Micros>(0, before.closing - changed.closing);
  const auto add = [&](Micros was, Micros is) {
    most = SaturatingAdd(most, std::max<Micros>(0, was - is));
  };
  for (std::size_t i = 0; i < before.activities.size(); ++i) {
    add(before.activities[i].delay, changed.activities[i].delay);
    add(before.activities[i].end_delay, changed.activities[i].end_delay);
  }
  std::vector<std::pair<Micros, Micros>> spans;
  for (std::size_t i = 0; i < before.stages.size(); ++i) {
    const replay::StageWork& was = before.stages[i];
    const replay::StageWork& is = changed.stages[i];
    if (!was.ran) continue;
    add(was.delay, is.delay);
    if (was.tasks == is.tasks) {
      add(was.end_delay, is.end_delay);
    } else {
      spans.emplace_back(was.recorded_begin, was.recorded_end);
    }
  }
  return SaturatingAdd(most, replay::LengthOfAll(std::move(spans)));
}

Saved SavedBy(const replay::Replay& replay, const WhatIf::Change& change) {
  replay::Recording changed = replay.recording();
  change(changed);
  const replay::Saving saving = replay.With(changed);
  return {std::max<std::int64_t>(0, saving.wall / kMicrosPerMs),
          std::max<std::int64_t>(0, std::max(saving.core_time, saving.task_time) / kMicrosPerMs),
          StepsOf(changed, &replay.recording()),
          MostWallSaved(replay.recording(), changed) / kMicrosPerMs};
}

Impact ImpactOf(const replay::Replay& replay, const Saved& low, const Saved& expected,
                const Saved& high) {
  const double error = std::clamp(std::abs(replay.error_of_stages()), kLeastError, kMostError);
  Impact impact;
  impact.is_upper_bound = false;
  impact.is_replayed = true;
  impact.wall_ms_expected = expected.wall;
  impact.core_ms_expected = expected.core;
  impact.wall_ms_low = Scaled(std::min(low.wall, expected.wall), 1 - error);
  impact.core_ms_low = Scaled(std::min(low.core, expected.core), 1 - error);
  impact.wall_ms_high = Scaled(std::max(high.wall, expected.wall), 1 + error);
  impact.core_ms_high = Scaled(std::max(high.core, expected.core), 1 + error);
  impact.wall_ms_expected = std::min(impact.wall_ms_expected, expected.most_wall);
  impact.wall_ms_low = std::min(impact.wall_ms_low, impact.wall_ms_expected);
  impact.wall_ms_high = std::min(impact.wall_ms_high, std::max(expected.most_wall, high.most_wall));
  return impact;
}

// Halfway between the two.
Saved Between(const Saved& a, const Saved& b) {
  return {a.wall + (b.wall - a.wall) / 2, a.core + (b.core - a.core) / 2, a.steps + b.steps,
          b.most_wall};
}

// Done one after the other; where one has none, its `otherwise`.
WhatIf::Change AllOf(const std::vector<const WhatIf*>& what_ifs, WhatIf::Change WhatIf::* which,
                     WhatIf::Change WhatIf::* otherwise = nullptr) {
  return [=](replay::Recording& recording) {
    for (const WhatIf* what_if : what_ifs) {
      if (what_if->*which) {
        (what_if->*which)(recording);
      } else if (otherwise != nullptr) {
        (what_if->*otherwise)(recording);
      }
    }
  };
}

}  // namespace

std::size_t StepsOf(const replay::Recording& recording) { return StepsOf(recording, nullptr); }

std::size_t PlayWhatIf(const replay::Replay& replay, Finding& finding) {
  if (!finding.what_if.expected) return 0;
  const WhatIf& what_if = finding.what_if;
  const Impact stated = std::move(finding.impact);
  const Saved expected = SavedBy(replay, what_if.expected);
  const Saved low = what_if.low ? SavedBy(replay, what_if.low) : Between({}, expected);
  const Saved high = what_if.high ? SavedBy(replay, what_if.high) : expected;
  finding.impact = ImpactOf(replay, low, expected, high);
  if (!what_if.saves_cores) {
    finding.impact.core_ms_low = finding.impact.core_ms_expected = finding.impact.core_ms_high = 0;
  }
  finding.impact.is_upper_bound = stated.is_upper_bound;
  finding.impact.method =
      "replay (model error " + FormatPercent(std::abs(replay.error())) + "): " + stated.method;
  return expected.steps + (what_if.low ? low.steps : 0) + (what_if.high ? high.steps : 0);
}

Impact PlayTogether(const replay::Replay& replay, std::span<const Finding> findings) {
  std::vector<const WhatIf*> what_ifs;
  for (const Finding& finding : findings) {
    if (finding.impact.is_replayed && !finding.impact.is_upper_bound) {
      what_ifs.push_back(&finding.what_if);
    }
  }
  if (what_ifs.size() < 2) return {};
  std::stable_sort(what_ifs.begin(), what_ifs.end(),
                   [](const WhatIf* a, const WhatIf* b) { return a->order < b->order; });
  // What those without a `low` add at least is half of what they are expected to.
  const Saved low = Between(SavedBy(replay, AllOf(what_ifs, &WhatIf::low)),
                            SavedBy(replay, AllOf(what_ifs, &WhatIf::low, &WhatIf::expected)));
  const Saved expected = SavedBy(replay, AllOf(what_ifs, &WhatIf::expected));
  const Saved high = SavedBy(replay, AllOf(what_ifs, &WhatIf::high, &WhatIf::expected));
  Impact impact = ImpactOf(replay, low, expected, high);
  impact.method = "replay of all changes together, without those whose effect is only bounded";
  return impact;
}

}  // namespace dataflint::insights
