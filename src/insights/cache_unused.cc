#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/cached_rdds.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_stages", 1, Unit::kCount, "stages that had it before them: that which filled the cache"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "time of that stage, of the run's wall or core time: a small cache does not matter"},
    {"min_stage_ms", 5000, Unit::kCoreMilliseconds, "... and this much"},
};

void Report(const Context& context, const CachedRdd& cached, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (static_cast<double>(cached.stages.size()) > settings.Get("max_stages")) return;
  const std::size_t index = cached.stages.front();
  const double least = settings.Get("min_share_of_run");
  if (static_cast<double>(run.CoreTimeOf(index)) < settings.Get("min_stage_ms") ||
      (ShareOf(run.CoreTimeOf(index), run.available()) < least &&
       ShareOf(run.figures_of(index).critical_time, run.wall()) < least)) {
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
                level + "); no later stage had it before it.";
  finding.evidence = {
      {"stages that had it before them", 1, Unit::kCount, id},
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
  finding.changes.push_back(
      InCode("leave out cache() or persist() of " + name,
             "what is used once is only packed, and takes memory from the tasks and other caches"));
  if (bytes == 0) {
    Miss(
        "how much it holds is not in the log (spark.eventLog.logBlockUpdates.enabled=true writes "
        "it, for what is cached until the end)",
        finding);
  }
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
        "An RDD, DataFrame or table with a storage level that at most max_stages stages had before "
        "them, where that stage took min_stage_ms and min_share_of_run. Not while the application "
        "runs, nor in a shell or notebook; not what Delta and Spark's own algorithms cache.",
    .why =
        "Filling a cache packs all rows, and what it holds is missing to tasks and other caches.",
    .advice = "Cache what at least two actions read; unpersist() it after the last.",
    .formula = "Saves no time that the log tells.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindCacheUnused,
};
DATAFLINT_REGISTER_INSIGHT(kCacheUnused);

}  // namespace
}  // namespace dataflint::insights
