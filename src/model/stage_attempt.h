// StageAttempt: one attempt of one stage, with its tasks. Names follow StageData of Spark's REST
// API v1.
#ifndef DATAFLINT_MODEL_STAGE_ATTEMPT_H_
#define DATAFLINT_MODEL_STAGE_ATTEMPT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/string_pool.h"
#include "model/executor.h"
#include "model/stage_work.h"
#include "model/task_table.h"
#include "model/time.h"

namespace dataflint::model {

enum class StageStatus : std::uint8_t { kPending, kActive, kComplete, kFailed, kSkipped };
std::string_view NameOf(StageStatus status);  // "PENDING", "ACTIVE", ...

struct StageKey {
  std::int64_t stage_id = -1;
  std::int64_t attempt_id = 0;
  bool operator==(const StageKey&) const = default;
  auto operator<=>(const StageKey&) const = default;
  DF_FIELDS(stage_id, attempt_id)
};
std::string NameOf(StageKey key);  // in drill-downs, evidence and issues: "12.0"

// An accumulable as the stage's last event shows it (StageData.accumulatorUpdates).
struct AccumulableValue {
  std::int64_t id = 0;
  StringId name{};
  StringId value{};
  DF_FIELDS(id, name, value)
};

// Per-task updates of one accumulator in one stage attempt, summed while reading. Not for the
// internal ones that only repeat TaskMetrics. Distributions of SQL metrics are in
// SqlExecution::metrics.
struct AccumulatorFold {
  std::int64_t accumulator_id = 0;
  std::int64_t count = 0;  // task ends with an update
  std::int64_t sum = 0;
  DF_FIELDS(accumulator_id, count, sum)
};

struct StageAttempt {
  StageKey key;
  StageStatus status = StageStatus::kPending;
  StringId name{};
  StringId description{};  // spark.job.description of the properties it was submitted with
  StringId details{};      // call stack
  StringId scheduling_pool{};
  StringId job_group{};
  StringId failure_reason{};  // empty: none
  std::int64_t num_tasks = 0;
  std::int64_t resource_profile_id = 0;
  TimeMs submission_time = kNoTime;
  TimeMs first_task_launched_time = kNoTime;
  TimeMs completion_time = kNoTime;
  std::vector<std::int64_t> parent_stage_ids;
  std::vector<std::int64_t> rdd_ids;
  std::vector<std::uint32_t> spark_jobs;  // indices into Application::spark_jobs
  std::int64_t sql_execution_id = -1;     // from its properties; -1 none
  bool is_shuffle_push_enabled = false;
  std::int64_t shuffle_mergers_count = 0;

  std::int64_t num_active_tasks = 0;
  std::int64_t num_complete_tasks = 0;
  std::int64_t num_failed_tasks = 0;
  std::int64_t num_killed_tasks = 0;
  std::int64_t num_completed_indices = 0;
  std::vector<std::pair<StringId, std::int64_t>> killed_tasks_summary;

  StageWork work;
  // Sum of a metric column over every task that ended with metrics.
  std::int64_t total(TaskColumn column) const { return work.total(column); }
  std::int64_t& MutableTotal(TaskColumn column) {
    return work.Open().totals[static_cast<std::size_t>(column)];
  }
  ExecutorPeaks peaks() const;                    // the largest of all executors'
  std::vector<std::uint32_t> excluded_executors;  // indices, sorted: excluded from this attempt

  std::vector<AccumulatorFold> accumulators;   // in order of first update
  std::vector<AccumulableValue> accumulables;  // of StageCompleted, those the API shows
  TaskTable tasks;

  TimeMs duration()
      const {  // completion - submission, as Spark's UI; kNoTime when either is unknown
    if (!IsKnown(submission_time) || !IsKnown(completion_time)) return kNoTime;
    return completion_time > submission_time ? completion_time - submission_time : 0;
  }

  DF_FIELDS(key, status, name, description, details, scheduling_pool, job_group, failure_reason,
            num_tasks, resource_profile_id, submission_time, first_task_launched_time,
            completion_time, parent_stage_ids, rdd_ids, spark_jobs, sql_execution_id,
            is_shuffle_push_enabled, shuffle_mergers_count, num_active_tasks, num_complete_tasks,
            num_failed_tasks, num_killed_tasks, num_completed_indices, killed_tasks_summary, work,
            excluded_executors, accumulators, accumulables, tasks)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_STAGE_ATTEMPT_H_
