#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/cached_rdds.h"
#include "insights/insight.h"
#include "insights/plan_text.h"
#include "insights/plan_tree.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_uses", 1, Unit::kCount,
     "queries, or stages outside of any, that had it before them: that which filled the cache; one "
     "whose plan reads caches in several places counts as many times"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "time of that stage, of the run's wall or core time: a small cache does not matter"},
    {"min_stage_ms", 5000, Unit::kCoreMilliseconds, "... and this much"},
    {"count_ns_per_row", 300, Unit::kNone,
     "task time to read a row of no columns and count it, ns"},
    {"read_ns_per_byte", 10, Unit::kNone, "... and for each byte that the stage reads, ns"},
};

// How often the query's last plan reads caches; what an exchange holds that is used again is not read
// again. Which cache a scan reads the plan seldom tells, so those of others count too.
std::size_t ScansIn(const Run& run, const model::SqlExecution& sql) {
  const PlanTree& tree = run.TreeOf(sql);
  const auto is_reused = [&](std::int32_t node) {
    for (; node >= 0; node = tree.ParentOf(node)) {
      if (tree.op(node) == Operator::kReused) return true;
    }
    return false;
  };
  return static_cast<std::size_t>(
      std::count_if(tree.nodes().begin(), tree.nodes().end(), [&](std::int32_t node) {
        return tree.op(node) == Operator::kInMemoryScan && !is_reused(node);
      }));
}

// A query fills the cache in one stage and may read it in the next: it is one use, unless its plan
// reads it in several places.
std::size_t UsesOf(const Run& run, const CachedRdd& cached) {
  std::unordered_set<std::int64_t> queries;
  std::size_t uses = 0;
  for (const std::size_t stage : cached.stages) {
    const std::int64_t id = run.stage(stage).sql_execution_id;
    if (id >= 0 && !queries.insert(id).second) continue;
    const model::SqlExecution* sql = run.FindSql(id);
    uses += sql == nullptr ? 1 : std::max<std::size_t>(1, ScansIn(run, *sql));
  }
  return uses;
}

// Whether the query that filled it wanted none of its columns, as count() does: without the cache
// Spark would not have computed them.
bool NeedsNoColumn(const Run& run, std::size_t stage) {
  const model::SqlExecution* sql = run.FindSql(run.stage(stage).sql_execution_id);
  if (sql == nullptr || sql->final_plan() == nullptr) return false;
  std::size_t scans = 0;
  for (const model::PlanNode& node : sql->final_plan()->nodes) {
    if (run.OpOf(node) != Operator::kInMemoryScan) continue;
    if (run.app().text(node.simple_string).find('[') != std::string_view::npos) return false;
    ++scans;
  }
  return scans == 1;
}

// Rows are read and counted yet, however little is computed for each. Low and high: five times and a
// fifth of what that takes.
WhatIf WithoutColumns(const Context& context, std::size_t index) {
  const Run& run = context.run;
  const auto stage = static_cast<std::uint32_t>(index);
  std::int64_t rows = 0;
  const StagePlan& plan = run.PlanOf(index);
  if (plan.known()) {
    for (const std::int32_t node : plan.nodes) {
      rows = std::max(rows, run.TreeOf(*plan.sql).RowsOf(node));
    }
  }
  const std::int64_t bytes = run.stage(index).total(model::TaskColumn::input_bytes);
  const double counting =
      static_cast<double>(rows) * context.settings.Get("count_ns_per_row") / 1e6 +
      static_cast<double>(bytes) * context.settings.Get("read_ns_per_byte") / 1e6;
  const double left = counting / std::max(1.0, static_cast<double>(run.TaskTimeOf(index)));
  const auto scale = [stage](double factor) {
    return [=](replay::Recording& recording) {
      replay::ScaleTasks(recording, stage, std::min(1.0, factor));
    };
  };
  return {WhatIf::Order::kShorterTasks, scale(std::max(0.1, 5 * left)), scale(std::max(0.02, left)),
          scale(left / 5)};
}

void Report(const Context& context, const CachedRdd& cached, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (static_cast<double>(UsesOf(run, cached)) > settings.Get("max_uses")) return;
  const std::size_t index = cached.stages.front();
  if (static_cast<double>(run.CoreTimeOf(index)) < settings.Get("min_stage_ms") ||
      !run.Matters(run.CoreTimeOf(index), run.figures_of(index).critical_time,
                   settings.Get("min_share_of_run"))) {
    return;
  }
  const model::Rdd& rdd = *cached.rdd;
  const std::string level(context.app.text(rdd.storage_level));
  const std::string id = "rdd " + std::to_string(rdd.id);
  Finding finding;
  finding.subject = id;
  finding.severity = Severity::kLow;  // memory and work for nothing; how much the log does not say
  const std::string name = NameOf(run, cached);
  finding.title =
      Capitalised(name) +
      (name.starts_with("what ") ? " is never read again" : " is cached and never read again");
  finding.why = Capitalised(StageTitle(run, index)) + " computed it and filled the cache (" +
                level + "); nothing later had it before it.";
  finding.evidence = {
      {"stages that had it before them", static_cast<double>(cached.stages.size()), Unit::kCount,
       id},
      {"task time of the stage that filled the cache", static_cast<double>(run.CoreTimeOf(index)),
       Unit::kCoreMilliseconds, StagePlace(run.stage(index))}};
  const std::int64_t bytes = SaturatingAdd(rdd.memory_used, rdd.disk_used);
  if (bytes > 0) {
    finding.evidence.push_back({"cached at the end", static_cast<double>(bytes), Unit::kBytes, id});
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "no time that the log tells: filling the cache is part of the stage, what it holds is "
      "missing elsewhere";
  if (NeedsNoColumn(run, index)) {
    finding.why += " Its query counts rows and needs no column of them; only the cache does.";
    finding.what_if = WithoutColumns(context, index);
    finding.impact.method = "the stage that fills the cache only counts rows";
  }
  finding.changes.push_back(
      InCode("leave out cache() or persist() of " + name,
             "what is used once is only packed, and takes memory from the tasks and other caches"));
  if (bytes == 0) {
    Miss(
        "how much it holds is not in the log (spark.eventLog.logBlockUpdates.enabled=true writes "
        "it, for what is cached until the end)",
        finding);
  }
  NoteIfMaybeInteractive(run, finding);
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindCacheUnused(const Context& context, std::vector<Finding>& out) {
  // What has not ended may still read it; a person may yet want it.
  if (!context.app.is_finished() || context.run.is_interactive()) return;
  for (const CachedRdd& cached : CachedRdds(context.run)) Report(context, cached, out);
}

constexpr InsightSpec kCacheUnused = {
    .id = "cache-unused",
    .title = "Data are cached and never read again",
    .sees =
        "An RDD, DataFrame or table with a storage level that at most max_uses queries, or stages "
        "outside of queries, had before them, where the first stage took min_stage_ms and "
        "min_share_of_run. Not while the application runs, nor in a shell or notebook; not what "
        "Delta and Spark's own algorithms cache.",
    .why =
        "Filling a cache packs all rows, and what it holds is missing to tasks and other caches.",
    .advice = "Cache what at least two actions read; unpersist() it after the last.",
    .formula =
        "Where the query that filled the cache needs no column of the rows (count): replay in "
        "which "
        "that stage only takes count_ns_per_row and read_ns_per_byte (low five times that, a tenth "
        "of its time at least; high a fifth). Else no time that the log tells: filling is part of "
        "the stage.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindCacheUnused,
};
DATAFLINT_REGISTER_INSIGHT(kCacheUnused);

}  // namespace
}  // namespace dataflint::insights
