#include <algorithm>
#include <string>
#include <vector>

#include "base/contains.h"
#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/failure_text.h"
#include "insights/insight.h"
#include "insights/one_partition.h"
#include "insights/run.h"
#include "insights/scan_splits.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_critical_ms", 10'000, Unit::kMilliseconds,
     "time that the stage keeps the run waiting, with fewer tasks than slots"},
    {"short_run_share", 0.10, Unit::kShare, "in shorter runs: this share of the run"},
    {"short_run_min_ms", 2'000, Unit::kMilliseconds, "... and at least this long"},
    {"min_share_of_run", 0.02, Unit::kShare, "what all slots together would save, of wall time"},
    {"target_task_ms", 2'000, Unit::kMilliseconds, "work that a task should be left with", 1},
    {"max_waves", 3, Unit::kRatio, "tasks advised at most, as a multiple of the slots", 1},
    // More tasks do not shorten a wait: for a connection, a device, classes to be loaded.
    {"tiny_input", 1024 * 1024, Unit::kBytes,
     "a scan of less than this is left alone, unless its rows are worked on one by one"},
    // What a single task does for less is a query's normal last step.
    {"min_task_ms", 1'000, Unit::kMilliseconds, "the longest task runs at least this long"},
};

enum class Cause {
  kUnknown,
  kOnePartition,
  kCoalesce,
  kRepartition,
  kAdaptive,
  kShufflePartitions,
  kUnsplittable,
  kBuckets,
  kSmallInput,
  kJdbc,
  kCached,
  kLocalData,
  kLimit,
  kListing,
  kSchema,
  kRdd,
};

std::string_view TextOf(const Run& run, const StagePlan& plan, std::int32_t node) {
  return run.app().text(plan.node(node).simple_string);
}

// The exchange that the stage reads and that all rows go through; -1: none.
std::int32_t ExchangeIntoOne(const Run& run, const StagePlan& plan) {
  const PlanTree& tree = run.TreeOf(*plan.sql);
  const auto found = std::find_if(plan.reads.begin(), plan.reads.end(), [&](std::int32_t exchange) {
    return IntoOnePartition(tree, exchange);
  });
  return found == plan.reads.end() ? -1 : *found;
}

OnePartition OnePartitionOf(const Run& run, std::size_t index) {
  const StagePlan& plan = run.PlanOf(index);
  return insights::CauseOf(run.TreeOf(*plan.sql), ExchangeIntoOne(run, plan));
}

Cause CauseOfShuffle(const Run& run, std::size_t index) {
  const StagePlan& plan = run.PlanOf(index);
  const model::StageAttempt& stage = run.stage(index);
  if (ExchangeIntoOne(run, plan) >= 0) return Cause::kOnePartition;
  if (IsFixedByCode(run, plan)) return Cause::kRepartition;
  if (plan.Has(run.app(), Operator::kShuffleRead)) return Cause::kAdaptive;
  return stage.num_tasks == ShuffleCount(run, *plan.sql) ? Cause::kShufflePartitions
                                                         : Cause::kUnknown;
}

Cause CauseOfScan(const Run& run, std::size_t index, std::int32_t scan) {
  switch (SplitsOf(run, index, scan)) {
    case SplitBy::kConnection:
      return Cause::kJdbc;
    case SplitBy::kFile:
      return Cause::kUnsplittable;
    case SplitBy::kBucket:
      return Cause::kBuckets;
    default:
      return Cause::kSmallInput;
  }
}

Cause CauseOf(const Run& run, std::size_t index) {
  const Origin origin = OriginOf(run.app(), run.stage(index));
  if (origin == Origin::kListing) return Cause::kListing;
  if (origin == Origin::kSchema) return Cause::kSchema;
  const StagePlan& plan = run.PlanOf(index);
  if (plan.sql == nullptr) return Cause::kRdd;
  if (!plan.known()) return Cause::kUnknown;
  const model::Application& app = run.app();
  if (plan.Has(app, Operator::kCoalesce)) return Cause::kCoalesce;
  if (!plan.reads.empty()) return CauseOfShuffle(run, index);
  if (plan.Has(app, Operator::kInMemoryScan)) return Cause::kCached;
  if (const std::int32_t scan = plan.Find(app, Operator::kScan); scan >= 0) {
    if (plan.Has(app, Operator::kLimit)) return Cause::kLimit;
    return CauseOfScan(run, index, scan);
  }
  if (plan.Has(app, Operator::kLocalData) || plan.Has(app, Operator::kRddScan)) {
    return Cause::kLocalData;
  }
  return plan.Has(app, Operator::kLimit) ? Cause::kLimit : Cause::kUnknown;
}

// Whether the stage's time can come from few rows: from what the code does with each, or from rows
// that it makes itself. Otherwise a small input that takes long means waiting, not work.
bool WorksPerRow(const Run& run, const StagePlan& plan) {
  for (const std::int32_t index : plan.nodes) {
    const std::string_view name = PlainName(run.app().text(plan.node(index).name));
    const Operator op = OperatorOf(name);
    if (op == Operator::kPython || op == Operator::kGenerate || op == Operator::kExpand ||
        op == Operator::kNestedLoopJoin || op == Operator::kCartesian || name.starts_with("Map") ||
        name.starts_with("FlatMap") || Contains(TextOf(run, plan, index), "UDF(")) {
      return true;
    }
  }
  return false;
}

std::string Why(const Run& run, std::size_t index, Cause cause) {
  const StagePlan& plan = run.PlanOf(index);
  const model::StageAttempt& stage = run.stage(index);
  const std::string n = FormatCount(stage.num_tasks);
  switch (cause) {
    case Cause::kOnePartition:
      return std::string(WhyOf(OnePartitionOf(run, index)));
    case Cause::kCoalesce:
      return "coalesce(" + std::to_string(stage.num_tasks) +
             ") takes all that stands before it, back to the last "
             "shuffle, down to " +
             FormatCountOf(stage.num_tasks, "task", "tasks") + ", not only the last step.";
    case Cause::kRepartition:
      return "The code asks for repartition(" + std::to_string(stage.num_tasks) + ").";
    case Cause::kAdaptive:
      return "Adaptive execution merged the shuffle's partitions into " + n +
             ", by their size; the work per byte is "
             "high.";
    case Cause::kShufflePartitions:
      return std::string(ShuffleCountSetting(run, *plan.sql).key) + " is " + n + '.';
    case Cause::kUnsplittable:
      return "Its " + FormatBytes(stage.total(TaskColumn::input_bytes)) +
             " of input stand in files that cannot be split (gzip, or multiLine JSON or CSV): one "
             "task for each.";
    case Cause::kBuckets:
      return "Its table is read by bucket: one task for each of " + n + '.';
    case Cause::kSmallInput:
      return "Its input " +
             (stage.total(TaskColumn::input_bytes) > 0
                  ? "of " + FormatBytes(stage.total(TaskColumn::input_bytes)) + ' '
                  : std::string()) +
             "gives " + FormatCountOf(stage.num_tasks, "split", "splits") +
             ", but the work per byte is high.";
    case Cause::kJdbc:
      return "The JDBC source is read over " +
             FormatCountOf(stage.num_tasks, "connection", "connections") + '.';
    case Cause::kCached:
      return "The cached table has " + FormatCountOf(stage.num_tasks, "partition", "partitions") +
             '.';
    case Cause::kLocalData:
      return "Its rows come from the driver or an RDD in " +
             FormatCountOf(stage.num_tasks, "partition", "partitions") + '.';
    case Cause::kLimit:
      return "A limit is filled from a few partitions at first; the query needed to read many rows "
             "for it.";
    case Cause::kListing:
      return "Spark lists the folders of a table in " +
             FormatCountOf(stage.num_tasks, "task", "tasks") + '.';
    case Cause::kSchema:
      return "Spark reads the files to find out their schema, before the query, in " +
             FormatCountOf(stage.num_tasks, "task", "tasks") + '.';
    case Cause::kRdd:
      return "Its RDD has " + FormatCountOf(stage.num_tasks, "partition", "partitions") + '.';
    case Cause::kUnknown:
      break;
  }
  return plan.known() ? "Its input has " + n + " partitions."
                      : "Where its partition count comes from is not in the log.";
}

Change SchemaInPlace(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string_view reader = ReaderOf(run.app(), stage);
  const bool is_text = reader == "csv" || reader == "json" || reader == "xml";
  // Where the reader does not name the format: only text is read whole, and counted, for it.
  const bool reads_footers = !is_text && stage.total(TaskColumn::input_bytes) == 0;
  if (reader == "parquet" || reader == "orc" || reads_footers) {
    return InCode("spark.read.schema(...) with the known schema, or at least no mergeSchema",
                  "then no footer is read before the query; mergeSchema reads those of all files");
  }
  return InCode("spark.read.schema(...) with the known schema, in place of inferSchema",
                "then no file is read before the query");
}

void Advise(const Run& run, std::size_t index, Cause cause, std::int64_t target, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string n = std::to_string(target);
  const std::string now = std::to_string(stage.num_tasks);
  const std::int64_t slots = run.SlotsToBeHad(index);
  const std::string reason =
      FormatCount(target) + " tasks fill " + FormatCountOf(slots, "slot", "slots");
  switch (cause) {
    case Cause::kOnePartition:
      AdviseAgainst(OnePartitionOf(run, index), finding);
      return;
    case Cause::kCoalesce:
      finding.changes.push_back(
          InCode("repartition(" + now + ") instead of coalesce(" + now + ')',
                 "the work before it then runs in as many tasks as its input gives; only the "
                 "write has " +
                     now));
      return;
    case Cause::kCached:
      finding.changes.push_back(InCode("df.repartition(" + n + ").cache()", reason));
      return;
    case Cause::kLimit:
      if (!Set(run, settings::kLimitPartitions, slots,
               "a limit then starts on as many partitions as there are slots", finding)) {
        finding.changes.push_back(
            InCode("write the rows that the limit should show to a table, and look at that",
                   "this Spark fills a limit from one partition first, then from four times as "
                   "many"));
      }
      return;
    case Cause::kListing:
      Set(run, settings::kListingParallelism, target, reason, finding);
      return;
    case Cause::kSchema:
      finding.changes.push_back(SchemaInPlace(run, index));
      return;
    default:
      AdvisePartitions(run, index, target, reason, finding);
      return;
  }
}

// Whether the run waited for the stage long enough, with fewer tasks than slots, for work that finer
// tasks can share.
bool IsWorthMeasuring(const Context& context, std::size_t index, Cause cause) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  // While it waits for its first task, it has no fewer tasks than slots.
  const std::int64_t critical = std::min(figures.critical_time, run.LengthOf(index));
  const auto length = static_cast<double>(critical);
  const bool is_long = length >= settings.Get("min_critical_ms");
  const bool is_most = length >= settings.Get("short_run_min_ms") &&
                       ShareOf(critical, run.wall()) >= settings.Get("short_run_share");
  if ((!is_long && !is_most) ||
      static_cast<double>(figures.duration_max) < settings.Get("min_task_ms")) {
    return false;
  }
  const std::int64_t input = std::max(stage.total(TaskColumn::input_bytes), ShuffleReadOf(stage));
  return cause != Cause::kSmallInput || static_cast<double>(input) >= settings.Get("tiny_input") ||
         WorksPerRow(run, run.PlanOf(index));
}

// Executors that were given back as the stage had no more tasks for them, or before it had any: so many
// as there could have been beside those that it had.
std::vector<std::uint32_t> GivenBack(const Run& run, std::size_t index) {
  const std::vector<model::Executor>& all = run.app().executors;
  const analysis::StageFigures& figures = run.figures_of(index);
  const std::int64_t per_executor = std::max<std::int64_t>(1, run.slots_per_executor());
  const std::int64_t missing = run.SlotsToBeHad(index) - run.SlotsOf(index);
  auto room = static_cast<std::size_t>(CeilDiv(missing, per_executor));
  std::vector<std::uint32_t> before;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const model::Executor& executor = all[i];
    if (executor.is_driver || !model::IsKnown(executor.remove_time) ||
        executor.add_time > figures.first_launch || executor.remove_time > figures.last_finish ||
        !SaysGivenBack(run.app().text(executor.remove_reason))) {
      continue;
    }
    before.push_back(static_cast<std::uint32_t>(i));
  }
  // The last to go were there at the same time.
  std::stable_sort(before.begin(), before.end(), [&](std::uint32_t a, std::uint32_t b) {
    return all[a].remove_time > all[b].remove_time;
  });
  before.resize(std::min(before.size(), room));
  return before;
}

// Were its tasks even and spread over all slots, the same work would take 1 / slots of its time where
// it now takes 1 / tasks. What the longest task runs beyond that is skew, and finer tasks help against
// it only if they divide it.
Impact ImpactOf(const Run& run, std::size_t index, Cause cause) {
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  const std::int64_t slots = run.SlotsToBeHad(index);
  const std::int64_t work = run.TaskTimeOf(index);
  const std::int64_t cores = run.InCoreTime(index, slots);  // of all these slots
  const std::int64_t idle = IdleOf(figures);
  const bool all_idle = idle > 0 && slots == run.SlotsOf(index);
  const std::int64_t most =
      std::min(all_idle ? idle / cores : figures.critical_time, figures.critical_time);
  const auto in_cores = [&](std::int64_t ms) {
    return std::min(idle, Scaled(ms, static_cast<double>(cores)));
  };
  Impact impact;
  impact.wall_ms_high =
      std::min(most, std::max<std::int64_t>(0, run.LengthOf(index) - CeilDiv(work, slots)));
  impact.wall_ms_expected =
      std::min(impact.wall_ms_high, CeilDiv(work, stage.num_tasks) - CeilDiv(work, slots));
  impact.wall_ms_low = impact.wall_ms_expected / 2;
  impact.core_ms_high = in_cores(impact.wall_ms_high);
  impact.core_ms_expected = in_cores(impact.wall_ms_expected);
  impact.core_ms_low = impact.core_ms_expected / 2;
  // One that must see all rows at once can only be avoided, which may not be possible.
  impact.is_upper_bound = cause == Cause::kOnePartition || cause == Cause::kUnknown ||
                          cause == Cause::kLimit || cause == Cause::kSchema;
  impact.method = impact.is_upper_bound
                      ? "upper bound: the stage's work in as many tasks as its slots can share"
                      : "the stage's work in as many tasks as advised";
  return impact;
}

// Its work in as many tasks as advised. What it took to start a task is taken once for each slot: all
// that are recorded were the first of their slot, which load classes and read broadcasts. Low: tasks
// that run beside others are slower by a quarter. High: nothing of a task's time is its own.
WhatIf InMoreTasks(const Run& run, std::size_t index, std::int64_t tasks) {
  constexpr double kSlower = 1.25;
  const std::int64_t first = std::min(run.SlotsToBeHad(index), tasks);
  const std::int64_t own = Scaled(run.StartCostOf(index), ShareOf(first, tasks));
  const auto in_tasks = [&, kept = GivenBack(run, index)](std::int64_t own_ms) {
    return [change = InTasks(index, tasks, own_ms), kept](replay::Recording& recording) {
      change(recording);
      for (const std::uint32_t executor : kept) replay::KeepExecutor(recording, executor);
    };
  };
  const WhatIf::Change shared = in_tasks(own);
  return {WhatIf::Order::kOtherTasks,
          [shared, stage = static_cast<std::uint32_t>(index)](replay::Recording& recording) {
            shared(recording);
            replay::ScaleTasks(recording, stage, kSlower);
          },
          shared, in_tasks(0)};
}

std::vector<Evidence> EvidenceOf(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  const std::string place = StagePlace(stage);
  std::vector<Evidence> evidence = {
      {"tasks", static_cast<double>(stage.num_tasks), Unit::kCount, place},
      {"slots while it ran", static_cast<double>(run.SlotsOf(index)), Unit::kCount, place},
      {"time on the critical path", static_cast<double>(figures.critical_time), Unit::kMilliseconds,
       place},
      {"longest task", static_cast<double>(figures.duration_max), Unit::kMilliseconds,
       TaskPlace(stage, figures.max_task_id)},
      {"idle core time", static_cast<double>(IdleOf(figures)), Unit::kCoreMilliseconds, place},
  };
  if (const std::int64_t slots = run.SlotsToBeHad(index); slots > run.SlotsOf(index)) {
    evidence.push_back({"slots before it", static_cast<double>(slots), Unit::kCount, ""});
  }
  const StagePlan& plan = run.PlanOf(index);
  if (!plan.reads.empty()) {
    evidence.push_back({"exchange that it reads", static_cast<double>(stage.num_tasks),
                        Unit::kCount, NodePlace(*plan.sql, plan.reads.front())});
  }
  return evidence;
}

// The stage's time as tables show it, unless waiting for its first task is much of that.
std::int64_t RanFor(const Run& run, std::size_t index) {
  const std::int64_t duration = DurationOf(run.app(), run.stage(index));
  const std::int64_t length = run.LengthOf(index);
  return ShareOf(length, duration) >= 0.9 ? duration : length;
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t slots = run.SlotsToBeHad(index);
  const bool had_fewer = slots > run.SlotsOf(index);
  if (run.PartitionsOf(index) >= slots || stage.num_tasks <= 0) return;
  const Cause cause = CauseOf(run, index);
  if (!IsWorthMeasuring(context, index, cause)) return;
  const Impact impact = ImpactOf(run, index, cause);
  if (ShareOf(impact.wall_ms_expected, run.wall()) < context.settings.Get("min_share_of_run")) {
    return;
  }
  Finding finding = OfStage(run, index);
  if (cause == Cause::kSchema) finding.part_of = "csv-json-scan";  // which saves reading it at all
  finding.impact = impact;
  finding.what_if = InMoreTasks(run, index, std::max(PartitionsWanted(run, index), slots));
  finding.title =
      Capitalised(StageTitle(run, index)) + " ran " + FormatDuration(RanFor(run, index)) +
      " with " + FormatCountOf(stage.num_tasks, "task", "tasks") +
      (had_fewer ? " where there could be " : " on ") + FormatCountOf(slots, "slot", "slots");
  finding.why = Why(run, index, cause);
  if (had_fewer) {
    finding.why +=
        " There had been as many before; dynamic allocation keeps no more executors than "
        "there are tasks for.";
  }
  finding.evidence = EvidenceOf(run, index);
  Advise(run, index, cause, PartitionsWanted(run, index), finding);
  if (cause == Cause::kUnknown && finding.confidence == Confidence::kHigh) {
    finding.confidence = Confidence::kMedium;
  }
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindTooFewTasks(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) FindIn(context, index, out);
}

constexpr InsightSpec kTooFewTasks = {
    .id = "too-few-tasks",
    .title = "A stage has fewer tasks than there are slots",
    .sees =
        "A stage with fewer tasks than slots that the run waits for min_critical_ms (or "
        "short_run_share of a short run, short_run_min_ms at least) and whose longest task runs "
        "min_task_ms, where all slots together would save min_share_of_run. Not a scan of less "
        "than tiny_input. Under dynamic allocation slots count that were there before, if each "
        "task of the stage had one at once: no more are asked for than there are tasks.",
    .why = "Slots beyond the tasks of a stage can do nothing for it.",
    .advice =
        "By cause: partition the window, repartition in place of coalesce, more shuffle "
        "partitions, smaller partitions in adaptive execution, a format that can be split.",
    .formula =
        "Replay with the stage's work in as many tasks as advised, and once for each slot the time "
        "that a task takes whatever its data. Low: each task slower by a quarter. High: nothing of "
        "a task's "
        "time is its own. Executors that dynamic allocation gave back for want of tasks stay. An "
        "upper bound where all rows have to meet in one place. Tasks advised: "
        "one for target_task_ms of work, from the slots to max_waves times them.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindTooFewTasks,
};
DATAFLINT_REGISTER_INSIGHT(kTooFewTasks);

}  // namespace
}  // namespace dataflint::insights
