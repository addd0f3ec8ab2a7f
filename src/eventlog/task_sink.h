// TaskSink: where both readers of task events (by shape, by simdjson) deliver the ParsedTask they
// read, so that the model cannot depend on which of them read a line: differential tests compare what
// becomes of it. Owned by LogReader; one thread.
#ifndef DATAFLINT_EVENTLOG_TASK_SINK_H_
#define DATAFLINT_EVENTLOG_TASK_SINK_H_

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eventlog/model_builder.h"
#include "model/executor.h"
#include "model/task_table.h"

namespace dataflint::eventlog {

// A numeric update of one accumulable by one task. Updates that are no integers are left out.
struct AccumulatorUpdate {
  std::int64_t id = 0;
  std::int64_t value = 0;
  bool operator==(const AccumulatorUpdate&) const = default;
};

// Duration of a task that ended and does not say when.
inline constexpr std::int64_t kNoDuration = -1;

// A SparkListenerTaskStart or SparkListenerTaskEnd as read. Texts point into the line.
struct ParsedTask {
  model::StageKey stage;
  std::string_view executor_id;
  std::string_view host;
  model::TaskRow row;  // every column but executor and failure; duration may be kNoDuration
  // Task ends only:
  model::TaskFailure failure;              // reason empty: success
  std::vector<AccumulatorUpdate> updates;  // without accumulables that only repeat Task Metrics
  model::ExecutorPeaks peaks;              // Task Executor Metrics; seen = false when absent
};

// True for internal accumulables whose values Task Metrics repeats (Spark's InternalAccumulator
// names): nobody needs them twice. Runtimes' own internal metrics (Databricks) are not among them.
bool RepeatsTaskMetrics(std::string_view accumulable_name);

class TaskSink {
 public:
  explicit TaskSink(ModelBuilder& builder) : builder_(builder) {}

  void Start(const ParsedTask& task);
  // Folds a task's end: row, stage, Spark jobs, executor, accumulators, SQL metrics, peaks. A
  // second end of the same task attempt is a duplicate_task_end unless its reason is Resubmitted.
  void End(ParsedTask& task);
  // Peaks that the executor reached, in the stage attempt unless its index is -1. Without any value
  // above zero they were not measured.
  void RaisePeaks(std::int64_t stage_index, std::uint32_t executor,
                  const model::ExecutorPeaks& peaks);

 private:
  std::uint32_t Executor(std::string_view id, std::string_view host);
  void CountKilled(std::uint32_t stage_index, StringId reason);
  void ApplyUpdates(std::uint32_t stage_index, const ParsedTask& task);

  // Where an accumulator's updates go in one stage.
  struct Target {
    std::int32_t fold = -1;        // index into StageAttempt::accumulators; -1 no room
    std::int32_t slot = -1;        // SqlMetrics slot; -1 none
    std::uint32_t generation = 0;  // in which `slot` was looked up
  };
  struct StageTargets {
    std::uint32_t generation = 0;  // of SqlMetrics
    std::int32_t sql_stage = -1;
    std::unordered_map<std::int64_t, Target> of;
    std::vector<std::pair<std::int64_t, Target>> last;  // in the order of the last task's updates
  };
  StageTargets& TargetsOf(std::uint32_t stage_index);
  Target TargetOf(std::int64_t accumulator_id, StageTargets& targets, model::StageAttempt& stage);
  void InferDuration(model::TaskRow& row);

  ModelBuilder& builder_;
  std::unordered_map<std::uint32_t, StageTargets> targets_;  // by stage index; bounded
  std::size_t targets_held_ = 0;                             // accumulators in them
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_TASK_SINK_H_
