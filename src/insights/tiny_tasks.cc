#include "insights/tiny_tasks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/shuffle_partitions.h"
#include "insights/stage_words.h"
#include "insights/streams.h"

namespace dataflint::insights {
namespace {

using analysis::CorePart;
using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_overhead", 0.20, Unit::kShare,
     "scheduler delay and (de)serialisation of the tasks, of the stage's task time"},
    // With fewer tasks the first ones' class loading is most of the overhead.
    {"min_tasks", 100, Unit::kCount, "... in a stage of at least this many tasks"},
    {"min_waves", 2, Unit::kRatio, "... which are this many times the slots"},
    {"many_tasks", 5000, Unit::kCount, "or: more tasks than this"},
    {"short_median_ms", 500, Unit::kMilliseconds, "... with a median below this"},
    {"target_task_ms", 1000, Unit::kMilliseconds, "run time that a task should have", 1},
    {"target_task_bytes", 192.0 * 1024 * 1024, Unit::kBytes,
     "bytes that a task should read (between 128 and 256 MiB)", 1},
    {"min_share_of_run", 0.01, Unit::kShare, "what it costs, of the run's wall or core time"},
};

// Tasks that would do: of target size by data or by time, whichever gives more; no fewer than
// slots.
std::int64_t TargetTasks(const Run& run, const Settings& settings, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t bytes =
      SaturatingAdd(stage.total(TaskColumn::input_bytes), ShuffleReadOf(stage));
  const std::int64_t by_bytes =
      CeilDiv(bytes, static_cast<std::int64_t>(settings.Get("target_task_bytes")));
  const std::int64_t by_time = CeilDiv(stage.total(TaskColumn::executor_run_time),
                                       static_cast<std::int64_t>(settings.Get("target_task_ms")));
  return std::max({by_bytes, by_time, run.SlotsOf(index)});
}

void AdviseAdaptive(const Run& run, const StagePlan& plan, Finding& finding) {
  const std::int64_t sql = plan.sql->id;
  if (!run.HasAdaptive() || plan.reads.empty() || IsFixedByCode(run, plan)) return;
  if (!run.IsAdaptive(*plan.sql)) {
    Set(run, settings::kAdaptive, "true",
        "adaptive execution merges small shuffle partitions by itself", finding);
  } else if (!run.IsOn(settings::kCoalescePartitions.key, true, sql)) {
    Set(run, settings::kCoalescePartitions, "true",
        "merging of small shuffle partitions is switched off", finding);
  }
}

WhatIf InFewerTasks(const Run& run, std::size_t index, std::int64_t target) {
  const StartCost own = StartCostIn(run, index);
  return {WhatIf::Order::kOtherTasks, InTasks(index, target, own.low),
          InTasks(index, target, own.expected), InTasks(index, target, own.high)};
}

struct Tiny {
  std::int64_t overhead = 0;  // core-ms
  double share = 0;           // of the stage's task time
  std::int64_t target = 0;    // tasks that would do
  Impact impact;
};

// What is to be told of the stage, if anything.
std::optional<Tiny> Measure(const Run& run, const Settings& settings, std::size_t index) {
  const analysis::StageFigures& figures = run.figures_of(index);
  Tiny tiny;
  tiny.overhead =
      SaturatingAdd(figures.core_time[CorePart::kScheduler], figures.core_time[CorePart::kSerde]);
  tiny.share = ShareOf(tiny.overhead, run.CoreTimeOf(index));
  const auto tasks = static_cast<double>(figures.tasks);
  const std::int64_t slots = run.SlotsOf(index);
  const bool much_overhead =
      tiny.share >= settings.Get("min_overhead") && tasks >= settings.Get("min_tasks");
  const bool many_short =
      tasks > settings.Get("many_tasks") &&
      static_cast<double>(figures.duration_median) < settings.Get("short_median_ms");
  if ((!much_overhead && !many_short) ||
      tasks < settings.Get("min_waves") * static_cast<double>(slots)) {
    return std::nullopt;
  }
  tiny.target = TargetTasks(run, settings, index);
  if (tiny.target > figures.tasks / 2) return std::nullopt;
  const double gone = 1 - ShareOf(tiny.target, figures.tasks);

  Impact& impact = tiny.impact;
  impact.is_upper_bound = false;
  impact.core_ms_expected = Scaled(tiny.overhead, gone);
  impact.core_ms_low = impact.core_ms_expected / 2;
  impact.core_ms_high = tiny.overhead;
  // Between two tasks of a slot the driver has to launch the next one: time that no task shows.
  const std::int64_t work =
      CeilDiv((run.CoreTimeOf(index) - tiny.overhead) / run.cpus_per_task(index), slots);
  impact.wall_ms_expected = Scaled(figures.critical_time, tiny.share * gone);
  impact.wall_ms_low = impact.wall_ms_expected / 2;
  impact.wall_ms_high = std::max(impact.wall_ms_expected, figures.critical_time - work);
  if (!run.Matters(impact.core_ms_expected, impact.wall_ms_expected,
                   settings.Get("min_share_of_run"))) {
    return std::nullopt;
  }
  return tiny;
}

void AdviseFewer(const Run& run, std::size_t index, std::int64_t target, Finding& finding) {
  const StagePlan& plan = run.PlanOf(index);
  const std::string reason =
      "then a task runs for about " +
      FormatDuration(run.stage(index).total(TaskColumn::executor_run_time) / target);
  if (OriginOf(run.app(), run.stage(index)) == Origin::kListing) {
    Set(run, settings::kListingParallelism, target, reason, finding);
    return;
  }
  if (plan.known() && !IsOfAStream(run.app(), *plan.sql)) AdviseAdaptive(run, plan, finding);
  AdvisePartitions(run, index, target, reason, finding);
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::optional<Tiny> tiny = Measure(run, context.settings, index);
  if (!tiny) return;
  const auto& [overhead, share, target, stated] = *tiny;
  const analysis::StageFigures& figures = run.figures_of(index);
  Finding finding = OfStage(run, index);
  if (HasDefaultPartitions(run, index)) finding.part_of = "shuffle-partitions";
  // A write in fewer tasks makes fewer files, of which that insight has a number of its own.
  if (run.stage(index).total(TaskColumn::output_bytes) > 0) {
    finding.alternative_to = "small-files-written";
  }
  finding.impact = stated;
  Impact& impact = finding.impact;
  impact.method = "the stage's work in the tasks that would do, fewer starts of a task";
  finding.what_if = InFewerTasks(run, index, target);
  if (figures.critical_time == 0) impact.method += "; the stage did not decide the run's end";

  const std::string place = StagePlace(run.stage(index));
  finding.title = Capitalised(StageTitle(run, index)) + " has " + FormatCount(figures.tasks) +
                  " tasks of " + FormatDuration(figures.duration_median) + " where " +
                  FormatCount(target) + " would do";
  finding.why = FormatPercent(share) +
                " of its task time is scheduler delay and (de)serialisation, " +
                FormatDuration(run.StartCostOf(index)) + " for each task.";
  finding.evidence = {
      {"tasks", static_cast<double>(figures.tasks), Unit::kCount, place},
      {"median task duration", static_cast<double>(figures.duration_median), Unit::kMilliseconds,
       place},
      {"scheduler delay", static_cast<double>(figures.core_time[CorePart::kScheduler]),
       Unit::kCoreMilliseconds, place},
      {"(de)serialisation", static_cast<double>(figures.core_time[CorePart::kSerde]),
       Unit::kCoreMilliseconds, place},
      {"tasks that would do", static_cast<double>(target), Unit::kCount, place},
  };
  AdviseFewer(run, index, target, finding);
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindTinyTasks(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) FindIn(context, index, out);
}

constexpr InsightSpec kTinyTasks = {
    .id = "tiny-tasks",
    .title = "Tasks are so small that starting them costs more than it should",
    .sees =
        "A stage of min_tasks or more tasks, min_waves times its slots, with min_overhead of its "
        "task time in scheduler delay and (de)serialisation; or more than many_tasks tasks with a "
        "median under short_median_ms. It must cost min_share_of_run.",
    .why =
        "Every task costs the driver a launch and the executor its code and result, however little "
        "it does.",
    .advice =
        "Fewer, larger partitions: coalesce, larger input splits, fewer shuffle partitions, or "
        "adaptive execution's merging of partitions.",
    .formula =
        "Replay of the stage's work in the tasks that would do. Of a task's time, (scheduler delay "
        "+ (de)serialisation) / tasks do not go with its work (low half of that); the half of the "
        "shortest task's time where that is more (high twice as much, or all of it). Of tasks that "
        "hand rows to Python: three quarters of the shortest (low only the delay; high all of a "
        "task). Tasks that would do: by target_task_bytes or target_task_ms, whichever gives more, "
        "at least the slots.",
    .dataflint_alert = "smallTasks",
    .thresholds = kThresholds,
    .run = FindTinyTasks,
};
DATAFLINT_REGISTER_INSIGHT(kTinyTasks);

}  // namespace

StartCost StartCostIn(const Run& run, std::size_t stage_index) {
  const analysis::StageFigures& figures = run.figures_of(stage_index);
  const std::int64_t own = run.StartCostOf(stage_index);
  const std::int64_t shortest = std::max<std::int64_t>(0, figures.duration_min);
  StartCost cost{own / 2, std::max(own, shortest / 2), std::max(2 * own, shortest)};
  if (RunsPython(run, stage_index)) {
    cost.low = own;
    cost.expected = std::max(own, Scaled(shortest, 0.75));
    cost.high =
        std::max(cost.high, run.TaskTimeOf(stage_index) / std::max<std::int64_t>(1, figures.tasks));
  }
  return cost;
}

bool HasTinyTasks(const Run& run, std::size_t stage_index) {
  return run.in_force().IsOn(kTinyTasks) &&
         Measure(run, run.SettingsOf(kTinyTasks.id), stage_index).has_value();
}

}  // namespace dataflint::insights
