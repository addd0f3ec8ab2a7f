// Parts: findings that another one explains (Finding::part_of), so that nothing is told or saved
// twice. What explains a part may be a part itself: the skew of a stage is told with the slow host,
// and what it spilled with both.
//
// Called by RunInsights; pure. Which findings are worth telling is not decided here.
#ifndef DATAFLINT_INSIGHTS_PARTS_H_
#define DATAFLINT_INSIGHTS_PARTS_H_

#include <vector>

#include "insights/insight.h"

namespace dataflint::insights {

// Takes from `findings`, and returns, those that neither one of `told` nor another of them explains.
// The parts are left, in their order.
std::vector<Finding> TakeWholes(std::vector<Finding>& findings, const std::vector<Finding>& told);

// The first evidence of each part goes to the one of `told` that it is told with in the end.
void JoinParts(std::vector<Finding>& told, const std::vector<Finding>& parts);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PARTS_H_
