#include "eventlog/task_sink.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/saturate.h"

namespace dataflint::eventlog {
namespace {

using model::TaskColumn;

// More stages than this at work at once start their lookups afresh.
constexpr std::size_t kStagesRemembered = 256;
// So do more accumulators than this in all of them.
constexpr std::size_t kTargetsRemembered = 200'000;

}  // namespace

bool RepeatsTaskMetrics(std::string_view name) {
  constexpr std::string_view kPrefix = "internal.metrics.";
  if (name.substr(0, kPrefix.size()) != kPrefix) return false;
  name.remove_prefix(kPrefix.size());
  if (name.substr(0, 8) == "shuffle.") return true;
  static constexpr std::array<std::string_view, 17> kNames = {"executorDeserializeTime",
                                                              "executorDeserializeCpuTime",
                                                              "executorRunTime",
                                                              "executorCpuTime",
                                                              "resultSize",
                                                              "jvmGCTime",
                                                              "resultSerializationTime",
                                                              "memoryBytesSpilled",
                                                              "diskBytesSpilled",
                                                              "peakExecutionMemory",
                                                              "peakOnHeapExecutionMemory",
                                                              "peakOffHeapExecutionMemory",
                                                              "updatedBlockStatuses",
                                                              "input.bytesRead",
                                                              "input.recordsRead",
                                                              "output.bytesWritten",
                                                              "output.recordsWritten"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::uint32_t TaskSink::Executor(std::string_view id, std::string_view host) {
  const std::uint32_t index = builder_.ExecutorIndex(id);
  model::Executor& executor = builder_.app().executors[index];
  if (executor.host == StringId::kEmpty && !host.empty()) executor.host = builder_.Intern(host);
  return index;
}

void TaskSink::Start(const ParsedTask& task) {
  if (builder_.FindStage(task.stage) < 0) builder_.Issue(ImportIssue::task_without_stage);
  model::TaskRow row = task.row;
  row[TaskColumn::executor] = Executor(task.executor_id, task.host);
  builder_.TaskStarted(task.stage, row);
}

// Of a task that does not say when it ended: what it measured is the least it took.
void TaskSink::InferDuration(model::TaskRow& row) {
  builder_.Issue(ImportIssue::no_finish_time);
  std::int64_t duration = 0;
  for (const TaskColumn part :
       {TaskColumn::executor_deserialize_time, TaskColumn::executor_run_time,
        TaskColumn::result_serialization_time}) {
    duration = SaturatingAdd(duration, row[part]);
  }
  const model::TimeMs finish = SaturatingAdd(row[TaskColumn::launch_time], duration);
  if (!model::IsPlausible(finish)) {
    builder_.Issue(ImportIssue::bad_number, std::to_string(duration));
    duration = 0;
  }
  row[TaskColumn::duration] = duration;
}

void TaskSink::End(ParsedTask& task) {
  if (task.row[TaskColumn::duration] == kNoDuration) InferDuration(task.row);
  task.row[TaskColumn::executor] = Executor(task.executor_id, task.host);
  task.row[TaskColumn::failure] =
      task.failure.reason == StringId::kEmpty ? 0 : builder_.FailureIndex(task.failure);
  const bool known = builder_.FindStage(task.stage) >= 0;
  const std::uint32_t stage_index = builder_.StageIndex(task.stage);
  if (!known) builder_.Issue(ImportIssue::task_without_stage);
  if (!builder_.TaskEnded(stage_index, task.row)) return;
  const auto executor = static_cast<std::uint32_t>(task.row[TaskColumn::executor]);
  RaisePeaks(stage_index, executor, task.peaks);
  if (task.row.Has(model::kTaskKilled)) CountKilled(stage_index, task.failure.error_message);
  if (!task.updates.empty()) ApplyUpdates(stage_index, task);
}

// By reason, for the stage and its Spark jobs.
void TaskSink::CountKilled(std::uint32_t stage_index, StringId reason) {
  constexpr std::size_t kReasons = 100;  // Spark has a handful; past this they are one
  const auto add = [&](std::vector<std::pair<StringId, std::int64_t>>& summary) {
    const auto find = [&summary](StringId wanted) {
      return std::find_if(summary.begin(), summary.end(),
                          [&](const auto& entry) { return entry.first == wanted; });
    };
    auto found = find(reason);
    if (found == summary.end() && summary.size() >= kReasons) {
      const StringId other = builder_.Intern("(other)");
      found = find(other);
      if (found == summary.end()) found = summary.insert(found, {other, 0});
    } else if (found == summary.end()) {
      if (!builder_.HasRoomForList(2 * sizeof(summary[0]), "reasons for kills")) return;
      found = summary.insert(found, {reason, 0});
    }
    ++found->second;
  };
  model::StageAttempt& stage = builder_.app().stages[stage_index];
  add(stage.killed_tasks_summary);
  for (const std::uint32_t job : stage.spark_jobs) {
    add(builder_.app().spark_jobs[job].killed_tasks_summary);
  }
}

void TaskSink::RaisePeaks(std::int64_t stage_index, std::uint32_t executor,
                          const model::ExecutorPeaks& peaks) {
  if (!peaks.seen) return;
  if (std::all_of(peaks.values.begin(), peaks.values.end(), [](auto v) { return v == 0; })) return;
  builder_.app().executors[executor].peaks.Raise(peaks);
  if (stage_index >= 0) {
    builder_.RaisePeaks(static_cast<std::uint32_t>(stage_index), executor, peaks);
  }
}

// A changed generation costs what the next tasks update, not all that the stage has.
TaskSink::StageTargets& TaskSink::TargetsOf(std::uint32_t stage_index) {
  const std::uint32_t generation = builder_.sql_metrics().generation();
  const model::StageAttempt& stage = builder_.app().stages[stage_index];
  auto known = targets_.find(stage_index);
  if (known == targets_.end()) {
    if (targets_.size() >= kStagesRemembered || targets_held_ > kTargetsRemembered) {
      std::unordered_map<std::uint32_t, StageTargets>().swap(targets_);
      targets_held_ = 0;
    }
    known = targets_.try_emplace(stage_index).first;
    for (std::size_t i = 0; i < stage.accumulators.size(); ++i) {
      Target target;
      target.fold = static_cast<std::int32_t>(i);
      known->second.of.emplace(stage.accumulators[i].accumulator_id, target);
    }
    targets_held_ += known->second.of.size();
  }
  StageTargets& targets = known->second;
  if (targets.generation != generation) {
    targets.generation = generation;
    targets.sql_stage = builder_.sql_metrics().FindStage(stage.key);
    targets.last.clear();
  }
  return targets;
}

void TaskSink::ApplyUpdates(std::uint32_t stage_index, const ParsedTask& task) {
  StageTargets& targets = TargetsOf(stage_index);
  model::StageAttempt& stage = builder_.app().stages[stage_index];
  SqlMetrics& sql = builder_.sql_metrics();
  const std::int64_t index = task.row[TaskColumn::index];
  const std::int64_t task_id = task.row[TaskColumn::task_id];
  const bool succeeded = task.row.Has(model::kTaskSucceeded);
  const bool counts_for_sql =
      targets.sql_stage >= 0 && sql.BeginTask(targets.sql_stage, index, succeeded);

  std::size_t expected = 0;  // tasks of a stage mostly carry the same ones in the same order
  for (const AccumulatorUpdate& update : task.updates) {
    if (expected >= targets.last.size()) {
      targets.last.emplace_back(update.id, TargetOf(update.id, targets, stage));
    } else if (targets.last[expected].first != update.id) {
      targets.last[expected] = {update.id, TargetOf(update.id, targets, stage)};
    }
    const Target target = targets.last[expected++].second;
    if (target.fold >= 0) {
      model::AccumulatorFold& fold = stage.accumulators[static_cast<std::size_t>(target.fold)];
      ++fold.count;
      fold.sum = SaturatingAdd(fold.sum, update.value);
    }
    if (target.slot >= 0 && counts_for_sql) {
      sql.TaskUpdate(targets.sql_stage, target.slot, index, task_id, succeeded, update.value);
    }
  }
}

TaskSink::Target TaskSink::TargetOf(std::int64_t accumulator_id, StageTargets& targets,
                                    model::StageAttempt& stage) {
  auto known = targets.of.find(accumulator_id);
  if (known == targets.of.end()) {
    if (!builder_.HasRoomForAccumulator(stage)) {  // not remembered either: that takes more room
      builder_.Issue(ImportIssue::accumulator_dropped, model::NameOf(stage.key));
      return {};
    }
    known = targets.of.try_emplace(accumulator_id).first;
    known->second.fold = static_cast<std::int32_t>(stage.accumulators.size());
    stage.accumulators.push_back({accumulator_id, 0, 0});
    ++targets_held_;
  }
  Target& target = known->second;
  if (target.generation != targets.generation) {
    target.generation = targets.generation;
    target.slot = targets.sql_stage < 0
                      ? -1
                      : builder_.sql_metrics().FindSlot(targets.sql_stage, accumulator_id);
  }
  return target;
}

}  // namespace dataflint::eventlog
