// Matching: which query and which stage of B is which of A. First those that are the same in
// everything, then those that still do the same work; of several alike the first goes with the
// first, the second with the second. What has no counterpart stays alone; nothing is paired by its
// place only. Used by Compare(); pure.
#ifndef DATAFLINT_COMPARE_MATCHING_H_
#define DATAFLINT_COMPARE_MATCHING_H_

#include <vector>

#include "compare/comparison.h"

namespace dataflint::compare {

// Only the pairs: durations and plan changes are left for others.
std::vector<QueryMatch> MatchQueries(const insights::Run& a, const insights::Run& b);

// Stages by the query they ran for and by what they do; attempts of one stage are together. Stages
// that ran nothing are left out. Totals are there but for `path`.
std::vector<StageMatch> MatchStages(const insights::Run& a, const insights::Run& b,
                                    const std::vector<QueryMatch>& queries);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_MATCHING_H_
