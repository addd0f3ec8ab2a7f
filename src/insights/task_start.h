// Task starts: what it cost to start the tasks of a stage beside running them, task by task.
//
// Called by scheduler-delay and task-deserialise, which tell of one part each. Pure.
#ifndef DATAFLINT_INSIGHTS_TASK_START_H_
#define DATAFLINT_INSIGHTS_TASK_START_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

enum class StartPart : std::uint8_t { kSchedulerDelay, kDeserialise };

struct TaskStarts {
  std::int64_t tasks = 0;   // that count: successful, with metrics, on warm executors
  std::int64_t total = 0;   // ms of the part, of these
  std::int64_t time = 0;    // ms that they took in all
  std::int64_t median = 0;  // ms of the part, of one
  // ms by row beyond `normal_ms`; 0 for those that do not count.
  std::vector<std::int64_t> avoidable;
  // Rows that count and began first of their executor's.
  std::vector<std::size_t> first_of_executor;
};

// Calls `report` for each stage, by weight, whose tasks are slow to start for that part, by the insight's
// thresholds min_share, min_median_ms, normal_ms, min_tasks and min_share_of_run. Only stages whose sums
// say that it is worthwhile have their tables unpacked.
void ForEachSlowStart(const Context& context, StartPart part,
                      const std::function<void(std::size_t stage, TaskStarts starts)>& report);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_TASK_START_H_
