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
    {"max_cached_share", 0.90, Unit::kShare,
     "partitions in the cache at the end, of those that there are"},
    {"min_reads", 1, Unit::kCount, "later stages that had all partitions before them"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "what computing them again can have cost, of the run's wall or core time"},
    {"max_factor", 4, Unit::kRatio, "more memory than this many times is not advised"},
};

// Later stages that had every partition before them, so that all of them could be in the cache.
std::vector<std::size_t> WholeReads(const Run& run, const CachedRdd& cached) {
  std::vector<std::size_t> reads;
  for (std::size_t i = 1; i < cached.stages.size(); ++i) {
    const std::size_t index = cached.stages[i];
    if (run.figures_of(index).successful_tasks >= cached.rdd->num_partitions) {
      reads.push_back(index);
    }
  }
  return reads;
}

void Advise(const Context& context, const CachedRdd& cached, double share, Finding& finding) {
  const Run& run = context.run;
  finding.changes.push_back(
      InCode("persist(StorageLevel.MEMORY_AND_DISK) for " + NameOf(run, cached),
             "what does not fit is then read from disk, not computed again"));
  finding.changes.push_back(
      InCode("unpersist() what is no longer read, and cache fewer columns and rows",
             "caches take the same memory from each other"));
  const double factor = share > 0 ? 1 / share : 0;
  if (factor > 1 && factor <= context.settings.Get("max_factor")) {
    AdviseMemory(run, HeapFor(run, factor), "or enough memory for all of its partitions", finding);
  }
}

void Report(const Context& context, const CachedRdd& cached, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::Rdd& rdd = *cached.rdd;
  // Without block updates the log says of no block that it is cached; what was unpersisted, or lost
  // with its executor, says nothing either.
  // A level with disk puts there what memory has no room for.
  if (run.app().text(rdd.storage_level).find("Disk") != std::string_view::npos) return;
  if (!rdd.persisted || rdd.num_cached_partitions <= 0 || rdd.num_partitions <= 0) return;
  const double share = ShareOf(rdd.num_cached_partitions, rdd.num_partitions);
  if (share >= settings.Get("max_cached_share")) return;
  const std::vector<std::size_t> reads = WholeReads(run, cached);
  if (reads.empty() || static_cast<double>(reads.size()) < settings.Get("min_reads")) return;

  Finding finding;
  Impact& impact = finding.impact;
  for (const std::size_t index : reads) {
    impact.core_ms_high =
        SaturatingAdd(impact.core_ms_high, Scaled(run.CoreTimeOf(index), 1 - share));
    impact.wall_ms_high =
        SaturatingAdd(impact.wall_ms_high, Scaled(run.figures_of(index).critical_time, 1 - share));
  }
  if (!run.Matters(impact.core_ms_high, impact.wall_ms_high, settings.Get("min_share_of_run"))) {
    return;
  }
  impact.method =
      "upper bound: of the later stages that read it, the share of partitions that were not in "
      "the cache";
  const std::string id = "rdd " + std::to_string(rdd.id);
  finding.subject = id;
  finding.title =
      "Only " + FormatPercent(share) + " of " + NameOf(run, cached) + " is in the cache";
  finding.why =
      FormatCount(rdd.num_partitions - rdd.num_cached_partitions) + " of " +
      FormatCountOf(rdd.num_partitions, "partition", "partitions") +
      " did not fit or made room for others, and " +
      FormatCountOf(static_cast<std::int64_t>(reads.size()), "later stage", "later stages") +
      " had to compute them again.";
  finding.evidence = {
      {"partitions", static_cast<double>(rdd.num_partitions), Unit::kCount, id},
      {"partitions in the cache", static_cast<double>(rdd.num_cached_partitions), Unit::kCount, id},
      {"cached in memory", static_cast<double>(rdd.memory_used), Unit::kBytes, id}};
  for (std::size_t i = 0; i < reads.size() && i < 3; ++i) {
    finding.evidence.push_back({"task time of a stage that read it",
                                static_cast<double>(run.CoreTimeOf(reads[i])),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(reads[i]))});
  }
  Advise(context, cached, share, finding);
  if (!context.app.is_finished()) {
    Miss("the log ends before the application did: it may have been cached later", finding);
  }
  out.push_back(std::move(finding));
}

void FindCacheEvicted(const Context& context, std::vector<Finding>& out) {
  // Blocks that went with an executor are no sign of too little memory.
  for (const model::Executor& executor : context.app.executors) {
    const bool went = !executor.is_active && model::IsKnown(executor.remove_time) &&
                      executor.remove_time < context.app.effective_end_time();
    if (went && executor.total_tasks > 0) return;
  }
  for (const CachedRdd& cached : CachedRdds(context.run)) Report(context, cached, out);
}

constexpr InsightSpec kCacheEvicted = {
    .id = "cache-evicted",
    .title = "Cached data do not stay in the cache",
    .sees =
        "An RDD, DataFrame or table that is cached in memory only, until the end, with less than "
        "max_cached_share of its partitions, although min_reads or more later stages had all of "
        "them before them, where that can have cost min_share_of_run. Needs block updates in the "
        "log; quiet when executors went.",
    .why = "Partitions that are not in the cache are computed again each time they are read.",
    .advice =
        "A storage level with disk, less in the caches, or more memory where max_factor times as "
        "much would do.",
    .formula =
        "Upper bound: time of the later stages that read it x share of its partitions that are not "
        "in the cache.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindCacheEvicted,
};
DATAFLINT_REGISTER_INSIGHT(kCacheEvicted);

}  // namespace
}  // namespace dataflint::insights
