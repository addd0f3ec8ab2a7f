#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/executor_memory.h"
#include "insights/failed_attempts.h"
#include "insights/failure_text.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

constexpr ThresholdSpec kThresholds[] = {
    {"max_used_share", 0.50, Unit::kShare,
     "heap, and all memory of the executor, that was ever in use"},
    // Executors tell their memory with heartbeats, every ten seconds: a short run tells little.
    {"min_run_ms", 300'000, Unit::kMilliseconds, "in a run of this length or more"},
    {"min_unused_bytes", 1024.0 * 1024 * 1024, Unit::kBytes, "what each executor could do without"},
    {"max_gc_share", 0.05, Unit::kShare,
     "with more GC than this in the run time, the heap is not too large"},
    {"headroom", 0.25, Unit::kShare, "left above the highest peak"},
};

// Whether memory ran out anywhere: what grew that fast need not be in what was polled before.
bool RanOutOfMemory(const Run& run) {
  const model::Application& app = run.app();
  const bool was_removed =
      std::any_of(app.executors.begin(), app.executors.end(), [&](const model::Executor& executor) {
        const std::string_view reason = app.text(executor.remove_reason);
        return SaysKilled(reason) || SaysRemovedOutOfHeap(reason);
      });
  const auto& groups = run.failed_attempts().groups();
  return was_removed || std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
           const model::TaskFailure& failure = app.task_failures[group.second.failure];
           return SaysOutOfHeap(app, failure) || SaysKilled(app.text(failure.error_message));
         });
}

// What a smaller heap would make worse is there already.
bool IsShortOfMemory(const Context& context) {
  if (RanOutOfMemory(context.run)) return true;
  std::int64_t gc = 0;
  std::int64_t run_time = 0;
  for (const std::size_t index : context.run.stages_by_weight()) {
    const model::StageAttempt& stage = context.run.stage(index);
    if (stage.total(TaskColumn::disk_bytes_spilled) > 0) return true;
    gc = SaturatingAdd(gc, stage.total(TaskColumn::jvm_gc_time));
    run_time = SaturatingAdd(run_time, stage.total(TaskColumn::executor_run_time));
  }
  return ShareOf(gc, run_time) > context.settings.Get("max_gc_share");
}

// Of any task. Spark measures it task by task, so that, unlike what is polled, it misses nothing.
std::int64_t PeakOfATask(const Run& run) {
  std::int64_t peak = 0;
  std::vector<std::int64_t> values;
  for (const std::size_t index : run.stages_by_weight()) {
    if (run.stage(index).total(TaskColumn::peak_execution_memory) <= peak) continue;
    run.stage(index).tasks.Read(TaskColumn::peak_execution_memory, values);
    for (const std::int64_t value : values) peak = std::max(peak, value);
  }
  return peak;
}

// The heap that would do: for what was in use, and for execution and storage to fit as they did.
std::int64_t HeapThatWouldDo(const Context& context, const MemoryPeaks& peaks,
                             std::int64_t peak_of_a_task) {
  constexpr std::int64_t kLeast = 1024 * kMiB;
  constexpr std::int64_t kStep = 256 * kMiB;
  const Run& run = context.run;
  const double factor = 1 + context.settings.Get("headroom");
  const auto slots = static_cast<double>(std::max<std::int64_t>(1, run.slots_per_executor()));
  const std::int64_t unified =
      std::max(Scaled(peaks.unified, factor), Scaled(peak_of_a_task, slots));
  const std::int64_t heap =
      std::max({kLeast, Scaled(peaks.heap, factor), HeapWithUnified(run, unified)});
  return heap < run.executor_heap() ? CeilDiv(heap, kStep) * kStep : heap;
}

void Advise(const Run& run, std::int64_t heap, const std::string& reason, Finding& finding) {
  if (run.is_databricks()) {
    finding.changes.push_back(OnCluster("a worker type with less memory per core, for about " +
                                            FormatBytes(heap) + " of heap where there are " +
                                            FormatBytes(run.executor_heap()),
                                        reason));
    return;
  }
  const OneChange both(finding);
  SetBytes(run, settings::kExecutorMemory, heap, reason, finding);
  if (run.manager() == Manager::kStandalone) return;  // has no containers
  if (!run.Setting(settings::kMemoryOverhead.key).empty()) return;
  SetBytes(run, settings::kMemoryOverhead, MemoryOverheadOf(run),
           "with it: its default is a share of the heap, and would shrink too", finding);
}

void AddEvidence(const MemoryPeaks& peaks, std::int64_t peak_of_a_task, Finding& finding) {
  const auto add = [&](std::string_view name, std::int64_t bytes, std::string_view executor) {
    if (bytes <= 0) return;
    finding.evidence.push_back({std::string(name), static_cast<double>(bytes), Unit::kBytes,
                                executor.empty() ? "" : "executor " + std::string(executor)});
  };
  add("peak JVM heap", peaks.heap, peaks.heap_executor);
  add("peak of execution and storage memory", peaks.unified, peaks.unified_executor);
  add("peak execution memory of a task", peak_of_a_task, {});
  add("peak of the JVM outside its heap", peaks.outside, {});
  add("peak of Python processes", peaks.python, {});
}

void FindExecutorMemoryLow(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  // In local mode the heap is the driver's, and the machine is there anyway. What a person does in a
  // shell or notebook today says little of tomorrow.
  if (run.runs_in_driver() || run.is_interactive() || !run.knows_settings()) return;
  if (static_cast<double>(run.wall()) < settings.Get("min_run_ms")) return;
  const MemoryPeaks peaks = PeaksOf(run);
  if (peaks.executors == 0 || peaks.silent_executors > peaks.executors) return;
  const std::int64_t heap = run.executor_heap();
  const std::int64_t used = SaturatingAdd(peaks.heap, SaturatingAdd(peaks.outside, peaks.python));
  const std::int64_t paid = run.is_databricks() ? heap : ContainerMemoryOf(run);
  const double most = settings.Get("max_used_share");
  if (ShareOf(peaks.heap, heap) >= most || ShareOf(used, paid) >= most) return;
  if (IsShortOfMemory(context)) return;
  const std::int64_t peak_of_a_task = PeakOfATask(run);
  const std::int64_t would_do = HeapThatWouldDo(context, peaks, peak_of_a_task);
  if (static_cast<double>(heap) - static_cast<double>(would_do) <
      settings.Get("min_unused_bytes")) {
    return;
  }

  Finding finding;
  finding.subject = "application";
  finding.severity = Severity::kLow;  // it costs money, not time
  finding.confidence = Confidence::kMedium;
  finding.title = "No executor had more than " + FormatBytes(peaks.heap) + " of its heap of " +
                  FormatBytes(heap) + " in use";
  finding.why = "The highest peak of " + FormatCountOf(peaks.executors, "executor", "executors") +
                " is " + FormatPercent(ShareOf(peaks.heap, heap)) +
                " of the heap, garbage included; nothing spilled, and GC took little.";
  AddEvidence(peaks, peak_of_a_task, finding);
  finding.evidence.push_back({"heap", static_cast<double>(heap), Unit::kBytes, ""});
  finding.evidence.push_back(
      {"heap that would do", static_cast<double>(would_do), Unit::kBytes, ""});
  finding.impact.is_upper_bound = false;
  finding.impact.method = "no time: memory of each executor that is paid for and not used";
  Advise(run, would_do,
         "the highest peak and " + FormatPercent(settings.Get("headroom")) +
             " more; look at GC in the next run",
         finding);
  if (peaks.silent_executors > 0) {
    Miss(FormatCountOf(peaks.silent_executors, "executor", "executors") +
             " that ran tasks: their memory peaks are not in the log",
         finding);
  }
  NoteIfMaybeInteractive(run, finding);
  if (run.is_databricks() && peaks.resident == 0) {
    Miss(
        "what Python and other processes of the workers take is not in the log "
        "(spark.executor.processTreeMetrics.enabled=true writes it)",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kExecutorMemoryLow = {
    .id = "executor-memory-low",
    .title = "Executors have far more memory than they use",
    .sees =
        "In a run of min_run_ms or more, no executor ever had max_used_share of its heap, or of "
        "all its memory, in use; nothing spilled, no task or executor ran out of memory or was "
        "killed "
        "for it, GC took at most max_gc_share, and the heap could be min_unused_bytes smaller. Not "
        "in "
        "local mode, a shell or notebook.",
    .why = "Memory is paid for by the hour whether it is used or not.",
    .advice =
        "A heap of the highest peak and headroom, in which execution and storage still fit; or "
        "machines with less memory for each core.",
    .formula =
        "Saves no time. Heap: the largest of peak heap x (1 + headroom), the heap whose execution "
        "and storage memory holds their peak x (1 + headroom) and the largest peak of a task in "
        "every slot, and 1 GiB; in steps of 256 MiB.",
    .dataflint_alert = "executorMemoryTooLow",
    .thresholds = kThresholds,
    .run = FindExecutorMemoryLow,
};
DATAFLINT_REGISTER_INSIGHT(kExecutorMemoryLow);

}  // namespace
}  // namespace dataflint::insights
