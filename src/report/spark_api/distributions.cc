// Follows AppStatusStore.taskSummary and .stageExecutorSummary (core/.../status).
#include "report/spark_api/distributions.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <unordered_map>

#include "analysis/quantile.h"
#include "base/saturate.h"
#include "report/spark_api/task_times.h"

namespace dataflint::report::spark_api {
namespace {

using model::TaskColumn;

// Writes values at the quantiles of columns, key by key.
class QuantileWriter {
 public:
  QuantileWriter(JsonWriter& json, std::span<const double> quantiles)
      : json_(json), quantiles_(quantiles) {}

  void WriteList() {
    json_.BeginArray("quantiles");
    for (const double q : quantiles_) json_.Double(q);
    json_.EndArray();
  }

  // Of `count` values; there may be more of them (see WriteTimes).
  void Write(std::string_view key, std::vector<std::int64_t>& values, std::size_t count) {
    std::sort(values.begin(), values.end());
    json_.BeginArray(key);
    for (const double q : quantiles_) {
      json_.Int(values.empty() || count == 0 ? 0 : values[analysis::QuantileIndex(q, count)]);
    }
    json_.EndArray();
  }

 private:
  JsonWriter& json_;
  std::span<const double> quantiles_;
};

// The successful tasks of a stage, column by column.
class TaskValues {
 public:
  TaskValues(const model::TaskTable& tasks, QuantileWriter& writer)
      : tasks_(tasks), writer_(writer), flags_(tasks.Read(TaskColumn::flags)) {
    for (const std::int64_t flags : flags_) count_ += Counts(flags) ? 1U : 0U;
  }

  std::size_t count() const { return count_; }

  void Write(std::string_view key, std::initializer_list<TaskColumn> columns) {
    values_.assign(count_, 0);
    for (const TaskColumn column : columns) {
      tasks_.Read(column, column_);
      std::size_t next = 0;
      for (std::size_t i = 0; i < flags_.size(); ++i) {
        if (!Counts(flags_[i])) continue;
        values_[next] = SaturatingAdd(values_[next], column_[i]);
        ++next;
      }
    }
    writer_.Write(key, values_, count_);
  }

  // Times that Spark computes from a task's own times are sorted over all tasks that ended, while
  // the index is taken of the successful ones; where no task failed that is the same.
  void WriteTimes() {
    std::vector<std::int64_t> durations;
    std::vector<std::int64_t> getting_result;
    std::vector<std::int64_t> delays;
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      const model::TaskRow task = tasks_.Row(i);
      durations.push_back(task[TaskColumn::duration]);
      if (task.Has(model::kTaskRunning)) continue;
      getting_result.push_back(GettingResultTime(task));
      delays.push_back(SchedulerDelay(task));
    }
    writer_.Write("duration", durations, count_);
    writer_.Write("gettingResultTime", getting_result, count_);
    writer_.Write("schedulerDelay", delays, count_);
  }

 private:
  static bool Counts(std::int64_t flags) { return (flags & model::kTaskSucceeded) != 0; }

  const model::TaskTable& tasks_;
  QuantileWriter& writer_;
  std::vector<std::int64_t> flags_;
  std::size_t count_ = 0;
  std::vector<std::int64_t> values_;
  std::vector<std::int64_t> column_;
};

void WriteShuffleRead(TaskValues& tasks, JsonWriter& json) {
  using enum TaskColumn;
  json.BeginObject("shuffleReadMetrics");
  tasks.Write("readBytes", {shuffle_local_bytes_read, shuffle_remote_bytes_read});
  tasks.Write("readRecords", {shuffle_read_records});
  tasks.Write("remoteBlocksFetched", {shuffle_remote_blocks_fetched});
  tasks.Write("localBlocksFetched", {shuffle_local_blocks_fetched});
  tasks.Write("fetchWaitTime", {shuffle_fetch_wait_time});
  tasks.Write("remoteBytesRead", {shuffle_remote_bytes_read});
  tasks.Write("remoteBytesReadToDisk", {shuffle_remote_bytes_read_to_disk});
  tasks.Write("totalBlocksFetched", {shuffle_local_blocks_fetched, shuffle_remote_blocks_fetched});
  tasks.Write("remoteReqsDuration", {shuffle_remote_requests_duration});
  json.BeginObject("shufflePushReadMetricsDist");
  tasks.Write("corruptMergedBlockChunks", {shuffle_corrupt_merged_block_chunks});
  tasks.Write("mergedFetchFallbackCount", {shuffle_merged_fetch_fallback_count});
  tasks.Write("remoteMergedBlocksFetched", {shuffle_merged_remote_blocks_fetched});
  tasks.Write("localMergedBlocksFetched", {shuffle_merged_local_blocks_fetched});
  tasks.Write("remoteMergedChunksFetched", {shuffle_merged_remote_chunks_fetched});
  tasks.Write("localMergedChunksFetched", {shuffle_merged_local_chunks_fetched});
  tasks.Write("remoteMergedBytesRead", {shuffle_merged_remote_bytes_read});
  tasks.Write("localMergedBytesRead", {shuffle_merged_local_bytes_read});
  tasks.Write("remoteMergedReqsDuration", {shuffle_merged_remote_requests_duration});
  json.EndObject();
  json.EndObject();
}

}  // namespace

void TaskDistributions(JsonWriter& json, const model::StageAttempt& stage,
                       std::span<const double> quantiles) {
  using enum TaskColumn;
  QuantileWriter writer(json, quantiles);
  TaskValues tasks(stage.tasks, writer);
  if (tasks.count() == 0) return;
  json.BeginObject("taskMetricsDistributions");
  writer.WriteList();
  tasks.WriteTimes();
  tasks.Write("executorDeserializeTime", {executor_deserialize_time});
  tasks.Write("executorDeserializeCpuTime", {executor_deserialize_cpu_time});
  tasks.Write("executorRunTime", {executor_run_time});
  tasks.Write("executorCpuTime", {executor_cpu_time});
  tasks.Write("resultSize", {result_size});
  tasks.Write("jvmGcTime", {jvm_gc_time});
  tasks.Write("resultSerializationTime", {result_serialization_time});
  tasks.Write("peakExecutionMemory", {peak_execution_memory});
  tasks.Write("peakOnHeapExecutionMemory", {peak_on_heap_execution_memory});
  tasks.Write("peakOffHeapExecutionMemory", {peak_off_heap_execution_memory});
  tasks.Write("memoryBytesSpilled", {memory_bytes_spilled});
  tasks.Write("diskBytesSpilled", {disk_bytes_spilled});
  json.BeginObject("inputMetrics");
  tasks.Write("bytesRead", {input_bytes});
  tasks.Write("recordsRead", {input_records});
  json.EndObject();
  json.BeginObject("outputMetrics");
  tasks.Write("bytesWritten", {output_bytes});
  tasks.Write("recordsWritten", {output_records});
  json.EndObject();
  WriteShuffleRead(tasks, json);
  json.BeginObject("shuffleWriteMetrics");
  tasks.Write("writeBytes", {shuffle_write_bytes});
  tasks.Write("writeRecords", {shuffle_write_records});
  tasks.Write("writeTime", {shuffle_write_time});
  json.EndObject();
  json.EndObject();
}

std::vector<StageExecutor> ExecutorsOf(const model::StageAttempt& stage) {
  std::vector<StageExecutor> executors;
  std::unordered_map<std::uint32_t, std::size_t> entry_of;
  for (const model::ExecutorStageTotals& totals : stage.work.executor_totals()) {
    entry_of.emplace(totals.executor, executors.size());
    executors.push_back({totals.executor, totals, {}});
  }
  for (const model::ExecutorStagePeaks& entry : stage.work.executor_peaks()) {
    const auto [known, added] = entry_of.try_emplace(entry.executor, executors.size());
    if (added) executors.push_back({entry.executor, {}, {}});
    executors[known->second].peaks = entry.peaks;
  }
  return executors;
}

void ExecutorDistributions(JsonWriter& json, const std::vector<StageExecutor>& executors,
                           std::span<const double> quantiles) {
  if (executors.empty()) return;
  json.BeginObject("executorMetricsDistributions");
  QuantileWriter writer(json, quantiles);
  writer.WriteList();
  std::vector<std::int64_t> values;
  const auto total = [&](std::string_view key, std::int64_t model::ExecutorStageTotals::* member) {
    values.clear();
    for (const StageExecutor& executor : executors) {
      values.push_back(executor.totals.*member);
    }
    writer.Write(key, values, values.size());
  };
  using Totals = model::ExecutorStageTotals;
  total("taskTime", &Totals::task_time);
  total("failedTasks", &Totals::failed_tasks);
  total("succeededTasks", &Totals::succeeded_tasks);
  total("killedTasks", &Totals::killed_tasks);
  total("inputBytes", &Totals::input_bytes);
  total("inputRecords", &Totals::input_records);
  total("outputBytes", &Totals::output_bytes);
  total("outputRecords", &Totals::output_records);
  total("shuffleRead", &Totals::shuffle_read);
  total("shuffleReadRecords", &Totals::shuffle_read_records);
  total("shuffleWrite", &Totals::shuffle_write);
  total("shuffleWriteRecords", &Totals::shuffle_write_records);
  total("memoryBytesSpilled", &Totals::memory_bytes_spilled);
  total("diskBytesSpilled", &Totals::disk_bytes_spilled);
  json.BeginObject("peakMemoryMetrics");
  for (std::size_t i = 0; i < model::kExecutorMetricCount; ++i) {
    const auto metric = static_cast<model::ExecutorMetric>(i);
    values.clear();
    for (const StageExecutor& executor : executors) {
      values.push_back(std::max<std::int64_t>(executor.peaks[metric], 0));
    }
    writer.Write(model::NameOf(metric), values, values.size());
  }
  json.EndObject();
  json.EndObject();
}

}  // namespace dataflint::report::spark_api
