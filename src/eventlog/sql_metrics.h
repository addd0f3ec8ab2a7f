// SqlMetrics: values of SQL metrics (accumulators that plan nodes own) while their execution is
// open.
//
// Follows SQLAppStatusListener: an execution's value of a metric is made of the updates that task
// ends of the latest attempt of each of its stages carry (one per task index, the first successful
// one counts; tasks without an update count as zero), plus driver updates. Totals are kept for
// every type; values for minimum, median and maximum only of size, timing, nsTiming and average
// metrics, packed, until the execution ends; past a budget a metric turns to a sketch whose median
// is within 1 % (approximate). Written by the task end readers and the SQL event readers; one
// thread.
#ifndef DATAFLINT_EVENTLOG_SQL_METRICS_H_
#define DATAFLINT_EVENTLOG_SQL_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "eventlog/memory_budgets.h"
#include "eventlog/number_set.h"
#include "eventlog/packed_values.h"
#include "model/sql_execution.h"
#include "model/stage_attempt.h"

namespace dataflint::eventlog {

class SqlMetrics {
 public:
  explicit SqlMetrics(const MemoryBudgets& budgets)
      : budget_(budgets.metric_values),
        room_(budgets.open_metrics + budgets.driver_updates),
        metrics_left_(static_cast<std::int64_t>(budgets.open_metrics)),
        driver_updates_left_(static_cast<std::int64_t>(budgets.driver_updates)) {}

  std::size_t HeldBytes() const;  // about
  // While it is full no metric and no update by the driver is added, and values are sketched.
  void SetFull(bool is_full) { is_full_ = is_full; }

  // The plan (or a new version of it) of an execution names these metrics. False when there was no
  // room for all of them.
  bool AddPlan(std::int64_t execution_id, const std::vector<model::PlanNode>& nodes);
  // A Spark job of the execution starts: its stages' tasks count for the metrics known by now.
  void AddStage(std::int64_t execution_id, std::int64_t stage_id, std::int64_t num_tasks);
  // A stage attempt is submitted: values of other attempts no longer count.
  void StageSubmitted(model::StageKey stage);
  // A stage attempt has ended: few updates, if any, are to come. Packs what it holds.
  void StageCompleted(model::StageKey stage);
  // False when there was no room for it.
  bool DriverUpdate(std::int64_t execution_id, std::int64_t accumulator_id, std::int64_t value);

  // For task ends. StageHandle is -1 when no open execution wants the stage attempt's updates.
  std::int32_t FindStage(model::StageKey stage) const;
  // False when an update for this task index must not count (a copy already succeeded).
  bool BeginTask(std::int32_t stage, std::int64_t task_index, bool succeeded);
  // Slot of an accumulator in that stage, or -1; stable until the stage ends or is replaced.
  std::int32_t FindSlot(std::int32_t stage, std::int64_t accumulator_id);
  void TaskUpdate(std::int32_t stage, std::int32_t slot, std::int64_t task_index,
                  std::int64_t task_id, bool succeeded, std::int64_t value);
  // Counts changes after which remembered handles and slots may be stale; never 0.
  std::uint32_t generation() const { return generation_; }

  // The execution's metrics as they stand, sorted by accumulator id.
  std::vector<model::MetricFold> Fold(std::int64_t execution_id) const;
  // Forgets an ended execution's values.
  void Forget(std::int64_t execution_id);
  std::vector<std::int64_t> Open() const;  // executions not forgotten

 private:
  struct Metric {
    model::MetricType type = model::MetricType::kOther;
    StringId type_text{};
    std::uint32_t since = 0;  // plan version that named it first
    DF_FIELDS(type, type_text, since)
  };
  struct Slot {
    std::int64_t accumulator_id = -1;
    model::MetricType type = model::MetricType::kSum;
    bool keeps_values = false;
    std::int64_t sum = 0;
    std::int64_t updates = 0;  // task indices with an update
    std::int64_t max = 0;
    std::int64_t max_task_id = -1;
    PackedValues values;
    DF_FIELDS(accumulator_id, type, keeps_values, sum, updates, max, max_task_id, values)
  };
  // Updates of a task that did not succeed, by slot: they count until another task of that index
  // ends.
  using Provisional = std::unordered_map<std::int32_t, std::int64_t>;
  struct Stage {
    model::StageKey key;
    std::int64_t execution_id = -1;
    std::uint32_t plan_version = 0;
    std::int64_t num_tasks = 0;
    bool live = false;
    NumberSet done;  // task indices with a success
    std::vector<Slot> slots;
    std::unordered_map<std::int64_t, Provisional> provisional;  // by task index
    std::unordered_map<std::int64_t, std::int32_t> slot_of;
    DF_FIELDS(key, execution_id, plan_version, num_tasks, live, done, slots, provisional, slot_of)
  };
  struct Execution {
    std::unordered_map<std::int64_t, Metric> metrics;
    std::uint32_t plan_versions = 0;
    std::vector<std::int32_t> stages;  // handles
    std::vector<std::pair<std::int64_t, std::int64_t>> driver_updates;
    DF_FIELDS(metrics, plan_versions, stages, driver_updates)
  };

  struct Source;
  // What a distribution is made of.
  struct Values {
    std::vector<std::int64_t> exact;
    std::vector<std::int64_t> buckets;
    std::int64_t zeros = 0;
    void Clear() {
      exact.clear();
      buckets.clear();
      zeros = 0;
    }
  };
  void CollectSources(const Stage& stage,
                      std::unordered_map<std::int64_t, std::vector<Source>>& by_metric) const;
  static void AddSource(const Source& source, model::MetricFold& fold, Values& values);

  std::int32_t NewStage(Stage stage);
  void Release(std::int32_t handle);

  std::size_t budget_;
  std::size_t room_;  // for metrics and updates by the driver, when there are none
  bool is_full_ = false;
  std::size_t held_ = 0;              // bytes of packed values
  std::int64_t metrics_left_;         // room for metrics of open executions
  std::int64_t driver_updates_left_;  // and for updates by the driver
  std::uint32_t generation_ = 1;
  std::vector<Stage> stages_;
  std::vector<std::int32_t> free_;
  std::unordered_map<std::int64_t, std::int32_t> stage_of_;  // stage id -> handle
  std::unordered_map<std::int64_t, Execution> executions_;

 public:
  DF_FIELDS(budget_, held_, metrics_left_, driver_updates_left_, stages_, free_, stage_of_,
            executions_)
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_SQL_METRICS_H_
