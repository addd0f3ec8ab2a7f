// Times that Spark computes from a task's own times (AppStatusUtils.scala), in milliseconds. Used by
// tasks and distributions; pure.
#ifndef DATAFLINT_REPORT_SPARK_API_TASK_TIMES_H_
#define DATAFLINT_REPORT_SPARK_API_TASK_TIMES_H_

#include <algorithm>
#include <cstdint>

#include "model/task_table.h"

namespace dataflint::report::spark_api {

// From the fetch of the result, if it was fetched, to the end.
inline std::int64_t GettingResultTime(const model::TaskRow& task) {
  const std::int64_t delay = task[model::TaskColumn::getting_result_delay];
  if (delay <= 0) return 0;
  return std::max<std::int64_t>(task[model::TaskColumn::duration] - delay, 0);
}

// What is left of an ended task beside running, (de)serialising and fetching its result.
inline std::int64_t SchedulerDelay(const model::TaskRow& task) {
  using enum model::TaskColumn;
  if (task.Has(model::kTaskRunning)) return 0;
  const std::int64_t delay = task[duration] - task[executor_run_time] -
                             task[executor_deserialize_time] - task[result_serialization_time] -
                             GettingResultTime(task);
  return std::max<std::int64_t>(delay, 0);
}

}  // namespace dataflint::report::spark_api

#endif  // DATAFLINT_REPORT_SPARK_API_TASK_TIMES_H_
