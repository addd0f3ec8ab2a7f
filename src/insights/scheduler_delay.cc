#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/fingerprint.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "insights/task_start.h"
#include "insights/tiny_tasks.h"
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

// A stage whose tasks wait.
struct Delayed {
  std::size_t stage = 0;
  TaskStarts starts;
};

WhatIf Sooner(std::vector<Delayed>&& stages) {
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [stages = std::move(stages)](replay::Recording& recording) {
    for (const Delayed& delayed : stages) {
      replay::ShortenTasks(recording, static_cast<std::uint32_t>(delayed.stage),
                           delayed.starts.avoidable);
    }
  };
  return what_if;
}

double GcShareOf(const model::StageAttempt& stage) {
  return ShareOf(stage.total(TaskColumn::jvm_gc_time), stage.total(TaskColumn::executor_run_time));
}

std::vector<Evidence> EvidenceOf(const Run& run, const Delayed& delayed) {
  const model::StageAttempt& stage = run.stage(delayed.stage);
  const TaskStarts& starts = delayed.starts;
  const std::string place = StagePlace(stage);
  return {{"scheduler delay", static_cast<double>(run.InCoreTime(delayed.stage, starts.total)),
           Unit::kCoreMilliseconds, place},
          {"median of a task", static_cast<double>(starts.median), Unit::kMilliseconds, place},
          {"tasks", static_cast<double>(starts.tasks), Unit::kCount, place},
          {"launched a second", static_cast<double>(LaunchesPerSecond(run, delayed.stage)),
           Unit::kCount, place},
          {"GC, of their run time", GcShareOf(stage), Unit::kShare, place}};
}

// Several stages that do the same: what the first, where the delay is most, shows, and where else.
Finding OfStages(const Run& run, const std::vector<Delayed>& stages) {
  constexpr std::size_t kShown = 5;
  const std::size_t first = stages.front().stage;
  Finding finding;
  finding.subject = "stages like " + StageTitle(run, first);
  std::int64_t total = 0;
  std::int64_t core_time = 0;
  std::int64_t time = 0;
  for (const Delayed& delayed : stages) {
    total = SaturatingAdd(total, delayed.starts.total);
    core_time = SaturatingAdd(core_time, run.InCoreTime(delayed.stage, delayed.starts.total));
    time = SaturatingAdd(time, delayed.starts.time);
  }
  const auto count = static_cast<std::int64_t>(stages.size());
  finding.title = "Tasks of " + FormatCount(count) + " stages like " + StageTitle(run, first) +
                  " wait for the driver, " + FormatPercent(ShareOf(total, time)) + " of their time";
  finding.evidence = {
      {"stages", static_cast<double>(count), Unit::kCount, ""},
      {"scheduler delay", static_cast<double>(core_time), Unit::kCoreMilliseconds, ""}};
  const std::vector<Evidence> of_first = EvidenceOf(run, stages.front());
  finding.evidence.insert(finding.evidence.end(), of_first.begin(), of_first.end());
  for (std::size_t i = 1; i < stages.size() && i < kShown; ++i) {
    finding.evidence.push_back(EvidenceOf(run, stages[i]).front());
  }
  return finding;
}

Finding OfOneStage(const Run& run, const Delayed& delayed) {
  const TaskStarts& starts = delayed.starts;
  Finding finding = OfStage(run, delayed.stage);
  finding.title = "Tasks of " + StageTitle(run, delayed.stage) + " wait " +
                  FormatDuration(starts.median) + " for the driver, " +
                  FormatPercent(ShareOf(starts.total, starts.time)) + " of their time";
  finding.evidence = EvidenceOf(run, delayed);
  return finding;
}

void Report(const Context& context, std::vector<Delayed> stages, std::string_view part_of,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::size_t first = stages.front().stage;
  Finding finding = stages.size() == 1 ? OfOneStage(run, stages.front()) : OfStages(run, stages);
  finding.part_of = part_of;
  finding.why =
      "Half of the tasks" +
      (stages.size() == 1 ? std::string()
                          : " of " + StagePlace(run.stage(first)) + ", where it is most,") +
      " wait " + FormatDuration(stages.front().starts.median) +
      " or longer, from launch to start and from their end until the driver has heard of "
      "it; a few milliseconds are usual.";
  finding.what_if = Sooner(std::move(stages));
  finding.impact.method = "upper bound: without the delay that is beyond what a task has anyway";
  Advise(context, first, finding);
  NoteMissing(run, first, finding);
  out.push_back(std::move(finding));
}

void FindSchedulerDelay(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::vector<std::vector<Delayed>> groups;  // stages that do the same
  std::map<std::uint64_t, std::size_t> by_work;
  ForEachSlowStart(context, StartPart::kSchedulerDelay, [&](std::size_t stage, TaskStarts starts) {
    Delayed delayed{stage, std::move(starts)};
    // What others tell of a stage stays with the stage.
    const bool is_gc = GcShareOf(run.stage(stage)) >= context.settings.Get("gc_share");
    if (is_gc || HasTinyTasks(run, stage)) {
      std::vector<Delayed> alone;
      alone.push_back(std::move(delayed));
      Report(context, std::move(alone), is_gc ? "gc-pressure" : "tiny-tasks", out);
      return;
    }
    const auto [group, is_new] =
        by_work.try_emplace(StageWorkFingerprint(run, stage), groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(std::move(delayed));
  });
  for (std::vector<Delayed>& stages : groups) {
    std::stable_sort(stages.begin(), stages.end(), [](const Delayed& a, const Delayed& b) {
      return a.starts.total > b.starts.total;
    });
    Report(context, std::move(stages), {}, out);
  }
}

constexpr InsightSpec kSchedulerDelay = {
    .id = "scheduler-delay",
    .title = "Tasks wait for the driver",
    .sees =
        "A stage of min_tasks or more tasks, with min_share of their time in scheduler delay, "
        "min_median_ms of it for half of them. It must cost min_share_of_run. An executor's first "
        "seconds do not count. Stages that do the same are told together. With tiny tasks it is "
        "told there, with gc_share of GC by gc-pressure.",
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
