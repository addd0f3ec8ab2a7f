#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/executor_memory.h"
#include "insights/failed_attempts.h"
#include "insights/failure_text.h"
#include "insights/gc_pressure.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/spill.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    // A full heap alone is garbage that nobody has collected yet.
    {"min_filled", 0.90, Unit::kShare,
     "of the memory that execution and storage share, in use on some executor"},
    {"min_spilling_stages", 2, Unit::kCount,
     "... and as many stages spilled: of a single one, the number of its partitions is the answer"},
    {"min_spilled_bytes", 64.0 * 1024 * 1024, Unit::kBytes, "... each of them this much to disk"},
    {"min_share_of_run", 0.01, Unit::kShare, "... where that can have cost this share of the run"},
    {"out_of_memory", 1, Unit::kCount, "or: task attempts that failed with an OutOfMemoryError"},
    {"severe_gc_share", 0.20, Unit::kShare,
     "above this share of run time in GC, twice the heap is advised, below, half more"},
    {"max_factor", 4, Unit::kRatio,
     "with more memory than this many times what there is, smaller tasks are the answer"},
};

struct Spilling {
  std::size_t index = 0;  // of the stage
  Spill spill;
};

struct Pressure {
  std::vector<Spilling> stages;
  std::int64_t spilled = 0;  // bytes on disk
  std::int64_t time = 0;     // core-ms that it can have taken
  double factor = 1;         // of the memory there is, that the data of their tasks would fit into
  FailureGroup out_of_memory;
  double gc_share = 0;  // of the run time
};

void AddSpilling(const Run& run, std::size_t index, Pressure& pressure) {
  const Spill spill = SpillOf(run, index);
  if (IsOfFewTasks(run, spill)) return;  // their keys are too large, whatever the memory
  pressure.stages.push_back({index, spill});
  pressure.spilled = SaturatingAdd(pressure.spilled, spill.disk_bytes);
  pressure.time = SaturatingAdd(pressure.time, spill.time);
  const std::int64_t each =
      CeilDiv(DataInMemory(run.stage(index)), std::max<std::int64_t>(1, spill.tasks));
  pressure.factor = std::max(pressure.factor, ShareOf(each, MemoryForATask(run)));
}

// What spilled only counts where memory was full.
Pressure PressureOn(const Context& context, bool is_full) {
  const Run& run = context.run;
  Pressure pressure;
  std::int64_t gc = 0;
  std::int64_t run_time = 0;
  for (const std::size_t index : run.stages_by_weight()) {
    gc = SaturatingAdd(gc, run.stage(index).total(TaskColumn::jvm_gc_time));
    run_time = SaturatingAdd(run_time, run.stage(index).total(TaskColumn::executor_run_time));
    const std::int64_t spilled = run.stage(index).total(TaskColumn::disk_bytes_spilled);
    if (is_full && static_cast<double>(spilled) >= context.settings.Get("min_spilled_bytes")) {
      AddSpilling(run, index, pressure);
    }
  }
  pressure.gc_share = ShareOf(gc, run_time);
  for (const auto& [key, group] : run.failed_attempts().groups()) {
    const model::TaskFailure& failure = run.app().task_failures[group.failure];
    if (!IsExecutorLoss(run.app(), failure) && SaysOutOfHeap(run.app(), failure)) {
      pressure.out_of_memory.Add(group);
    }
  }
  return pressure;
}

WhatIf WithoutSpills(const Run& run, const Pressure& pressure) {
  std::vector<WhatIf::Change> changes;
  for (const Spilling& stage : pressure.stages) {
    changes.push_back(WithoutSpill(run, stage.index, stage.spill).expected);
  }
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [changes = std::move(changes)](replay::Recording& recording) {
    for (const WhatIf::Change& change : changes) change(recording);
  };
  return what_if;
}

void AddEvidence(const Run& run, const MemoryPeaks& peaks, const Pressure& pressure,
                 Finding& finding) {
  const auto add = [&](std::string_view name, std::int64_t bytes, std::string_view executor) {
    if (bytes <= 0) return;
    finding.evidence.push_back({std::string(name), static_cast<double>(bytes), Unit::kBytes,
                                executor.empty() ? "" : "executor " + std::string(executor)});
  };
  add("peak of execution and storage memory", peaks.unified, peaks.unified_executor);
  add("what they share", UnifiedMemoryOf(run), {});
  add("peak JVM heap", peaks.heap, peaks.heap_executor);
  add("heap", run.executor_heap(), {});
  for (std::size_t i = 0; i < pressure.stages.size() && i < 5; ++i) {
    const model::StageAttempt& stage = run.stage(pressure.stages[i].index);
    finding.evidence.push_back({"spilled to disk",
                                static_cast<double>(stage.total(TaskColumn::disk_bytes_spilled)),
                                Unit::kBytes, StagePlace(stage)});
  }
  const FailureGroup& failed = pressure.out_of_memory;
  if (failed.attempts > 0) {
    finding.evidence.push_back(
        {"failed attempts", static_cast<double>(failed.attempts), Unit::kCount, ""});
  }
  std::size_t shown = 0;
  for (const auto& [index, count] : failed.by_stage) {
    if (shown++ == 5) break;
    finding.evidence.push_back({"failed attempts", static_cast<double>(count), Unit::kCount,
                                StagePlace(run.stage(index))});
  }
  AddFailedJobs(run, failed, finding);
}

// Attempts ran out of heap: more of it, as gc-pressure would advise.
Finding OfOutOfMemory(const Context& context, const Pressure& pressure) {
  const Run& run = context.run;
  const FailureGroup& group = pressure.out_of_memory;
  Finding finding;
  finding.severity = Severity::kLow;
  RankByFailedJobs(run, group, finding);
  finding.title = FormatCountOf(group.attempts, "task attempt ran", "task attempts ran") +
                  " out of memory" +
                  (run.executor_heap() > 0 ? " on a heap of " + FormatBytes(run.executor_heap())
                                           : std::string()) +
                  FailedJobsIn(run, group, group.attempts == 1);
  finding.why = (group.attempts == 1 ? "It took " : "They took ") + FormatCoreTime(group.time);
  const std::string frame = FirstOwnFrame(run.app(), run.app().task_failures[group.failure]);
  if (!frame.empty()) finding.why += "; raised at " + frame;
  finding.why += group.recovered == group.tasks && group.tasks > 0
                     ? ". When tried again, all succeeded."
                     : ".";
  finding.what_if = WithoutFailures(run, group);
  finding.impact.is_upper_bound = false;
  finding.impact.method = "no attempt runs out of memory";
  if (!group.failed_jobs.empty()) finding.impact.method += " (high: and all of the failed jobs)";
  const double factor = pressure.gc_share >= context.settings.Get("severe_gc_share") ? 2 : 1.5;
  AdviseMemory(run, Scaled(run.executor_heap(), factor), "the heap was full", finding);
  if (!frame.empty()) {
    finding.changes.push_back(
        InCode("look at what " + frame + " keeps in memory at once", "if more heap does not help"));
  }
  return finding;
}

// Several stages spilled while execution and storage had filled what they share.
Finding OfSpilling(const Context& context, const MemoryPeaks& peaks, const Pressure& pressure) {
  const Run& run = context.run;
  const std::int64_t unified = UnifiedMemoryOf(run);
  const auto stages = static_cast<std::int64_t>(pressure.stages.size());
  Finding finding;
  finding.severity = Severity::kLow;
  finding.alternative_to = "spill";
  finding.title = "Executors filled " + FormatPercent(ShareOf(peaks.unified, unified)) +
                  " of their memory for execution and storage, and " +
                  FormatCountOf(stages, "stage", "stages") + " spilled " +
                  FormatBytes(pressure.spilled);
  finding.why = FormatBytes(peaks.unified) + " of " + FormatBytes(unified) +
                " were in use; the tasks that spilled most would need " +
                FormatRatio(pressure.factor) + " of that.";
  finding.what_if = WithoutSpills(run, pressure);
  finding.impact.method = "upper bound: these stages without what spilling can have cost them";
  // Where all of the run collects, that advises more heap too; where a few stages do, for these.
  if (IsMuchGc(run, pressure.gc_share)) finding.part_of = "gc-pressure";
  AdviseMemory(run, HeapFor(run, std::max(pressure.factor, 1.25)),
               "enough for what a task of each of these stages holds", finding);
  return finding;
}

void FindExecutorMemoryHigh(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const MemoryPeaks peaks = PeaksOf(run);
  const bool is_full = ShareOf(peaks.unified, UnifiedMemoryOf(run)) >= settings.Get("min_filled");
  const Pressure pressure = PressureOn(context, is_full);
  const auto failed = static_cast<double>(pressure.out_of_memory.attempts);
  const bool out_of_memory = failed > 0 && failed >= settings.Get("out_of_memory");
  // Stages that spill beside free memory have partitions that are too large for a slot, which spill
  // speaks of. GC alone is gc-pressure's, killed containers are executor-lost's.
  const bool spills =
      pressure.factor <= settings.Get("max_factor") &&
      static_cast<double>(pressure.stages.size()) >= settings.Get("min_spilling_stages") &&
      ShareOf(pressure.time, run.available()) >= settings.Get("min_share_of_run");
  if (!out_of_memory && !spills) return;
  Finding finding =
      out_of_memory ? OfOutOfMemory(context, pressure) : OfSpilling(context, peaks, pressure);
  finding.subject = "application";
  AddEvidence(run, peaks, pressure, finding);
  if (peaks.executors == 0) {
    Miss(
        "memory peaks are not in the log (spark.eventLog.logStageExecutorMetrics=true writes them)",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kExecutorMemoryHigh = {
    .id = "executor-memory-high",
    .title = "Executors have too little memory",
    .sees =
        "out_of_memory or more task attempts that ran out of heap; or execution and storage that "
        "filled min_filled of what they share, while min_spilling_stages or more stages spilled "
        "min_spilled_bytes each, not only in a few tasks, and that can have cost min_share_of_run. "
        "A full heap alone is garbage. More than max_factor times the memory is not advised.",
    .why =
        "What does not fit is spilled, collected again and again, or ends the task; after "
        "spark.task.maxFailures failures of one task the job fails.",
    .advice =
        "The heap, in whole MiB, in which the data of the tasks fits; or fewer tasks at a time in "
        "the same memory.",
    .formula =
        "Out of memory: replay of these stages with each task at once as its successful attempt. "
        "Spilled: upper bound, replay of these stages without what spilling can have cost (as the "
        "insight spill has it). Heap: by the largest ratio of the data of a task to what a slot "
        "has for it; after an OutOfMemoryError half more, or twice as much above "
        "severe_gc_share.",
    .dataflint_alert = "executorMemoryTooHigh",
    .thresholds = kThresholds,
    .run = FindExecutorMemoryHigh,
};
DATAFLINT_REGISTER_INSIGHT(kExecutorMemoryHigh);

}  // namespace
}  // namespace dataflint::insights
