#include <algorithm>
#include <vector>

#include "base/saturate.h"
#include "report/spark_api/distributions.h"
#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

using model::TaskColumn;

void WriteCounts(const model::StageAttempt& stage, JsonWriter& json) {
  json.Field("status", NameOf(stage.status));
  json.Field("stageId", stage.key.stage_id);
  json.Field("attemptId", stage.key.attempt_id);
  json.Field("numTasks", stage.num_tasks);
  json.Field("numActiveTasks", stage.num_active_tasks);
  json.Field("numCompleteTasks", stage.num_complete_tasks);
  json.Field("numFailedTasks", stage.num_failed_tasks);
  json.Field("numKilledTasks", stage.num_killed_tasks);
  json.Field("numCompletedIndices", stage.num_completed_indices);
}

struct TotalField {
  std::string_view name;
  TaskColumn column;
};

// Sums over tasks that StageData shows, but for the two that join columns (below).
constexpr TotalField kTotals[] = {
    {"executorDeserializeTime", TaskColumn::executor_deserialize_time},
    {"executorDeserializeCpuTime", TaskColumn::executor_deserialize_cpu_time},
    {"executorRunTime", TaskColumn::executor_run_time},
    {"executorCpuTime", TaskColumn::executor_cpu_time},
    {"resultSize", TaskColumn::result_size},
    {"jvmGcTime", TaskColumn::jvm_gc_time},
    {"resultSerializationTime", TaskColumn::result_serialization_time},
    {"memoryBytesSpilled", TaskColumn::memory_bytes_spilled},
    {"diskBytesSpilled", TaskColumn::disk_bytes_spilled},
    {"peakExecutionMemory", TaskColumn::peak_execution_memory},
    {"peakOnHeapExecutionMemory", TaskColumn::peak_on_heap_execution_memory},
    {"peakOffHeapExecutionMemory", TaskColumn::peak_off_heap_execution_memory},
    {"inputBytes", TaskColumn::input_bytes},
    {"inputRecords", TaskColumn::input_records},
    {"outputBytes", TaskColumn::output_bytes},
    {"outputRecords", TaskColumn::output_records},
    {"shuffleRemoteBlocksFetched", TaskColumn::shuffle_remote_blocks_fetched},
    {"shuffleLocalBlocksFetched", TaskColumn::shuffle_local_blocks_fetched},
    {"shuffleFetchWaitTime", TaskColumn::shuffle_fetch_wait_time},
    {"shuffleRemoteBytesRead", TaskColumn::shuffle_remote_bytes_read},
    {"shuffleRemoteBytesReadToDisk", TaskColumn::shuffle_remote_bytes_read_to_disk},
    {"shuffleLocalBytesRead", TaskColumn::shuffle_local_bytes_read},
    {"shuffleReadRecords", TaskColumn::shuffle_read_records},
    {"shuffleCorruptMergedBlockChunks", TaskColumn::shuffle_corrupt_merged_block_chunks},
    {"shuffleMergedFetchFallbackCount", TaskColumn::shuffle_merged_fetch_fallback_count},
    {"shuffleMergedRemoteBlocksFetched", TaskColumn::shuffle_merged_remote_blocks_fetched},
    {"shuffleMergedLocalBlocksFetched", TaskColumn::shuffle_merged_local_blocks_fetched},
    {"shuffleMergedRemoteChunksFetched", TaskColumn::shuffle_merged_remote_chunks_fetched},
    {"shuffleMergedLocalChunksFetched", TaskColumn::shuffle_merged_local_chunks_fetched},
    {"shuffleMergedRemoteBytesRead", TaskColumn::shuffle_merged_remote_bytes_read},
    {"shuffleMergedLocalBytesRead", TaskColumn::shuffle_merged_local_bytes_read},
    {"shuffleRemoteReqsDuration", TaskColumn::shuffle_remote_requests_duration},
    {"shuffleMergedRemoteReqsDuration", TaskColumn::shuffle_merged_remote_requests_duration},
    {"shuffleWriteBytes", TaskColumn::shuffle_write_bytes},
    {"shuffleWriteTime", TaskColumn::shuffle_write_time},
    {"shuffleWriteRecords", TaskColumn::shuffle_write_records},
};

void WriteTotals(const model::StageAttempt& stage, JsonWriter& json) {
  for (const TotalField& field : kTotals) json.Field(field.name, stage.total(field.column));
  json.Field("shuffleReadBytes", SaturatingAdd(stage.total(TaskColumn::shuffle_remote_bytes_read),
                                               stage.total(TaskColumn::shuffle_local_bytes_read)));
}

void WriteExecutorSummary(const model::Application& app, const model::StageAttempt& stage,
                          const std::vector<StageExecutor>& executors, JsonWriter& json) {
  json.BeginObject("executorSummary");
  for (const StageExecutor& executor : executors) {
    const model::ExecutorStageTotals& totals = executor.totals;
    json.BeginObject(app.text(app.executors[executor.executor].id));
    json.Field("taskTime", totals.task_time);
    json.Field("failedTasks", totals.failed_tasks);
    json.Field("succeededTasks", totals.succeeded_tasks);
    json.Field("killedTasks", totals.killed_tasks);
    json.Field("inputBytes", totals.input_bytes);
    json.Field("inputRecords", totals.input_records);
    json.Field("outputBytes", totals.output_bytes);
    json.Field("outputRecords", totals.output_records);
    json.Field("shuffleRead", totals.shuffle_read);
    json.Field("shuffleReadRecords", totals.shuffle_read_records);
    json.Field("shuffleWrite", totals.shuffle_write);
    json.Field("shuffleWriteRecords", totals.shuffle_write_records);
    json.Field("memoryBytesSpilled", totals.memory_bytes_spilled);
    json.Field("diskBytesSpilled", totals.disk_bytes_spilled);
    const bool excluded = std::binary_search(stage.excluded_executors.begin(),
                                             stage.excluded_executors.end(), executor.executor);
    json.Field("isBlacklistedForStage", excluded);
    json.Field("isExcludedForStage", excluded);
    Peaks(json, "peakMemoryMetrics", executor.peaks);
    json.EndObject();
  }
  json.EndObject();
}

// SpeculationStageSummary: of the copies that Spark started itself.
void WriteSpeculation(const model::StageAttempt& stage, JsonWriter& json) {
  std::int64_t started = 0;
  std::int64_t active = 0;
  std::int64_t completed = 0;
  std::int64_t failed = 0;
  std::int64_t killed = 0;
  for (const std::int64_t flags : stage.tasks.Read(TaskColumn::flags)) {
    if ((flags & model::kTaskSpeculative) == 0) continue;
    ++started;
    if ((flags & model::kTaskRunning) != 0) ++active;
    if ((flags & model::kTaskSucceeded) != 0) ++completed;
    if ((flags & model::kTaskFailed) != 0) ++failed;
    if ((flags & model::kTaskKilled) != 0) ++killed;
  }
  if (started == 0) return;
  json.BeginObject("speculationSummary");
  json.Field("numTasks", started);
  json.Field("numActiveTasks", active);
  json.Field("numCompletedTasks", completed);
  json.Field("numFailedTasks", failed);
  json.Field("numKilledTasks", killed);
  json.EndObject();
}

void WriteStage(const model::Application& app, const model::StageAttempt& stage,
                std::span<const double> quantiles, JsonWriter& json) {
  json.BeginObject();
  WriteCounts(stage, json);
  OptionalTime(json, "submissionTime", stage.submission_time);
  OptionalTime(json, "firstTaskLaunchedTime", stage.first_task_launched_time);
  OptionalTime(json, "completionTime", stage.completion_time);
  OptionalText(json, "failureReason", app.text(stage.failure_reason));
  WriteTotals(stage, json);
  json.Field("name", app.text(stage.name));
  OptionalText(json, "description", app.text(stage.description));
  json.Field("details", app.text(stage.details));
  json.Field("schedulingPool", stage.scheduling_pool == StringId::kEmpty
                                   ? std::string_view("default")
                                   : app.text(stage.scheduling_pool));
  IdList(json, "rddIds", stage.rdd_ids);
  AccumulatorUpdates(json, app, stage.accumulables);
  const std::vector<StageExecutor> executors = ExecutorsOf(stage);
  WriteExecutorSummary(app, stage, executors, json);
  WriteSpeculation(stage, json);
  CountMap(json, app, "killedTasksSummary", stage.killed_tasks_summary);
  json.Field("resourceProfileId", stage.resource_profile_id);
  Peaks(json, "peakExecutorMetrics", stage.peaks());
  TaskDistributions(json, stage, quantiles);
  ExecutorDistributions(json, executors, quantiles);
  json.Field("isShufflePushEnabled", stage.is_shuffle_push_enabled);
  json.Field("shuffleMergersCount", stage.shuffle_mergers_count);
  json.EndObject();
}

}  // namespace

void WriteStages(const Report& report, std::span<const double> quantiles, JsonWriter& json) {
  std::vector<const model::StageAttempt*> stages;
  for (const model::StageAttempt& stage : report.app->stages) stages.push_back(&stage);
  std::stable_sort(stages.begin(), stages.end(),
                   [](const auto* a, const auto* b) { return a->key > b->key; });
  json.BeginArray();
  for (const model::StageAttempt* stage : stages) {
    WriteStage(*report.app, *stage, quantiles, json);
  }
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
