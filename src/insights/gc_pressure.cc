#include "insights/gc_pressure.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::ExecutorMetric;
using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_gc_share", 0.10, Unit::kShare, "a stage spends this share of its run time in GC"},
    {"severe_gc_share", 0.20, Unit::kShare,
     "above this, twice the heap is advised, below, half more"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "GC beyond a healthy 5 % in these stages, of the run's wall or core time"},
    // Start-up of a JVM collects a few times whatever the job does.
    {"min_gc_ms", 2000, Unit::kMilliseconds, "GC time of these stages in all"},
    // A JVM grows its heap from a small one, and collects often while it does: more of it would not
    // have helped.
    {"min_heap_filled", 0.5, Unit::kShare,
     "when the log has memory peaks: an executor's heap was filled this far"},
    {"cache_share", 0.3, Unit::kShare,
     "a cache that holds this share of the heap is named as a cause"},
};
// What a healthy heap spends, and the share that a moderate fix gets down to.
constexpr double kHealthy = 0.05;
constexpr double kModerate = 0.10;

struct GcStage {
  std::size_t index;
  std::int64_t gc;        // core-ms
  std::int64_t run_time;  // likewise
  double share;
};

// GC time is counted once for every task that runs in the JVM meanwhile, like run time itself; so
// their ratio is the share of time the JVM stood still.
std::vector<GcStage> PressedStages(const Context& context) {
  const Run& run = context.run;
  std::vector<GcStage> stages;
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageAttempt& stage = run.stage(index);
    const std::int64_t run_time = stage.total(TaskColumn::executor_run_time);
    const std::int64_t gc = std::min(stage.total(TaskColumn::jvm_gc_time), run_time);
    const double share = ShareOf(gc, run_time);
    if (share >= context.settings.Get("min_gc_share"))
      stages.push_back({index, run.InCoreTime(index, gc), run.InCoreTime(index, run_time), share});
  }
  std::stable_sort(stages.begin(), stages.end(),
                   [](const GcStage& a, const GcStage& b) { return a.gc > b.gc; });
  return stages;
}

// What the stages' operators allocate much of; empty when their plans tell nothing.
std::string AllocatingOperators(const Run& run, const std::vector<GcStage>& stages) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < stages.size() && i < 3; ++i) {
    const StagePlan& plan = run.PlanOf(stages[i].index);
    for (const std::int32_t node : plan.nodes) {
      const std::string_view name = PlainName(run.app().text(plan.node(node).name));
      const bool allocates = name == "ObjectHashAggregate" || name == "SortAggregate" ||
                             name == "Generate" || name == "DeserializeToObject" ||
                             name == "MapPartitions" || name == "MapElements" ||
                             name == "SerializeFromObject" || name == "FlatMapGroups";
      if (allocates && std::find(names.begin(), names.end(), name) == names.end()) {
        names.emplace_back(name);
      }
    }
  }
  return Listed(names);
}

struct Heap {
  std::int64_t peak = 0;          // JVMHeapMemory, of the executor where it was highest
  std::int64_t peak_storage = 0;  // OnHeapStorageMemory
  std::string_view executor;
};

// Of the executors; `local`: of the driver, which then is one.
Heap HeapOf(const model::Application& app, bool local) {
  Heap heap;
  for (const model::Executor& executor : app.executors) {
    if (!executor.peaks.seen || executor.is_driver != local) continue;
    heap.peak_storage =
        std::max(heap.peak_storage, executor.peaks[ExecutorMetric::OnHeapStorageMemory]);
    if (executor.peaks[ExecutorMetric::JVMHeapMemory] > heap.peak) {
      heap.peak = executor.peaks[ExecutorMetric::JVMHeapMemory];
      heap.executor = app.text(executor.id);
    }
  }
  return heap;
}

// An option of the executors' JVM that fixes the size of the young generation; empty: none.
std::string YoungGenerationOption(std::string_view options) {
  for (const std::string_view option : {"-Xmn", "-XX:NewSize", "-XX:MaxNewSize", "-XX:NewRatio"}) {
    const std::size_t at = options.find(option);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = options.substr(at);
    return std::string(rest.substr(0, rest.find(' ')));
  }
  return {};
}

void Advise(const Context& context, double share, const Heap& heap, bool cache_is_large,
            Finding& finding) {
  const Run& run = context.run;
  const std::string_view key =
      run.runs_in_driver() ? "spark.driver.extraJavaOptions" : "spark.executor.extraJavaOptions";
  const std::string_view options = run.Setting(key);
  const std::string young = YoungGenerationOption(options);
  if (!young.empty()) {
    finding.changes.push_back(
        InCode("leave " + young + " out of " + std::string(key),
               "it fixes the young generation, where task data is born and dies; the collector "
               "sizes it better (when the application starts)"));
  }
  if (cache_is_large) {
    finding.changes.push_back(InCode(
        "unpersist what is no longer read, or persist(StorageLevel.MEMORY_AND_DISK_SER) in the "
        "JVM, StorageLevel.DISK_ONLY elsewhere",
        "cached blocks hold up to " + FormatBytes(heap.peak_storage) +
            " of the heap, and each full collection walks over them"));
  }
  const double factor = share >= context.settings.Get("severe_gc_share") ? 2 : 1.5;
  AdviseMemory(
      run, Scaled(run.executor_heap(), factor),
      HeapInWords(run) + " is too small for " +
          FormatCountOf(std::max<std::int64_t>(1, run.slots_per_executor()), "task", "tasks") +
          " at a time",
      finding);
  constexpr std::int64_t kLargeHeap = std::int64_t{4} << 30;
  if (options.find("UseParallelGC") != std::string_view::npos &&
      run.executor_heap() >= kLargeHeap) {
    finding.changes.push_back(
        InCode("-XX:+UseG1GC instead of -XX:+UseParallelGC in " + std::string(key),
               "its pauses do not grow with the heap (when the application starts)"));
  }
}

// Each task shorter by its GC time beyond `healthy`, a share of the run time.
WhatIf::Change WithLessGc(const Run& run, const std::vector<GcStage>& stages, double healthy) {
  return [&run, stages, healthy](replay::Recording& recording) {
    for (const GcStage& stage : stages) {
      const double gone = std::clamp(1 - healthy / stage.share, 0.0, 1.0);
      std::vector<std::int64_t> saved =
          run.stage(stage.index).tasks.Read(model::TaskColumn::jvm_gc_time);
      for (std::int64_t& gc : saved) gc = Scaled(gc, gone);
      replay::ShortenTasks(recording, static_cast<std::uint32_t>(stage.index), saved);
    }
  };
}

// All stages together.
struct Pressed {
  std::vector<GcStage> stages;  // most GC first
  std::int64_t gc = 0;
  std::int64_t run_time = 0;
  double share() const { return ShareOf(gc, run_time); }
};

Pressed PressedOf(const Context& context) {
  Pressed pressed;
  pressed.stages = PressedStages(context);
  for (const GcStage& stage : pressed.stages) {
    pressed.gc = SaturatingAdd(pressed.gc, stage.gc);
    pressed.run_time = SaturatingAdd(pressed.run_time, stage.run_time);
  }
  return pressed;
}

Impact ImpactOf(const Run& run, const std::vector<GcStage>& stages) {
  Impact impact;
  impact.is_upper_bound = false;
  const auto add = [](std::int64_t& sum, std::int64_t of, double share) {
    sum = SaturatingAdd(sum, Scaled(of, share));
  };
  for (const GcStage& stage : stages) {
    const std::int64_t critical = run.figures_of(stage.index).critical_time;
    add(impact.core_ms_low, stage.run_time, stage.share - kModerate);
    add(impact.core_ms_expected, stage.run_time, stage.share - kHealthy);
    impact.core_ms_high = SaturatingAdd(impact.core_ms_high, stage.gc);
    add(impact.wall_ms_low, critical, stage.share - kModerate);
    add(impact.wall_ms_expected, critical, stage.share - kHealthy);
    add(impact.wall_ms_high, critical, stage.share);
  }
  impact.method =
      "GC time of these stages down to 5 % of run time (low: to 10 %, high: to nothing)";
  return impact;
}

Finding OfStages(const Run& run, const std::vector<GcStage>& stages) {
  if (stages.size() == 1) return OfStage(run, stages[0].index);
  Finding finding;
  finding.subject = "application";
  return finding;
}

std::string Why(const Run& run, const Pressed& pressed, const Heap& heap) {
  std::string why = "The JVM stood still for " + FormatPercent(pressed.share()) + " of the time";
  if (heap.peak > 0) {
    why += "; the heap was filled up to " + FormatBytes(heap.peak);
    if (run.executor_heap() > 0) why += " of " + FormatBytes(run.executor_heap());
  }
  const std::string operators = AllocatingOperators(run, pressed.stages);
  if (!operators.empty()) why += "; many objects come from " + operators;
  return why + '.';
}

// Of the stage's longest task, ms; -1 when it is not kept.
std::int64_t GcOfLongest(const Run& run, std::size_t index) {
  const model::TaskTable& tasks = run.stage(index).tasks;
  const std::vector<std::int64_t> ids = tasks.Read(model::TaskColumn::task_id);
  const auto longest = std::find(ids.begin(), ids.end(), run.figures_of(index).max_task_id);
  if (longest == ids.end()) return -1;
  return tasks.Read(
      model::TaskColumn::jvm_gc_time)[static_cast<std::size_t>(longest - ids.begin())];
}

std::vector<Evidence> EvidenceOf(const Run& run, const Pressed& pressed, const Heap& heap,
                                 bool cache_is_large) {
  std::vector<Evidence> evidence = {
      {"GC time", static_cast<double>(pressed.gc), Unit::kCoreMilliseconds, ""},
      {"run time of these stages", static_cast<double>(pressed.run_time), Unit::kCoreMilliseconds,
       ""}};
  for (std::size_t i = 0; i < pressed.stages.size() && i < 5; ++i) {
    evidence.push_back({"GC share of run time", pressed.stages[i].share, Unit::kShare,
                        StagePlace(run.stage(pressed.stages[i].index))});
  }
  if (const std::int64_t gc = GcOfLongest(run, pressed.stages.front().index); gc >= 0) {
    const model::StageAttempt& stage = run.stage(pressed.stages.front().index);
    evidence.push_back(
        {"GC time of its longest task", static_cast<double>(gc), Unit::kMilliseconds,
         TaskPlace(stage, run.figures_of(pressed.stages.front().index).max_task_id)});
  }
  if (heap.peak > 0) {
    evidence.push_back({"peak JVM heap", static_cast<double>(heap.peak), Unit::kBytes,
                        "executor " + std::string(heap.executor)});
  }
  if (cache_is_large) {
    evidence.push_back({"peak of cached data on the heap", static_cast<double>(heap.peak_storage),
                        Unit::kBytes, ""});
  }
  return evidence;
}

void FindGcPressure(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const Pressed pressed = PressedOf(context);
  const std::vector<GcStage>& stages = pressed.stages;
  const Impact impact = ImpactOf(run, stages);
  if (stages.empty() || static_cast<double>(pressed.gc) < settings.Get("min_gc_ms") ||
      !run.Matters(impact.core_ms_expected, impact.wall_ms_expected,
                   settings.Get("min_share_of_run"))) {
    return;
  }
  const Heap heap = HeapOf(context.app, run.runs_in_driver());
  if (heap.peak > 0 && run.executor_heap() > 0 &&
      ShareOf(heap.peak, run.executor_heap()) < settings.Get("min_heap_filled")) {
    return;
  }
  const bool cache_is_large =
      ShareOf(heap.peak_storage, run.executor_heap()) >= settings.Get("cache_share");
  Finding finding = OfStages(run, stages);
  finding.impact = impact;
  finding.what_if = {WhatIf::Order::kShorterTasks, WithLessGc(run, stages, kModerate),
                     WithLessGc(run, stages, kHealthy), WithLessGc(run, stages, 0)};
  finding.title = "GC takes " + FormatPercent(pressed.share()) + " of the run time of " +
                  (stages.size() == 1 ? StageTitle(run, stages[0].index)
                                      : FormatCountOf(static_cast<std::int64_t>(stages.size()),
                                                      "stage", "stages"));
  finding.why = Why(run, pressed, heap);
  finding.evidence = EvidenceOf(run, pressed, heap, cache_is_large);
  Advise(context, pressed.share(), heap, cache_is_large, finding);
  if (heap.peak == 0) {
    Miss(
        "memory peaks are not in the log (spark.eventLog.logStageExecutorMetrics=true writes them)",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kGcPressure = {
    .id = "gc-pressure",
    .title = "Garbage collection takes much of the run time",
    .sees =
        "Stages with min_gc_share of their run time in GC, min_gc_ms in all, that together could "
        "save min_share_of_run of the run; not when the heap was filled less than "
        "min_heap_filled.",
    .why =
        "While the JVM collects, none of its tasks works; near a full heap it collects again and "
        "again.",
    .advice =
        "More heap per task (memory per executor, fewer cores, another node type), less of it held "
        "by caches, fewer objects; no fixed young generation.",
    .formula =
        "Replay of these stages with the GC time of each task cut so far that its share of the "
        "stage's run time is 5 % (low 10 %, high none): where the longest tasks collect most, that "
        "saves more wall time than the share says.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindGcPressure,
};
DATAFLINT_REGISTER_INSIGHT(kGcPressure);

}  // namespace

bool IsMuchGc(const Run& run, double gc_share) {
  return gc_share >= run.SettingsOf(kGcPressure.id).Get("min_gc_share");
}

}  // namespace dataflint::insights
