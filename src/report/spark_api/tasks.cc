#include <algorithm>
#include <vector>

#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"
#include "report/spark_api/task_times.h"

namespace dataflint::report::spark_api {
namespace {

using model::TaskColumn;

std::string_view StatusOf(const model::TaskRow& task) {
  if (task.Has(model::kTaskRunning)) return "RUNNING";
  if (task.Has(model::kTaskKilled)) return "KILLED";
  return task.Has(model::kTaskSucceeded) ? "SUCCESS" : "FAILED";
}

void WriteShuffleRead(const model::TaskRow& task, JsonWriter& json) {
  json.BeginObject("shuffleReadMetrics");
  json.Field("remoteBlocksFetched", task[TaskColumn::shuffle_remote_blocks_fetched]);
  json.Field("localBlocksFetched", task[TaskColumn::shuffle_local_blocks_fetched]);
  json.Field("fetchWaitTime", task[TaskColumn::shuffle_fetch_wait_time]);
  json.Field("remoteBytesRead", task[TaskColumn::shuffle_remote_bytes_read]);
  json.Field("remoteBytesReadToDisk", task[TaskColumn::shuffle_remote_bytes_read_to_disk]);
  json.Field("localBytesRead", task[TaskColumn::shuffle_local_bytes_read]);
  json.Field("recordsRead", task[TaskColumn::shuffle_read_records]);
  json.Field("remoteReqsDuration", task[TaskColumn::shuffle_remote_requests_duration]);
  json.BeginObject("shufflePushReadMetrics");
  json.Field("corruptMergedBlockChunks", task[TaskColumn::shuffle_corrupt_merged_block_chunks]);
  json.Field("mergedFetchFallbackCount", task[TaskColumn::shuffle_merged_fetch_fallback_count]);
  json.Field("remoteMergedBlocksFetched", task[TaskColumn::shuffle_merged_remote_blocks_fetched]);
  json.Field("localMergedBlocksFetched", task[TaskColumn::shuffle_merged_local_blocks_fetched]);
  json.Field("remoteMergedChunksFetched", task[TaskColumn::shuffle_merged_remote_chunks_fetched]);
  json.Field("localMergedChunksFetched", task[TaskColumn::shuffle_merged_local_chunks_fetched]);
  json.Field("remoteMergedBytesRead", task[TaskColumn::shuffle_merged_remote_bytes_read]);
  json.Field("localMergedBytesRead", task[TaskColumn::shuffle_merged_local_bytes_read]);
  json.Field("remoteMergedReqsDuration", task[TaskColumn::shuffle_merged_remote_requests_duration]);
  json.EndObject();
  json.EndObject();
}

void WriteMetrics(const model::TaskRow& task, JsonWriter& json) {
  json.BeginObject("taskMetrics");
  json.Field("executorDeserializeTime", task[TaskColumn::executor_deserialize_time]);
  json.Field("executorDeserializeCpuTime", task[TaskColumn::executor_deserialize_cpu_time]);
  json.Field("executorRunTime", task[TaskColumn::executor_run_time]);
  json.Field("executorCpuTime", task[TaskColumn::executor_cpu_time]);
  json.Field("resultSize", task[TaskColumn::result_size]);
  json.Field("jvmGcTime", task[TaskColumn::jvm_gc_time]);
  json.Field("resultSerializationTime", task[TaskColumn::result_serialization_time]);
  json.Field("memoryBytesSpilled", task[TaskColumn::memory_bytes_spilled]);
  json.Field("diskBytesSpilled", task[TaskColumn::disk_bytes_spilled]);
  json.Field("peakExecutionMemory", task[TaskColumn::peak_execution_memory]);
  json.Field("peakOnHeapExecutionMemory", task[TaskColumn::peak_on_heap_execution_memory]);
  json.Field("peakOffHeapExecutionMemory", task[TaskColumn::peak_off_heap_execution_memory]);
  json.BeginObject("inputMetrics");
  json.Field("bytesRead", task[TaskColumn::input_bytes]);
  json.Field("recordsRead", task[TaskColumn::input_records]);
  json.EndObject();
  json.BeginObject("outputMetrics");
  json.Field("bytesWritten", task[TaskColumn::output_bytes]);
  json.Field("recordsWritten", task[TaskColumn::output_records]);
  json.EndObject();
  WriteShuffleRead(task, json);
  json.BeginObject("shuffleWriteMetrics");
  json.Field("bytesWritten", task[TaskColumn::shuffle_write_bytes]);
  json.Field("writeTime", task[TaskColumn::shuffle_write_time]);
  json.Field("recordsWritten", task[TaskColumn::shuffle_write_records]);
  json.EndObject();
  json.EndObject();
}

void WriteTask(const model::Application& app, const model::StageAttempt& stage,
               const model::TaskRow& task, JsonWriter& json) {
  const auto executor = static_cast<std::size_t>(task[TaskColumn::executor]);
  const bool known = executor < app.executors.size();
  json.BeginObject();
  json.Field("taskId", task[TaskColumn::task_id]);
  json.Field("index", task[TaskColumn::index]);
  json.Field("attempt", task[TaskColumn::attempt]);
  json.Field("partitionId", task[TaskColumn::index] + task[TaskColumn::partition_delta]);
  OptionalTime(json, "launchTime", task[TaskColumn::launch_time]);
  if (const std::int64_t delay = task[TaskColumn::getting_result_delay]; delay > 0) {
    OptionalTime(json, "resultFetchStart", task[TaskColumn::launch_time] + delay);
  }
  if (task[TaskColumn::duration] > 0) json.Field("duration", task[TaskColumn::duration]);
  json.Field("executorId", known ? app.text(app.executors[executor].id) : std::string_view());
  json.Field("host", known ? app.text(app.executors[executor].host) : std::string_view());
  json.Field("status", StatusOf(task));
  json.Field("taskLocality", NameOf(static_cast<model::Locality>(task[TaskColumn::locality])));
  json.Field("speculative", task.Has(model::kTaskSpeculative));
  if (stage.accumulables.empty()) AccumulatorUpdates(json, app, {});
  const auto failure = static_cast<std::size_t>(task[TaskColumn::failure]);
  if (failure != 0 && failure < app.task_failures.size()) {
    OptionalText(json, "errorMessage", app.text(app.task_failures[failure].error_message));
  }
  // Spark reads an end without metrics as one whose metrics are zero.
  if (!task.Has(model::kTaskRunning)) WriteMetrics(task, json);
  if (known) {
    TextMap(json, app, "executorLogs", app.executors[executor].log_urls);
  } else {
    TextMap(json, app, "executorLogs", {});
  }
  json.Field("schedulerDelay", SchedulerDelay(task));
  json.Field("gettingResultTime", GettingResultTime(task));
  json.EndObject();
}

}  // namespace

void WriteTasks(const Report& report, const model::StageAttempt& stage, JsonWriter& json) {
  const std::vector<std::int64_t> ids = stage.tasks.Read(TaskColumn::task_id);
  std::vector<std::size_t> order(ids.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
  json.BeginArray();
  for (const std::size_t row : order) WriteTask(*report.app, stage, stage.tasks.Row(row), json);
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
