#include "insights/executor_memory.h"

#include <algorithm>
#include <string>

#include "base/saturate.h"

namespace dataflint::insights {
namespace {

using model::ExecutorMetric;

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

void Raise(std::int64_t value, const Run& run, const model::Executor& executor,
           std::int64_t& largest, std::string_view& of) {
  if (value <= largest) return;
  largest = value;
  of = run.app().text(executor.id);
}

std::int64_t Positive(std::int64_t value) { return std::max<std::int64_t>(0, value); }

}  // namespace

MemoryPeaks PeaksOf(const Run& run) {
  MemoryPeaks peaks;
  for (const model::Executor& executor : run.app().executors) {
    if (executor.is_driver != run.runs_in_driver()) continue;
    if (executor.resource_profile_id != 0) continue;  // has memory of its own
    const auto of = [&](ExecutorMetric metric) { return Positive(executor.peaks[metric]); };
    const std::int64_t heap = of(ExecutorMetric::JVMHeapMemory);
    if (!executor.peaks.seen || heap == 0) {
      peaks.silent_executors += executor.total_tasks > 0 ? 1 : 0;
      continue;
    }
    ++peaks.executors;
    Raise(heap, run, executor, peaks.heap, peaks.heap_executor);
    Raise(of(ExecutorMetric::OnHeapUnifiedMemory), run, executor, peaks.unified,
          peaks.unified_executor);
    peaks.outside = std::max(peaks.outside, of(ExecutorMetric::JVMOffHeapMemory));
    const std::int64_t python = of(ExecutorMetric::ProcessTreePythonRSSMemory);
    peaks.python = std::max(peaks.python, python);
    Raise(SaturatingAdd(of(ExecutorMetric::ProcessTreeJVMRSSMemory),
                        SaturatingAdd(python, of(ExecutorMetric::ProcessTreeOtherRSSMemory))),
          run, executor, peaks.resident, peaks.resident_executor);
  }
  return peaks;
}

std::int64_t UnifiedMemoryOf(const Run& run) {
  std::int64_t announced = 0;
  for (const model::Executor& executor : run.app().executors) {
    if (executor.is_driver != run.runs_in_driver()) continue;
    if (executor.resource_profile_id == 0) {
      announced = std::max(announced, executor.max_on_heap_memory);
    }
  }
  if (announced > 0) return announced;
  // 0: not known
  return Scaled(Positive(run.executor_heap() - kReservedHeap), run.memory_fraction());
}

std::int64_t HeapWithUnified(const Run& run, std::int64_t unified) {
  return SaturatingAdd(kReservedHeap, Scaled(Positive(unified), 1 / run.memory_fraction()));
}

std::int64_t MemoryOverheadOf(const Run& run) {
  // On Kubernetes this one stands in for the newer setting; Spark puts 0.4 there for Python.
  const bool is_kubernetes = run.Setting("spark.master").starts_with("k8s");
  const double by_cluster =
      is_kubernetes ? run.Real("spark.kubernetes.memoryOverheadFactor", 0.1) : 0.1;
  const double factor = run.Real("spark.executor.memoryOverheadFactor", by_cluster);
  const std::int64_t by_default = std::max(384 * kMiB, Scaled(run.executor_heap(), factor));
  return run.Bytes("spark.executor.memoryOverhead", by_default, kMiB);
}

std::int64_t ContainerMemoryOf(const Run& run) {
  std::int64_t all = SaturatingAdd(run.executor_heap(), MemoryOverheadOf(run));
  if (run.IsOn("spark.memory.offHeap.enabled", false)) {
    all = SaturatingAdd(all, run.Bytes("spark.memory.offHeap.size", 0, 1));
  }
  return SaturatingAdd(all, run.Bytes("spark.executor.pyspark.memory", 0, kMiB));
}

}  // namespace dataflint::insights
