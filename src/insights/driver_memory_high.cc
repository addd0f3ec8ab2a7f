#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/failure_text.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

using model::ExecutorMetric;
using model::TaskColumn;

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

constexpr ThresholdSpec kThresholds[] = {
    // A full heap alone is garbage that nobody has collected yet.
    {"min_filled", 0.90, Unit::kShare, "of the driver's heap, in use at its peak"},
    {"min_full_gc_share", 0.02, Unit::kShare,
     "... and its full collections took this share of the run's wall time"},
    {"min_full_gc_ms", 5'000, Unit::kMilliseconds, "... and this long"},
    // A JVM does a few of them while it loads its classes.
    {"min_full_gcs", 5, Unit::kCount, "... in as many collections"},
    {"out_of_memory", 1, Unit::kCount,
     "or: queries and Spark jobs that failed because the driver's heap was full"},
    {"severe_gc_share", 0.10, Unit::kShare,
     "above this share of wall time in full collections, twice the heap is advised, below, half "
     "more"},
    {"collected_share", 0.10, Unit::kShare,
     "results and broadcasts of this share of the heap are named as a cause"},
};

// The driver's heap: how much there was of it, and what its JVM told.
struct DriverHeap {
  std::int64_t size = 0;  // bytes; 0: not known
  bool is_measured = false;
  std::int64_t peak = 0;  // bytes; 0: not in the log
  std::int64_t full_gcs = 0;
  std::int64_t full_gc_time = 0;  // ms
};

// The plugin asked the JVM. A setting holds unless it was made when the driver already ran: then
// more is in use than there should be.
std::int64_t SizeBySettings(const Run& run, std::int64_t peak) {
  if (!run.knows_settings()) return 0;
  if (run.is_databricks() && run.Setting(settings::kDriverMemory.key).empty()) return 0;
  const std::int64_t size = run.Bytes(settings::kDriverMemory.key, 1024 * kMiB, kMiB);
  return peak <= size ? size : 0;
}

DriverHeap HeapOf(const Run& run) {
  DriverHeap heap;
  for (const model::Executor& executor : run.app().executors) {
    if (!executor.is_driver || !executor.peaks.seen) continue;
    const auto raise = [&](std::int64_t& value, ExecutorMetric metric) {
      value = std::max(value, executor.peaks[metric]);
    };
    raise(heap.peak, ExecutorMetric::JVMHeapMemory);
    raise(heap.full_gcs, ExecutorMetric::MajorGCCount);
    raise(heap.full_gc_time, ExecutorMetric::MajorGCTime);
  }
  heap.full_gc_time = std::min(heap.full_gc_time, run.wall());
  heap.size = run.app().plugin.driver_max_heap_bytes;
  heap.is_measured = heap.size > 0;
  if (!heap.is_measured) heap.size = SizeBySettings(run, heap.peak);
  return heap;
}

constexpr std::string_view kBroadcastTooLarge = "Not enough memory to build and broadcast";

// Of a failed query or Spark job: that of a task is an executor's.
bool IsDriverOutOfHeap(std::string_view text) {
  if (text.find("Lost task ") != std::string_view::npos ||
      text.find(" in stage ") != std::string_view::npos) {
    return false;
  }
  return SaysOutOfHeap(text) || text.find(kBroadcastTooLarge) != std::string_view::npos;
}

struct OutOfMemory {
  std::vector<std::string> places;  // "sql 3", "spark job 7"
  std::string first;                // for a sentence: "query 3"
  bool in_broadcast = false;
  std::int64_t size() const { return static_cast<std::int64_t>(places.size()); }
};

OutOfMemory OutOfMemoryIn(const Run& run) {
  const model::Application& app = run.app();
  OutOfMemory failed;
  const auto add = [&](StringId text, const std::string& what, std::int64_t id) {
    const std::string_view failure = app.text(text);
    if (failure.empty() || !IsDriverOutOfHeap(failure)) return;
    const std::string number = ' ' + std::to_string(id);
    if (failed.places.empty()) failed.first = (what == "sql" ? "query" : "Spark job") + number;
    failed.places.push_back(what + number);
    failed.in_broadcast |= failure.find(kBroadcastTooLarge) != std::string_view::npos;
  };
  for (const model::SqlExecution& sql : app.sql_executions) {
    if (sql.root_id != sql.id && sql.root_id >= 0)
      continue;  // the query that it is a part of fails too
    add(sql.error_message, "sql", sql.id);
  }
  for (const model::SparkJob& job : app.spark_jobs) {
    const model::SqlExecution* sql = run.FindSql(job.sql_execution_id);
    if (sql != nullptr && sql->has_error_field) continue;  // has told it
    add(job.failure, "spark job", job.job_id);
  }
  return failed;
}

// The most that the driver took in at one time.
struct Collected {
  std::int64_t results = 0;  // bytes of one stage
  std::size_t stage = 0;
  std::int64_t broadcast = 0;  // bytes of one node
  std::string node;
};

Collected CollectedBy(const Run& run) {
  Collected collected;
  for (const std::size_t index : run.stages_by_weight()) {
    if (CollectsBroadcast(run.app(), run.stage(index))) continue;
    const std::int64_t bytes = run.stage(index).total(TaskColumn::result_size);
    if (bytes <= collected.results) continue;
    collected.results = bytes;
    collected.stage = index;
  }
  for (const model::SqlExecution* sql : run.queries_by_weight()) {
    const std::vector<model::PlanNode>& nodes = sql->final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (run.OpOf(nodes[i]) != Operator::kBroadcastExchange) continue;
      const std::int64_t bytes = MetricTotal(run.app(), *sql, nodes[i], "data size");
      if (bytes <= collected.broadcast) continue;
      collected.broadcast = bytes;
      collected.node = NodePlace(*sql, static_cast<std::int32_t>(i));
    }
  }
  return collected;
}

void AdviseHeap(const Run& run, const DriverHeap& heap, double factor, Finding& finding) {
  const std::string times = factor < 2 ? "half more than it has" : "twice what it has";
  if (run.is_databricks()) {
    finding.changes.push_back(OnCluster("a driver type with more memory, " + times,
                                        "it does not follow from the workers' type"));
    return;
  }
  const std::int64_t size = heap.size > 0 ? heap.size : heap.peak;
  const std::string reason = times + "; for spark-submit, not in the code: by then the driver runs";
  if (size > 0 && SetBytes(run, settings::kDriverMemory, Scaled(size, factor), reason, finding)) {
    return;
  }
  finding.changes.push_back(OnCluster("a larger heap of the driver (spark.driver.memory)", reason));
}

void Advise(const Context& context, const DriverHeap& heap, const OutOfMemory& failed,
            const Collected& collected, Finding& finding) {
  const Run& run = context.run;
  const double share = ShareOf(heap.full_gc_time, run.wall());
  const bool is_severe = failed.size() > 0 || share >= context.settings.Get("severe_gc_share");
  AdviseHeap(run, heap, is_severe ? 2 : 1.5, finding);
  const double least = context.settings.Get("collected_share");
  if (collected.results > 0 && ShareOf(collected.results, heap.size) >= least) {
    finding.changes.push_back(
        InCode("write what " + StageTitle(run, collected.stage) +
                   " gives, or aggregate and limit it before it is collected",
               "its results of " + FormatBytes(collected.results) + " are held by the driver"));
  }
  if (failed.in_broadcast || ShareOf(collected.broadcast, heap.size) >= least) {
    finding.changes.push_back(
        InCode("filter and select before the join, or leave out the broadcast hint",
               "the driver collects and builds what is broadcast, before it is sent"));
  }
}

void AddEvidence(const DriverHeap& heap, const OutOfMemory& failed, const Run& run,
                 const Collected& collected, Finding& finding) {
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < failed.places.size() && i < kShown; ++i) {
    finding.evidence.push_back({"failed", 1, Unit::kCount, failed.places[i]});
  }
  const auto add = [&](std::string name, std::int64_t value, Unit unit, std::string where) {
    if (value <= 0) return;
    finding.evidence.push_back(
        {std::move(name), static_cast<double>(value), unit, std::move(where)});
  };
  add("peak JVM heap", heap.peak, Unit::kBytes, "executor driver");
  add("heap", heap.size, Unit::kBytes, "executor driver");
  add("full collections", heap.full_gcs, Unit::kCount, "executor driver");
  add("time of full collections", heap.full_gc_time, Unit::kMilliseconds, "executor driver");
  if (collected.results >= kMiB) {
    add("largest result of a stage", collected.results, Unit::kBytes,
        StagePlace(run.stage(collected.stage)));
  }
  add("largest broadcast", collected.broadcast, Unit::kBytes, collected.node);
}

void NoteUnseen(const Run& run, const DriverHeap& heap, Finding& finding) {
  if (heap.peak <= 0) {
    Miss(
        "memory peaks of the driver are not in the log "
        "(spark.eventLog.logStageExecutorMetrics=true writes them)",
        finding);
  }
  if (heap.is_measured) return;
  const std::string plugin = "how large the driver's heap was (the DataFlint plugin writes it)";
  const bool is_set = !run.Setting(settings::kDriverMemory.key).empty();
  Miss(heap.size > 0
           ? plugin + ": taken from " + (is_set ? "spark.driver.memory" : "Spark's default for it")
           : plugin,
       finding);
}

void Describe(const Run& run, const DriverHeap& heap, const OutOfMemory& failed, Finding& finding) {
  const std::string size = heap.size > 0 ? " of " + FormatBytes(heap.size) : "";
  const std::string full = FormatCountOf(heap.full_gcs, "full collection", "full collections");
  if (failed.size() > 0) {
    constexpr double kHighShare = 0.10;  // as where executors run out of memory
    finding.severity = Severity::kHigh;
    finding.ranks_as_ms = Scaled(run.wall(), kHighShare);
    finding.title = "The driver's heap" + size + " was full, and " + failed.first +
                    (failed.size() > 1 ? " and " + FormatCount(failed.size() - 1) + " more" : "") +
                    " failed";
    finding.why = failed.in_broadcast
                      ? "What is to be broadcast did not fit into it."
                      : "What it collected, or keeps of plans and tasks, did not fit into it.";
  } else {
    finding.title = "The driver's heap" + size + " was " +
                    FormatPercent(ShareOf(heap.peak, heap.size)) + " full, and " + full +
                    " of it took " + FormatDuration(heap.full_gc_time);
    finding.why =
        "While it collects all of its heap, the driver stands still: it plans no query "
        "and launches no task.";
  }
  finding.impact.wall_ms_high = heap.full_gc_time;
  finding.impact.core_ms_high = Scaled(
      heap.full_gc_time, static_cast<double>(std::max<std::int64_t>(1, run.figures().max_cores)));
  finding.impact.method = "upper bound: without full collections of the driver's heap";
  if (failed.size() > 0) finding.impact.method += "; what failed is not counted";
}

void FindDriverMemoryHigh(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const DriverHeap heap = HeapOf(run);
  const OutOfMemory failed = OutOfMemoryIn(run);
  const auto count = static_cast<double>(failed.size());
  const bool out_of_memory = count > 0 && count >= settings.Get("out_of_memory");
  // In local mode tasks run in it: gc-pressure speaks of them.
  const bool collects =
      !run.runs_in_driver() && ShareOf(heap.peak, heap.size) >= settings.Get("min_filled") &&
      ShareOf(heap.full_gc_time, run.wall()) >= settings.Get("min_full_gc_share") &&
      static_cast<double>(heap.full_gc_time) >= settings.Get("min_full_gc_ms") &&
      static_cast<double>(heap.full_gcs) >= settings.Get("min_full_gcs");
  if (!out_of_memory && !collects) return;
  Finding finding;
  finding.subject = "application";
  const Collected collected = CollectedBy(run);
  Describe(run, heap, failed, finding);
  AddEvidence(heap, failed, run, collected, finding);
  Advise(context, heap, failed, collected, finding);
  NoteUnseen(run, heap, finding);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kDriverMemoryHigh = {
    .id = "driver-memory-high",
    .title = "The driver has too little memory",
    .sees =
        "out_of_memory or more queries and Spark jobs that failed since the driver's heap was "
        "full; or a heap that was min_filled full at its peak, while min_full_gcs or more full "
        "collections took min_full_gc_share of the run and min_full_gc_ms. A full heap alone is "
        "garbage. What tasks say of memory is an executor's.",
    .why =
        "The driver plans, launches every task and takes in results and broadcasts; when it "
        "collects its heap, all wait, and when the heap does not do, the application fails.",
    .advice =
        "The heap, in whole MiB, that is half more or twice what there is; and less that is "
        "collected and broadcast.",
    .formula =
        "Upper bound: time of full collections of the driver, which stop it; core time: the most "
        "cores there were, for as long. Heap: half more, or twice as much above severe_gc_share "
        "and after an OutOfMemoryError. What was collected is named from collected_share of the "
        "heap on.",
    .dataflint_alert = "driverMemoryTooHigh",
    .thresholds = kThresholds,
    .run = FindDriverMemoryHigh,
};
DATAFLINT_REGISTER_INSIGHT(kDriverMemoryHigh);

}  // namespace
}  // namespace dataflint::insights
