// One partition: why a plan brings all rows of a step into a single one, and what the code can do instead.
//
// Asked by single-partition, which tells of it by the rows, and by too-few-tasks, which tells of it by
// the time. Pure.
#ifndef DATAFLINT_INSIGHTS_ONE_PARTITION_H_
#define DATAFLINT_INSIGHTS_ONE_PARTITION_H_

#include <cstdint>
#include <string_view>

#include "insights/insight.h"
#include "insights/plan_tree.h"

namespace dataflint::insights {

enum class OnePartition : std::uint8_t { kWindow, kLimit, kAggregate, kSort, kOther };

// Whether the node is an exchange into a single partition.
bool IntoOnePartition(const PlanTree& tree, std::int32_t node);

// What the rows behind that exchange are brought together for: the first node above it that does
// something with them.
OnePartition CauseOf(const PlanTree& tree, std::int32_t exchange);

std::string_view WhyOf(OnePartition cause);  // a sentence
void AdviseAgainst(OnePartition cause, Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_ONE_PARTITION_H_
