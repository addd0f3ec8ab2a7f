#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/spill.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    // Less is written and read back in well under a second, whatever the disk.
    {"min_disk_bytes", 16 * 1024 * 1024, Unit::kBytes, "a stage spilled this much to disk"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "what spilling can have cost, of the run's wall or core time"},
    // What the default network disks of the clouds give.
    {"slow_disk", 128 * 1024 * 1024, Unit::kBytes,
     "spilled bytes are taken to be written and read at this many a second, or faster, by all "
     "slots of an executor together",
     1},
    // LZ4 and the serialisers do several times as many.
    {"slow_codec", 128 * 1024 * 1024, Unit::kBytes,
     "... and to be packed and unpacked, as they were in memory, at this many a second by a slot",
     1},
    {"memory_target", 0.7, Unit::kShare, "how full of data the memory of a slot should get", 0.01},
    {"few_tasks", 0.25, Unit::kShare,
     "when fewer of the tasks than this spill, some keys are too large, not the partitions"},
};
constexpr std::string_view kPhotonSpill = "bytes spilled to disk due to memory pressure";
constexpr std::array<TaskColumn, 5> kMoved = {
    TaskColumn::input_bytes, TaskColumn::shuffle_remote_bytes_read,
    TaskColumn::shuffle_local_bytes_read, TaskColumn::output_bytes,
    TaskColumn::shuffle_write_bytes};
constexpr std::int64_t kMostTasks = 50'000;  // that advice counts with

// Bytes a second of one slot.
struct Rates {
  double disk = 1;
  double codec = 1;
};

// Time that spilling can have taken at most. What is spilled is written and read again: its share
// of all bytes that were moved is its share of the time, if the rest took as long a byte; but never
// more than packing, writing, reading and unpacking it takes on a slow machine.
std::int64_t SpillTime(std::int64_t run_time, std::int64_t moved, std::int64_t disk_bytes,
                       std::int64_t memory_bytes, const Rates& rates) {
  const auto spilled = 2 * static_cast<double>(disk_bytes);
  if (!(spilled > 0)) return 0;
  const std::int64_t by_share = Scaled(run_time, spilled / (spilled + static_cast<double>(moved)));
  const double packed = 2 * static_cast<double>(std::max(memory_bytes, disk_bytes));
  return std::min(by_share, Scaled(1000, spilled / rates.disk + packed / rates.codec));
}

// `times`, when asked for: what SpillTime says of each row.
Spill MeasureTasks(const model::StageAttempt& stage, const Rates& rates,
                   std::vector<std::int64_t>* times = nullptr) {
  Spill spill;
  std::vector<std::int64_t> disk(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> memory(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> peak(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> run_time(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> id(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> moved(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> part(model::TaskTable::kBlockRows);
  stage.tasks.ForEachBlock([&](std::size_t, std::size_t count, auto&& read) {
    read(TaskColumn::disk_bytes_spilled, disk.data());
    read(TaskColumn::memory_bytes_spilled, memory.data());
    read(TaskColumn::peak_execution_memory, peak.data());
    read(TaskColumn::executor_run_time, run_time.data());
    read(TaskColumn::task_id, id.data());
    std::fill(moved.begin(), moved.end(), 0);
    for (const TaskColumn column : kMoved) {
      if (stage.total(column) == 0) continue;
      read(column, part.data());
      for (std::size_t i = 0; i < count; ++i) moved[i] = SaturatingAdd(moved[i], part[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      ++spill.tasks;
      spill.disk_bytes = SaturatingAdd(spill.disk_bytes, disk[i]);
      spill.max_peak_memory = std::max(spill.max_peak_memory, peak[i]);
      const std::int64_t time = SpillTime(run_time[i], moved[i], disk[i], memory[i], rates);
      if (times != nullptr) times->push_back(time);
      if (disk[i] <= 0) continue;
      ++spill.spilling_tasks;
      spill.time = SaturatingAdd(spill.time, time);
      if (disk[i] > spill.max_disk_bytes) {
        spill.max_disk_bytes = disk[i];
        spill.max_task_id = id[i];
      }
    }
  });
  return spill;
}

// Photon reports spilling as metrics of its nodes only.
std::int64_t PhotonSpill(const Run& run, std::size_t index) {
  const StagePlan& plan = run.PlanOf(index);
  std::int64_t bytes = 0;
  for (const auto* list : {&plan.nodes, &plan.writes}) {
    for (const std::int32_t node : *list) {
      bytes = SaturatingAdd(bytes,
                            StageSum(run.app(), run.stage(index), plan.node(node), kPhotonSpill));
    }
  }
  return bytes;
}

// Photon says what it spilled in its operators' metrics only, not in its tasks'.
bool IsPhotons(const model::StageAttempt& stage) {
  return stage.total(TaskColumn::disk_bytes_spilled) == 0;
}

// A slow disk and a slow codec, as fast as each slot of an executor gets them.
Rates RatesFor(const Run& run) {
  const Settings settings = run.SettingsOf("spill");
  const auto sharing = static_cast<double>(std::max<std::int64_t>(1, run.slots_per_executor()));
  return {settings.Get("slow_disk") / sharing, settings.Get("slow_codec")};
}

}  // namespace

Spill SpillOf(const Run& run, std::size_t index) {
  const Rates rates = RatesFor(run);
  const model::StageAttempt& stage = run.stage(index);
  if (!IsPhotons(stage)) return MeasureTasks(stage, rates);
  Spill spill;
  spill.disk_bytes = PhotonSpill(run, index);
  std::int64_t moved = 0;
  for (const TaskColumn column : kMoved) moved = SaturatingAdd(moved, stage.total(column));
  spill.time = SpillTime(stage.total(TaskColumn::executor_run_time), moved, spill.disk_bytes,
                         spill.disk_bytes, rates);
  return spill;
}

bool IsOfFewTasks(const Run& run, const Spill& spill) {
  return spill.tasks >= 8 &&
         ShareOf(spill.spilling_tasks, spill.tasks) < run.SettingsOf("spill").Get("few_tasks");
}

WhatIf WithoutSpill(const Run& run, std::size_t index, const Spill& spill) {
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [&run, index, spill](replay::Recording& recording) {
    const auto stage = static_cast<std::uint32_t>(index);
    if (IsPhotons(run.stage(index))) {
      replay::ScaleTasks(recording, stage,
                         1 - std::min(1.0, ShareOf(spill.time, run.TaskTimeOf(index))));
      return;
    }
    std::vector<std::int64_t> saved;
    MeasureTasks(run.stage(index), RatesFor(run), &saved);
    replay::ShortenTasks(recording, stage, saved);
  };
  return what_if;
}

namespace {

// The operators that spilled, most first, as evidence.
void AddOperators(const Run& run, std::size_t index, Finding& finding) {
  const StagePlan& plan = run.PlanOf(index);
  std::vector<Evidence> operators;
  for (const auto* list : {&plan.nodes, &plan.writes}) {
    for (const std::int32_t node : *list) {
      const std::int64_t bytes =
          SaturatingAdd(StageSum(run.app(), run.stage(index), plan.node(node), "spill size"),
                        StageSum(run.app(), run.stage(index), plan.node(node), kPhotonSpill));
      if (bytes <= 0) continue;
      const std::string name(PlainName(run.app().text(plan.node(node).name)));
      operators.push_back({"spilled by " + name, static_cast<double>(bytes), Unit::kBytes,
                           NodePlace(*plan.sql, node)});
    }
  }
  std::stable_sort(operators.begin(), operators.end(),
                   [](const Evidence& a, const Evidence& b) { return a.value > b.value; });
  if (operators.size() > 3) operators.resize(3);
  for (Evidence& entry : operators) finding.evidence.push_back(std::move(entry));
}

// An aggregate into objects (collect_list, collect_set, percentile) holds few keys before it sorts
// instead; where a task has not many more, that is the cheapest to change.
void AdviseObjectHash(const Run& run, std::size_t index, Finding& finding) {
  constexpr std::int64_t kMostKeys = 50'000;
  const model::StageAttempt& stage = run.stage(index);
  const StagePlan& plan = run.PlanOf(index);
  const std::int64_t now =
      run.Number(settings::kObjectHashFallback.key, 128, finding.sql_execution_id);
  for (const std::int32_t node : plan.nodes) {
    if (PlainName(run.app().text(plan.node(node).name)) != "ObjectHashAggregate") continue;
    if (StageSum(run.app(), stage, plan.node(node), "sort fallback") <= 0) continue;
    const std::int64_t keys = StageSum(run.app(), stage, plan.node(node), "number of output rows") /
                              std::max<std::int64_t>(1, run.figures_of(index).tasks);
    if (keys <= now || keys > kMostKeys) return;
    Set(run, settings::kObjectHashFallback, 2 * keys,
        "a task has about " + FormatCount(keys) + " keys; above " + FormatCount(now) +
            " the aggregate sorts instead of hashing, and that sort is what spills",
        finding);
    return;
  }
}

void Advise(const Context& context, std::size_t index, const Spill& spill, bool only_few,
            Finding& finding) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t data = DataInMemory(stage);
  const std::int64_t memory = run.memory_per_slot();
  const std::int64_t tasks = std::clamp<std::int64_t>(stage.num_tasks, 1, kMostTasks);
  if (only_few) {
    finding.part_of = "skew";
    finding.changes.push_back(
        InCode(run.PlanOf(index).sql == nullptr
                   ? "split the keys that are too large: salt them, reduce in two steps"
                   : "split the keys that are too large: salt them, aggregate in two steps",
               "only " + FormatCount(spill.spilling_tasks) + " of " + FormatCount(spill.tasks) +
                   " tasks spill: smaller partitions do not divide one key"));
    return;
  }
  if (memory <= 0 || data <= 0) {
    AdvisePartitions(run, index, 2 * tasks,
                     "half the data in each task; how much memory it takes is not in the log",
                     finding);
    return;
  }
  AdviseObjectHash(run, index, finding);
  // Spilling already says that the present count is too low.
  const std::int64_t count = std::max(PartitionsWanted(run, index), tasks + CeilDiv(tasks, 2));
  AdvisePartitions(run, index, count,
                   FormatBytes(data) + " in memory over " + FormatCount(count) + " tasks is " +
                       FormatBytes(data / count) + " each, where a slot has " + FormatBytes(memory),
                   finding);
  const std::int64_t usable = Scaled(memory, context.settings.Get("memory_target"));
  const std::int64_t per_task = CeilDiv(data, std::max<std::int64_t>(1, spill.tasks));
  const double factor =
      static_cast<double>(per_task) / static_cast<double>(std::max<std::int64_t>(1, usable));
  if (factor > 1 && factor <= 4) {
    AdviseMemory(run, HeapFor(run, factor),
                 "or enough memory for the " + FormatBytes(per_task) + " that a task holds",
                 finding);
  }
}

Impact ImpactOf(const Run& run, std::size_t index, const Spill& spill, const Rates& rates) {
  const analysis::StageFigures& figures = run.figures_of(index);
  Impact impact;
  impact.core_ms_high = run.InCoreTime(index, spill.time);
  impact.wall_ms_high = Scaled(figures.critical_time, ShareOf(spill.time, run.TaskTimeOf(index)));
  impact.method =
      "upper bound: the spilled bytes' share of all bytes that the spilling tasks moved, as a "
      "share of their time; at most what packing, writing, reading and unpacking them takes with " +
      FormatBytes(static_cast<std::int64_t>(rates.disk)) + "/s of disk and " +
      FormatBytes(static_cast<std::int64_t>(rates.codec)) + "/s of packing for each slot";
  if (figures.critical_time == 0) impact.method += "; the stage did not decide the run's end";
  return impact;
}

std::string Why(const Run& run, const model::StageAttempt& stage, const Spill& spill) {
  if (IsPhotons(stage)) return "Its operators did not get the memory that they asked for.";
  const std::int64_t data = DataInMemory(stage);
  const std::string why = FormatCount(spill.spilling_tasks) + " of " +
                          FormatCountOf(spill.tasks, "task", "tasks") +
                          " did not fit into memory: they held " + FormatBytes(data) + " in all";
  if (run.memory_per_slot() <= 0) return why + '.';
  return why + ", " + FormatBytes(data / std::max<std::int64_t>(1, spill.tasks)) +
         " a task, and a slot has " + FormatBytes(run.memory_per_slot()) + " of memory.";
}

void AddEvidence(const Run& run, std::size_t index, const Spill& spill, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string place = StagePlace(stage);
  const auto add = [&](std::string_view name, double value, Unit unit, const std::string& where) {
    finding.evidence.push_back({std::string(name), value, unit, where});
  };
  add("spilled to disk", static_cast<double>(spill.disk_bytes), Unit::kBytes, place);
  if (!IsPhotons(stage)) {
    add("the same data in memory",
        static_cast<double>(stage.total(TaskColumn::memory_bytes_spilled)), Unit::kBytes, place);
    add("tasks that spilled", static_cast<double>(spill.spilling_tasks), Unit::kCount, place);
    add("most spilled by one task", static_cast<double>(spill.max_disk_bytes), Unit::kBytes,
        TaskPlace(stage, spill.max_task_id));
    add("peak execution memory of a task", static_cast<double>(spill.max_peak_memory), Unit::kBytes,
        place);
  }
  AddOperators(run, index, finding);
  const std::int64_t shuffle_read = ShuffleReadOf(stage);
  if (shuffle_read > 0) {
    add("spilled to disk over shuffle read", ShareOf(spill.disk_bytes, shuffle_read), Unit::kRatio,
        place);
  }
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const double least = context.settings.Get("min_share_of_run");
  // Before any task is looked at: what its totals allow at most.
  if (!run.Matters(run.InCoreTime(index, stage.total(TaskColumn::executor_run_time)),
                   run.figures_of(index).critical_time, least)) {
    return;
  }
  const Rates rates = RatesFor(run);
  const Spill spill = SpillOf(run, index);
  if (static_cast<double>(spill.disk_bytes) < context.settings.Get("min_disk_bytes")) return;
  const Impact impact = ImpactOf(run, index, spill, rates);
  if (!run.Matters(impact.core_ms_high, impact.wall_ms_high, least)) return;
  Finding finding = OfStage(run, index);
  finding.impact = impact;
  finding.what_if = WithoutSpill(run, index, spill);
  finding.title = Capitalised(StageTitle(run, index)) + " spilled " +
                  FormatBytes(spill.disk_bytes) + " to disk";
  finding.why = Why(run, stage, spill);
  AddEvidence(run, index, spill, finding);
  const bool only_few = IsOfFewTasks(run, spill);
  Advise(context, index, spill, only_few, finding);
  if (run.memory_per_slot() == 0) {
    Miss("the memory of the executors is not in the log (block manager events)", finding);
  }
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindSpill(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) {
    const model::StageAttempt& stage = context.run.stage(index);
    if (stage.total(TaskColumn::disk_bytes_spilled) > 0 || context.app.databricks.is_photon) {
      FindIn(context, index, out);
    }
  }
}

constexpr InsightSpec kSpill = {
    .id = "spill",
    .title = "Tasks run out of memory and write their data to disk",
    .sees =
        "A stage that spilled min_disk_bytes or more, where that can have cost min_share_of_run of "
        "the run.",
    .why =
        "Spilled data is serialised, compressed, written, read and merged again; the task makes no "
        "other progress meanwhile.",
    .advice =
        "More partitions, so that the data of a task fits into memory_target of a slot's memory; "
        "or more memory per slot. When fewer than few_tasks of them spill, split their keys; a "
        "stage that has a skew finding tells it there.",
    .formula =
        "Upper bound: for each spilling task, run time x 2 x disk bytes spilled / (2 x disk bytes "
        "spilled + bytes read and written otherwise), at most 2 x disk bytes spilled / (slow_disk "
        "/ slots of an executor) + 2 x memory bytes spilled / slow_codec. Wall: that share of the "
        "stage's time on the critical path. Partitions: data in memory (memory bytes spilled, at "
        "most 16 times the bytes on disk, + peak execution memory) / (memory_target x memory of a "
        "slot), in whole waves of the slots.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindSpill,
};
DATAFLINT_REGISTER_INSIGHT(kSpill);

}  // namespace
}  // namespace dataflint::insights
