// The time that loops over small queries take, for insights that would tell of it again: what
// many-small-jobs finds, by its own thresholds. Called by driver-bound; pure.
#ifndef DATAFLINT_INSIGHTS_MANY_SMALL_JOBS_H_
#define DATAFLINT_INSIGHTS_MANY_SMALL_JOBS_H_

#include <vector>

#include "insights/run.h"
#include "insights/stretch.h"

namespace dataflint::insights {

// Of all loops that many-small-jobs tells of, those of one loop in time order: each from the begin of a
// call to the end of one after it, with no long pause between any two. Empty when it is switched off.
std::vector<Stretch> LoopStretches(const Run& run);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_MANY_SMALL_JOBS_H_
