// Executor: one executor (or the driver's block manager) as a row. Field names follow
// ExecutorSummary of Spark's REST API v1 where it has them.
#ifndef DATAFLINT_MODEL_EXECUTOR_H_
#define DATAFLINT_MODEL_EXECUTOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/string_pool.h"
#include "model/time.h"

namespace dataflint::model {

// Spark's ExecutorMetricType names, in Spark's order (core/.../metrics/ExecutorMetricType.scala).
// Names that a runtime adds (Databricks) are ignored.
// clang-format off: no two of its passes agree on this
#define DATAFLINT_EXECUTOR_METRICS(X) \
  X(JVMHeapMemory) X(JVMOffHeapMemory) X(OnHeapExecutionMemory) X(OffHeapExecutionMemory) \
  X(OnHeapStorageMemory) X(OffHeapStorageMemory) X(OnHeapUnifiedMemory) \
  X(OffHeapUnifiedMemory) X(DirectPoolMemory) X(MappedPoolMemory) X(ProcessTreeJVMVMemory) \
  X(ProcessTreeJVMRSSMemory) X(ProcessTreePythonVMemory) X(ProcessTreePythonRSSMemory) \
  X(ProcessTreeOtherVMemory) X(ProcessTreeOtherRSSMemory) X(MinorGCCount) X(MinorGCTime) \
  X(MajorGCCount) X(MajorGCTime) X(TotalGCTime) X(ConcurrentGCCount) X(ConcurrentGCTime)
// clang-format on

enum class ExecutorMetric : std::uint8_t {
#define X(name) name,
  DATAFLINT_EXECUTOR_METRICS(X)
#undef X
      kCount
};
inline constexpr std::size_t kExecutorMetricCount =
    static_cast<std::size_t>(ExecutorMetric::kCount);
std::string_view NameOf(ExecutorMetric metric);

// Peaks: each the largest value seen. `seen` is false when no event carried any.
struct ExecutorPeaks {
  bool seen = false;
  std::array<std::int64_t, kExecutorMetricCount> values{};
  std::int64_t operator[](ExecutorMetric metric) const {
    return values[static_cast<std::size_t>(metric)];
  }
  void Raise(const ExecutorPeaks& other);
  DF_FIELDS(seen, values)
};

struct Executor {
  StringId id{};
  StringId host{};
  std::int64_t port = -1;  // of its block manager; -1 unknown
  bool is_driver = false;
  bool announced = false;  // an ExecutorAdded event was seen; else known only from tasks or blocks
  bool is_active = true;
  std::int64_t total_cores = 0;
  std::int64_t resource_profile_id = 0;
  TimeMs add_time = kNoTime;
  TimeMs remove_time = kNoTime;
  StringId remove_reason{};
  TimeMs block_manager_add_time = kNoTime;
  TimeMs block_manager_remove_time = kNoTime;
  std::int64_t max_memory = 0;           // bytes for storage and execution, from BlockManagerAdded
  std::int64_t max_on_heap_memory = -1;  // -1: log too old to say
  std::int64_t max_off_heap_memory = -1;
  std::int64_t memory_used = 0;          // storage, from BlockUpdated events
  std::int64_t used_on_heap_memory = 0;  // its parts
  std::int64_t used_off_heap_memory = 0;
  std::int64_t disk_used = 0;
  std::int64_t rdd_blocks = 0;
  // Of its memory what was free when it last stored or dropped an RDD's block: RDDDataDistribution
  // shows that, not what is free now (AppStatusListener.updateRDDBlock).
  std::int64_t remaining_memory = 0;
  std::int64_t remaining_on_heap_memory = 0;
  std::int64_t remaining_off_heap_memory = 0;
  std::vector<std::pair<StringId, StringId>> log_urls;
  std::vector<std::pair<StringId, StringId>> attributes;
  std::vector<std::pair<StringId, std::vector<StringId>>> resources;  // "gpu": addresses
  bool excluded = false;  // excluded (blacklisted) at the end
  std::vector<std::int64_t>
      excluded_in_stages;  // ids of running stages it is excluded from, sorted
  ExecutorPeaks peaks;

  // Sums over its tasks.
  std::int64_t active_tasks = 0;
  std::int64_t failed_tasks = 0;
  std::int64_t completed_tasks = 0;
  std::int64_t total_tasks = 0;
  std::int64_t total_duration = 0;  // ms
  std::int64_t total_gc_time = 0;   // ms
  std::int64_t total_input_bytes = 0;
  std::int64_t total_shuffle_read = 0;
  std::int64_t total_shuffle_write = 0;

  DF_FIELDS(id, host, port, is_driver, announced, is_active, total_cores, resource_profile_id,
            add_time, remove_time, remove_reason, block_manager_add_time, block_manager_remove_time,
            max_memory, max_on_heap_memory, max_off_heap_memory, memory_used, used_on_heap_memory,
            used_off_heap_memory, disk_used, rdd_blocks, remaining_memory, remaining_on_heap_memory,
            remaining_off_heap_memory, log_urls, attributes, resources, excluded,
            excluded_in_stages, peaks, active_tasks, failed_tasks, completed_tasks, total_tasks,
            total_duration, total_gc_time, total_input_bytes, total_shuffle_read,
            total_shuffle_write)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_EXECUTOR_H_
