// The gaps in which the driver makes the huge plans that huge-plan tells of. Called by driver-bound,
// which would tell of them again; pure.
#ifndef DATAFLINT_INSIGHTS_HUGE_PLAN_H_
#define DATAFLINT_INSIGHTS_HUGE_PLAN_H_

#include <vector>

#include "insights/run.h"
#include "insights/stretch.h"

namespace dataflint::insights {

// In time order; empty when huge-plan is switched off.
std::vector<Stretch> HugePlanStretches(const Run& run);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_HUGE_PLAN_H_
