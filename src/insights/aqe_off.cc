#include <algorithm>
#include <string>
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

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_run", 0.02, Unit::kShare,
     "the stages that adaptive execution would plan otherwise take this of the run's core time"},
    {"min_times", 4, Unit::kRatio, "their tasks, as a multiple of those that it would make"},
    {"advisory_bytes", 64.0 * 1024 * 1024, Unit::kBytes,
     "what it merges partitions to, unless that is set", 1},
};

// A stage that reads more, smaller partitions than adaptive execution would leave it.
struct Merged {
  std::size_t stage = 0;
  std::int64_t tasks = 0;  // that would be left
  bool is_sure =
      true;  // false: Spark shortened what tells whether the code asks for its partitions
};

// Its partitions are merged up to the advisory size, but not below one for each slot
// (parallelismFirst).
std::int64_t TasksLeft(const Context& context, std::size_t index) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t bytes = ShuffleReadOf(stage);
  const std::int64_t size = std::max<std::int64_t>(
      1, run.Bytes(settings::kAdvisoryPartitionSize.key,
                   static_cast<std::int64_t>(context.settings.Get("advisory_bytes")), 1,
                   stage.sql_execution_id));
  return std::max(run.SlotsOf(index), CeilDiv(bytes, size));
}

std::vector<Merged> MergedIn(const Context& context, const model::SqlExecution& sql) {
  const Run& run = context.run;
  std::vector<Merged> merged;
  for (const std::size_t index : run.StagesOf(sql.id)) {
    const StagePlan& plan = run.PlanOf(index);
    if (!plan.known() || plan.reads.empty() || IsFixedByCode(run, plan)) continue;
    if (HasTinyTasks(run, index)) continue;  // told by itself, with the same advice
    const std::int64_t left = TasksLeft(context, index);
    if (static_cast<double>(run.figures_of(index).tasks) >=
        context.settings.Get("min_times") * static_cast<double>(left)) {
      const bool is_shortened =
          std::any_of(plan.reads.begin(), plan.reads.end(), [&](std::int32_t exchange) {
            return model::IsShortened(run.app().text(plan.node(exchange).simple_string));
          });
      merged.push_back({index, left, !is_shortened});
    }
  }
  return merged;
}

WhatIf PartitionsMerged(const Run& run, const std::vector<Merged>& merged) {
  struct Change {
    std::uint32_t stage;
    std::uint32_t tasks;
    std::int64_t own;
  };
  std::vector<Change> changes;
  for (const Merged& each : merged) {
    changes.push_back(
        {static_cast<std::uint32_t>(each.stage),
         static_cast<std::uint32_t>(std::clamp<std::int64_t>(each.tasks, 1, 1'000'000)),
         run.StartCostOf(each.stage)});
  }
  const auto merge = [changes](double times) {
    return [=](replay::Recording& recording) {
      for (const Change& change : changes) {
        replay::Repartition(recording, change.stage, change.tasks, Scaled(change.own, times));
      }
    };
  };
  return {WhatIf::Order::kOtherTasks, merge(0.5), merge(1), merge(2)};
}

bool IsOff(const Run& run, const model::SqlExecution& sql) {
  if (IsOfAStream(run.app(), sql)) return false;  // Spark itself switches it off there
  const bool is_known =
      run.knows_settings() || !run.Setting(settings::kAdaptive.key, sql.id).empty();
  return is_known &&
         !run.IsOn(settings::kAdaptive.key, run.IsAtLeast(3, 2) || run.is_databricks(), sql.id);
}

// All of the run, of queries that were planned without adaptive execution.
struct Unmerged {
  std::vector<Merged> stages;
  std::int64_t queries = 0;
  bool is_set = false;  // somebody has switched it off
  std::int64_t core_time = 0;
  std::int64_t tasks = 0;
  std::int64_t left = 0;  // of the tasks
};

Unmerged Gather(const Context& context) {
  const Run& run = context.run;
  Unmerged all;
  for (const model::SqlExecution* sql : run.queries_by_weight()) {
    if (!IsOff(run, *sql) || run.IsAdaptive(*sql)) continue;
    const std::vector<Merged> of_query = MergedIn(context, *sql);
    if (of_query.empty()) continue;
    ++all.queries;
    all.is_set = all.is_set || !run.Setting(settings::kAdaptive.key, sql->id).empty();
    all.stages.insert(all.stages.end(), of_query.begin(), of_query.end());
  }
  for (const Merged& each : all.stages) {
    all.core_time = SaturatingAdd(all.core_time, run.CoreTimeOf(each.stage));
    all.tasks = SaturatingAdd(all.tasks, run.figures_of(each.stage).tasks);
    all.left = SaturatingAdd(all.left, each.tasks);
  }
  return all;
}

std::string Why(const Run& run, const Unmerged& all) {
  return std::string(all.is_set ? "spark.sql.adaptive.enabled is false"
                                : "This Spark has it switched off by default") +
         ". It merges small partitions when it knows their size, splits skewed ones in joins, and "
         "broadcasts a side that turns out to be small; without it, every shuffle of " +
         FormatCountOf(all.queries, "query", "queries") +
         " here has spark.sql.shuffle.partitions, " +
         FormatCount(run.Number(settings::kShufflePartitions.key, 200)) + '.';
}

void FindAqeOff(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  if (!run.HasAdaptive()) return;
  const Unmerged all = Gather(context);
  if (all.stages.empty() ||
      ShareOf(all.core_time, run.available()) < context.settings.Get("min_share_of_run")) {
    return;
  }
  Finding finding;
  finding.scope = Scope::kApplication;
  finding.subject = "application";
  finding.title = "Adaptive execution is off: " +
                  FormatCountOf(static_cast<std::int64_t>(all.stages.size()), "stage reads its",
                                "stages read their") +
                  " shuffle in " + FormatCount(all.tasks) + " tasks where " +
                  FormatCount(all.left) + " would do";
  finding.why = Why(run, all);
  for (const Merged& each : all.stages) {
    if (finding.evidence.size() == 5) break;
    finding.evidence.push_back({"tasks of a stage, where " + FormatCount(each.tasks) + " would do",
                                static_cast<double>(run.figures_of(each.stage).tasks), Unit::kCount,
                                StagePlace(run.stage(each.stage))});
  }
  Set(run, settings::kAdaptive, "true", "partitions are then merged by their size", finding);
  if (std::any_of(all.stages.begin(), all.stages.end(),
                  [](const Merged& each) { return !each.is_sure; })) {
    Miss(
        "Spark shortened texts of exchanges, so whether the code asks for their partitions is not "
        "known: adaptive execution leaves these as they are",
        finding);
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "partitions merged up to the advisory size, fewer starts of a task";
  finding.what_if = PartitionsMerged(run, all.stages);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kAqeOff = {
    .id = "aqe-off",
    .title = "Adaptive execution is off, and shuffles have far more partitions than they need",
    .sees =
        "SQL executions planned with spark.sql.adaptive.enabled=false, some of whose stages read a "
        "shuffle in min_times the tasks that adaptive execution would leave (by advisory_bytes, no "
        "fewer than slots), where these take min_share_of_run of the core time. Not stages that "
        "tiny-tasks tells of, nor the batches of a stream, for which Spark itself switches it off.",
    .why =
        "With one number of partitions for all shuffles, small ones are read in hundreds of tasks "
        "that do next to nothing.",
    .advice = "spark.sql.adaptive.enabled=true.",
    .formula =
        "Replay with these stages' work in the tasks that adaptive execution would leave; each "
        "task less saves what a task takes whatever its data (low half, high double).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindAqeOff,
};
DATAFLINT_REGISTER_INSIGHT(kAqeOff);

}  // namespace
}  // namespace dataflint::insights
