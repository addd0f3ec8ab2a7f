// Identity: the ids by which a finding is found again in the job's next run, in compare, in tickets
// and in whatever remembers findings: "skew-5b0e19c4".
//
// The insight's id, and a number made of what the finding is about: the query and the operators that
// its stage ran, the plan node, the call site, the table, the exception; never of ids, times, literals or figures, which differ
// from run to run. Of several that are about the same (a query run once a day), the first in the
// run's order is "skew-5b0e19c4", the next "skew-5b0e19c4-2". Called by RunInsights; pure.
#ifndef DATAFLINT_INSIGHTS_IDENTITY_H_
#define DATAFLINT_INSIGHTS_IDENTITY_H_

#include <string>
#include <vector>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

// Sets Finding::id of each, all different.
void NameFindings(const Run& run, std::vector<Finding>& findings);

// What tells a finding from others of its insight about the whole application, or about the same
// stage, in words that are the same in the next run: "table shop.orders", "calls of count at Daily.py:#". Empty
// where its place is all that it is about.
std::string TellingSubject(const Run& run, const Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_IDENTITY_H_
