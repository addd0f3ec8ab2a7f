// Of which stages tiny-tasks tells, and what a task costs whatever its data, for insights that tell of
// the same stages. Called by aqe-off, scheduler-delay and shuffle-partitions; pure.
#ifndef DATAFLINT_INSIGHTS_TINY_TASKS_H_
#define DATAFLINT_INSIGHTS_TINY_TASKS_H_

#include <cstddef>
#include <cstdint>

#include "insights/run.h"

namespace dataflint::insights {

// False when it is switched off.
bool HasTinyTasks(const Run& run, std::size_t stage_index);

// Of each task's time, ms that do not go with its data. What starting it takes as the log tells; half of
// it at the least. Starting also costs time that counts as its run (opening what it reads): at the most
// twice as much, or all that the shortest task took. A Python worker that is woken for each task is most
// of a short task, if not all.
struct StartCost {
  std::int64_t low = 0;
  std::int64_t expected = 0;
  std::int64_t high = 0;
};
StartCost StartCostIn(const Run& run, std::size_t stage_index);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_TINY_TASKS_H_
