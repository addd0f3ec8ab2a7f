#include "insights/skew_advice.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/streams.h"

namespace dataflint::insights {
namespace {

enum class Side : std::uint8_t { kLeft, kRight };

std::string_view NameOf(Side side) { return side == Side::kLeft ? "left" : "right"; }
Side OtherThan(Side side) { return side == Side::kLeft ? Side::kRight : Side::kLeft; }

// As OptimizeSkewedJoin.canSplitLeftSide and canSplitRightSide have it.
bool CanSplit(std::string_view join_type, Side side) {
  if (join_type == "Inner" || join_type == "Cross") return true;
  if (side == Side::kRight) return join_type == "RightOuter";
  return join_type == "LeftSemi" || join_type == "LeftAnti" || join_type == "LeftOuter";
}

// Whether each row of the side may stand there 16 times, under 16 salts. Not where rows without a
// match are kept, or a match is counted once: they would come out 16 times.
bool CanRepeat(std::string_view join_type, Side side) {
  return CanSplit(join_type, OtherThan(side)) ||
         (join_type == "ExistenceJoin" && side == Side::kRight);
}

// The largest part of a shuffle that one task read, by what its readers measured; else all of it.
std::int64_t LargestRead(const Run& run, const PlanTree& tree, std::int32_t exchange) {
  std::int64_t largest = 0;
  for (const std::string_view name : {"local bytes read", "remote bytes read"}) {
    const model::MetricFold* fold =
        FindMetricFold(run.app(), tree.sql(), tree.node(exchange), name);
    if (fold != nullptr && fold->max_task_id >= 0) largest = std::max(largest, fold->max);
  }
  constexpr std::array<std::string_view, 3> kAll = {"shuffle bytes written", "data size",
                                                    "shuffle records written"};
  return largest > 0 ? largest : MetricTotal(run.app(), tree.sql(), tree.node(exchange), kAll);
}

// The side of the join with the rows that are too many; nothing when the log does not tell.
std::optional<Side> HotSideOf(const Run& run, const PlanTree& tree, std::int32_t join) {
  const std::span<const std::int32_t> children = tree.ChildrenOf(join);
  if (children.size() != 2) return std::nullopt;
  const std::int32_t left = tree.ShuffleOf(children[0]);
  const std::int32_t right = tree.ShuffleOf(children[1]);
  if (left < 0 && right < 0) return std::nullopt;
  if (left < 0) return Side::kRight;
  if (right < 0) return Side::kLeft;
  const std::int64_t of_left = LargestRead(run, tree, left);
  const std::int64_t of_right = LargestRead(run, tree, right);
  if (of_left == of_right) return std::nullopt;
  return of_left > of_right ? Side::kLeft : Side::kRight;
}

// Why adaptive execution, being on, left the partition whole, and the setting that changes it.
void AdviseAdaptiveSplit(const Run& run, const model::SqlExecution& sql, const TaskTail& tail,
                         Finding& finding) {
  if (!run.knows_settings()) return;
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  const std::int64_t threshold =
      run.Bytes(settings::kSkewedPartitionThreshold.key, 256 * kMiB, 1, sql.id);
  const std::int64_t factor = run.Number(settings::kSkewedPartitionFactor.key, 5, sql.id);
  const std::int64_t wanted = std::max(kMiB, tail.bytes_of_max / 2);
  const std::int64_t times = tail.bytes_of_max / std::max<std::int64_t>(1, tail.bytes_median);
  // It goes by size alone: partitions with more rows, but not more bytes, it never splits.
  if (times < 2) return;
  if (tail.bytes_of_max <= threshold) {
    SetBytes(run, settings::kSkewedPartitionThreshold, wanted,
             "the largest partition, " + FormatBytes(tail.bytes_of_max) +
                 ", is below the present threshold of " + FormatBytes(threshold),
             finding);
    if (run.Bytes(settings::kAdvisoryPartitionSize.key, 64 * kMiB, 1, sql.id) > wanted) {
      SetBytes(run, settings::kAdvisoryPartitionSize, wanted / 2,
               "the pieces that a skewed partition is split into", finding);
    }
  }
  if (times < factor) {
    Set(run, settings::kSkewedPartitionFactor, times,
        "the largest partition is " +
            FormatRatio(static_cast<double>(tail.bytes_of_max) /
                        static_cast<double>(tail.bytes_median)) +
            " the median; adaptive execution splits from " + std::to_string(factor) + "× on",
        finding);
  } else if (tail.bytes_of_max > threshold && run.IsAdaptive(sql) &&
             run.IsOn(settings::kSkewJoin.key, true, sql.id)) {
    Set(run, settings::kForceSkewJoin, "true",
        "adaptive execution saw this partition and left it whole, as it does where splitting takes "
        "another shuffle; this splits it all the same",
        finding);
  }
}

std::string Salted(const std::string& key, std::string_view large, std::string_view small) {
  return "salt " + key + ": add floor(rand() * 16) to the key of the " + std::string(large) +
         " side, and join the " + std::string(small) + " side repeated for all 16 values";
}

// Where the other side must not be repeated: rows of the hot values by themselves.
void AdviseApart(std::string_view type, std::optional<Side> hot, const std::string& key,
                 const std::string& reason, Finding& finding) {
  const bool is_outer = type == "LeftOuter" || type == "RightOuter" || type == "FullOuter";
  const bool asks_only = type == "LeftSemi" || type == "LeftAnti" || type == "ExistenceJoin";
  if (hot == Side::kRight && asks_only) {
    finding.changes.push_back(InCode(
        "keep one row of each value of " + key + " on the right side before the join",
        "a " + std::string(type) +
            " join only asks whether there is one; with a further condition of the join, one "
            "row of each value of its columns too"));
    return;
  }
  std::string how = "join the rows of the few hot values of " + key +
                    " by themselves, and add the join of all other rows (union)";
  if (hot && is_outer) {
    const std::string_view as = type != "FullOuter"  ? "an inner join"
                                : hot == Side::kLeft ? "a left outer join"
                                                     : "a right outer join";
    how = "join the rows of the few hot values of " + key + " by themselves, as " +
          std::string(as) + " that broadcasts those of the " +
          std::string(NameOf(OtherThan(*hot))) +
          " side, and add the join of all other rows (union)";
  }
  finding.changes.push_back(InCode(
      std::move(how),
      reason +
          "; salting does not do: rows that are kept without a match would come out "
          "once for each salt" +
          (hot && is_outer
               ? ". With these values every row of the " + std::string(NameOf(OtherThan(*hot))) +
                     " side has a match, unless the join has a further condition"
               : "")));
}

void AdviseSplit(const Run& run, const model::SqlExecution& sql, const std::string& type,
                 const TaskTail& tail, Finding& finding) {
  const OneChange all(finding);
  if (!run.IsAdaptive(sql)) {
    Set(run, settings::kAdaptive, "true",
        "adaptive execution is off; it splits skewed partitions of this " + type + " join",
        finding);
  }
  if (!run.IsOn(settings::kSkewJoin.key, true, sql.id)) {
    Set(run, settings::kSkewJoin, "true", "splitting of skewed partitions is switched off",
        finding);
  }
  AdviseAdaptiveSplit(run, sql, tail, finding);
}

void AdviseJoin(const Run& run, const StagePlan& plan, std::int32_t join, const TaskTail& tail,
                const std::string& key, Finding& finding) {
  const model::PlanNode& node = plan.node(join);
  const std::string type(JoinTypeOf(run.app().text(node.simple_string)));
  const Operator op = run.OpOf(node);
  const std::optional<Side> hot = HotSideOf(run, run.TreeOf(*plan.sql), join);
  const auto either = [&](bool (*can)(std::string_view, Side), std::optional<Side> side) {
    return side ? can(type, *side) : can(type, Side::kLeft) && can(type, Side::kRight);
  };
  const bool is_known =
      op == Operator::kSortMergeJoin || (op == Operator::kShuffledHashJoin && run.IsAtLeast(3, 2));
  const bool is_adaptive = run.HasAdaptive() && !IsOfAStream(run.app(), *plan.sql);
  const bool can_split = is_adaptive && is_known && either(CanSplit, hot);
  if (can_split) AdviseSplit(run, *plan.sql, type, tail, finding);
  const bool either_side = CanSplit(type, Side::kLeft) || CanSplit(type, Side::kRight);
  const std::string join_words = (type.empty() ? "join of this kind" : type + " join");
  const std::string unsplit =
      hot           ? "does not split the " + std::string(NameOf(*hot)) + " side of a " + join_words
      : either_side ? "splits one side only of a " + join_words
                    : "does not split a " + join_words;
  const std::string reason = can_split
                                 ? "where splitting is not enough: it spreads one key over 16 tasks"
                             : is_adaptive       ? "adaptive execution " + unsplit
                             : run.HasAdaptive() ? "streams run without adaptive execution"
                                                 : "this Spark has no adaptive execution";
  if (!type.empty() && !hot && !either(CanRepeat, hot)) {
    Miss("which side of the join has the hot values is not in the log", finding);
  }
  if (!either(CanRepeat, hot ? std::optional(OtherThan(*hot)) : hot)) {
    AdviseApart(type, hot, key, reason, finding);
    return;
  }
  finding.changes.push_back(InCode(
      hot ? Salted(key, NameOf(*hot), NameOf(OtherThan(*hot))) : Salted(key, "large", "small"),
      reason));
}

// What dealing the rows out after the read leaves uneven. A split is a tenth larger than asked for
// at most: when no task read more, the files were split, and it is their rows that differ.
std::string ReadUnevenly(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t split = run.Bytes(settings::kMaxPartitionBytes.key, std::int64_t{128} << 20, 1,
                                       stage.sql_execution_id);
  std::vector<std::int64_t> bytes;
  stage.tasks.Read(model::TaskColumn::input_bytes, bytes);
  const std::int64_t most = bytes.empty() ? 0 : *std::max_element(bytes.begin(), bytes.end());
  if (most <= 0) return "the reading stays as uneven as it is, but what follows is even";
  if (most > Scaled(split, 1.1)) {
    return "the large files are still read by one task each (up to " + FormatBytes(most) +
           "), but what follows is even";
  }
  return "no task read more than " + FormatBytes(most) +
         ", so the files are split; it spreads the work that follows the reading";
}

}  // namespace

std::vector<std::string> KeysOf(const Run& run, const StagePlan& plan) {
  for (const std::int32_t exchange : plan.reads) {
    std::vector<std::string> keys =
        PartitioningKeys(run.app().text(plan.node(exchange).simple_string));
    for (std::string& key : keys) key = WithoutCast(std::move(key));
    if (!keys.empty()) return keys;
  }
  return {};
}

void AdviseUnevenData(const Run& run, std::size_t index, const TaskTail& tail, Finding& finding) {
  const StagePlan& plan = run.PlanOf(index);
  const std::vector<std::string> keys =
      plan.known() ? KeysOf(run, plan) : std::vector<std::string>();
  const std::string key = keys.empty() ? "the key" : Listed(keys);
  const bool reads_shuffle =
      run.stage(index).total(model::TaskColumn::shuffle_read_records) > 0 || !plan.reads.empty();
  if (!reads_shuffle) {
    const std::int32_t scan = plan.known() ? plan.Find(run.app(), Operator::kScan) : -1;
    const bool is_text = scan >= 0 && SourceOf(run.app(), plan.node(scan)).is_text();
    if (is_text && tail.measure_is_bytes) {
      SetIfLess(run, settings::kMaxPartitionBytes,
                std::max<std::int64_t>(tail.measure_median, std::int64_t{1} << 20),
                std::int64_t{128} << 20,
                "splits large files; not those packed with gzip, nor multiLine ones", finding);
    }
    finding.changes.push_back(
        InCode((plan.sql != nullptr ? "df" : "rdd") + std::string(".repartition(") +
                   std::to_string(Scaled(run.SlotsOf(index), 2)) + ") right after the read",
               ReadUnevenly(run, index)));
    return;
  }
  if (plan.sql == nullptr) {
    finding.changes.push_back(InCode(
        "salt the key: map each key to (key, random.nextInt(16)), reduce, drop the salt, reduce "
        "again",
        "one key holds most of the records, so more partitions alone do not help"));
    finding.changes.push_back(InCode("reduceByKey or aggregateByKey in place of groupByKey",
                                     "they combine on the map side, before the shuffle"));
    return;
  }
  for (const Operator op : {Operator::kSortMergeJoin, Operator::kShuffledHashJoin}) {
    if (const std::int32_t join = plan.Find(run.app(), op); join >= 0) {
      AdviseJoin(run, plan, join, tail, key, finding);
      return;
    }
  }
  if (plan.Has(run.app(), Operator::kWindow)) {
    finding.changes.push_back(
        InCode("partition the window by " + key + " and a further column, or aggregate before it",
               "a window needs all rows of one key in one task"));
    return;
  }
  if (plan.Has(run.app(), Operator::kAggregate) || plan.Has(run.app(), Operator::kPython)) {
    finding.changes.push_back(
        InCode("aggregate in two steps: by (" + key + ", floor(rand() * 16)), then by " + key,
               "all rows of one key meet in one task; two steps let 16 tasks share them"));
    return;
  }
  const std::int64_t split_size =
      run.Bytes(settings::kAdvisoryPartitionSize.key, std::int64_t{64} << 20, 1, plan.sql->id);
  if (!keys.empty() && tail.bytes_of_max > split_size &&
      AdviseRebalance(
          run, *plan.sql, "SELECT /*+ REBALANCE(" + key + ") */ ...",
          "instead of repartitioning by it: adaptive execution splits what is too large",
          finding)) {
    return;
  }
  if (!keys.empty()) {
    finding.changes.push_back(
        InCode("salt " + key + ": df.repartition(" + std::to_string(run.stage(index).num_tasks) +
                   ", " + key + ", floor(rand() * 16))",
               "it spreads one value over 16 tasks" +
                   (run.IsAtLeast(3, 2)
                        ? "; a REBALANCE hint would leave " + FormatBytes(tail.bytes_of_max) +
                              " whole, it splits from " + FormatBytes(split_size) + " on"
                        : std::string())));
    return;
  }
  finding.changes.push_back(
      InCode("df.repartition(" + std::to_string(Scaled(run.SlotsOf(index), 2)) + ")",
             "without a column, rows are dealt out evenly"));
}

}  // namespace dataflint::insights
