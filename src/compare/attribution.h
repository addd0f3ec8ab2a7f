// Attribution: the difference of the two wall times as exclusive parts. The critical path covers a
// run's life without holes, so each of its links goes to the stage it is of, or to its kind of gap;
// those of matched stages pair up. What no part holds is the rest: 0, unless a figure was cut.
// Used by Compare(); pure.
#ifndef DATAFLINT_COMPARE_ATTRIBUTION_H_
#define DATAFLINT_COMPARE_ATTRIBUTION_H_

#include "compare/comparison.h"

namespace dataflint::compare {

// Sets StageTotals::path, `contributions` with their reasons, and `rest`; needs `run`, `wall` and
// `stages`.
void Attribute(Comparison& comparison);

// What moved in the same direction as the time of a stage that is in both runs.
std::vector<Reason> ReasonsOf(const StageMatch& match);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_ATTRIBUTION_H_
