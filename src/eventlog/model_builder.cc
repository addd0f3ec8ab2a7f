#include "eventlog/model_builder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/saturate.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

using model::StageKey;
using model::TaskColumn;
using model::TaskRow;

// Rows not packed yet that stages without an end may hold, about; each takes 400 bytes.
constexpr std::size_t kOpenRows = 60'000;

// Bytes of StageWork that are not packed.
constexpr std::size_t kOpenWork = std::size_t{16} << 20;
// What an opened one counts as beside what is added to it: however often a large one is packed and
// opened again, that costs little against the lines it takes.
constexpr std::size_t kOpenedWork = sizeof(model::StageWork::Sums) + 512;

// Places of executors in stages that are remembered; past this all are looked up again.
constexpr std::size_t kSlotsRemembered = 2'000'000;

constexpr std::size_t kIdBytes = 256;  // of an executor; a real one has a few

template <typename Map, typename Key>
std::int64_t Find(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? -1 : static_cast<std::int64_t>(found->second);
}

std::uint64_t Mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 32);
}

}  // namespace

// About. A row counts with its place in an index, what its vector holds to grow, and what analysis and
// report make of it.
std::size_t ModelBuilder::HeldBytes() const {
  constexpr std::size_t kBesideARow = 500;
  const auto rows = [](const auto& table) {
    return table.size() * (sizeof(table[0]) * 3 / 2 + kBesideARow);
  };
  return TextBytes() + lists_held_ + rows(app_.executors) + rows(app_.spark_jobs) +
         rows(app_.sql_executions) + accumulators_held_ * sizeof(model::AccumulatorFold) +
         sql_metrics_.HeldBytes();
}

void ModelBuilder::ShareBudgets(std::size_t elsewhere) {
  const bool is_full = HeldBytes() + elsewhere > given_.total;
  if (is_full == is_full_) return;
  is_full_ = is_full;
  sql_metrics_.SetFull(is_full);
  budgets_ = given_;
  if (!is_full) return;
  budgets_.texts = std::min(budgets_.texts, TextBytes());
  budgets_.lists = std::min(budgets_.lists, lists_held_);
  budgets_.accumulators = std::min(budgets_.accumulators, accumulators_held_);
  budgets_.executors = std::min(budgets_.executors, app_.executors.size());
  budgets_.spark_jobs = std::min(budgets_.spark_jobs, app_.spark_jobs.size());
  budgets_.sql_executions = std::min(budgets_.sql_executions, app_.sql_executions.size());
  budgets_.plan_texts = 0;
  budgets_.plan_graphs /= 4;
}

StringId ModelBuilder::InternWithoutRoom(std::string_view text) {
  constexpr std::string_view kNotKept = "(not kept)";
  const StringId known = app_.strings.Find(text);
  if (known != StringId::kEmpty || text.empty()) return known;
  Issue(ImportIssue::text_dropped, text);
  return app_.strings.Intern(kNotKept);
}

std::int64_t ModelBuilder::FindStage(StageKey key) const { return Find(stage_index_, key); }

std::uint32_t ModelBuilder::StageIndex(StageKey key) {
  const auto [entry, added] =
      stage_index_.try_emplace(key, static_cast<std::uint32_t>(app_.stages.size()));
  if (added) {
    app_.stages.emplace_back();
    app_.stages.back().key = key;
    const auto [latest, first] = latest_stage_.try_emplace(key.stage_id, entry->second);
    if (!first && app_.stages[latest->second].key.attempt_id < key.attempt_id) {
      latest->second = entry->second;
    }
  }
  return entry->second;
}

std::int64_t ModelBuilder::LatestStage(std::int64_t stage_id) const {
  return Find(latest_stage_, stage_id);
}

std::int64_t ModelBuilder::FindSparkJob(std::int64_t job_id) const {
  return Find(spark_job_index_, job_id);
}

std::uint32_t ModelBuilder::SparkJobIndex(std::int64_t job_id) {
  const auto [entry, added] =
      spark_job_index_.try_emplace(job_id, static_cast<std::uint32_t>(app_.spark_jobs.size()));
  if (added) {
    app_.spark_jobs.emplace_back();
    app_.spark_jobs.back().job_id = job_id;
  }
  return entry->second;
}

std::int64_t ModelBuilder::FindSql(std::int64_t execution_id) const {
  return Find(sql_index_, execution_id);
}

std::int64_t ModelBuilder::SqlIndex(std::int64_t execution_id) {
  const std::int64_t known = FindSql(execution_id);
  if (known >= 0) return known;
  const std::size_t index = app_.sql_executions.size();
  if (index >= budgets_.sql_executions) {
    Issue(ImportIssue::sql_plan_dropped, "SQL execution " + std::to_string(execution_id));
    return -1;
  }
  sql_index_.emplace(execution_id, static_cast<std::uint32_t>(index));
  app_.sql_executions.emplace_back();
  app_.sql_executions.back().id = execution_id;
  app_.sql_executions.back().root_id = execution_id;
  return static_cast<std::int64_t>(index);
}

std::int64_t ModelBuilder::FindExecutor(std::string_view id) const {
  const StringId name = app_.strings.Find(id.substr(0, kIdBytes));
  // The empty name is a name here: one executor, however many events lack it.
  return name == StringId::kEmpty && !id.empty() ? -1 : Find(executor_index_, name);
}

std::uint32_t ModelBuilder::ExecutorIndex(std::string_view id) {
  const std::int64_t known = FindExecutor(id);
  return known >= 0 ? static_cast<std::uint32_t>(known) : AddExecutor(id);
}

std::uint32_t ModelBuilder::AddExecutor(std::string_view id) {
  const auto index = static_cast<std::uint32_t>(app_.executors.size());
  if (index >= budgets_.executors) return OtherExecutor(id);
  app_.executors.emplace_back();
  // Even without room for texts: an executor that has no name is not found again.
  app_.executors.back().id = app_.strings.Intern(id.substr(0, kIdBytes));
  app_.executors.back().is_driver = id == "driver" || id == "<driver>";
  executor_index_[app_.executors.back().id] = index;
  return index;
}

// One row for all executors that there is no room for, from the first to the last of them.
std::uint32_t ModelBuilder::OtherExecutor(std::string_view id) {
  Issue(ImportIssue::executor_dropped, id);
  if (others_ < 0) {
    others_ = static_cast<std::int64_t>(app_.executors.size());
    app_.executors.emplace_back().id = app_.strings.Intern("(others)");
  }
  model::Executor& others = app_.executors[static_cast<std::size_t>(others_)];
  others.is_active = true;
  others.remove_time = model::kNoTime;
  if (FindExecutor(id) >= 0) {  // it came back
    executor_index_[app_.strings.Find(id.substr(0, kIdBytes))] =
        static_cast<std::uint32_t>(others_);
  }
  return static_cast<std::uint32_t>(others_);
}

std::int64_t ModelBuilder::FindRdd(std::int64_t rdd_id) const { return Find(rdd_index_, rdd_id); }

std::uint32_t ModelBuilder::RddIndex(std::int64_t rdd_id) {
  const auto [entry, added] =
      rdd_index_.try_emplace(rdd_id, static_cast<std::uint32_t>(app_.rdds.size()));
  if (added) {
    app_.rdds.emplace_back();
    app_.rdds.back().id = rdd_id;
  }
  return entry->second;
}

std::uint32_t ModelBuilder::FailureIndex(const model::TaskFailure& failure) {
  std::uint64_t hash = 1;
  for (const StringId part : {failure.reason, failure.class_name, failure.description,
                              failure.stack, failure.error_message}) {
    hash = Mix(hash, static_cast<std::uint64_t>(part));
  }
  const auto [begin, end] = failure_index_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    if (app_.task_failures[entry->second] == failure) return entry->second;
  }
  const auto index = static_cast<std::uint32_t>(app_.task_failures.size());
  failure_index_.emplace(hash, index);
  app_.task_failures.push_back(failure);
  return index;
}

std::uint32_t ModelBuilder::AttributionIndex(const model::Attribution& attribution) {
  if (attribution == model::Attribution{}) return 0;
  std::uint64_t hash = 2;
  attribution.VisitFields(
      [&hash](auto... parts) { ((hash = Mix(hash, static_cast<std::uint64_t>(parts))), ...); });
  const auto [begin, end] = attribution_index_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    if (app_.attributions[entry->second] == attribution) return entry->second;
  }
  const auto index = static_cast<std::uint32_t>(app_.attributions.size());
  attribution_index_.emplace(hash, index);
  app_.attributions.push_back(attribution);
  return index;
}

void ModelBuilder::Issue(ImportIssue issue, std::string_view detail) {
  if (app_.issues.PlacesOf(issue).size() >= ImportIssues::kPlacesKept) {
    app_.issues.Add(issue);
    return;
  }
  constexpr std::size_t kDetailBytes = 120;
  constexpr std::size_t kJudgedBytes = 2048;  // a detail may be a whole text
  std::string buffer;
  detail = WithoutSecrets(detail.substr(0, kJudgedBytes), buffer).substr(0, kDetailBytes);
  app_.issues.Add(issue, {std::string(source_), byte_offset_, std::string(detail)});
}

ModelBuilder::ExecutorSlots& ModelBuilder::SlotsOf(std::uint32_t stage_index) {
  if (last_slots_ != nullptr && last_slots_stage_ == stage_index) return *last_slots_;
  if (slots_held_ > kSlotsRemembered) {
    executor_slots_.clear();
    slots_held_ = 0;
  }
  const auto [entry, added] = executor_slots_.try_emplace(stage_index);
  ExecutorSlots& slots = entry->second;
  last_slots_ = &slots;  // nodes stay where they are
  last_slots_stage_ = stage_index;
  if (!added) return slots;
  const model::StageWork::Sums& sums = OpenWork(stage_index);
  for (std::size_t i = 0; i < sums.executors.size(); ++i) {
    SlotOf(sums.executors[i].executor, slots.totals_of) = static_cast<std::int32_t>(i);
  }
  for (std::size_t i = 0; i < sums.peaks.size(); ++i) {
    SlotOf(sums.peaks[i].executor, slots.peaks_of) = static_cast<std::int32_t>(i);
  }
  ++slots_held_;
  return slots;
}

std::int32_t& ModelBuilder::SlotOf(std::uint32_t executor, std::vector<std::int32_t>& slots) {
  if (slots.size() <= executor) {
    slots_held_ += executor + 1 - slots.size();
    slots.resize(executor + 1, -1);
  }
  return slots[executor];
}

// Packs all there is when enough was added.
model::StageWork::Sums& ModelBuilder::OpenWork(std::uint32_t stage_index) {
  model::StageWork& work = app_.stages[stage_index].work;
  if (!work.is_open()) {
    work_added_ += kOpenedWork;
    if (work_added_ > kOpenWork) {
      for (model::StageAttempt& stage : app_.stages) stage.work.Pack();
      work_added_ = 0;
    }
  }
  return work.Open();
}

namespace {

bool AllIndicesCompleted(const model::StageAttempt& stage) {
  return stage.num_tasks > 0 && stage.num_completed_indices >= stage.num_tasks;
}

void Add(std::int64_t& sum, std::int64_t value) { sum = SaturatingAdd(sum, value); }

}  // namespace

// The entry of `executor`, added when it is new.
template <typename Entry>
Entry& ModelBuilder::EntryOf(std::uint32_t executor, std::vector<std::int32_t>& slots,
                             std::vector<Entry>& entries) {
  std::int32_t& slot = SlotOf(executor, slots);
  if (slot < 0) {
    slot = static_cast<std::int32_t>(entries.size());
    entries.emplace_back().executor = executor;
    work_added_ += sizeof(Entry);
  }
  return entries[static_cast<std::size_t>(slot)];
}

void ModelBuilder::RaisePeaks(std::uint32_t stage_index, std::uint32_t executor,
                              const model::ExecutorPeaks& peaks) {
  ExecutorSlots& slots = SlotsOf(stage_index);
  EntryOf(executor, slots.peaks_of, OpenWork(stage_index).peaks).peaks.Raise(peaks);
}

void ModelBuilder::TaskStarted(StageKey key, const TaskRow& row) {
  SawTime(row[TaskColumn::launch_time]);
  const std::uint32_t stage_index = StageIndex(key);
  RunningTask task;
  task.stage_index = stage_index;
  task.executor = static_cast<std::uint32_t>(row[TaskColumn::executor]);
  task.index = row[TaskColumn::index];
  task.attempt = row[TaskColumn::attempt];
  task.partition_delta = row[TaskColumn::partition_delta];
  task.launch_time = row[TaskColumn::launch_time];
  task.flags = row[TaskColumn::flags];
  task.locality = row[TaskColumn::locality];
  // A start that comes twice, or behind its end, starts nothing: parts of the log are there twice.
  if (ended_tasks_.Contains(row[TaskColumn::task_id])) return;
  if (!running_tasks_.try_emplace(row[TaskColumn::task_id], task).second) return;

  model::StageAttempt& stage = app_.stages[stage_index];
  ++stage.num_active_tasks;
  if (model::IsKnown(task.launch_time) && (!model::IsKnown(stage.first_task_launched_time) ||
                                           task.launch_time < stage.first_task_launched_time)) {
    stage.first_task_launched_time = task.launch_time;
  }
  for (const std::uint32_t job : stage.spark_jobs) ++app_.spark_jobs[job].num_active_tasks;
  model::Executor& executor = app_.executors[task.executor];
  ++executor.active_tasks;
  ++executor.total_tasks;
}

bool ModelBuilder::TaskEnded(std::uint32_t stage_index, const TaskRow& row) {
  SawTime(row[TaskColumn::launch_time]);
  SawTime(row.finish_time());
  const bool first_end = ended_tasks_.Insert(row[TaskColumn::task_id]);
  const bool resubmitted = row.Has(model::kTaskResubmitted);
  if (!first_end && !resubmitted) {
    Issue(ImportIssue::duplicate_task_end);
    return false;
  }
  const auto running = running_tasks_.find(row[TaskColumn::task_id]);
  const bool started =
      running != running_tasks_.end() && running->second.stage_index == stage_index;
  if (started) {
    running_tasks_.erase(running);
  } else if (!resubmitted) {
    Issue(ImportIssue::task_end_without_start);
  }

  Outcome outcome;
  outcome.completed = row.Has(model::kTaskSucceeded) ? 1 : 0;
  outcome.killed = row.Has(model::kTaskKilled) ? 1 : 0;
  outcome.failed = outcome.completed + outcome.killed == 0 ? 1 : 0;
  outcome.no_longer_active = started || resubmitted ? 1 : 0;
  app_.stages[stage_index].tasks.Append(row);
  if (++open_rows_ > kOpenRows) SealAll();
  CountInStage(stage_index, row, outcome);

  const auto executor_index = static_cast<std::uint32_t>(row[TaskColumn::executor]);
  model::Executor& executor = app_.executors[executor_index];
  ExecutorSlots& slots = SlotsOf(stage_index);
  model::StageWork::Sums& sums = OpenWork(stage_index);
  model::ExecutorStageTotals& in_stage = EntryOf(executor_index, slots.totals_of, sums.executors);
  CountOnExecutor(row, outcome, in_stage, executor);
  if (row.Has(model::kTaskHasMetrics) && !resubmitted) AddMetrics(row, sums, in_stage, executor);
  return true;
}

void ModelBuilder::CountInStage(std::uint32_t stage_index, const TaskRow& row,
                                const Outcome& outcome) {
  model::StageAttempt& stage = app_.stages[stage_index];
  stage.num_active_tasks -= outcome.no_longer_active;
  stage.num_complete_tasks += outcome.completed;
  stage.num_failed_tasks += outcome.failed;
  stage.num_killed_tasks += outcome.killed;
  bool new_in_stage = false;
  if (outcome.completed > 0) {
    const std::int64_t index = row[TaskColumn::index];
    if (!AllIndicesCompleted(stage)) {
      stage.num_completed_indices += completed_in_attempt_[stage_index].Insert(index) ? 1 : 0;
    }
    new_in_stage = completed_in_stage_[stage.key.stage_id].Insert(index);
  }
  for (const std::uint32_t job_index : stage.spark_jobs) {
    model::SparkJob& job = app_.spark_jobs[job_index];
    job.num_active_tasks -= outcome.no_longer_active;
    job.num_completed_tasks += outcome.completed;
    job.num_failed_tasks += outcome.failed;
    job.num_killed_tasks += outcome.killed;
    job.num_completed_indices += new_in_stage ? 1 : 0;
  }
}

void ModelBuilder::CountOnExecutor(const TaskRow& row, const Outcome& outcome,
                                   model::ExecutorStageTotals& in_stage,
                                   model::Executor& executor) {
  const std::int64_t duration = row[TaskColumn::duration];
  Add(in_stage.task_time, duration);
  in_stage.succeeded_tasks += outcome.completed;
  in_stage.failed_tasks += outcome.failed;
  in_stage.killed_tasks += outcome.killed;
  executor.active_tasks -= outcome.no_longer_active;
  executor.completed_tasks += outcome.completed;
  executor.failed_tasks += outcome.failed;
  Add(executor.total_duration, duration);
}

void ModelBuilder::AddMetrics(const TaskRow& row, model::StageWork::Sums& sums,
                              model::ExecutorStageTotals& in_stage, model::Executor& executor) {
  for (std::size_t c = model::kFirstTaskMetric; c < model::kTaskColumnCount; ++c) {
    Add(sums.totals[c], row.values[c]);
  }
  const std::int64_t shuffle_read = SaturatingAdd(row[TaskColumn::shuffle_remote_bytes_read],
                                                  row[TaskColumn::shuffle_local_bytes_read]);
  Add(in_stage.input_bytes, row[TaskColumn::input_bytes]);
  Add(in_stage.input_records, row[TaskColumn::input_records]);
  Add(in_stage.output_bytes, row[TaskColumn::output_bytes]);
  Add(in_stage.output_records, row[TaskColumn::output_records]);
  Add(in_stage.shuffle_read, shuffle_read);
  Add(in_stage.shuffle_read_records, row[TaskColumn::shuffle_read_records]);
  Add(in_stage.shuffle_write, row[TaskColumn::shuffle_write_bytes]);
  Add(in_stage.shuffle_write_records, row[TaskColumn::shuffle_write_records]);
  Add(in_stage.memory_bytes_spilled, row[TaskColumn::memory_bytes_spilled]);
  Add(in_stage.disk_bytes_spilled, row[TaskColumn::disk_bytes_spilled]);
  Add(executor.total_gc_time, row[TaskColumn::jvm_gc_time]);
  Add(executor.total_input_bytes, row[TaskColumn::input_bytes]);
  Add(executor.total_shuffle_read, shuffle_read);
  Add(executor.total_shuffle_write, row[TaskColumn::shuffle_write_bytes]);
}

void ModelBuilder::SealAll() {
  for (model::StageAttempt& stage : app_.stages) stage.tasks.Seal();
  open_rows_ = 0;
}

void ModelBuilder::StageEnded(std::uint32_t stage_index) {
  model::StageAttempt& stage = app_.stages[stage_index];
  stage.tasks.Seal();
  stage.accumulators.shrink_to_fit();
  ForgetSlots(stage_index);
  sql_metrics_.StageCompleted(stage.key);
  completed_in_stage_[stage.key.stage_id].Compact();
  // Once every index has succeeded, none can be new.
  if (AllIndicesCompleted(stage)) completed_in_attempt_.erase(stage_index);
}

void ModelBuilder::ForgetSlots(std::uint32_t stage_index) {
  const auto slots = executor_slots_.find(stage_index);
  if (slots == executor_slots_.end()) return;
  slots_held_ -= 1 + slots->second.totals_of.size() + slots->second.peaks_of.size();
  if (last_slots_ == &slots->second) last_slots_ = nullptr;
  executor_slots_.erase(slots);
}

void ModelBuilder::Close(bool more_may_come) {
  for (const std::int64_t id : sql_metrics_.Open()) {
    const std::int64_t index = FindSql(id);
    if (index < 0) continue;
    model::SqlExecution& execution = app_.sql_executions[static_cast<std::size_t>(index)];
    if (model::IsKnown(execution.completion_time) && !execution.metrics.empty()) continue;
    execution.metrics = sql_metrics_.Fold(id);
    for (const model::MetricFold& metric : execution.metrics) {
      if (metric.approximate) Issue(ImportIssue::sketched_metric);
    }
    if (more_may_come) folded_by_close_.push_back(static_cast<std::uint32_t>(index));
  }
  AddUnfinishedTasks();
  if (more_may_come) return;
  running_tasks_.clear();
  SealAll();
}

void ModelBuilder::AddUnfinishedTasks() {
  std::vector<std::pair<std::int64_t, RunningTask>> unfinished(running_tasks_.begin(),
                                                               running_tasks_.end());
  std::sort(unfinished.begin(), unfinished.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [task_id, task] : unfinished) {
    TaskRow row;
    row[TaskColumn::task_id] = task_id;
    row[TaskColumn::index] = task.index;
    row[TaskColumn::attempt] = task.attempt;
    row[TaskColumn::partition_delta] = task.partition_delta;
    row[TaskColumn::executor] = task.executor;
    row[TaskColumn::launch_time] = task.launch_time;
    row[TaskColumn::flags] = task.flags | model::kTaskRunning;
    row[TaskColumn::locality] = task.locality;
    if (model::IsKnown(task.launch_time)) {
      row[TaskColumn::duration] =
          std::max<std::int64_t>(0, app_.effective_end_time() - task.launch_time);
    }
    app_.stages[task.stage_index].tasks.Append(row);
    Issue(ImportIssue::unfinished_task);
  }
}

void ModelBuilder::Reopen() {
  for (const std::uint32_t execution : folded_by_close_) {
    app_.sql_executions[execution].metrics.clear();
  }
  folded_by_close_.clear();
  for (const auto& [task_id, task] : running_tasks_) {
    model::TaskTable& tasks = app_.stages[task.stage_index].tasks;
    tasks.Truncate(tasks.size() - 1);
  }
}

}  // namespace dataflint::eventlog
