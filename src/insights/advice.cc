#include "insights/advice.h"

#include <algorithm>
#include <limits>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/scan_splits.h"
#include "insights/streams.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;
// More partitions than this only cost; a figure that asks for more is not to be believed.
constexpr std::int64_t kMostPartitions = 100'000;

Change Of(Change::Kind kind, std::string text, std::string reason) {
  return {kind, std::move(text), std::move(reason)};
}

// Bytes that the stage takes in, over all tasks.
std::int64_t InputOf(const model::StageAttempt& stage) {
  return SaturatingAdd(stage.total(model::TaskColumn::input_bytes), ShuffleReadOf(stage));
}

constexpr std::int64_t kAdvisoryByDefault = 64 * kMiB;

// Adaptive execution has merged partitions up to the advisory size: that is what has to shrink.
void AdviseSmallerMerged(const Run& run, std::size_t index, std::int64_t count,
                         const std::string& reason, Finding& finding) {
  const std::int64_t size = InputOf(run.stage(index)) / std::max<std::int64_t>(1, count);
  if (size < kMiB) {
    finding.changes.push_back(
        InCode("df.repartition(" + std::to_string(count) + ") before this step",
               reason + "; adaptive execution does not merge what the code asks for"));
    return;
  }
  const OneChange both(finding);
  SetIfLess(run, settings::kAdvisoryPartitionSize, size, kAdvisoryByDefault, reason, finding);
  SetIfLess(run, settings::kMinPartitionSize, kMiB, kMiB,
            "adaptive execution must not merge them again", finding);
}

// It merges up to the advisory size, unless it is to keep all cores busy: then to as many as these.
void AdviseLargerMerged(const Run& run, std::size_t index, std::int64_t count,
                        const std::string& reason, Finding& finding) {
  const std::int64_t sql = finding.sql_execution_id;
  const std::int64_t size = ShuffleReadOf(run.stage(index)) / std::max<std::int64_t>(1, count);
  const OneChange both(finding);
  if (!run.Knows(settings::kParallelismFirst) ||
      !run.Setting(settings::kMinPartitionNumber.key, sql).empty()) {
    SetIfMore(run, settings::kAdvisoryPartitionSize, size, kAdvisoryByDefault, reason, finding);
    SetIfLess(run, settings::kMinPartitionNumber, count, std::numeric_limits<std::int64_t>::max(),
              "it keeps as many as this, or as there are cores where it is not set", finding);
    return;
  }
  // Without the cores to keep busy, the advisory size alone decides.
  if (!SetIfMore(run, settings::kAdvisoryPartitionSize, size, kAdvisoryByDefault, reason,
                 finding)) {
    SetIfLess(run, settings::kAdvisoryPartitionSize, size, kAdvisoryByDefault, reason, finding);
  }
  if (run.IsOn(settings::kParallelismFirst.key, true, sql)) {
    Set(run, settings::kParallelismFirst, "false",
        "with true, adaptive execution aims at many tasks, not at the advisory size", finding);
  }
}

// "AQEShuffleRead coalesced"; one that only splits partitions, or reads them where they are, says so.
bool WasMerged(const Run& run, const StagePlan& plan) {
  const std::int32_t read = plan.Find(run.app(), Operator::kShuffleRead);
  if (read < 0) return false;
  const std::string_view text = run.app().text(plan.node(read).simple_string);
  return text.find("coalesced") != std::string_view::npos ||
         (text.find("skewed") == std::string_view::npos &&
          text.find("local") == std::string_view::npos);
}

void AdviseShufflePartitions(const Run& run, std::size_t index, std::int64_t count,
                             const std::string& reason, Finding& finding) {
  const StagePlan& plan = run.PlanOf(index);
  if (IsOfAStream(run.app(), *plan.sql)) {
    Set(run, settings::kShufflePartitions, count,
        reason + "; a stream keeps the number that its checkpoint began with, so begin a new one",
        finding);
    return;
  }
  const bool was_merged = run.IsAdaptive(*plan.sql) && WasMerged(run, plan);
  const bool more = count > run.PartitionsOf(index);
  const std::size_t before = finding.changes.size();
  const OneChange all(finding);
  if (was_merged && more) AdviseSmallerMerged(run, index, count, reason, finding);
  if (was_merged && !more) AdviseLargerMerged(run, index, count, reason, finding);
  const bool is_set = (!was_merged || (more && count > ShuffleCount(run, *plan.sql))) &&
                      Set(run, ShuffleCountSetting(run, *plan.sql), count, reason, finding);
  if (is_set && run.is_databricks() &&
      run.IsOn(settings::kAutoOptimizeShuffle.key, false, finding.sql_execution_id)) {
    Set(run, settings::kAutoOptimizeShuffle, "false",
        "while it is on, it overrides spark.sql.shuffle.partitions", finding);
  }
  if (finding.changes.size() == before) {
    finding.changes.push_back(InCode(
        (more ? "df.repartition(" : "df.coalesce(") + std::to_string(count) + ") before this step",
        reason));
  }
}

// As it is written in the configuration: whole seconds, whole MiB.
std::int64_t Written(const SparkSetting& setting, std::int64_t value) {
  constexpr std::int64_t kMsOfASecond = 1000;
  if (setting.form == SparkSetting::Form::kSeconds) return CeilDiv(value, kMsOfASecond);
  return setting.is_size() ? CeilDiv(value, kMiB) : value;
}

std::string TextOf(const Run& run, const SparkSetting& setting, std::int64_t value) {
  if (setting.is_size()) return SizeText(setting, value, run.spark_major());
  const std::string number = std::to_string(std::max<std::int64_t>(1, Written(setting, value)));
  return setting.form == SparkSetting::Form::kSeconds ? number + 's' : number;
}

std::int64_t PresentFor(const Run& run, const SparkSetting& setting, std::int64_t by_default,
                        const Finding& finding) {
  return Present(run, setting, by_default, finding.sql_execution_id);
}

}  // namespace

bool Set(const Run& run, const SparkSetting& setting, std::string_view value, std::string reason,
         Finding& finding) {
  if (!run.Knows(setting)) return false;
  if (!run.knows_settings() && setting.key != settings::kShufflePartitions.key) return false;
  const std::string key = std::string(setting.key) + '=';
  if (std::any_of(finding.changes.begin(), finding.changes.end(), [&](const Change& change) {
        return change.kind == Change::Kind::kSetting && change.text.starts_with(key);
      })) {
    return true;
  }
  if (setting.when == SparkSetting::When::kStart) reason += " (when the application starts)";
  finding.changes.push_back(
      Of(Change::Kind::kSetting, key + std::string(value), std::move(reason)));
  return true;
}

bool Set(const Run& run, const SparkSetting& setting, std::int64_t value, std::string reason,
         Finding& finding) {
  return Set(run, setting, std::to_string(value), std::move(reason), finding);
}

bool SetBytes(const Run& run, const SparkSetting& setting, std::int64_t bytes, std::string reason,
              Finding& finding) {
  return Set(run, setting, SizeText(setting, bytes, run.spark_major()), std::move(reason), finding);
}

Change InCode(std::string text, std::string reason) {
  return Of(Change::Kind::kCode, std::move(text), std::move(reason));
}

Change InSql(std::string text, std::string reason) {
  return Of(Change::Kind::kSql, std::move(text), std::move(reason));
}

Change OnCluster(std::string text, std::string reason) {
  return Of(Change::Kind::kCluster, std::move(text), std::move(reason));
}

std::int64_t Present(const Run& run, const SparkSetting& setting, std::int64_t by_default,
                     std::int64_t sql) {
  switch (setting.form) {
    case SparkSetting::Form::kSeconds:
      return run.Milliseconds(setting.key, by_default, PlainUnitOf(setting), sql);
    case SparkSetting::Form::kSize:
    case SparkSetting::Form::kBytesBefore3:
      return run.Bytes(setting.key, by_default, PlainUnitOf(setting), sql);
    default:
      return run.Number(setting.key, by_default, sql);
  }
}

bool SetIfMore(const Run& run, const SparkSetting& setting, std::int64_t value,
               std::int64_t by_default, std::string reason, Finding& finding) {
  return Written(setting, value) >
             Written(setting, PresentFor(run, setting, by_default, finding)) &&
         Set(run, setting, TextOf(run, setting, value), std::move(reason), finding);
}

bool SetIfLess(const Run& run, const SparkSetting& setting, std::int64_t value,
               std::int64_t by_default, std::string reason, Finding& finding) {
  return Written(setting, value) <
             Written(setting, PresentFor(run, setting, by_default, finding)) &&
         Set(run, setting, TextOf(run, setting, value), std::move(reason), finding);
}

std::int64_t CoresFor(const Run& run, std::int64_t slots) {
  return Scaled(slots, static_cast<double>(run.cpus_per_task()));
}

WhatIf::Change InTasks(std::size_t index, std::int64_t count, std::int64_t own_ms) {
  constexpr std::int64_t kMost = 1'000'000;
  return [stage = static_cast<std::uint32_t>(index),
          tasks = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 1, kMost)),
          own_ms](replay::Recording& recording) {
    replay::Repartition(recording, stage, tasks, own_ms);
  };
}

const SparkSetting& ShuffleCountSetting(const Run& run, const model::SqlExecution& sql) {
  const bool merges =
      run.IsAdaptive(sql) && run.IsOn(settings::kCoalescePartitions.key, true, sql.id);
  return merges && run.Number(settings::kInitialPartitionNumber.key, 0, sql.id) > 0
             ? settings::kInitialPartitionNumber
             : settings::kShufflePartitions;
}

std::int64_t ShuffleCount(const Run& run, const model::SqlExecution& sql) {
  constexpr std::int64_t kByDefault = 200;
  return run.Number(ShuffleCountSetting(run, sql).key, kByDefault, sql.id);
}

std::int32_t FixedByCode(const Run& run, const StagePlan& plan) {
  const auto found = std::find_if(plan.reads.begin(), plan.reads.end(), [&](std::int32_t exchange) {
    return OriginOfShuffle(run.app().text(plan.node(exchange).simple_string)) ==
           ShuffleOrigin::kByNumber;
  });
  return found == plan.reads.end() ? -1 : *found;
}

std::int64_t DataInMemory(const model::StageAttempt& stage) {
  // Spark counts whole pages as spilled, however little they held; no data shrinks further on disk.
  constexpr double kMostShrunk = 16;
  const std::int64_t spilled =
      std::min(stage.total(model::TaskColumn::memory_bytes_spilled),
               Scaled(stage.total(model::TaskColumn::disk_bytes_spilled), kMostShrunk));
  return SaturatingAdd(spilled, stage.total(model::TaskColumn::peak_execution_memory));
}

std::int64_t MemoryForATask(const Run& run) {
  return Scaled(run.memory_per_slot(), run.SettingsOf("spill").Get("memory_target"));
}

std::int64_t PartitionsWanted(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t slots = run.SlotsOf(index);
  std::int64_t wanted = 0;
  if (stage.total(model::TaskColumn::disk_bytes_spilled) > 0 && run.memory_per_slot() > 0) {
    wanted = CeilDiv(DataInMemory(stage), MemoryForATask(run));
    if (wanted > slots && wanted <= kMostPartitions) wanted = CeilDiv(wanted, slots) * slots;
  }
  if (const std::int64_t all = run.SlotsToBeHad(index); run.PartitionsOf(index) < all) {
    const Settings settings = run.SettingsOf("too-few-tasks");
    const auto task_ms = static_cast<std::int64_t>(settings.Get("target_task_ms"));
    wanted = std::max(wanted, std::clamp(CeilDiv(run.TaskTimeOf(index), task_ms), all,
                                         Scaled(all, settings.Get("max_waves"))));
  }
  return std::min(wanted, kMostPartitions);
}

void AdvisePartitions(const Run& run, std::size_t index, std::int64_t count,
                      const std::string& reason, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const StagePlan& plan = run.PlanOf(index);
  count = std::clamp<std::int64_t>(count, 1, kMostPartitions);
  const std::string n = std::to_string(count);
  const bool more = count > run.PartitionsOf(index);
  if (plan.sql == nullptr) {
    const bool reads_shuffle = stage.total(model::TaskColumn::shuffle_read_records) > 0;
    finding.changes.push_back(
        reads_shuffle
            ? InCode("pass " + n +
                         " as numPartitions to the operation that shuffles (reduceByKey, "
                         "groupByKey, join, sortByKey, repartition)",
                     reason)
            : InCode(more ? "rdd.repartition(" + n + "), or " + n + " as minPartitions of the read"
                          : "rdd.coalesce(" + n + ")",
                     reason));
    return;
  }
  if (!plan.known()) {
    finding.changes.push_back(InCode("df.repartition(" + n + ")", reason));
    return;
  }
  if (const std::int32_t fixed = FixedByCode(run, plan); fixed >= 0) {
    const std::vector<std::string> keys =
        PartitioningKeys(run.app().text(plan.node(fixed).simple_string));
    const std::string columns = keys.empty() ? "" : ", " + Listed(keys, ", ");
    finding.changes.push_back(InCode("repartition(" + n + columns + ") instead of repartition(" +
                                         std::to_string(run.PartitionsOf(index)) + columns + ')',
                                     reason));
    return;
  }
  if (!plan.reads.empty()) {
    AdviseShufflePartitions(run, index, count, reason, finding);
    return;
  }
  const std::int32_t scan = plan.Find(run.app(), Operator::kScan);
  if (scan >= 0 && count > 0) {
    AdviseSplits(run, index, scan, count, reason, finding);
    return;
  }
  finding.changes.push_back(
      InCode((more ? "df.repartition(" : "df.coalesce(") + n + ") before this step", reason));
}

std::int64_t ShuffleReadOf(const model::StageAttempt& stage) {
  return SaturatingAdd(stage.total(model::TaskColumn::shuffle_remote_bytes_read),
                       stage.total(model::TaskColumn::shuffle_local_bytes_read));
}

std::int64_t HeapFor(const Run& run, double factor) {
  const std::int64_t heap = run.executor_heap();
  return SaturatingAdd(Scaled(std::max<std::int64_t>(0, heap - kReservedHeap), factor),
                       std::min(heap, kReservedHeap));
}

bool AdviseRebalance(const Run& run, const model::SqlExecution& sql, std::string statement,
                     std::string reason, Finding& finding) {
  if (!run.IsAtLeast(3, 2)) return false;
  const OneChange both(finding);
  finding.changes.push_back(InSql(std::move(statement), std::move(reason)));
  // By its setting: a plan without a shuffle does not say so.
  if (!run.IsOn(settings::kAdaptive.key, true, sql.id)) {
    Set(run, settings::kAdaptive, "true", "without it Spark leaves the hint out", finding);
  }
  return true;
}

std::string HeapInWords(const Run& run) {
  const std::int64_t heap = run.executor_heap();
  return heap > 0 ? "the heap of " + FormatBytes(heap) : "the heap";
}

void AdviseMemory(const Run& run, std::int64_t heap_bytes, const std::string& reason,
                  Finding& finding) {
  constexpr std::int64_t kStep = 128 * kMiB;
  if (!run.knows_settings()) {
    finding.changes.push_back(
        OnCluster("more memory for each task: a larger heap (spark.executor.memory), or fewer "
                  "tasks at a time "
                  "in it (spark.executor.cores)",
                  reason));
    Miss("the application's settings are not in the log: how large the heap is, is not known",
         finding);
    return;
  }
  if (heap_bytes < std::numeric_limits<std::int64_t>::max() - kStep) {
    heap_bytes = CeilDiv(heap_bytes, kStep) * kStep;
  }
  switch (run.deployment()) {
    case Deployment::kDatabricks:
      finding.changes.push_back(
          OnCluster(std::string(run.runs_in_driver() ? "a node type" : "a worker type") +
                        " with more memory per core (memory-optimised), for about " +
                        FormatBytes(heap_bytes) + " of heap where there are " +
                        FormatBytes(run.executor_heap()),
                    reason));
      return;
    case Deployment::kLocal:
      SetBytes(run, settings::kDriverMemory, heap_bytes, reason, finding);
      return;
    case Deployment::kDynamic:
    case Deployment::kStatic:
      SetBytes(run, settings::kExecutorMemory, heap_bytes, reason, finding);
      if (run.slots_per_executor() > 1) {
        const std::int64_t slots = std::max<std::int64_t>(
            1, Scaled(run.slots_per_executor(),
                      ShareOf(run.executor_heap(), std::max<std::int64_t>(1, heap_bytes))));
        if (slots < run.slots_per_executor()) {
          Set(run, settings::kExecutorCores, CoresFor(run, slots),
              "or the same memory for fewer tasks at a time", finding);
        }
      }
      return;
  }
}

void Miss(std::string what, Finding& finding) {
  finding.missing.push_back(std::move(what));
  finding.confidence =
      finding.confidence == Confidence::kHigh ? Confidence::kMedium : Confidence::kLow;
}

void NoteMissing(const Run& run, std::size_t index, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  if (stage.status == model::StageStatus::kComplete && figures.tasks < stage.num_tasks) {
    Miss(FormatCount(stage.num_tasks - figures.tasks) + " of " + FormatCount(stage.num_tasks) +
             " tasks of " + StagePlace(stage) + " are not in the log",
         finding);
  }
  if (figures.tasks > 0 && stage.total(model::TaskColumn::executor_run_time) == 0 &&
      figures.duration_max > 0) {
    Miss("the tasks of " + StagePlace(stage) + " carry no metrics", finding);
  }
  const StagePlan& plan = run.PlanOf(index);
  if (plan.sql != nullptr) {
    if (plan.plan == nullptr) {
      Miss("the plan of sql " + std::to_string(plan.sql->id) + " is not in the log", finding);
    } else if (!plan.known()) {
      Miss("which plan nodes " + StagePlace(stage) + " ran is not known: " +
               (stage.accumulators.empty() ? "its tasks updated no SQL metric"
                                           : "its tasks updated no metric of the plan, or stages "
                                             "ran too many different parts of it"),
           finding);
    }
  }
}

void NoteMissing(const Run&, const model::SqlExecution& sql, Finding& finding) {
  if (sql.plans.empty()) {
    Miss("the plan of sql " + std::to_string(sql.id) + " is not in the log", finding);
  } else if (sql.plans.back().truncated) {
    Miss("Spark shortened texts of the plan of sql " + std::to_string(sql.id) +
             " (spark.sql.maxMetadataStringLength, spark.sql.debug.maxToStringFields)",
         finding);
  }
}

void NoteIfMaybeInteractive(const Run& run, Finding& finding) {
  if (run.knows_if_interactive()) return;
  Miss(
      "the log does not say whether people use this cluster from notebooks "
      "(spark.databricks.clusterSource); it is taken for one of a job",
      finding);
}

Finding OfStage(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  Finding finding;
  finding.scope = Scope::kStage;
  finding.subject = StagePlace(stage);
  finding.stage = stage.key;
  finding.sql_execution_id = stage.sql_execution_id;
  return finding;
}

Finding OfNode(const model::SqlExecution& sql, std::int32_t node) {
  Finding finding;
  finding.scope = Scope::kPlanNode;
  finding.subject = NodePlace(sql, node);
  finding.sql_execution_id = sql.id;
  return finding;
}

std::string StagePlace(const model::StageAttempt& stage) { return "stage " + NameOf(stage.key); }

std::string TaskPlace(const model::StageAttempt& stage, std::int64_t task_id) {
  return StagePlace(stage) + " task " + std::to_string(task_id);
}

std::string NodePlace(const model::SqlExecution& sql, std::int32_t node) {
  return "sql " + std::to_string(sql.id) + " node " + std::to_string(node);
}

}  // namespace dataflint::insights
