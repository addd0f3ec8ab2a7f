// Task starts and ends: JSON to ParsedTask to TaskSink.
#include "eventlog/events/task_end.h"

#include <algorithm>
#include <array>

#include "eventlog/events/executor_metrics.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/task_failure.h"

namespace dataflint::eventlog {
namespace {

using model::TaskColumn;
using model::TaskRow;

struct Metric {
  std::string_view key;
  TaskColumn column;
};

constexpr std::array<Metric, 12> kTop = {{
    {"Executor Deserialize Time", TaskColumn::executor_deserialize_time},
    {"Executor Deserialize CPU Time", TaskColumn::executor_deserialize_cpu_time},
    {"Executor Run Time", TaskColumn::executor_run_time},
    {"Executor CPU Time", TaskColumn::executor_cpu_time},
    {"Peak Execution Memory", TaskColumn::peak_execution_memory},
    {"Peak On Heap Execution Memory", TaskColumn::peak_on_heap_execution_memory},
    {"Peak Off Heap Execution Memory", TaskColumn::peak_off_heap_execution_memory},
    {"Result Size", TaskColumn::result_size},
    {"JVM GC Time", TaskColumn::jvm_gc_time},
    {"Result Serialization Time", TaskColumn::result_serialization_time},
    {"Memory Bytes Spilled", TaskColumn::memory_bytes_spilled},
    {"Disk Bytes Spilled", TaskColumn::disk_bytes_spilled},
}};
constexpr std::array<Metric, 8> kShuffleRead = {{
    {"Remote Blocks Fetched", TaskColumn::shuffle_remote_blocks_fetched},
    {"Local Blocks Fetched", TaskColumn::shuffle_local_blocks_fetched},
    {"Fetch Wait Time", TaskColumn::shuffle_fetch_wait_time},
    {"Remote Bytes Read", TaskColumn::shuffle_remote_bytes_read},
    {"Remote Bytes Read To Disk", TaskColumn::shuffle_remote_bytes_read_to_disk},
    {"Local Bytes Read", TaskColumn::shuffle_local_bytes_read},
    {"Total Records Read", TaskColumn::shuffle_read_records},
    {"Remote Requests Duration", TaskColumn::shuffle_remote_requests_duration},
}};
constexpr std::array<Metric, 10> kShufflePush = {{
    {"Merged Fallback Count", TaskColumn::shuffle_merged_fetch_fallback_count},
    {"Corrupt Merged Block Chunks", TaskColumn::shuffle_corrupt_merged_block_chunks},
    {"Merged Fetch Fallback Count", TaskColumn::shuffle_merged_fetch_fallback_count},
    {"Merged Remote Blocks Fetched", TaskColumn::shuffle_merged_remote_blocks_fetched},
    {"Merged Local Blocks Fetched", TaskColumn::shuffle_merged_local_blocks_fetched},
    {"Merged Remote Chunks Fetched", TaskColumn::shuffle_merged_remote_chunks_fetched},
    {"Merged Local Chunks Fetched", TaskColumn::shuffle_merged_local_chunks_fetched},
    {"Merged Remote Bytes Read", TaskColumn::shuffle_merged_remote_bytes_read},
    {"Merged Local Bytes Read", TaskColumn::shuffle_merged_local_bytes_read},
    {"Merged Remote Requests Duration", TaskColumn::shuffle_merged_remote_requests_duration},
}};
constexpr std::array<Metric, 3> kShuffleWrite = {{
    {"Shuffle Bytes Written", TaskColumn::shuffle_write_bytes},
    {"Shuffle Write Time", TaskColumn::shuffle_write_time},
    {"Shuffle Records Written", TaskColumn::shuffle_write_records},
}};
constexpr std::array<Metric, 2> kInput = {{
    {"Bytes Read", TaskColumn::input_bytes},
    {"Records Read", TaskColumn::input_records},
}};
constexpr std::array<Metric, 2> kOutput = {{
    {"Bytes Written", TaskColumn::output_bytes},
    {"Records Written", TaskColumn::output_records},
}};

// More than any task can measure (9 PB, 104 days in nanoseconds): sums of a few stay far inside 64
// bits.
constexpr std::int64_t kLargestMetric = std::int64_t{1} << 53;

// A metric: a number below zero or beyond all measure is none (bad_number).
void ReadMetric(const JsonValue& value, TaskColumn column, EventContext& context, TaskRow& row) {
  const std::int64_t number = value.Int();
  if (number < 0 || number > kLargestMetric) {
    context.builder.Issue(ImportIssue::bad_number, value.Raw());
    return;
  }
  row[column] = number;
}

template <std::size_t N>
void ReadMetrics(const JsonValue& object, const std::array<Metric, N>& metrics,
                 EventContext& context, TaskRow& row) {
  std::array<bool, N> seen{};
  std::size_t expected = 0;
  for (const JsonMember& member : object.members()) {
    const std::string_view name = member.name();
    for (std::size_t i = 0; i < N; ++i) {
      const std::size_t at = (expected + i) % N;
      if (metrics[at].key != name) continue;
      if (!seen[at]) ReadMetric(member.value, metrics[at].column, context, row);
      seen[at] = true;
      expected = at + 1;
      break;
    }
  }
}

void ReadTaskMetrics(const JsonValue& metrics, EventContext& context, TaskRow& row) {
  ReadMetrics(metrics, kTop, context, row);
  JsonValue shuffle_read;
  JsonValue shuffle_write;
  JsonValue input;
  JsonValue output;
  metrics.Pick({{"Shuffle Read Metrics", shuffle_read},
                {"Shuffle Write Metrics", shuffle_write},
                {"Input Metrics", input},
                {"Output Metrics", output}});
  ReadMetrics(shuffle_read, kShuffleRead, context, row);
  ReadMetrics(shuffle_read["Push Based Shuffle"], kShufflePush, context, row);
  // What Spark up to 3.5 reads (but never wrote itself).
  ReadMetrics(shuffle_read["Shuffle Push Read Metrics"], kShufflePush, context, row);
  ReadMetrics(shuffle_write, kShuffleWrite, context, row);
  ReadMetrics(input, kInput, context, row);
  ReadMetrics(output, kOutput, context, row);
}

struct TaskInfo {
  JsonValue task_id, index, attempt, partition, launch, executor, host, locality, speculative,
      getting_result, finish, failed, killed, accumulables;
};

TaskInfo PickTaskInfo(const JsonValue& object) {
  TaskInfo info;
  object.Pick({{"Task ID", info.task_id},
               {"Index", info.index},
               {"Attempt", info.attempt},
               {"Partition ID", info.partition},
               {"Launch Time", info.launch},
               {"Executor ID", info.executor},
               {"Host", info.host},
               {"Locality", info.locality},
               {"Speculative", info.speculative},
               {"Getting Result Time", info.getting_result},
               {"Finish Time", info.finish},
               {"Failed", info.failed},
               {"Killed", info.killed},
               {"Accumulables", info.accumulables}});
  return info;
}

bool ReadKey(const JsonValue& stage, const JsonValue& attempt, EventContext& context,
             ParsedTask& task) {
  if (!context.Need(stage, "Stage ID")) return false;
  task.stage = {stage.Int(-1), attempt.Int(0)};
  if (task.stage.stage_id < 0) {
    context.builder.Issue(ImportIssue::bad_id, stage.Raw());
    return false;
  }
  if (task.stage.attempt_id < 0) {
    context.builder.Issue(ImportIssue::negative_stage_attempt);
    return false;
  }
  return true;
}

// What starts and ends have in common.
bool ReadTaskInfo(const TaskInfo& info, EventContext& context, ParsedTask& task) {
  if (!context.Need(info.task_id, "Task ID") || !context.Need(info.executor, "Executor ID")) {
    return false;
  }
  TaskRow& row = task.row;
  row = {};
  task.executor_id = info.executor.Text();
  task.host = info.host.Text();
  row[TaskColumn::task_id] = info.task_id.Int(-1);
  row[TaskColumn::index] = context.Int32(info.index, 0);
  row[TaskColumn::attempt] = context.Int32(info.attempt, 1);
  row[TaskColumn::partition_delta] = context.Int32(info.partition, -1) - row[TaskColumn::index];
  context.Need(info.launch, "Launch Time");
  row[TaskColumn::launch_time] = context.Time(info.launch);
  row[TaskColumn::locality] = static_cast<std::int64_t>(model::LocalityOf(info.locality.Text()));
  if (info.speculative.Bool()) row[TaskColumn::flags] |= model::kTaskSpeculative;
  if (row[TaskColumn::task_id] >= 0) return true;
  context.builder.Issue(ImportIssue::bad_id, info.task_id.Raw());
  return false;
}

// Of an end.
void ReadTimes(const TaskInfo& info, EventContext& context, TaskRow& row) {
  const model::TimeMs launch = row[TaskColumn::launch_time];
  const model::TimeMs finish = context.TimeIfSet(info.finish);
  const model::TimeMs getting_result = context.TimeIfSet(info.getting_result);
  if (!model::IsKnown(launch)) return;
  row[TaskColumn::duration] = kNoDuration;
  if (model::IsKnown(finish)) {
    if (finish < launch) context.builder.Issue(ImportIssue::negative_duration, "task");
    row[TaskColumn::duration] = std::max<std::int64_t>(0, finish - launch);
  }
  if (model::IsKnown(getting_result)) {
    row[TaskColumn::getting_result_delay] = std::max<std::int64_t>(0, getting_result - launch);
  }
}

std::int64_t OutcomeFlags(std::string_view reason, const TaskInfo& info) {
  if (reason == "Success") return model::kTaskSucceeded;
  if (reason == "TaskKilled" || reason == "TaskCommitDenied") return model::kTaskKilled;
  if (reason == "Resubmitted") return model::kTaskFailed | model::kTaskResubmitted;
  if (!reason.empty()) return model::kTaskFailed;
  if (info.killed.Bool()) return model::kTaskKilled;
  return info.failed.Bool() ? model::kTaskFailed : model::kTaskSucceeded;
}

void ReadUpdates(const JsonValue& accumulables, ParsedTask& task) {
  for (const JsonValue& accumulable : accumulables.items()) {
    JsonValue id;
    JsonValue name;
    JsonValue update;
    accumulable.Pick({{"ID", id}, {"Name", name}, {"Update", update}});
    AccumulatorUpdate read;
    if (!id.TryInt(read.id) || !update.TryInt(read.value)) continue;
    if (!RepeatsTaskMetrics(name.Text())) task.updates.push_back(read);
  }
}

}  // namespace

bool ReadTaskStartEvent(const JsonValue& event, EventContext& context, ParsedTask& task) {
  JsonValue stage;
  JsonValue attempt;
  JsonValue info;
  event.Pick({{"Stage ID", stage}, {"Stage Attempt ID", attempt}, {"Task Info", info}});
  task.failure = {};
  task.updates.clear();
  task.peaks = {};
  return ReadKey(stage, attempt, context, task) && ReadTaskInfo(PickTaskInfo(info), context, task);
}

bool ReadTaskEndEvent(const JsonValue& event, EventContext& context, ParsedTask& task) {
  JsonValue stage;
  JsonValue attempt;
  JsonValue type;
  JsonValue reason;
  JsonValue info_value;
  JsonValue peaks;
  JsonValue metrics;
  event.Pick({{"Stage ID", stage},
              {"Stage Attempt ID", attempt},
              {"Task Type", type},
              {"Task End Reason", reason},
              {"Task Info", info_value},
              {"Task Executor Metrics", peaks},
              {"Task Metrics", metrics}});
  task.failure = {};
  task.updates.clear();
  const TaskInfo info = PickTaskInfo(info_value);
  if (!ReadKey(stage, attempt, context, task) || !ReadTaskInfo(info, context, task)) return false;
  ReadTimes(info, context, task.row);
  const std::string_view why = reason["Reason"].Text();
  std::int64_t flags = OutcomeFlags(why, info);
  if ((flags & model::kTaskSucceeded) == 0) task.failure = ReadTaskFailure(reason, context);
  if (type.Text() == "ResultTask") flags |= model::kTaskIsResult;
  if (metrics.is_object()) {
    flags |= model::kTaskHasMetrics;
    ReadTaskMetrics(metrics, context, task.row);
  }
  task.row[TaskColumn::flags] |= flags;
  task.peaks = ReadExecutorPeaks(peaks);
  ReadUpdates(info.accumulables, task);
  return true;
}

void ReadTaskStart(const JsonValue& event, EventContext& context) {
  ParsedTask task;
  if (ReadTaskStartEvent(event, context, task)) context.sink.Start(task);
}

void ReadTaskEnd(const JsonValue& event, EventContext& context) {
  ParsedTask task;
  if (ReadTaskEndEvent(event, context, task)) context.sink.End(task);
}

}  // namespace dataflint::eventlog
