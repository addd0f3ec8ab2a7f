// Of which stages tiny-tasks tells, for insights that would tell of them again. Called by aqe-off;
// pure.
#ifndef DATAFLINT_INSIGHTS_TINY_TASKS_H_
#define DATAFLINT_INSIGHTS_TINY_TASKS_H_

#include <cstddef>

#include "insights/run.h"

namespace dataflint::insights {

// False when it is switched off.
bool HasTinyTasks(const Run& run, std::size_t stage_index);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_TINY_TASKS_H_
