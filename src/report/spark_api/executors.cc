#include <algorithm>
#include <string>
#include <vector>

#include "analysis/timeline.h"
#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

// Spark takes a task's end for a sample of the executor's memory, even if all of it is zero.
bool HasPeaks(const model::Executor& executor) {
  return executor.peaks.seen || executor.total_tasks > executor.active_tasks;
}

// Of the driver the API shows the application's time and its JVM's GC time
// (AppStatusStore.replaceExec).
struct DriverTimes {
  std::int64_t duration;
  std::int64_t gc_time;
};
DriverTimes TimesOf(const model::Application& app, const model::Executor& executor) {
  DriverTimes times{executor.total_duration, executor.total_gc_time};
  if (app.text(executor.id) != "driver") return times;
  if (model::IsKnown(app.start_time) && app.effective_end_time() >= app.start_time) {
    times.duration = app.effective_end_time() - app.start_time;
  }
  if (HasPeaks(executor)) times.gc_time = executor.peaks[model::ExecutorMetric::TotalGCTime];
  return times;
}

void WriteMemoryMetrics(const model::Executor& executor, JsonWriter& json) {
  if (executor.max_on_heap_memory < 0) return;
  json.BeginObject("memoryMetrics");
  json.Field("usedOnHeapStorageMemory", executor.used_on_heap_memory);
  json.Field("usedOffHeapStorageMemory", executor.used_off_heap_memory);
  json.Field("totalOnHeapStorageMemory", executor.max_on_heap_memory);
  json.Field("totalOffHeapStorageMemory", std::max<std::int64_t>(executor.max_off_heap_memory, 0));
  json.EndObject();
}

std::string HostPort(const model::Application& app, const model::Executor& executor) {
  std::string text(app.text(executor.host));
  if (executor.port >= 0) text += ':' + std::to_string(executor.port);
  return text;
}

void WriteResources(const model::Application& app, const model::Executor& executor,
                    JsonWriter& json) {
  json.BeginObject("resources");
  for (const auto& [name, addresses] : executor.resources) {
    json.BeginObject(app.text(name));
    json.Field("name", app.text(name));
    json.BeginArray("addresses");
    for (const StringId address : addresses) json.String(app.text(address));
    json.EndArray();
    json.EndObject();
  }
  json.EndObject();
}

// Tasks it runs at once are its cores over those that a task holds (AppStatusListener.onExecutorAdded).
void WriteExecutor(const model::Application& app, const analysis::TaskCpus& task_cpus,
                   const model::Executor& executor, JsonWriter& json) {
  const DriverTimes times = TimesOf(app, executor);
  json.BeginObject();
  json.Field("id", app.text(executor.id));
  json.Field("hostPort", HostPort(app, executor));
  json.Field("isActive", executor.is_active);
  json.Field("rddBlocks", executor.rdd_blocks);
  json.Field("memoryUsed", executor.memory_used);
  json.Field("diskUsed", executor.disk_used);
  json.Field("totalCores", executor.total_cores);
  json.Field("maxTasks", executor.total_cores / task_cpus.OfProfile(executor.resource_profile_id));
  json.Field("activeTasks", executor.active_tasks);
  json.Field("failedTasks", executor.failed_tasks);
  json.Field("completedTasks", executor.completed_tasks);
  json.Field("totalTasks", executor.total_tasks);
  json.Field("totalDuration", times.duration);
  json.Field("totalGCTime", times.gc_time);
  json.Field("totalInputBytes", executor.total_input_bytes);
  json.Field("totalShuffleRead", executor.total_shuffle_read);
  json.Field("totalShuffleWrite", executor.total_shuffle_write);
  json.Field("isBlacklisted", executor.excluded);
  IdList(json, "blacklistedInStages", executor.excluded_in_stages);
  IdList(json, "excludedInStages", executor.excluded_in_stages);
  json.Field("maxMemory", executor.max_memory);
  OptionalTime(json, "addTime", executor.add_time);
  OptionalTime(json, "removeTime", executor.remove_time);
  OptionalText(json, "removeReason", app.text(executor.remove_reason));
  TextMap(json, app, "executorLogs", executor.log_urls);
  WriteMemoryMetrics(executor, json);
  if (HasPeaks(executor)) Peaks(json, "peakMemoryMetrics", executor.peaks);
  TextMap(json, app, "attributes", executor.attributes);
  WriteResources(app, executor, json);
  json.Field("resourceProfileId", executor.resource_profile_id);
  json.Field("isExcluded", executor.excluded);
  json.EndObject();
}

}  // namespace

void WriteExecutors(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  std::vector<const model::Executor*> executors;
  for (const model::Executor& executor : app.executors) executors.push_back(&executor);
  std::stable_sort(executors.begin(), executors.end(),
                   [&](const auto* a, const auto* b) { return app.text(a->id) < app.text(b->id); });
  const analysis::TaskCpus task_cpus(app, analysis::LifeOf(app));
  json.BeginArray();
  for (const model::Executor* executor : executors) WriteExecutor(app, task_cpus, *executor, json);
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
