// The time that loops over small queries take, for insights that would tell of it again: what
// many-small-jobs finds, by its own thresholds. Called by driver-bound; pure.
#pragma once

#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

// From the begin of a call to the end of one after it, with no long pause between any two.
struct LoopStretch {
  model::TimeMs begin = 0;
  model::TimeMs end = 0;
};

// Of all loops that many-small-jobs tells of, those of one loop in time order; empty when it is
// switched off.
std::vector<LoopStretch> LoopStretches(const Run& run);

}  // namespace dataflint::insights
