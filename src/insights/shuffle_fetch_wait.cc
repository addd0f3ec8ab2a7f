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

using model::TaskColumn;

constexpr std::int64_t kKiB = 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.20, Unit::kShare, "waiting for shuffle blocks, of the stage's task time"},
    {"min_share_of_run", 0.01, Unit::kShare, "the waiting, of the run's core time or path"},
    {"small_block", 64 * kKiB, Unit::kBytes, "blocks below this on average are too small"},
    {"target_block", 256 * kKiB, Unit::kBytes, "size that blocks should have", 1},
};

struct Fetch {
  std::int64_t waited = 0;  // ms of task time
  std::int64_t bytes = 0;
  std::int64_t remote_bytes = 0;
  std::int64_t blocks = 0;
  std::int64_t block() const { return blocks > 0 ? bytes / blocks : 0; }
};

Fetch FetchOf(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  Fetch fetch;
  fetch.waited = run.figures_of(index).core_time[analysis::CorePart::kShuffleWait];
  fetch.remote_bytes = stage.total(TaskColumn::shuffle_remote_bytes_read);
  fetch.bytes = ShuffleReadOf(stage);
  fetch.blocks = SaturatingAdd(stage.total(TaskColumn::shuffle_remote_blocks_fetched),
                               stage.total(TaskColumn::shuffle_local_blocks_fetched));
  return fetch;
}

// Fewer readers get larger blocks of each writer; but no fewer than there are slots.
std::int64_t TasksForLargerBlocks(const Context& context, std::size_t index, const Fetch& fetch) {
  const std::int64_t tasks = context.run.stage(index).num_tasks;
  const double factor = static_cast<double>(std::max<std::int64_t>(1, fetch.block())) /
                        context.settings.Get("target_block");
  return std::max(context.run.SlotsOf(index), Scaled(tasks, factor));
}

void Advise(const Context& context, std::size_t index, const Fetch& fetch, Finding& finding) {
  const Run& run = context.run;
  const bool is_small =
      fetch.blocks > 0 && static_cast<double>(fetch.block()) < context.settings.Get("small_block");
  const std::int64_t fewer = is_small ? TasksForLargerBlocks(context, index, fetch) : 0;
  if (fewer > 0 && fewer < run.stage(index).num_tasks) {
    AdvisePartitions(
        run, index, fewer,
        "blocks are then of " +
            FormatBytes(Scaled(fetch.block(), ShareOf(run.stage(index).num_tasks, fewer))) +
            " where they are of " + FormatBytes(fetch.block()),
        finding);
    return;
  }
  if (run.deployment() == Deployment::kDatabricks) {
    finding.changes.push_back(
        OnCluster("fewer, larger workers, or a worker type with a faster network",
                  "more of the blocks are then on the machine that reads them"));
    return;
  }
  if (run.Setting(settings::kFetchInFlight.key).empty()) {
    Set(run, settings::kFetchInFlight, "96m",
        "a task then asks for twice as many bytes at a time; 48 MiB is Spark's default", finding);
  }
  if (run.manager() == Manager::kYarnOrKubernetes &&
      run.app().SparkProperty("spark.master").starts_with("yarn")) {
    Set(run, settings::kShufflePush, "true",
        "blocks are merged on the side that wrote them; needs the shuffle service of YARN",
        finding);
  }
  finding.changes.push_back(
      OnCluster("fewer, larger executors, with faster disks or network",
                "look at the executors that serve the blocks: long GC, full disks or a lost "
                "executor make all others wait"));
}

WhatIf WithoutWaiting(const Run& run, std::size_t index) {
  std::vector<std::int64_t> waited;
  run.stage(index).tasks.Read(TaskColumn::shuffle_fetch_wait_time, waited);
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [stage = static_cast<std::uint32_t>(index),
                      waited = std::move(waited)](replay::Recording& recording) {
    replay::ShortenTasks(recording, stage, waited);
  };
  return what_if;
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Fetch fetch = FetchOf(run, index);
  const double share = ShareOf(fetch.waited, run.CoreTimeOf(index));
  if (share < context.settings.Get("min_share") ||
      !run.Matters(fetch.waited, Scaled(run.figures_of(index).critical_time, share),
                   context.settings.Get("min_share_of_run"))) {
    return;
  }
  const std::string place = StagePlace(run.stage(index));
  Finding finding = OfStage(run, index);
  finding.title = Capitalised(StageTitle(run, index)) + " spends " + FormatPercent(share) +
                  " of its task time waiting for shuffle blocks";
  finding.why = "It reads " + FormatBytes(fetch.bytes) +
                (fetch.blocks > 0 ? " in " + FormatCountOf(fetch.blocks, "block", "blocks") +
                                        " of " + FormatBytes(fetch.block()) + " on average"
                                  : std::string()) +
                ", " + FormatPercent(ShareOf(fetch.remote_bytes, fetch.bytes)) +
                " of it from other machines.";
  finding.evidence = {
      {"time waiting for blocks", static_cast<double>(fetch.waited), Unit::kCoreMilliseconds,
       place},
      {"of its task time", share, Unit::kShare, place},
      {"bytes read", static_cast<double>(fetch.bytes), Unit::kBytes, place},
      {"of them from other machines", static_cast<double>(fetch.remote_bytes), Unit::kBytes, place},
      {"blocks", static_cast<double>(fetch.blocks), Unit::kCount, place},
  };
  Advise(context, index, fetch, finding);
  if (fetch.blocks <= 0) Miss("how many blocks were read is not in the log", finding);
  NoteMissing(run, index, finding);
  finding.impact.is_upper_bound = true;
  finding.impact.method = "upper bound: no task waits for blocks";
  finding.what_if = WithoutWaiting(run, index);
  out.push_back(std::move(finding));
}

void FindFetchWait(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) FindIn(context, index, out);
}

constexpr InsightSpec kShuffleFetchWait = {
    .id = "shuffle-fetch-wait",
    .title = "Tasks wait for shuffle blocks to arrive",
    .sees =
        "A stage with min_share of its task time waiting for shuffle blocks, where that is "
        "min_share_of_run.",
    .why = "A slot that waits for the network or for another machine's disk does no work.",
    .advice =
        "Where blocks are below small_block, fewer partitions; else more bytes in flight, merged "
        "blocks, fewer and larger executors.",
    .formula =
        "Upper bound: replay with each task shorter by what it waited. Fewer partitions are "
        "advised by target_block.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindFetchWait,
};
DATAFLINT_REGISTER_INSIGHT(kShuffleFetchWait);

}  // namespace
}  // namespace dataflint::insights
