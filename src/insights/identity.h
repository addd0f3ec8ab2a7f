// Identity: the ids by which a finding is found again in the job's next run, in compare, in tickets
// and in whatever remembers findings: "skew-5b0e19c4".
//
// The insight's id, and a number made of what the finding is about: the query and the operators that
// its stage ran, the plan node, the call site; never of ids, times, literals or figures, which differ
// from run to run. Of several that are about the same (a query run once a day), the first in the
// run's order is "skew-5b0e19c4", the next "skew-5b0e19c4-2". Called by RunInsights; pure.
#pragma once

#include <vector>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

// Sets Finding::id of each, all different.
void NameFindings(const Run& run, std::vector<Finding>& findings);

}  // namespace dataflint::insights
