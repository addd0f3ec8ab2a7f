#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/join_rows.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_ratio", 10, Unit::kRatio, "rows that come out, as a multiple of the larger side's"},
    // Time tells what matters; a few rows that a slow function sees each matter as well.
    {"min_rows", 1'000, Unit::kCount, "... and at least this many"},
    {"min_share_of_run", 0.02, Unit::kShare,
     "the join's stage takes this of the run's core time or path"},
    // One that comes in is read, moved and sorted; one that goes out is handed on.
    {"cost_of_a_row_in", 2, Unit::kRatio, "time for a row that comes in, of one that goes out", 1},
};

// Those that look for equal keys and put a row out for each pair: others are cross-join's.
bool IsEquiJoin(Operator op) {
  return op == Operator::kSortMergeJoin || op == Operator::kShuffledHashJoin ||
         op == Operator::kBroadcastHashJoin;
}

// The columns that the join compares, of its left side: "customer_id" of
// "SortMergeJoin [customer_id#1L], [id#7L], Inner".
std::vector<std::string> KeysOf(std::string_view text) {
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', open == std::string_view::npos ? text.size() : open);
  if (close == std::string_view::npos) return {};
  // A join's keys are listed as the columns of a partitioning are.
  return PartitioningKeys("hashpartitioning(" +
                          std::string(text.substr(open + 1, close - open - 1)) + ')');
}

std::string Times(std::int64_t out, std::int64_t of) {
  return FormatCount(out / std::max<std::int64_t>(1, of));
}

void Advise(const JoinRows& rows, const std::string& keys, Finding& finding) {
  const std::string column = keys.empty() ? "<keys>" : keys;
  const std::string smaller = rows.left < rows.right ? rows.left_name : rows.right_name;
  const bool is_named = !smaller.starts_with("the ");
  finding.changes.push_back(
      InSql("SELECT " + column + ", count(*) FROM " + (is_named ? smaller : "<" + smaller + ">") +
                " GROUP BY " + column + " ORDER BY 2 DESC LIMIT 20",
            "shows whether a few values (empty text, 0, a default) make most of the rows: filter "
            "them before the join"));
  finding.changes.push_back(
      InCode("dropDuplicates, or groupBy, on " + (keys.empty() ? "the keys" : keys) +
                 " of one side before the join",
             "with one row for each key on one side, no more rows come out than the other has"));
  finding.changes.push_back(InCode(
      "a further column in the join's condition",
      "where the key identifies a row only together with another column (a date, a version)"));
}

// As many rows come out as the larger side has. Low and high: what a row that comes in takes is twice
// and half of `cost_of_a_row_in`, but no less than one that goes out.
WhatIf OneForEachRow(const PlanTree& tree, std::int32_t join, const JoinRows& rows,
                     double cost_of_a_row_in) {
  const std::int64_t in = SaturatingAdd(rows.left, rows.right);
  const auto left = [&](double cost) {
    const std::int64_t work_in = Scaled(in, std::max(1.0, cost));
    return TimeLeft{
        ShareOf(SaturatingAdd(work_in, rows.larger()), SaturatingAdd(work_in, rows.out)),
        ShareOf(rows.larger(), rows.out)};
  };
  return WithFewerRows(tree, join, rows.out, left(2 * cost_of_a_row_in), left(cost_of_a_row_in),
                       left(cost_of_a_row_in / 2));
}

// Of the join itself: its stage may be named after what comes behind it.
std::string NameOf(const JoinRows& rows, const std::string& keys) {
  const bool are_named =
      !rows.left_name.starts_with("the ") && !rows.right_name.starts_with("the ");
  if (are_named) return "The join of " + rows.left_name + " and " + rows.right_name;
  return keys.empty() ? "The join" : "The join on " + keys;
}

void FindAt(const Context& context, const PlanTree& tree, std::int32_t join,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const std::optional<JoinRows> rows = RowsOfJoin(tree, join);
  if (!rows || rows->smaller() <= 0 || static_cast<double>(rows->out) < settings.Get("min_rows") ||
      static_cast<double>(rows->out) <
          settings.Get("min_ratio") * static_cast<double>(rows->larger())) {
    return;
  }
  const std::span<const std::size_t> stages = tree.StagesOf(join);
  if (stages.empty()) return;
  const std::size_t stage = stages.front();
  if (!run.Matters(CoreTimeOfJoin(run, tree, join), run.figures_of(stage).critical_time,
                   settings.Get("min_share_of_run"))) {
    return;
  }
  const std::string place = NodePlace(tree.sql(), join);
  const std::string keys = Listed(KeysOf(tree.text(join)), ", ");
  Finding finding = OfNode(tree.sql(), join);
  finding.title = NameOf(*rows, keys) + " (query " + std::to_string(tree.sql().id) + ", " +
                  StagePlace(run.stage(stage)) + ") makes " + FormatCount(rows->out) + " rows of " +
                  FormatCount(rows->left) + " and " + FormatCount(rows->right);
  finding.why = "A row of " + rows->left_name + " meets " + Times(rows->out, rows->left) + " of " +
                rows->right_name + " on average, and one of " + rows->right_name + ' ' +
                Times(rows->out, rows->right) + " of " + rows->left_name + ": " +
                (keys.empty() ? "the key" : keys) + " is not unique on either side.";
  finding.evidence = {
      {"rows that come out", static_cast<double>(rows->out), Unit::kCount, place},
      {"rows of " + rows->left_name, static_cast<double>(rows->left), Unit::kCount, place},
      {"rows of " + rows->right_name, static_cast<double>(rows->right), Unit::kCount, place},
      {"task time", static_cast<double>(CoreTimeOfJoin(run, tree, join)), Unit::kCoreMilliseconds,
       StagePlace(run.stage(stage))},
  };
  Advise(*rows, keys, finding);
  if (keys.empty())
    Miss("Spark shortened the keys of the join, or the plan does not tell them", finding);
  NoteMissing(run, stage, finding);

  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "as many rows come out as the larger side has, and the join's stage takes as much less time "
      "as it has fewer rows to take in and put out, where that is not what the query is for";
  finding.what_if = OneForEachRow(tree, join, *rows, settings.Get("cost_of_a_row_in"));
  out.push_back(std::move(finding));
}

void FindJoinExplosion(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    const PlanTree& tree = context.run.TreeOf(*sql);
    for (const std::int32_t node : tree.nodes()) {
      if (IsEquiJoin(tree.op(node))) FindAt(context, tree, node, out);
    }
  }
}

constexpr InsightSpec kJoinExplosion = {
    .id = "join-explosion",
    .title = "A join puts out many times the rows that it takes in",
    .sees =
        "A join on equal keys that puts out min_ratio times the rows of its larger side, and "
        "min_rows or more, in a stage that takes min_share_of_run.",
    .why =
        "Where a key stands several times on both sides, every row of one meets every row of the "
        "other: rows multiply, and all that follows works on them.",
    .advice =
        "Look for the keys that make most of the rows; filter them, keep one row for each key on "
        "one side, or join on a further column.",
    .formula =
        "Replay in which as many rows come out as the larger side has. The join's stage takes (in "
        "+ "
        "larger side) / (in + rows that come out) of its time, in = (left + right) * "
        "cost_of_a_row_in; stages that read the rows behind a shuffle larger side / rows that come "
        "out. Low: twice cost_of_a_row_in; high: half of it, 1 at least.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindJoinExplosion,
};
DATAFLINT_REGISTER_INSIGHT(kJoinExplosion);

}  // namespace
}  // namespace dataflint::insights
