#include "insights/what_if.h"

#include <algorithm>
#include <cmath>

#include "base/quantity.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using replay::kMicrosPerMs;

// No replay is trusted further than this, however well it ends by chance.
constexpr double kLeastError = 0.02;
constexpr double kMostError = 0.5;

struct Saved {
  std::int64_t wall = 0;  // ms
  std::int64_t core = 0;
};

Saved SavedBy(const replay::Replay& replay, const WhatIf::Change& change) {
  replay::Recording changed = replay.recording();
  change(changed);
  const replay::Saving saving = replay.With(changed);
  return {std::max<std::int64_t>(0, saving.wall / kMicrosPerMs),
          std::max<std::int64_t>(0, std::max(saving.core_time, saving.task_time) / kMicrosPerMs)};
}

}  // namespace

void PlayWhatIf(const replay::Replay& replay, Finding& finding) {
  const WhatIf& what_if = finding.what_if;
  if (!what_if.expected) return;
  const Saved expected = SavedBy(replay, what_if.expected);
  const Saved low = what_if.low ? SavedBy(replay, what_if.low)
                                : Saved{expected.wall / 2, expected.core / 2};
  const Saved high = what_if.high ? SavedBy(replay, what_if.high) : expected;

  const double error = std::clamp(std::abs(replay.error_of_stages()), kLeastError, kMostError);
  Impact& impact = finding.impact;
  impact.is_replayed = true;
  impact.wall_ms_expected = expected.wall;
  impact.core_ms_expected = expected.core;
  impact.wall_ms_low = Scaled(std::min(low.wall, expected.wall), 1 - error);
  impact.core_ms_low = Scaled(std::min(low.core, expected.core), 1 - error);
  impact.wall_ms_high = Scaled(std::max(high.wall, expected.wall), 1 + error);
  impact.core_ms_high = Scaled(std::max(high.core, expected.core), 1 + error);
}

}  // namespace dataflint::insights
