// TaskTail: how much sooner a stage would have ended had its longest tasks been evened out, and
// what those tasks have in common.
//
// A task is long when it ran over a cap; what it ran beyond is its excess. Tasks start when they
// did; without the excess the last one ends earlier, and the work that was done after that moment
// is added back, spread over the slots (evening out moves work, it does not remove any). One pass
// over the stage's columns. Called by skew.
#ifndef DATAFLINT_INSIGHTS_TASK_TAIL_H_
#define DATAFLINT_INSIGHTS_TASK_TAIL_H_

#include <cstdint>
#include <string_view>

#include "model/application.h"

namespace dataflint::insights {

struct TaskTail {
  std::int64_t tasks = 0;   // successful ones; everything here is about them
  std::int64_t median = 0;  // ms, by Spark's rule for quantiles
  std::int64_t max = 0;
  std::int64_t max_task_id = -1;
  std::int64_t long_tasks = 0;
  // Stage time saved, ms: with the excess spread over the slots (expected), with tasks left at
  // `left_factor` x the median as adaptive execution would (low), with the excess gone (high).
  std::int64_t saved_low = 0;
  std::int64_t saved = 0;
  std::int64_t saved_high = 0;
  std::int64_t excess = 0;  // ms of task time, sum

  // Of the measure (bytes in, records in, records out) that follows the durations best.
  std::string_view measure;  // "bytes read", "records read", "records written"; empty: none
  bool measure_is_bytes = false;
  double rank_correlation = 0;  // Spearman's
  std::int64_t measure_median = 0;
  std::int64_t measure_max = 0;  // of the longest task

  std::uint32_t long_executor = 0;    // executor with most of the long tasks' time
  double long_share_on_executor = 0;  // its share of that time
  double executor_task_share = 0;     // its share of all tasks
  std::int64_t executor_tasks = 0;    // how many that is
  // Median duration of its tasks but the longest, over that of the other executors' tasks; 0 when
  // either has fewer than 3. Says whether the executor is slow, or just had the long tasks.
  double executor_slowness = 0;
  std::int64_t bytes_median = 0;  // shuffle bytes read
  std::int64_t bytes_of_max = 0;  // of the longest task
  // Of the longest task. Times in ms.
  std::uint32_t max_executor = 0;
  std::int64_t max_launch = 0;      // epoch
  std::int64_t records_of_max = 0;  // read or written, whichever are more
  std::int64_t gc_of_max = 0;
  std::int64_t fetch_wait_of_max = 0;
  std::int64_t cpu_of_max = 0;
  std::int64_t deserialize_of_max = 0;
  std::int64_t scheduler_delay_of_max = 0;
  std::int64_t result_fetch_of_max = 0;  // by the driver
  std::int64_t spilled_of_max = 0;       // bytes on disk
  std::int64_t spilled_median = 0;       // of all tasks
};

TaskTail MeasureTail(const model::StageAttempt& stage, std::int64_t slots);
// Median duration of the executor's tasks in the stage over that of the others'; 0 when either are
// fewer than 3.
double SlownessIn(const model::StageAttempt& stage, std::uint32_t executor);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_TASK_TAIL_H_
