#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/shuffle_work.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

constexpr ThresholdSpec kThresholds[] = {
    {"max_small_bytes", 512 * kMiB, Unit::kBytes,
     "the smaller side is at most this, as rows in memory"},
    {"min_ratio", 5, Unit::kRatio, "the larger side is this many times the smaller, in bytes"},
    // Rows in a hash relation stand beside their keys and a table of addresses.
    {"built_factor", 2, Unit::kRatio, "the relation that is broadcast, as a multiple of its rows"},
    {"driver_share", 0.25, Unit::kShare, "of the driver's heap that the relation may take"},
    {"executor_share", 0.20, Unit::kShare,
     "of the memory that execution and storage of an executor share that it may take"},
    {"broadcast_bytes_per_second", 50 * kMiB, Unit::kBytes,
     "bytes that the driver collects, builds and sends in a second", 1},
    {"min_share_of_run", 0.01, Unit::kShare,
     "what the shuffle takes, of the run's core time or path"},
};

struct Side {
  std::int32_t exchange = -1;
  std::int64_t rows = -1;
  std::int64_t bytes = -1;
  std::string source;  // "orders"; empty: several, or not told
};

struct Candidate {
  const model::SqlExecution* sql = nullptr;
  std::int32_t join = -1;
  Side small;
  Side large;
  std::size_t collector = 0;  // the stage that writes the smaller side
  ShuffleWork work;           // of the larger side
};

// Sides of which a hash join can keep the rows in a broadcast relation (canBuildBroadcastLeft and
// -Right of Spark's JoinSelection): never the one all of whose rows must come out.
bool CanBroadcast(std::string_view join_type, bool is_left) {
  if (join_type == "Inner" || join_type == "Cross") return true;
  if (is_left) return join_type == "RightOuter";
  constexpr std::array<std::string_view, 5> kTypes = {"LeftOuter", "LeftSemi", "LeftAnti",
                                                      "ExistenceJoin", "LeftSingle"};
  return std::find(kTypes.begin(), kTypes.end(), join_type) != kTypes.end();
}

Side SideOf(const PlanTree& tree, std::int32_t child) {
  Side side;
  side.exchange = tree.ShuffleOf(child);
  if (side.exchange < 0) return side;
  side.rows = tree.RowsOf(side.exchange);
  side.bytes = tree.BytesOf(side.exchange);
  side.source = tree.SourceName(side.exchange);
  return side;
}

// Whether something above needs the rows as this join's shuffle has distributed them: without it,
// they would have to be shuffled there.
bool IsDistributionUsed(const PlanTree& tree, std::int32_t join) {
  int aggregates = 0;
  bool ends_in_aggregate = false;
  for (std::int32_t up = tree.ParentOf(join); up >= 0; up = tree.ParentOf(up)) {
    const Operator op = tree.op(up);
    if (op == Operator::kExchange || op == Operator::kBroadcastExchange) {
      return aggregates > 1 || (aggregates == 1 && !ends_in_aggregate);
    }
    if (op == Operator::kWindow || op == Operator::kSortMergeJoin ||
        op == Operator::kShuffledHashJoin ||
        (op == Operator::kPython && tree.name(up).find("Group") != std::string_view::npos)) {
      return true;
    }
    ends_in_aggregate = op == Operator::kAggregate;
    if (ends_in_aggregate) ++aggregates;
  }
  return aggregates > 0;
}

// Whether the driver and each executor have the memory for the relation.
bool Fits(const Context& context, std::int64_t bytes) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (static_cast<double>(bytes) > settings.Get("max_small_bytes")) return false;
  const double built = static_cast<double>(bytes) * settings.Get("built_factor");
  const std::int64_t driver = run.runs_in_driver()
                                  ? run.executor_heap()
                                  : run.Bytes(settings::kDriverMemory.key, 1024 * kMiB, kMiB);
  if (built > settings.Get("driver_share") * static_cast<double>(driver)) return false;
  const std::int64_t most = run.Bytes("spark.driver.maxResultSize", 1024 * kMiB, 1);
  if (most > 0 && bytes > most / 2) return false;
  const double executor =
      static_cast<double>(run.memory_per_slot()) * static_cast<double>(run.slots_per_executor());
  return executor <= 0 || built <= settings.Get("executor_share") * executor;
}

std::optional<Candidate> CandidateAt(const Context& context, const PlanTree& tree,
                                     std::int32_t join) {
  const Run& run = context.run;
  const std::span<const std::int32_t> children = tree.ChildrenOf(join);
  if (children.size() != 2) return std::nullopt;
  const Side left = SideOf(tree, children[0]);
  const Side right = SideOf(tree, children[1]);
  if (left.bytes < 0 || right.bytes < 0) return std::nullopt;
  const bool is_left_small = left.bytes < right.bytes;
  Candidate found;
  found.sql = &tree.sql();
  found.join = join;
  found.small = is_left_small ? left : right;
  found.large = is_left_small ? right : left;
  if (!CanBroadcast(JoinTypeOf(tree.text(join)), is_left_small) ||
      static_cast<double>(found.large.bytes) <
          context.settings.Get("min_ratio") * static_cast<double>(found.small.bytes) ||
      !Fits(context, found.small.bytes) || IsDistributionUsed(tree, join)) {
    return std::nullopt;
  }
  const bool is_sorted = tree.op(join) == Operator::kSortMergeJoin;
  const std::optional<ShuffleWork> work = WorkOfShuffle(run, tree, found.large.exchange, is_sorted);
  const std::span<const std::size_t> collectors = tree.StagesOf(found.small.exchange);
  if (!work || collectors.empty()) return std::nullopt;
  const std::span<const std::size_t> joiners = tree.StagesOf(join);
  if (std::find(joiners.begin(), joiners.end(), work->reader) == joiners.end()) return std::nullopt;
  found.work = *work;
  found.collector = collectors.front();
  return found;
}

// Milliseconds from the first task that makes the smaller side to the last executor that has it.
std::int64_t BroadcastTime(const Context& context, const Candidate& found) {
  const double per_second = context.settings.Get("broadcast_bytes_per_second");
  return SaturatingAdd(100, Scaled(found.small.bytes, 1000 / per_second));
}

// The join in the tasks that read the larger side, which wait until the smaller one is broadcast.
WhatIf Broadcast(const Context& context, const Candidate& found) {
  const Run& run = context.run;
  const auto writer = static_cast<std::uint32_t>(found.work.writer);
  const auto collector = static_cast<std::uint32_t>(found.collector);
  const std::int64_t broadcast = BroadcastTime(context, found);
  // Both sides are written at the same time now.
  const std::int64_t makes =
      std::max(run.figures_of(found.collector).duration_max,
               run.TaskTimeOf(found.collector) / run.SlotsOf(found.collector));
  return WithoutShuffle(found.work, {}, [=](replay::Recording& recording, double times) {
    const replay::Micros since =
        recording.stages[collector].recorded_end - recording.stages[writer].recorded_begin;
    const replay::Micros wait =
        std::clamp<replay::Micros>(since, 0, Scaled(makes, replay::kMicrosPerMs));
    replay::DelayStage(recording, writer,
                       SaturatingAdd(wait, Scaled(broadcast, times * replay::kMicrosPerMs)));
  });
}

std::string SizeOf(const Side& side) {
  return FormatBytes(side.bytes) + " (" + FormatCountOf(side.rows, "row", "rows") + ')';
}

// Why Spark chose to shuffle both.
std::string Reason(const Run& run, const Candidate& found) {
  const std::string_view text = run.Setting(settings::kBroadcastThreshold.key, found.sql->id);
  if (text.empty() && !run.knows_settings()) {
    return "It is above spark.sql.autoBroadcastJoinThreshold, or before the query ran, Spark took "
           "it for larger, or a hint asked for this join.";
  }
  const std::int64_t threshold =
      run.Bytes(settings::kBroadcastThreshold.key, 10 * kMiB, 1, found.sql->id);
  if (text.starts_with('-')) {
    return "spark.sql.autoBroadcastJoinThreshold is " + std::string(text) +
           ", so Spark broadcasts nothing by itself.";
  }
  if (found.small.bytes > threshold) {
    return "It is above spark.sql.autoBroadcastJoinThreshold (" + FormatBytes(threshold) + ").";
  }
  return "It is below spark.sql.autoBroadcastJoinThreshold (" + FormatBytes(threshold) +
         "), but before the query ran, Spark took it for larger, or a hint asked for this join.";
}

void Advise(const Run& run, const Candidate& found, Finding& finding) {
  const std::string small = found.small.source.empty() ? "<the smaller side>" : found.small.source;
  const std::string large = found.large.source.empty() ? "<the larger side>" : found.large.source;
  finding.changes.push_back(InCode(large + ".join(broadcast(" + small + "), ...)",
                                   "a hint holds whatever size Spark expects"));
  finding.changes.push_back(
      InSql("SELECT /*+ BROADCAST(" + small + ") */ ...", "the same in a statement"));
  const std::string_view text = run.Setting(settings::kBroadcastThreshold.key, found.sql->id);
  const std::int64_t threshold =
      run.Bytes(settings::kBroadcastThreshold.key, 10 * kMiB, 1, found.sql->id);
  if (text.starts_with('-') || found.small.bytes > threshold) {
    const std::int64_t size = std::max(10 * kMiB, Scaled(found.small.bytes, 1.25));
    SetBytes(run, settings::kBroadcastThreshold, size,
             "or for all joins of the session, where Spark expects a side to be below it", finding);
  }
}

void NoteUnsure(const Run& run, const Candidate& found, Finding& finding) {
  // Databricks gives the driver what its node has.
  if (!run.runs_in_driver() && run.Setting(settings::kDriverMemory.key).empty() &&
      found.small.bytes > 10 * kMiB) {
    Miss("the driver's memory is not in the log; Spark's default of 1 GiB is taken for it",
         finding);
  }
  if (run.memory_per_slot() <= 0) {
    Miss("the executors' memory is not in the log, so whether the broadcast fits is not known",
         finding);
  }
  if (found.small.bytes > 100 * kMiB && finding.confidence == Confidence::kHigh) {
    finding.confidence = Confidence::kMedium;
  }
}

std::vector<Evidence> EvidenceOf(const Run& run, const Candidate& found) {
  const std::string small = NodePlace(*found.sql, found.small.exchange);
  const std::string large = NodePlace(*found.sql, found.large.exchange);
  const model::StageAttempt& writer = run.stage(found.work.writer);
  const model::StageAttempt& reader = run.stage(found.work.reader);
  return {
      {"smaller side", static_cast<double>(found.small.bytes), Unit::kBytes, small},
      {"its rows", static_cast<double>(found.small.rows), Unit::kCount, small},
      {"larger side", static_cast<double>(found.large.bytes), Unit::kBytes, large},
      {"its rows", static_cast<double>(found.large.rows), Unit::kCount, large},
      {"task time to write it",
       static_cast<double>(run.InCoreTime(found.work.writer, found.work.writing.expected)),
       Unit::kCoreMilliseconds, StagePlace(writer)},
      {"task time to read and sort it",
       static_cast<double>(run.InCoreTime(found.work.reader, found.work.reading.expected)),
       Unit::kCoreMilliseconds, StagePlace(reader)},
  };
}

void Report(const Context& context, const Candidate& found, std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::int64_t saved = CoreTimeOf(run, found.work);
  const analysis::StageFigures& writer = run.figures_of(found.work.writer);
  const analysis::StageFigures& reader = run.figures_of(found.work.reader);
  const std::int64_t path = SaturatingAdd(
      Scaled(writer.critical_time,
             ShareOf(found.work.writing.expected, run.TaskTimeOf(found.work.writer))),
      Scaled(reader.critical_time,
             ShareOf(found.work.reading.expected, run.TaskTimeOf(found.work.reader))));
  const double least = context.settings.Get("min_share_of_run");
  if (!run.Matters(saved, path, least)) return;

  Finding finding = OfNode(*found.sql, found.join);
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "the join in the tasks that read the larger side, without writing, reading and sorting it, "
      "after the smaller side is broadcast";
  finding.what_if = Broadcast(context, found);
  finding.title = Capitalised(StageTitle(run, found.work.reader)) + " shuffles " +
                  FormatBytes(found.large.bytes) + " to meet " + FormatBytes(found.small.bytes);
  const std::string small = found.small.source.empty() ? "The smaller side" : found.small.source;
  const std::string large = found.large.source.empty() ? "the larger side" : found.large.source;
  finding.why =
      small + " is " + SizeOf(found.small) +
      " when it is joined, and fits into the memory of each executor; broadcast, it would "
      "spare the shuffle of " +
      large + ", " + SizeOf(found.large) + ". " + Reason(run, found);
  finding.evidence = EvidenceOf(run, found);
  Advise(run, found, finding);
  NoteUnsure(run, found, finding);
  NoteMissing(run, found.work.reader, finding);
  // A hot key is spread over all tasks as well, once its rows need not meet in one.
  if (reader.duration_max / 3 > reader.duration_median) finding.alternative_to = "skew";
  out.push_back(std::move(finding));
}

void FindSmjToBroadcast(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    const PlanTree& tree = context.run.TreeOf(*sql);
    for (const std::int32_t node : tree.nodes()) {
      const Operator op = tree.op(node);
      if (op != Operator::kSortMergeJoin && op != Operator::kShuffledHashJoin) continue;
      if (const std::optional<Candidate> found = CandidateAt(context, tree, node)) {
        Report(context, *found, out);
      }
    }
  }
}

constexpr InsightSpec kSmjToBroadcast = {
    .id = "smj-to-broadcast",
    .title = "A join shuffles both sides although one is small enough to be broadcast",
    .sees =
        "A sort-merge or shuffled hash join with a side of max_small_bytes at most, where the "
        "other is min_ratio times as large: in the shuffle, as it was measured. The side must be "
        "one that the type of the join allows to broadcast (none of a full outer join), must fit "
        "into the driver and the executors (built_factor, driver_share, executor_share), and "
        "nothing behind the join may need its shuffle. It must take min_share_of_run.",
    .why =
        "A shuffle writes, sends, reads and sorts every row of the larger side, only to meet a few "
        "of the other.",
    .advice =
        "A broadcast hint for the smaller side, or a higher spark.sql.autoBroadcastJoinThreshold.",
    .formula =
        "Replay with the join in the tasks that wrote the larger side. Off go the writing, reading "
        "and sorting of it, reckoned from its rows and bytes (low half, high double), at least "
        "what Spark measured. They start when the smaller side is collected, built and sent, at "
        "broadcast_bytes_per_second (low half as fast, high twice).",
    .dataflint_alert = "broadcastSmallTable",
    .thresholds = kThresholds,
    .run = FindSmjToBroadcast,
};
DATAFLINT_REGISTER_INSIGHT(kSmjToBroadcast);

}  // namespace
}  // namespace dataflint::insights
