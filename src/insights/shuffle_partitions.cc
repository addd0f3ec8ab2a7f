#include "insights/shuffle_partitions.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "insights/streams.h"
#include "insights/tiny_tasks.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr std::int64_t kByDefault = 200;  // spark.sql.shuffle.partitions when nobody sets it

constexpr ThresholdSpec kThresholds[] = {
    {"min_times", 4, Unit::kRatio,
     "partitions that there are, of those that the data asks for, or the other way round", 1},
    {"target_bytes", 128.0 * 1024 * 1024, Unit::kBytes, "of a shuffle that a task should read", 1},
    {"min_share_of_run", 0.02, Unit::kShare, "core time of these stages, of the run's"},
};

enum class Fit : std::uint8_t { kFits, kTooMany, kTooFew };

// Stages that read their shuffle in the default number of partitions. Not those of a stream, which keeps
// the number that its checkpoint began with.
bool ReadsByDefault(const Run& run, std::size_t index) {
  // What costs least is asked first: a plan is only read for a stage of so many tasks.
  const model::StageAttempt& stage = run.stage(index);
  if (stage.num_tasks != kByDefault || !run.knows_settings() ||
      run.FindSql(stage.sql_execution_id) == nullptr) {
    return false;
  }
  for (const SparkSetting& setting :
       {settings::kShufflePartitions, settings::kInitialPartitionNumber}) {
    if (!run.Setting(setting.key, stage.sql_execution_id).empty()) return false;
  }
  const StagePlan& plan = run.PlanOf(index);
  return plan.known() && !plan.reads.empty() && !IsFixedByCode(run, plan) &&
         !IsOfAStream(run.app(), *plan.sql);
}

// By its data, no fewer than slots; tasks that compute for long are left as many as seconds.
std::int64_t Wanted(const Run& run, const Settings& settings, std::size_t index) {
  constexpr std::int64_t kTaskMs = 1000;
  const std::int64_t by_bytes = CeilDiv(ShuffleReadOf(run.stage(index)),
                                        static_cast<std::int64_t>(settings.Get("target_bytes")));
  const std::int64_t seconds = run.stage(index).total(TaskColumn::executor_run_time) / kTaskMs;
  const std::int64_t by_time = HasTinyTasks(run, index) ? 1 : std::min(seconds, kByDefault);
  return std::max({by_bytes, by_time, run.SlotsOf(index)});
}

// Too many: adaptive execution merges them unless it is off, which aqe-off tells of unless the tasks
// are tiny. Too few: no setting of it splits them; spill and partitions-too-big tell of worse.
Fit FitOf(const Run& run, const Settings& settings, std::size_t index) {
  if (!ReadsByDefault(run, index)) return Fit::kFits;
  const auto wanted = static_cast<double>(Wanted(run, settings, index));
  const double times = settings.Get("min_times");
  const bool is_adaptive = run.IsAdaptive(*run.PlanOf(index).sql);
  if (kByDefault >= times * wanted && (is_adaptive || HasTinyTasks(run, index))) {
    return Fit::kTooMany;
  }
  const model::StageAttempt& stage = run.stage(index);
  constexpr std::int64_t kTooBig = std::int64_t{1} << 30;  // a task: partitions-too-big
  const bool others_tell = stage.total(TaskColumn::disk_bytes_spilled) > 0 ||
                           ShuffleReadOf(stage) / kByDefault >= kTooBig;
  return wanted >= times * kByDefault && !others_tell ? Fit::kTooFew : Fit::kFits;
}

bool IsShortened(const Run& run, const StagePlan& plan) {
  return std::any_of(plan.reads.begin(), plan.reads.end(), [&](std::int32_t exchange) {
    return model::IsShortened(run.app().text(plan.node(exchange).simple_string));
  });
}

// The stages of one kind, and the one number for all of them: what the largest asks for.
struct Stages {
  std::vector<std::size_t> list;  // of queries that matter, heaviest queries first
  std::int64_t wanted = 1;
  std::int64_t core_time = 0;
};

Stages Gather(const Context& context, Fit fit) {
  const Run& run = context.run;
  Stages stages;
  for (const model::SqlExecution* sql : run.queries_by_weight()) {
    for (const std::size_t index : run.StagesOf(sql->id)) {
      if (!ReadsByDefault(run, index)) continue;
      // One setting is for all that read by default, also those that it fits.
      stages.wanted = std::max(stages.wanted, Wanted(run, context.settings, index));
      if (FitOf(run, context.settings, index) != fit) continue;
      stages.list.push_back(index);
      stages.core_time = SaturatingAdd(stages.core_time, run.CoreTimeOf(index));
    }
  }
  return stages;
}

// What of a task's time does not go with its data. More tasks save the most where that is nothing.
StartCost OwnOf(const Run& run, std::size_t index, bool are_few) {
  if (!are_few) return StartCostIn(run, index);
  const std::int64_t own = run.StartCostOf(index);
  return {SaturatingAdd(own, own), own, 0};
}

WhatIf InTheNumberWanted(const Run& run, const Stages& stages) {
  const bool are_few = stages.wanted > kByDefault;
  const auto tasks =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(stages.wanted, 1, 100'000));
  const auto with = [&](std::int64_t StartCost::* part) {
    std::vector<std::pair<std::uint32_t, std::int64_t>> changes;  // stage, ms of a task's own
    for (const std::size_t index : stages.list) {
      changes.emplace_back(static_cast<std::uint32_t>(index), OwnOf(run, index, are_few).*part);
    }
    return [changes, tasks](replay::Recording& recording) {
      for (const auto& [stage, own] : changes) replay::Repartition(recording, stage, tasks, own);
    };
  };
  return {WhatIf::Order::kOtherTasks, with(&StartCost::low), with(&StartCost::expected),
          with(&StartCost::high)};
}

void Report(const Context& context, const Stages& stages, std::vector<Finding>& out) {
  const Run& run = context.run;
  if (stages.list.empty() ||
      ShareOf(stages.core_time, run.available()) < context.settings.Get("min_share_of_run")) {
    return;
  }
  const bool are_few = stages.wanted > kByDefault;
  // Where one of them needs about what there is, no number suits all: tiny-tasks advises otherwise.
  if (!are_few && static_cast<double>(kByDefault) <
                      context.settings.Get("min_times") * static_cast<double>(stages.wanted)) {
    return;
  }
  const std::size_t first = stages.list.front();
  const model::SqlExecution& sql = *run.PlanOf(first).sql;
  std::int64_t bytes = 0;
  for (const std::size_t index : stages.list) {
    bytes = std::max(bytes, ShuffleReadOf(run.stage(index)));
  }

  Finding finding;
  finding.scope = Scope::kApplication;
  finding.subject = "application";
  const auto count = static_cast<std::int64_t>(stages.list.size());
  finding.title = FormatCountOf(count, "stage reads its", "stages read their") +
                  " shuffle in the default of 200 partitions where " +
                  (are_few ? "its data asks for " + FormatCount(stages.wanted)
                           : FormatCount(stages.wanted) + " would do");
  finding.why = "The largest of them reads " + FormatBytes(bytes) + ", " +
                FormatBytes(bytes / kByDefault) + " a task: Spark takes 200 whatever the data.";
  for (std::size_t i = 0; i < stages.list.size() && i < 5; ++i) {
    const std::size_t index = stages.list[i];
    finding.evidence.push_back(
        {"shuffle read in 200 tasks of " + FormatDuration(run.figures_of(index).duration_median),
         static_cast<double>(ShuffleReadOf(run.stage(index))), Unit::kBytes,
         StagePlace(run.stage(index))});
  }
  Set(run, settings::kShufflePartitions, stages.wanted,
      are_few ? FormatBytes(bytes / stages.wanted) + " for each task"
              : "their data asks for no more, nor do the slots",
      finding);
  if (!are_few && run.HasAdaptive() && !run.IsAdaptive(sql)) {
    Set(run, settings::kAdaptive, "true",
        "or this alone: adaptive execution merges small partitions by itself", finding);
  } else if (!are_few && !run.IsOn(settings::kCoalescePartitions.key, true, sql.id)) {
    Set(run, settings::kCoalescePartitions, "true",
        "or this alone: merging of small partitions is switched off", finding);
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "these stages' work in as many tasks as advised";
  finding.what_if = InTheNumberWanted(run, stages);
  NoteMissing(run, first, finding);
  if (std::any_of(stages.list.begin(), stages.list.end(),
                  [&](std::size_t index) { return IsShortened(run, run.PlanOf(index)); })) {
    Miss(
        "Spark shortened texts of exchanges: whether the code asks for their 200 partitions is not "
        "known",
        finding);
  }
  out.push_back(std::move(finding));
}

void FindShufflePartitions(const Context& context, std::vector<Finding>& out) {
  Report(context, Gather(context, Fit::kTooMany), out);
  Report(context, Gather(context, Fit::kTooFew), out);
}

constexpr InsightSpec kShufflePartitions = {
    .id = "shuffle-partitions",
    .title = "Shuffles have Spark's default number of partitions, which does not suit their data",
    .sees =
        "Stages of SQL that read a shuffle in 200 partitions, the number that Spark takes when "
        "spark.sql.shuffle.partitions is not set, where that is min_times as many as target_bytes "
        "and the slots ask for and the tasks are tiny (tiny-tasks), or adaptive execution does not "
        "merge them; or where the data asks for min_times as many. They must take "
        "min_share_of_run. Not batches of a stream, nor what spill and partitions-too-big tell of.",
    .why =
        "200 is right for shuffles of some 20 GB on a cluster of 50 to 200 slots; smaller ones pay "
        "for the start of tasks, larger ones for their memory.",
    .advice = "spark.sql.shuffle.partitions, or adaptive execution for what has too many.",
    .formula =
        "Replay with these stages' work in the tasks that the largest of them asks for. Of a "
        "task's time, what tiny-tasks takes for its start does not go with its data; of too few "
        "tasks, (scheduler delay + (de)serialisation) / tasks (low twice that, high nothing).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindShufflePartitions,
};
DATAFLINT_REGISTER_INSIGHT(kShufflePartitions);

}  // namespace

bool HasDefaultPartitions(const Run& run, std::size_t stage_index) {
  return run.in_force().IsOn(kShufflePartitions) &&
         FitOf(run, run.SettingsOf(kShufflePartitions.id), stage_index) != Fit::kFits;
}

}  // namespace dataflint::insights
