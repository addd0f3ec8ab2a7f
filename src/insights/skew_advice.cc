#include "insights/skew_advice.h"

#include <algorithm>

#include "base/quantity.h"
#include "insights/advice.h"

namespace dataflint::insights {
namespace {

// Adaptive execution splits a partition of these joins only on a side whose rows need not be
// matched as a whole (OptimizeSkewedJoin.canSplitLeftSide, canSplitRightSide).
bool AdaptiveCanSplit(const Run& run, Operator op, std::string_view join_type) {
  const bool is_known =
      op == Operator::kSortMergeJoin || (op == Operator::kShuffledHashJoin && run.IsAtLeast(3, 2));
  return run.HasAdaptive() && is_known && join_type != "FullOuter";
}

// Why adaptive execution, being on, left the partition whole, and the setting that changes it.
void AdviseAdaptiveSplit(const Run& run, const model::SqlExecution& sql, const TaskTail& tail,
                         Finding& finding) {
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  const std::int64_t threshold =
      run.Bytes(settings::kSkewedPartitionThreshold.key, 256 * kMiB, 1, sql.id);
  const std::int64_t factor = run.Number(settings::kSkewedPartitionFactor.key, 5, sql.id);
  const std::int64_t wanted = std::max(kMiB, tail.bytes_of_max / 2);
  const std::int64_t times = tail.bytes_of_max / std::max<std::int64_t>(1, tail.bytes_median);
  // It goes by size alone: partitions with more rows, but not more bytes, it never splits.
  if (times < 2) return;
  if (tail.bytes_of_max <= threshold) {
    Set(run, settings::kSkewedPartitionThreshold, MebibytesSetting(wanted),
        "the largest partition, " + FormatBytes(tail.bytes_of_max) +
            ", is below the present threshold of " + FormatBytes(threshold),
        finding);
    if (run.Bytes(settings::kAdvisoryPartitionSize.key, 64 * kMiB, 1, sql.id) > wanted) {
      Set(run, settings::kAdvisoryPartitionSize, MebibytesSetting(wanted / 2),
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

void AdviseJoin(const Run& run, const StagePlan& plan, std::int32_t join, const TaskTail& tail,
                const std::string& key, Finding& finding) {
  const std::int64_t sql = plan.sql->id;
  const model::PlanNode& node = plan.node(join);
  const std::string type(JoinTypeOf(run.app().text(node.simple_string)));
  const Operator op = OperatorOf(run.app().text(node.name));
  const bool can_split = AdaptiveCanSplit(run, op, type);
  if (can_split) {
    if (!run.IsAdaptive(*plan.sql)) {
      Set(run, settings::kAdaptive, "true",
          "adaptive execution is off; it splits skewed partitions of this " +
              (type.empty() ? "join" : type + " join"),
          finding);
    }
    if (!run.IsOn(settings::kSkewJoin.key, true, sql)) {
      Set(run, settings::kSkewJoin, "true", "splitting of skewed partitions is switched off",
          finding);
    }
    AdviseAdaptiveSplit(run, *plan.sql, tail, finding);
  }
  finding.changes.push_back(
      InCode("salt " + key +
                 ": add floor(rand() * 16) to the key of the large side, and join the "
                 "small side repeated for all 16 values",
             can_split           ? "where splitting is not enough: it spreads one key over 16 tasks"
             : run.HasAdaptive() ? "adaptive execution does not split a " +
                                       (type.empty() ? "join of this kind" : type + " join")
                                 : "this Spark has no adaptive execution"));
}

bool IsText(std::string_view format) {
  return format == "csv" || format == "json" || format == "text";
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
    const bool is_text = scan >= 0 && IsText(SourceOf(run.app(), plan.node(scan)).format);
    if (is_text && tail.measure_is_bytes) {
      Set(run, settings::kMaxPartitionBytes,
          MebibytesSetting(std::max<std::int64_t>(tail.measure_median, std::int64_t{1} << 20)),
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
  if (run.IsAtLeast(3, 2) && !keys.empty() && tail.bytes_of_max > split_size) {
    finding.changes.push_back(
        InSql("SELECT /*+ REBALANCE(" + key + ") */ ...",
              "instead of repartitioning by it: adaptive execution splits what is too large"));
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
