#include <algorithm>
#include <string>
#include <utility>
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

using analysis::CorePart;
using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.05, Unit::kShare,
     "speculative copies that were killed, of available core time"},
    {"min_core_ms", 60'000, Unit::kCoreMilliseconds, "... and this much of it"},
    {"short_copy_ms", 30'000, Unit::kMilliseconds,
     "copies shorter than this on average: copies of short tasks are switched off"},
    {"min_won_share", 0.10, Unit::kShare,
     "of the copies that ended before their original: below, they are not worth it at all"},
};

// The copies of a stage's tasks.
struct Copies {
  std::size_t index = 0;  // of the stage
  std::int64_t started = 0;
  std::int64_t won = 0;                      // ended before the original
  std::int64_t lost = 0;                     // killed, since the original ended
  std::int64_t lost_time = 0;                // ms of these copies
  std::vector<std::int64_t> lost_durations;  // by row; 0 for all else
};

Copies CopiesIn(const model::StageAttempt& stage, std::size_t index) {
  Copies copies;
  copies.index = index;
  const std::vector<std::int64_t> flags = stage.tasks.Read(TaskColumn::flags);
  const std::vector<std::int64_t> duration = stage.tasks.Read(TaskColumn::duration);
  copies.lost_durations.assign(flags.size(), 0);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if ((flags[i] & model::kTaskSpeculative) == 0) continue;
    ++copies.started;
    if ((flags[i] & model::kTaskSucceeded) != 0) ++copies.won;
    if ((flags[i] & model::kTaskKilled) == 0) continue;
    ++copies.lost;
    copies.lost_time = SaturatingAdd(copies.lost_time, duration[i]);
    copies.lost_durations[i] = duration[i];
  }
  return copies;
}

struct Speculation {
  std::vector<Copies> stages;  // that lost some; those that lost most time first
  std::int64_t started = 0;
  std::int64_t won = 0;
  std::int64_t lost = 0;
  std::int64_t lost_time = 0;       // ms of these copies
  std::int64_t lost_core_time = 0;  // core-ms
};

Speculation SpeculationOf(const Run& run) {
  Speculation all;
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageAttempt& stage = run.stage(index);
    // The copies of a failed stage were killed with it.
    if (stage.num_killed_tasks <= 0 || stage.status == model::StageStatus::kFailed ||
        run.figures_of(index).core_time[CorePart::kFailed] <= 0) {
      continue;
    }
    Copies copies = CopiesIn(stage, index);
    all.started += copies.started;
    all.won += copies.won;
    if (copies.lost == 0) continue;
    all.lost += copies.lost;
    all.lost_time = SaturatingAdd(all.lost_time, copies.lost_time);
    all.lost_core_time = SaturatingAdd(all.lost_core_time, run.InCoreTime(index, copies.lost_time));
    all.stages.push_back(std::move(copies));
  }
  std::stable_sort(all.stages.begin(), all.stages.end(),
                   [](const Copies& a, const Copies& b) { return a.lost_time > b.lost_time; });
  return all;
}

// Spark 4.0 has defaults that start far fewer copies; they are advised to older ones.
void Advise(const Context& context, const Speculation& all, Finding& finding) {
  const Run& run = context.run;
  constexpr double kMultiplier = 3;
  constexpr double kQuantile = 0.9;
  const bool is_new = run.IsAtLeast(4, 0);
  if (run.Real(settings::kSpeculationMultiplier.key, is_new ? kMultiplier : 1.5) < kMultiplier) {
    Set(run, settings::kSpeculationMultiplier, "3",
        "a copy then starts when a task has taken three times the median of those that ended",
        finding);
  }
  if (run.Real(settings::kSpeculationQuantile.key, is_new ? kQuantile : 0.75) < kQuantile) {
    Set(run, settings::kSpeculationQuantile, "0.9",
        "and not before nine in ten tasks of the stage have ended", finding);
  }
  const auto is_short = static_cast<std::int64_t>(context.settings.Get("short_copy_ms"));
  const std::int64_t mean = all.lost_time / std::max<std::int64_t>(1, all.lost);
  if (mean < is_short) {
    SetIfMore(run, settings::kSpeculationMinRuntime, 60'000, 100,
              "the copies ran for " + FormatDuration(mean) +
                  " on average: no copies of tasks that are about to end",
              finding);
  }
  if (ShareOf(all.won, all.started) < context.settings.Get("min_won_share")) {
    Set(run, settings::kSpeculation, "false",
        "or none at all: a copy helps against a slow machine; where tasks have more rows than "
        "others, it takes as long as its original",
        finding);
  }
}

WhatIf WithoutLostCopies(const Speculation& all) {
  WhatIf what_if;
  what_if.order = WhatIf::Order::kFailures;
  what_if.expected = [stages = all.stages](replay::Recording& recording) {
    for (const Copies& copies : stages) {
      replay::ShortenTasks(recording, static_cast<std::uint32_t>(copies.index),
                           copies.lost_durations);
    }
  };
  return what_if;
}

void FindSpeculationWaste(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (context.figures.killed_tasks <= 0) return;
  const Speculation all = SpeculationOf(run);
  if (all.lost == 0 || ShareOf(all.lost_core_time, run.available()) < settings.Get("min_share") ||
      static_cast<double>(all.lost_core_time) < settings.Get("min_core_ms")) {
    return;
  }
  Finding finding;
  finding.subject = "application";
  finding.title = FormatCount(all.lost) + " of " +
                  FormatCountOf(all.started, "speculative copy", "speculative copies") +
                  " of tasks ran for nothing, for " + FormatCoreTime(all.lost_core_time);
  finding.why = "Their originals ended first, and they were killed; " +
                (all.won == 0 ? std::string("no copy was faster.")
                              : FormatCountOf(all.won, "copy was", "copies were") + " faster.");
  finding.evidence = {
      {"copies started", static_cast<double>(all.started), Unit::kCount, ""},
      {"faster than their original", static_cast<double>(all.won), Unit::kCount, ""},
      {"time of those killed", static_cast<double>(all.lost_core_time), Unit::kCoreMilliseconds,
       ""}};
  for (std::size_t i = 0; i < all.stages.size() && i < 5; ++i) {
    const Copies& copies = all.stages[i];
    finding.evidence.push_back({"time of copies killed",
                                static_cast<double>(run.InCoreTime(copies.index, copies.lost_time)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(copies.index))});
  }
  finding.what_if = WithoutLostCopies(all);
  finding.impact.is_upper_bound = false;
  finding.impact.method = "copies that were killed take no time";
  Advise(context, all, finding);
  if (!context.app.is_finished()) {
    Miss("the log ends before the application did: copies that still ran are not counted", finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kSpeculationWaste = {
    .id = "speculation-waste",
    .title = "Speculative copies of tasks run for nothing",
    .sees =
        "Copies that were killed since their originals ended first, for min_share of available "
        "core time and min_core_ms. Copies of failed stages are not counted.",
    .why =
        "A copy takes a slot that other tasks could have, and where its original was merely long, "
        "it cannot end before it.",
    .advice =
        "Start copies later and only of long tasks, as Spark 4 does; none where tasks are merely "
        "of unequal size.",
    .formula =
        "Replay with the copies that were killed taking no time. Low: half of that. Copies shorter "
        "than short_copy_ms on average, and min_won_share, decide what is advised.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindSpeculationWaste,
};
DATAFLINT_REGISTER_INSIGHT(kSpeculationWaste);

}  // namespace
}  // namespace dataflint::insights
