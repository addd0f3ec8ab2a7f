#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/contains.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/shuffle_work.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_run", 0.01, Unit::kShare,
     "what the first shuffle costs, of the run's core time or path"},
};

enum class Kind { kRepartition, kRebalance, kSort };

// A shuffle that the code asks for; those that Spark adds are needed by what stands above them.
std::optional<Kind> KindOf(std::string_view text) {
  const ShuffleOrigin origin = OriginOfShuffle(text);
  if (origin == ShuffleOrigin::kByNumber || origin == ShuffleOrigin::kByColumn) {
    return Kind::kRepartition;
  }
  if (origin == ShuffleOrigin::kRebalance) return Kind::kRebalance;
  return Contains(text, "rangepartitioning(") ? std::optional(Kind::kSort) : std::nullopt;
}

struct Twice {
  std::int32_t second = -1;  // the exchange above
  bool is_sorted = false;    // in between
};

// The exchange above, where nothing in between uses how the first has distributed the rows, and
// nothing is slow enough to be spread over more tasks for its own sake.
std::optional<Twice> SecondOf(const PlanTree& tree, std::int32_t first) {
  Twice twice;
  int aggregates = 0;
  for (std::int32_t up = tree.ParentOf(first); up >= 0; up = tree.ParentOf(up)) {
    switch (tree.op(up)) {
      case Operator::kExchange:
        twice.second = up;
        return twice;
      case Operator::kSort:
        twice.is_sorted = true;
        break;
      case Operator::kAggregate:
        // The second would be a final one: it uses the distribution.
        if (++aggregates > 1) return std::nullopt;
        break;
      case Operator::kProject:
      case Operator::kFilter:
        if (Contains(tree.text(up), "UDF")) return std::nullopt;
        break;
      case Operator::kShuffleRead:
        break;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

// "repartition(8, g)" of "Exchange hashpartitioning(g#9L, 8), REPARTITION_BY_NUM".
std::string CallOf(std::string_view text, Kind kind) {
  std::string columns = Listed(PartitioningKeys(text), ", ");
  if (columns.empty() && !Contains(text, "RoundRobinPartitioning")) columns = "...";
  if (kind == Kind::kSort) return "orderBy(" + columns + ')';
  if (kind == Kind::kRebalance) {
    return columns.empty() ? "the hint REBALANCE" : "the hint REBALANCE(" + columns + ')';
  }
  const std::size_t close = text.find("), ");
  std::size_t digits = close == std::string_view::npos ? 0 : close;
  while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9') --digits;
  const std::string number(close == std::string_view::npos ? std::string_view()
                                                           : text.substr(digits, close - digits));
  const bool is_by_number = !number.empty() && OriginOfShuffle(text) == ShuffleOrigin::kByNumber;
  return "repartition(" + (is_by_number ? number : std::string()) +
         (is_by_number && !columns.empty() ? ", " : "") + columns + ')';
}

void FindAt(const Context& context, const PlanTree& tree, std::int32_t first, Kind kind,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::optional<Twice> twice = SecondOf(tree, first);
  if (!twice) return;
  const std::optional<ShuffleWork> work = WorkOfShuffle(run, tree, first, twice->is_sorted);
  if (!work) return;
  // It spreads what few tasks read: a file that cannot be split, say.
  const std::int64_t tasks = run.stage(work->writer).num_tasks;
  if (tasks < std::min(run.SlotsOf(work->reader), run.stage(work->reader).num_tasks)) return;
  const std::int64_t cost = CoreTimeOf(run, *work);
  const std::int64_t path = Scaled(
      SaturatingAdd(run.figures_of(work->writer).critical_time,
                    run.figures_of(work->reader).critical_time),
      ShareOf(cost, SaturatingAdd(run.CoreTimeOf(work->writer), run.CoreTimeOf(work->reader))));
  if (!run.Matters(cost, path, context.settings.Get("min_share_of_run"))) return;

  const std::string place = NodePlace(tree.sql(), first);
  const std::string call = CallOf(tree.text(first), kind);
  Finding finding = OfNode(tree.sql(), first);
  finding.title = Capitalised(StageTitle(run, work->reader)) + " reads a shuffle of " +
                  FormatBytes(work->bytes) + " only to shuffle again";
  finding.why = kind == Kind::kSort
                    ? "The rows are sorted by " + Listed(PartitioningKeys(tree.text(first))) +
                          ", and the next shuffle deals them out anew: their order is lost."
                    : (kind == Kind::kRebalance ? Capitalised(call) : call) +
                          " deals the rows out, and the next shuffle deals them out anew before "
                          "anything has used it.";
  finding.evidence = {
      {"rows of the first shuffle", static_cast<double>(work->rows), Unit::kCount, place},
      {"bytes of it", static_cast<double>(work->bytes), Unit::kBytes, place},
      {"the shuffle that follows", 1, Unit::kCount, NodePlace(tree.sql(), twice->second)},
      {"task time to write it",
       static_cast<double>(run.InCoreTime(work->writer, work->writing.expected)),
       Unit::kCoreMilliseconds, StagePlace(run.stage(work->writer))},
      {"task time to read it",
       static_cast<double>(run.InCoreTime(work->reader, work->reading.expected)),
       Unit::kCoreMilliseconds, StagePlace(run.stage(work->reader))},
  };
  finding.changes.push_back(InCode(
      "leave out " + call, kind == Kind::kSort
                               ? "sort last, behind all joins and aggregates"
                               : "what follows makes the partitions that it needs by itself"));
  if (model::IsShortened(tree.text(first))) {
    Miss("Spark shortened the text of the exchange, so its columns are not all known", finding);
  }
  NoteMissing(run, work->reader, finding);
  finding.impact.is_upper_bound = false;
  finding.impact.method = "both stages as one, without writing and reading the first shuffle";
  finding.what_if = WithoutShuffle(*work, {});
  out.push_back(std::move(finding));
}

void FindUnneededShuffles(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    const PlanTree& tree = context.run.TreeOf(*sql);
    for (const std::int32_t node : tree.nodes()) {
      if (tree.op(node) != Operator::kExchange) continue;
      if (const std::optional<Kind> kind = KindOf(tree.text(node))) {
        FindAt(context, tree, node, *kind, out);
      }
    }
  }
}

constexpr InsightSpec kUnneededShuffle = {
    .id = "unneeded-shuffle",
    .title = "Rows are shuffled twice in a row",
    .sees =
        "A repartition or a sort of the code whose shuffle is followed by another one, with "
        "nothing in between that uses it: only projections, filters, sorts, and the first step of "
        "an aggregate. Not where it spreads what fewer tasks than slots have read. The shuffle "
        "must cost min_share_of_run.",
    .why = "Only the last shuffle decides where a row is, and in what order.",
    .advice = "Leave the first one out; sort last.",
    .formula =
        "Replay with both stages as one. Off go the writing, reading and sorting of the first "
        "shuffle, reckoned from its rows and bytes (low half, high double), at least what Spark "
        "measured.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindUnneededShuffles,
};
DATAFLINT_REGISTER_INSIGHT(kUnneededShuffle);

}  // namespace
}  // namespace dataflint::insights
