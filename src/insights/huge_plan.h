// The gaps in which the driver makes the huge plans that huge-plan tells of. Called by driver-bound,
// which would tell of them again; pure.
#pragma once

#include <vector>

#include "insights/run.h"
#include "insights/stretch.h"

namespace dataflint::insights {

// In time order; empty when huge-plan is switched off.
std::vector<Stretch> HugePlanStretches(const Run& run);

}  // namespace dataflint::insights
