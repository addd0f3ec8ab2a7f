#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/skew_advice.h"
#include "insights/stage_words.h"
#include "insights/straggler_host.h"
#include "insights/task_tail.h"
#include "insights/warm_executors.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_stage", 0.05, Unit::kShare,
     "evening out must save this share of the stage's time"},
    {"min_share_of_run", 0.01, Unit::kShare, "... and this share of the run's wall or core time"},
    // Below a second, start-up of JVMs and code generation look like skew.
    {"min_saved_ms", 1000, Unit::kMilliseconds, "... and this much time"},
    {"min_ratio", 2, Unit::kRatio, "longest task over the median"},
    // Of two or three tasks none is usual; more partitions are what helps there (too-few-tasks).
    {"min_tasks", 4, Unit::kCount, "... in a stage of at least this many tasks"},
    {"min_data_ratio", 1.5, Unit::kRatio,
     "data skew: the longest task had this many times the bytes or records of the median task"},
    {"min_rank_correlation", 0.5, Unit::kNone,
     "data skew: rank correlation of bytes or records with durations; one hot task among even ones "
     "counts without it when it had a third as many times the data as the time"},
    {"slow_host_share", 0.8, Unit::kShare,
     "slow executor: it ran this share of the long tasks' time"},
    {"slow_host_ratio", 1.5, Unit::kRatio,
     "... and the median of its other tasks is this many times that of the other executors' tasks"},
    // The first tasks of an executor load classes: a handful of slow ones says nothing of a
    // machine.
    {"slow_host_min_tasks", 20, Unit::kCount,
     "... in a stage of at least this many tasks. The machine is blamed when the executor ran as "
     "many itself, or is as slow in at least half of the other stages"},
    {"start_share", 0.5, Unit::kShare,
     "starting, not working: this share of the longest task was deserialising, scheduler delay or "
     "fetching of its result"},
    {"cold_share", 0.8, Unit::kShare,
     "or this share of the long tasks' time was in the first seconds of executors, in which most "
     "tasks of the stage were long"},
};

// kStart: it loaded classes and jars; kDelivery: it was on its way to or from the executor; kCold:
// the long tasks were the first of their executors.
enum class Cause { kStart, kDelivery, kData, kCold, kHost, kUnsureHost, kSpill, kCompute };

// Whether the executor is slow in the application's other stages as well, as far as they are large
// enough to tell.
bool IsSlowElsewhere(const Run& run, std::size_t index, std::uint32_t executor,
                     const Settings& settings) {
  constexpr int kMostStages = 50;
  int compared = 0;
  int slow = 0;
  for (const std::size_t other : run.stages_by_weight()) {
    if (other == index || static_cast<double>(run.figures_of(other).successful_tasks) <
                              settings.Get("slow_host_min_tasks")) {
      continue;
    }
    const double slowness = SlownessIn(run.stage(other), executor);
    if (!(slowness > 0)) continue;
    slow += slowness >= settings.Get("slow_host_ratio") ? 1 : 0;
    if (++compared == kMostStages) break;
  }
  return slow > 0 && 2 * slow >= compared;
}

double RatioOf(const TaskTail& tail) {
  return static_cast<double>(tail.max) /
         static_cast<double>(std::max<std::int64_t>(1, tail.median));
}

// The host that ran slow_host_share of the long tasks' time, and whose slowness in this stage leaves
// nothing of its skew to explain; empty: none did.
std::string SlowHostOf(const Run& run, std::size_t index, const TaskTail& tail,
                       const SlownessByHost& slow, const Settings& settings) {
  if (slow.empty()) return {};
  const model::TaskTable& tasks = run.stage(index).tasks;
  const std::vector<std::int64_t> flags = tasks.Read(model::TaskColumn::flags);
  const std::vector<std::int64_t> duration = tasks.Read(model::TaskColumn::duration);
  const std::vector<std::int64_t> executor = tasks.Read(model::TaskColumn::executor);
  const std::int64_t limit = Scaled(tail.median, 1.5);
  std::map<StringId, std::int64_t> by_host;  // ms
  std::int64_t all = 0;
  for (std::size_t i = 0; i < duration.size(); ++i) {
    if ((flags[i] & model::kTaskSucceeded) == 0 || duration[i] <= limit) continue;
    const auto which = static_cast<std::size_t>(executor[i]);
    all = SaturatingAdd(all, duration[i]);
    if (which >= run.app().executors.size()) continue;
    std::int64_t& of_host = by_host[run.app().executors[which].host];
    of_host = SaturatingAdd(of_host, duration[i]);
  }
  for (const auto& [host, time] : by_host) {
    if (ShareOf(time, all) < settings.Get("slow_host_share")) continue;
    const auto known = slow.find(std::string(run.app().text(host)));
    if (known == slow.end() || !known->second.contains(index)) continue;
    if (RatioOf(tail) / known->second.at(index) < settings.Get("min_ratio")) return known->first;
  }
  return {};
}

// Whether the long tasks are those of executors that had just begun to work, and the others are not.
bool IsOfColdExecutors(const ColdTasks& cold, const Settings& settings) {
  constexpr std::int64_t kEnough = 3;
  return cold.long_ones >= kEnough && cold.warm >= kEnough && 2 * cold.long_ones >= cold.all &&
         cold.share_of_long >= settings.Get("cold_share");
}

constexpr std::int64_t kSpillBytes = std::int64_t{16} << 20;  // less does not make a task slow

Cause CauseOf(const Run& run, std::size_t index, const TaskTail& tail, bool is_on_slow_host,
              const ColdTasks& cold, const Settings& settings) {
  const double least = settings.Get("start_share");
  if (ShareOf(tail.deserialize_of_max, tail.max) >= least) return Cause::kStart;
  if (ShareOf(SaturatingAdd(tail.scheduler_delay_of_max, tail.result_fetch_of_max), tail.max) >=
      least) {
    return Cause::kDelivery;
  }
  const double duration_ratio = RatioOf(tail);
  const double data_ratio = static_cast<double>(tail.measure_max) /
                            static_cast<double>(std::max<std::int64_t>(1, tail.measure_median));
  if (!tail.measure.empty() && data_ratio >= settings.Get("min_data_ratio") &&
      (tail.rank_correlation >= settings.Get("min_rank_correlation") ||
       data_ratio >= duration_ratio / 3)) {
    return Cause::kData;
  }
  if (is_on_slow_host) return Cause::kHost;
  if (IsOfColdExecutors(cold, settings)) return Cause::kCold;
  if (tail.long_tasks >= 3 &&
      static_cast<double>(tail.tasks) >= settings.Get("slow_host_min_tasks") &&
      tail.long_share_on_executor >= settings.Get("slow_host_share") &&
      tail.executor_slowness >= settings.Get("slow_host_ratio")) {
    const bool is_sure =
        static_cast<double>(tail.executor_tasks) >= settings.Get("slow_host_min_tasks") ||
        IsSlowElsewhere(run, index, tail.long_executor, settings);
    return is_sure ? Cause::kHost : Cause::kUnsureHost;
  }
  // The median task spilled far less, so memory is what sets the longest apart.
  if (tail.spilled_of_max >= kSpillBytes && tail.spilled_of_max / 4 > tail.spilled_median) {
    return Cause::kSpill;
  }
  return Cause::kCompute;
}

// Spark before 2.1 does not measure it; a stage of tasks that all used none does not exist. That of a
// Python worker is not in it.
bool HasCpuTime(const Run& run, std::size_t index) {
  return run.stage(index).total(model::TaskColumn::executor_cpu_time) > 0 &&
         !RunsPython(run, index);
}

std::string Amount(const TaskTail& tail, std::int64_t value) {
  return tail.measure_is_bytes ? FormatBytes(value) : FormatCount(value) + " records";
}

std::string ExecutorOf(const Run& run, std::uint32_t executor) {
  return "executor " + std::string(run.app().text(run.app().executors[executor].id));
}

// ", which had been added 750 ms before" when the log tells and it was new.
std::string NewExecutor(const Run& run, const TaskTail& tail) {
  constexpr std::int64_t kNewMs = 60'000;
  const model::TimeMs added = run.app().executors[tail.max_executor].add_time;
  std::int64_t age = 0;
  if (!model::IsKnown(added) || __builtin_sub_overflow(tail.max_launch, added, &age)) return {};
  if (age < 0 || age > kNewMs) return {};
  return ", which had been added " + FormatDuration(age) + " before";
}

// What the longest task did with its time, as far as this Spark tells.
std::string Longest(const Run& run, std::size_t index, const TaskTail& tail) {
  const model::StageAttempt& stage = run.stage(index);
  std::string text;
  if (stage.total(model::TaskColumn::executor_run_time) > 0) {
    text = "; the longest, task " + std::to_string(tail.max_task_id) + " of " + StagePlace(stage) +
           ", spent ";
    if (HasCpuTime(run, index)) text += FormatDuration(tail.cpu_of_max) + " on the CPU, ";
    text += FormatDuration(tail.gc_of_max) + " in GC and " +
            FormatDuration(tail.fetch_wait_of_max) + " waiting for shuffle data";
  }
  if (tail.spilled_of_max > 0) {
    text += (text.empty() ? "; the longest spilled " : ", and spilled ") +
            FormatBytes(tail.spilled_of_max);
  }
  return text;
}

std::string WhyData(const Run& run, std::size_t index, const TaskTail& tail) {
  const StagePlan& plan = run.PlanOf(index);
  const std::vector<std::string> keys =
      plan.known() ? KeysOf(run, plan) : std::vector<std::string>();
  std::string why = (tail.long_tasks == 1 ? "it had " : "the longest had ") +
                    Amount(tail, tail.measure_max) + ", the median task " +
                    Amount(tail, tail.measure_median) + " (" + std::string(tail.measure) + ')';
  if (!keys.empty()) why += ": some value of " + Listed(keys) + " is far more frequent";
  return why + '.';
}

std::string WhyHost(const Run& run, const TaskTail& tail, bool is_sure) {
  if (!(tail.executor_slowness > 1)) {  // it ran little else here
    return FormatPercent(tail.long_share_on_executor) + " of their time was on " +
           ExecutorOf(run, tail.long_executor) +
           ", on whose host tasks take longer than elsewhere in other stages too.";
  }
  return FormatPercent(tail.long_share_on_executor) + " of their time was on " +
         ExecutorOf(run, tail.long_executor) + ", which ran " +
         FormatPercent(tail.executor_task_share) +
         " of the tasks. The median of its other tasks is " + FormatRatio(tail.executor_slowness) +
         " that of the other executors'" +
         (is_sure ? ": the machine is slow or busy."
                  : ". Other stages do not bear out that the machine is slow, so whether it or its "
                    "rows were slow here cannot be told.");
}

std::string WhyCold(const ColdTasks& cold) {
  return FormatCount(cold.long_ones) + " of these, and " + FormatCount(cold.all - cold.long_ones) +
         " of the others, were in the first seconds of an executor's work, in which it loads "
         "classes, "
         "compiles code and starts Python workers, whatever the rows.";
}

std::string Why(const Run& run, std::size_t index, const TaskTail& tail, const ColdTasks& cold,
                Cause cause) {
  std::string why = FormatCountOf(tail.long_tasks, "task", "tasks") + " of " +
                    FormatCount(tail.tasks) + " ran over 1.5 times the median; ";
  const std::string longest =
      "task " + std::to_string(tail.max_task_id) + " of " + StagePlace(run.stage(index));
  switch (cause) {
    case Cause::kStart:
      return why + "of the " + FormatDuration(tail.max) + " of " + longest + ", " +
             FormatDuration(tail.deserialize_of_max) + " were deserialising it on " +
             ExecutorOf(run, tail.max_executor) + NewExecutor(run, tail) +
             ": the executor loaded classes and jars.";
    case Cause::kDelivery:
      return why + "of the " + FormatDuration(tail.max) + " of " + longest + ", " +
             FormatDuration(tail.scheduler_delay_of_max) + " were scheduler delay and " +
             FormatDuration(tail.result_fetch_of_max) + " the driver's fetching of its result.";
    case Cause::kData:
      return why + WhyData(run, index, tail);
    case Cause::kCold:
      return why + WhyCold(cold);
    case Cause::kHost:
    case Cause::kUnsureHost:
      return why + WhyHost(run, tail, cause == Cause::kHost);
    case Cause::kSpill:
    case Cause::kCompute:
      break;
  }
  if (tail.measure.empty()) {
    why += "how much data each had is not in the log";
  } else {
    why += (tail.long_tasks == 1 ? std::string("it") : std::string("the longest")) +
           " had no more input or output than the median task";
  }
  return why + Longest(run, index, tail) + '.';
}

void AdviseHost(const Run& run, const TaskTail& tail, bool is_sure, Finding& finding) {
  const std::string executor = ExecutorOf(run, tail.long_executor);
  if (!is_sure) {
    finding.changes.push_back(
        OnCluster("look at what else the machine of " + executor + " did at that time",
                  "this stage alone does not tell whether it is slow"));
    return;
  }
  if (!run.IsOn(settings::kSpeculation.key, false)) {
    Set(run, settings::kSpeculation, "true",
        "a copy of a late task starts on another executor; tasks with effects outside Spark may "
        "then run twice",
        finding);
  }
  finding.changes.push_back(
      OnCluster("replace the machine of " + executor, "or this, if it is slow in later runs too"));
}

// The longest task held more than fits, with no more input or output than the others.
void AdviseSpill(const Run& run, const TaskTail& tail, Finding& finding) {
  const std::string others = tail.spilled_median > 0
                                 ? "the median task spilled " + FormatBytes(tail.spilled_median)
                                 : std::string("the median task spilled nothing");
  finding.changes.push_back(
      InCode("look at what the longest task keeps in memory: a group or value that grows "
             "(groupByKey, collect_list, explode, a join that multiplies rows)",
             "it spilled " + FormatBytes(tail.spilled_of_max) + ", " + others));
  const double factor =
      ShareOf(SaturatingAdd(tail.spilled_of_max, run.memory_per_slot()), run.memory_per_slot());
  if (factor > 1 && factor <= 4) {
    AdviseMemory(run, HeapFor(run, factor), "or enough memory for what that task holds", finding);
  }
}

// For rows that take long one by one: more tasks share them. As they come from a scan they may stand
// together; rows of a shuffle do not.
void AdviseSpread(const Run& run, std::size_t index, Finding& finding) {
  const std::int64_t finer = Scaled(run.SlotsOf(index), 3);
  const std::int64_t now = run.PartitionsOf(index);
  if (now < finer) {
    AdvisePartitions(run, index, std::max(finer, PartitionsWanted(run, index)),
                     "smaller tasks share the expensive rows among more slots", finding);
  } else if (const StagePlan& plan = run.PlanOf(index); plan.known() && plan.reads.empty()) {
    finding.changes.push_back(
        InCode("df.repartition(" + std::to_string(now) + ") before the step that takes long",
               "if rows that stand together in the input take long together, it spreads them over "
               "all tasks"));
  }
}

void AdviseCold(const Run& run, Finding& finding) {
  if (run.deployment() == Deployment::kDynamic || run.is_databricks()) {
    finding.changes.push_back(OnCluster(
        run.is_databricks()
            ? "a higher minimum of workers, so that those of the query before are still there"
            : "keep the executors of the query before: a higher "
              "spark.dynamicAllocation.minExecutors or executorIdleTimeout",
        "only an executor's first tasks take that long; idle ones are paid for meanwhile"));
    finding.alternative_to = "idle-cores";
    return;
  }
  finding.changes.push_back(OnCluster(
      "leave the rows as they are, and judge the stage by a run in which its executors are warm",
      "an executor's first tasks take long whatever they do"));
}

void Advise(const Run& run, std::size_t index, const TaskTail& tail, Cause cause,
            Finding& finding) {
  switch (cause) {
    case Cause::kCold:
      AdviseCold(run, finding);
      return;
    case Cause::kData:
      AdviseUnevenData(run, index, tail, finding);
      return;
    case Cause::kStart:
      finding.changes.push_back(OnCluster(
          "put the application's jars onto the machines (image, local path) in place of having "
          "each executor fetch them",
          "an executor's first task waits until its classes are there"));
      return;
    case Cause::kDelivery:
      finding.changes.push_back(InCode(
          "look at what the driver did at that time: large results (collect, toPandas), long work "
          "in the same process, many tasks ending at once",
          "the task waited for the driver, not for its own work"));
      return;
    case Cause::kHost:
    case Cause::kUnsureHost:
      AdviseHost(run, tail, cause == Cause::kHost, finding);
      return;
    case Cause::kSpill:
      AdviseSpill(run, tail, finding);
      return;
    case Cause::kCompute:
      break;
  }
  if (HasCpuTime(run, index) && tail.cpu_of_max < tail.max / 10) {
    finding.changes.push_back(
        InCode("look at what the longest task waits for (a service, a database, the network, a "
               "slow disk, a device)",
               "it spent " + FormatDuration(tail.cpu_of_max) + " of " + FormatDuration(tail.max) +
                   " on the CPU"));
    AdviseSpread(run, index, finding);
    return;
  }
  finding.changes.push_back(InCode(
      "look at the rows of the longest task: what the code does per row (UDF, regular expression, "
      "call to a service) depends on the row",
      tail.measure.empty() ? "if they had no more data than the others, it is the rows that differ"
                           : "it is not the amount of data that differs"));
  AdviseSpread(run, index, finding);
}

// Whether the stage can be skewed at all, from its figures alone: nothing is unpacked for the
// others.
bool IsWorthMeasuring(const Context& context, std::size_t index) {
  const analysis::StageFigures& figures = context.run.figures_of(index);
  if (static_cast<double>(figures.successful_tasks) < context.settings.Get("min_tasks"))
    return false;
  // Neither the files of a listing nor those of a schema are the user's rows.
  if (OriginOf(context.app, context.run.stage(index)) != Origin::kUser) return false;
  // No more can be saved than the longest task ran over the median.
  const std::int64_t over = figures.duration_max - figures.duration_median;
  if (static_cast<double>(over) < context.settings.Get("min_saved_ms")) return false;
  return context.run.Matters(IdleOf(figures), std::min(over, figures.critical_time),
                             context.settings.Get("min_share_of_run"));
}

// Why the longest task may be work that nothing cuts; empty: it is many rows, as far as the log tells.
std::string_view WhyWhole(const Run& run, std::size_t index, const TaskTail& tail, Cause cause) {
  const StagePlan& plan = run.PlanOf(index);
  if (cause == Cause::kData && plan.known() && plan.Has(run.app(), Operator::kWindow)) {
    return "a window keeps all rows of a key in one task";
  }
  if (cause == Cause::kCold)
    return "an executor's first tasks take long however few rows they have";
  constexpr std::int64_t kManyRecords = 50;
  if (cause == Cause::kCompute && tail.records_of_max < kManyRecords) {
    return "one row may be what takes long, and stays whole";
  }
  return {};
}

Impact ImpactOf(const Run& run, std::size_t index, const TaskTail& tail) {
  const analysis::StageFigures& figures = run.figures_of(index);
  const auto slots = static_cast<double>(run.SlotsOf(index));
  const auto in_cores = [&](std::int64_t ms) {
    return std::min(Scaled(ms, slots), IdleOf(figures));
  };
  Impact impact;
  impact.is_upper_bound = false;
  impact.wall_ms_low = std::min(tail.saved_low, figures.critical_time);
  impact.wall_ms_expected = std::min(tail.saved, figures.critical_time);
  impact.wall_ms_high = std::min(tail.saved_high, figures.critical_time);
  impact.core_ms_low = in_cores(tail.saved_low);
  impact.core_ms_expected = in_cores(tail.saved);
  impact.core_ms_high = in_cores(tail.saved_high);
  impact.method = "tasks over 1.5 times the median cut into pieces that other slots take";
  if (figures.critical_time == 0) impact.method += "; the stage did not decide the run's end";
  return impact;
}

// Adaptive execution cuts what is over 5 times the median into pieces of about the usual size; a
// better key leaves no task much longer than the others.
WhatIf EvenedOut(std::size_t index, const TaskTail& tail) {
  const auto stage = static_cast<std::uint32_t>(index);
  const std::int64_t median = std::max<std::int64_t>(1, tail.median);
  const auto cut = [stage, median](double over, double piece) {
    return [=](replay::Recording& recording) {
      constexpr std::int64_t kShortestPiece = 100;  // ms: shorter ones cost more than they share
      replay::SplitLongTasks(recording, stage, Scaled(median, over),
                             std::max(kShortestPiece, Scaled(median, piece)));
    };
  };
  return {WhatIf::Order::kOtherTasks, cut(5, 2), cut(1.5, 1.5), cut(1.5, 1)};
}

std::vector<Evidence> EvidenceOf(const Run& run, std::size_t index, const TaskTail& tail) {
  const std::string place = StagePlace(run.stage(index));
  const std::string longest = TaskPlace(run.stage(index), tail.max_task_id);
  std::vector<Evidence> evidence = {
      {"longest task", static_cast<double>(tail.max), Unit::kMilliseconds, longest},
      {"median task", static_cast<double>(tail.median), Unit::kMilliseconds, place},
      {"longest over median", RatioOf(tail), Unit::kRatio, place},
      {"tasks over 1.5 times the median", static_cast<double>(tail.long_tasks), Unit::kCount,
       place},
      {"stage time with the tail evened out", static_cast<double>(run.LengthOf(index) - tail.saved),
       Unit::kMilliseconds, place},
  };
  if (tail.measure.empty()) return evidence;
  const Unit unit = tail.measure_is_bytes ? Unit::kBytes : Unit::kCount;
  const std::string measure(tail.measure);
  evidence.push_back(
      {measure + ", longest task", static_cast<double>(tail.measure_max), unit, longest});
  evidence.push_back({measure + ", median", static_cast<double>(tail.measure_median), unit, place});
  evidence.push_back({"rank correlation of " + measure + " with duration", tail.rank_correlation,
                      Unit::kNone, place});
  return evidence;
}

void NoteUnsure(const Run& run, std::size_t index, const TaskTail& tail, Cause cause,
                Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  if (tail.measure.empty()) {
    Miss("no task of " + StagePlace(stage) +
             " reports what it read or wrote, so data skew cannot be told from slow code",
         finding);
  }
  if (cause == Cause::kCompute && !HasCpuTime(run, index) &&
      stage.total(model::TaskColumn::executor_run_time) > 0) {
    Miss(std::string(RunsPython(run, index) ? "the CPU time of Python workers is not in the log"
                                            : "no CPU time is in the log") +
             ", so waiting cannot be told from work",
         finding);
  }
  if ((cause == Cause::kCompute || cause == Cause::kUnsureHost) &&
      finding.confidence == Confidence::kHigh) {
    finding.confidence = Confidence::kMedium;
  }
  NoteMissing(run, index, finding);
}

void FindIn(const Context& context, std::size_t index, const SlownessByHost& slow_hosts,
            const WarmExecutors& warm, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const TaskTail tail = MeasureTail(run.stage(index), run.SlotsOf(index));
  if (static_cast<double>(tail.saved) < settings.Get("min_saved_ms") ||
      ShareOf(tail.saved, run.LengthOf(index)) < settings.Get("min_share_of_stage") ||
      RatioOf(tail) < settings.Get("min_ratio")) {
    return;
  }
  const Impact impact = ImpactOf(run, index, tail);
  if (!run.Matters(impact.core_ms_expected, impact.wall_ms_expected,
                   settings.Get("min_share_of_run"))) {
    return;
  }
  const std::string slow_host = SlowHostOf(run, index, tail, slow_hosts, settings);
  const ColdTasks cold = warm.ColdTasksOf(run.stage(index), Scaled(tail.median, 1.5));
  const Cause cause = CauseOf(run, index, tail, !slow_host.empty(), cold, settings);
  Finding finding = OfStage(run, index);
  if (cause == Cause::kHost && !slow_host.empty()) {
    finding.part_of = "straggler-host";
    finding.part_of_subject = "host " + slow_host;
  }
  finding.impact = impact;
  if (const std::string_view why_whole = WhyWhole(run, index, tail, cause); !why_whole.empty()) {
    finding.impact.is_upper_bound = true;
    finding.impact.method = "upper bound: " + impact.method + "; " + std::string(why_whole);
  }
  finding.what_if = EvenedOut(index, tail);
  finding.title = (tail.long_tasks == 1 ? std::string("One task of ") : "The longest task of ") +
                  StageTitle(run, index) + " ran " + FormatDuration(tail.max) + ", the median " +
                  FormatDuration(tail.median);
  finding.why = Why(run, index, tail, cold, cause);
  finding.evidence = EvidenceOf(run, index, tail);
  Advise(run, index, tail, cause, finding);
  NoteUnsure(run, index, tail, cause, finding);
  out.push_back(std::move(finding));
}

void FindSkew(const Context& context, std::vector<Finding>& out) {
  const SlownessByHost slow_hosts = SlowHosts(context.run);
  const WarmExecutors warm(context.run);
  for (const std::size_t index : context.run.stages_by_weight()) {
    if (IsWorthMeasuring(context, index)) FindIn(context, index, slow_hosts, warm, out);
  }
}

constexpr InsightSpec kSkew = {
    .id = "skew",
    .title = "A few tasks run far longer than the rest of their stage",
    .sees =
        "A stage of min_tasks or more whose tail, evened out, saves min_share_of_stage of its "
        "time, min_share_of_run of the run and min_saved_ms; the longest task is min_ratio times "
        "the median. Where straggler-host tells of the host that ran the long tasks, and its "
        "slowness "
        "accounts for them, it is told there.",
    .why =
        "A stage ends with its last task: while one task works through a hot key, all other slots "
        "wait.",
    .advice =
        "If the longest task has more data, split the hot key (adaptive skew join, salting, "
        "two-step aggregation); if not, it started slowly, spilled, had a new executor, a slow "
        "machine or rows that are expensive to compute: its own figures tell.",
    .formula =
        "Replay with the tasks over 1.5 times the median cut into pieces of that length, which any "
        "slot can take. Low: only those over 5 times the median, cut to twice the median, as "
        "adaptive execution does. High: cut to the median. An upper bound where one row may be "
        "what "
        "takes long (few records, no more data than the others), the rows are of a window, or the "
        "executors were new.",
    .dataflint_alert = "partitionSkew",
    .thresholds = kThresholds,
    .run = FindSkew,
};
DATAFLINT_REGISTER_INSIGHT(kSkew);

}  // namespace
}  // namespace dataflint::insights
