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
#include "insights/task_start.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.10, Unit::kShare, "scheduler delay, of the stage's task time"},
    // A task needs a few milliseconds to reach its executor and for its end to be heard of. Where
    // tasks are short, that is their size's fault, which tiny-tasks speaks of.
    {"min_median_ms", 100, Unit::kMilliseconds, "... with this much of it for half of the tasks"},
    {"normal_ms", 20, Unit::kMilliseconds, "scheduler delay that a task has anyway"},
    {"min_tasks", 20, Unit::kCount, "... in a stage of this many tasks"},
    {"min_share_of_run", 0.01, Unit::kShare, "... that costs this of the run's wall or core time"},
    {"gc_share", 0.10, Unit::kShare,
     "of run time in GC: executors stand still, it is part of that"},
    {"large_result_bytes", 128.0 * 1024, Unit::kBytes,
     "results of a task from which on they are named as the cause"},
    {"many_launches", 500, Unit::kCount,
     "tasks launched a second from which on their number is named as the cause"},
};

std::int64_t LaunchesPerSecond(const Run& run, std::size_t index) {
  const std::int64_t length = std::max<std::int64_t>(1, run.LengthOf(index));
  return Scaled(run.figures_of(index).tasks, 1000.0 / static_cast<double>(length));
}

void Advise(const Context& context, std::size_t index, Finding& finding) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t tasks = std::max<std::int64_t>(1, run.figures_of(index).tasks);
  const std::int64_t result = stage.total(TaskColumn::result_size) / tasks;
  const std::int64_t launches = LaunchesPerSecond(run, index);
  if (static_cast<double>(result) >= settings.Get("large_result_bytes")) {
    finding.changes.push_back(
        InCode("write the result, or aggregate and limit it before it is collected",
               "each task sends " + FormatBytes(result) +
                   " to the driver, which unpacks one after "
                   "the other and hears of the task's end only then"));
    return;
  }
  if (static_cast<double>(launches) >= settings.Get("many_launches") &&
      tasks >= 2 * run.SlotsOf(index)) {
    const std::int64_t fewer = std::max(run.SlotsOf(index), tasks / 4);
    AdvisePartitions(run, index, fewer,
                     "the driver launches " + FormatCount(launches) +
                         " tasks a second and hears of as many ends",
                     finding);
    return;
  }
  finding.changes.push_back(
      OnCluster("look at the driver while this stage runs: its CPU, its GC, and what else runs on "
                "its machine; more cores for it, or a larger machine, if they are busy",
                "a task waits for the driver to launch it and to hear of its end"));
  finding.changes.push_back(
      InCode("sc.broadcast(...) for large objects that the code of the tasks refers to",
             "if tasks are large: the driver packs and sends each one (it warns of those above "
             "1000 KiB in its log)"));
  Miss("what kept the driver is not in the log", finding);
}

WhatIf Sooner(std::size_t index, std::vector<std::int64_t> avoidable) {
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [stage = static_cast<std::uint32_t>(index),
                      saved = std::move(avoidable)](replay::Recording& recording) {
    replay::ShortenTasks(recording, stage, saved);
  };
  return what_if;
}

void Report(const Context& context, std::size_t index, TaskStarts starts,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const double gc_share =
      ShareOf(stage.total(TaskColumn::jvm_gc_time), stage.total(TaskColumn::executor_run_time));
  const std::string place = StagePlace(stage);
  Finding finding = OfStage(run, index);
  finding.part_of = gc_share >= context.settings.Get("gc_share") ? "gc-pressure" : "tiny-tasks";
  finding.title = "Tasks of " + StageTitle(run, index) + " wait " + FormatDuration(starts.median) +
                  " for the driver, " + FormatPercent(ShareOf(starts.total, starts.time)) +
                  " of their time";
  finding.why =
      "Half of them wait at least as long, from launch to start and from their end until the "
      "driver has heard of it; a few milliseconds are usual.";
  finding.evidence = {
      {"scheduler delay", static_cast<double>(starts.total), Unit::kCoreMilliseconds, place},
      {"median of a task", static_cast<double>(starts.median), Unit::kMilliseconds, place},
      {"tasks", static_cast<double>(starts.tasks), Unit::kCount, place},
      {"launched a second", static_cast<double>(LaunchesPerSecond(run, index)), Unit::kCount,
       place},
      {"GC, of their run time", gc_share, Unit::kShare, place}};
  finding.what_if = Sooner(index, std::move(starts.avoidable));
  finding.impact.method = "upper bound: without the delay that is beyond what a task has anyway";
  Advise(context, index, finding);
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindSchedulerDelay(const Context& context, std::vector<Finding>& out) {
  ForEachSlowStart(context, StartPart::kSchedulerDelay, [&](std::size_t stage, TaskStarts starts) {
    Report(context, stage, std::move(starts), out);
  });
}

constexpr InsightSpec kSchedulerDelay = {
    .id = "scheduler-delay",
    .title = "Tasks wait for the driver",
    .sees =
        "A stage of min_tasks or more tasks, with min_share of their time in scheduler delay, "
        "min_median_ms of it for half of them. It must cost min_share_of_run. An executor's first "
        "seconds do not count. With tiny tasks it is told there, with gc_share of GC by "
        "gc-pressure.",
    .why =
        "From its launch until it starts, and from its end until the driver has heard of it, a "
        "task holds its slot and does nothing.",
    .advice =
        "By what the log shows: smaller results, fewer and larger tasks, else a driver with time "
        "for it and tasks without large objects.",
    .formula =
        "Upper bound: replay of the stage with each task shorter by its delay beyond normal_ms. "
        "The cause: large_result_bytes a task, or many_launches.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindSchedulerDelay,
};
DATAFLINT_REGISTER_INSIGHT(kSchedulerDelay);

}  // namespace
}  // namespace dataflint::insights
