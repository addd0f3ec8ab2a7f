#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/contains.h"
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
    {"min_pairs", 1e9, Unit::kCount, "pairs of rows that the join compares"},
    // To join with a row or a few costs no more than to compute a column.
    {"min_side_rows", 100, Unit::kCount, "the smaller side has at least this many rows"},
    {"pairs_of_a_row", 20, Unit::kRatio, "pairs that are compared in the time that a row takes", 1},
    {"min_share_of_run", 0.02, Unit::kShare,
     "the join's stage takes this of the run's core time or path"},
    // To look a row up takes a shuffle or a broadcast before, and the stage reads its rows yet.
    {"time_left", 0.1, Unit::kShare, "of the stage's time, at least this is left"},
    {"time_left_low", 0.25, Unit::kShare, "... where reading its rows is much of it"},
};

enum class Condition { kNone, kNotIn, kOr, kRange, kOther };

// Behind the type of the join: "(a#1 > b#2)".
Condition ConditionOf(std::string_view text) {
  const std::string_view type = JoinTypeOf(text);
  if (text.rfind('(') == std::string_view::npos) return Condition::kNone;
  if (type == "LeftAnti" && Contains(text, "isnull(")) return Condition::kNotIn;
  if (Contains(text, " OR ")) return Condition::kOr;
  if (Contains(text, " > ") || Contains(text, " < ") || Contains(text, " >= ") ||
      Contains(text, " <= ")) {
    return Condition::kRange;
  }
  return Condition::kOther;
}

struct CrossJoin {
  JoinRows rows;
  std::int64_t pairs = 0;
  Condition condition = Condition::kNone;
  std::size_t stage = 0;  // that ran it
  std::string_view type;  // in Spark's words
};

std::int64_t Product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

// A Cartesian product makes the rows of each side again for every partition of the other, and counts
// them again: as many times, over both sides, as it has tasks.
std::int64_t PairsOf(const Run& run, const PlanTree& tree, std::int32_t join, std::size_t stage,
                     const JoinRows& rows) {
  const std::int64_t tasks = std::max<std::int64_t>(1, run.stage(stage).num_tasks);
  const bool is_counted_again = tree.op(join) == Operator::kCartesian;
  // Divided first, so that large counts do not run over.
  const std::int64_t pairs = is_counted_again && rows.larger() > tasks
                                 ? Product(rows.larger() / tasks, rows.smaller())
                                 : Product(rows.left, rows.right);
  return std::max(rows.out, pairs);
}

std::optional<CrossJoin> CrossJoinAt(const Context& context, const PlanTree& tree,
                                     std::int32_t join) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const std::span<const std::size_t> stages = tree.StagesOf(join);
  const std::optional<JoinRows> rows = RowsOfJoin(tree, join);
  if (!rows || stages.empty() ||
      static_cast<double>(rows->smaller()) < settings.Get("min_side_rows")) {
    return std::nullopt;
  }
  CrossJoin found{*rows, 0, ConditionOf(tree.text(join)), stages.front(),
                  JoinTypeOf(tree.text(join))};
  found.pairs = PairsOf(run, tree, join, found.stage, *rows);
  if (static_cast<double>(found.pairs) < settings.Get("min_pairs")) return std::nullopt;
  if (!run.Matters(CoreTimeOfJoin(run, tree, join), run.figures_of(found.stage).critical_time,
                   settings.Get("min_share_of_run"))) {
    return std::nullopt;
  }
  return found;
}

std::string Why(const CrossJoin& found) {
  std::string all = "Every row of " + found.rows.left_name + " is compared with every row of " +
                    found.rows.right_name;
  switch (found.condition) {
    case Condition::kNone:
      return all + ": the join has no condition.";
    case Condition::kNotIn:
      return all + ": NOT IN must look for a NULL too, which no key finds.";
    case Condition::kOr:
      return all + ": with an OR in its condition, the join has no key to look rows up by.";
    case Condition::kRange:
      return all + ": its condition compares by < or >, and has no equality to look rows up by.";
    case Condition::kOther:
      return all + ": its condition has no equality of a column of one side with one of the other.";
  }
  return all;
}

void AdviseOr(std::string_view type, Finding& finding) {
  if (type == "LeftAnti") {
    finding.changes.push_back(InCode("one anti join after the other, one for each side of the OR",
                                     "each is then joined by key; the same rows are left"));
    return;
  }
  std::string how =
      "one " + std::string(type == "LeftSemi" ? "semi join" : "inner join") +
      " for each side of the OR, by its own key, the second without what the first found, and the "
      "union of them (UNION ALL)";
  if (type != "Inner" && type != "Cross" && type != "LeftSemi") {
    how += "; then the rows that none of them found a match for, by anti joins";
  }
  finding.changes.push_back(InCode(std::move(how), "each is then joined by key"));
}

// A side whose rows come out without a match, or once for all their matches, must not be exploded.
void AdviseRange(const Run& run, std::string_view type, Finding& finding) {
  const bool is_inner = type == "Inner" || type == "Cross";
  if (run.is_databricks() && is_inner) {
    finding.changes.push_back(
        InSql("SELECT /*+ RANGE_JOIN(<table>, <bin size>) */ ...",
              "Databricks then only compares rows of the same bin; the bin size is about the "
              "usual width of the range"));
    return;
  }
  constexpr std::string_view kInner = "then only rows of the same step are compared";
  if (is_inner) {
    finding.changes.push_back(
        InCode("a key for the range: explode the rows of one side into the hours (or steps) that "
               "their range covers, and join on hour and range",
               std::string(kInner)));
    return;
  }
  if (type == "FullOuter" || type.empty()) {
    finding.changes.push_back(
        InCode("the pairs by an inner join on a key for the range (the hours or steps that it "
               "covers), then the rows that it found no match for, by anti joins",
               std::string(kInner)));
    return;
  }
  const std::string side = type == "RightOuter" ? "left" : "right";
  finding.changes.push_back(InCode(
      "a key for the range, where it is the " + side +
          " side's: explode the rows of that side, and "
          "only of that side, into the hours (or steps) that it covers, and join on hour and range",
      std::string(kInner) + "; exploded rows of the other side would come out more than once"));
}

void Advise(const Run& run, const CrossJoin& found, Finding& finding) {
  switch (found.condition) {
    case Condition::kNone:
      finding.changes.push_back(
          InCode("a condition: a.join(b, a[\"<key>\"] == b[\"<key>\"])",
                 "on equal keys, Spark looks rows up in place of pairing all; a condition in a "
                 "later filter must name columns of both sides to be used here"));
      return;
    case Condition::kNotIn:
      finding.changes.push_back(
          InSql("SELECT ... FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.<key> = a.<key>)",
                "is joined by key; the same as NOT IN where b's column holds no NULL"));
      return;
    case Condition::kOr:
      AdviseOr(found.type, finding);
      return;
    case Condition::kRange:
      AdviseRange(run, found.type, finding);
      return;
    case Condition::kOther:
      finding.changes.push_back(
          InCode("compute what is compared as a column of each side first, and join where the two "
                 "are equal",
                 "Spark then joins by key"));
      return;
  }
}

// Each row is taken in and put out once. Without a condition, at most the rows of the larger side are
// meant. Low: it takes three times as long, high: a third.
WhatIf JoinedByKey(const Settings& settings, const PlanTree& tree, std::int32_t join,
                   const CrossJoin& found) {
  const JoinRows& rows = found.rows;
  const std::int64_t in = SaturatingAdd(rows.left, rows.right);
  const bool is_pure = found.condition == Condition::kNone;
  const std::int64_t kept = is_pure ? std::min(rows.out, rows.larger()) : rows.out;
  const std::int64_t compared = Scaled(found.pairs, 1 / settings.Get("pairs_of_a_row"));
  const double factor =
      ShareOf(SaturatingAdd(in, kept), SaturatingAdd(SaturatingAdd(in, rows.out), compared));
  const double behind = is_pure ? ShareOf(kept, rows.out) : 1;
  const auto left = [&](double times, double least) {
    return TimeLeft{std::clamp(times * factor, least, 1.0), behind};
  };
  return WithFewerRows(tree, join, rows.out, left(3, settings.Get("time_left_low")),
                       left(1, settings.Get("time_left")), left(1.0 / 3, 0));
}

void Report(const Context& context, const PlanTree& tree, std::int32_t join, const CrossJoin& found,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const JoinRows& rows = found.rows;
  const std::string place = NodePlace(tree.sql(), join);
  Finding finding = OfNode(tree.sql(), join);
  finding.title = Capitalised(StageTitle(run, found.stage)) + " compares " +
                  FormatCount(found.pairs) + " pairs of rows";
  finding.why = Why(found);
  finding.evidence = {
      {"pairs of rows", static_cast<double>(found.pairs), Unit::kCount, place},
      {"rows of " + rows.left_name, static_cast<double>(rows.left), Unit::kCount, place},
      {"rows of " + rows.right_name, static_cast<double>(rows.right), Unit::kCount, place},
      {"rows that come out", static_cast<double>(rows.out), Unit::kCount, place},
      {"task time", static_cast<double>(CoreTimeOfJoin(run, tree, join)), Unit::kCoreMilliseconds,
       StagePlace(run.stage(found.stage))},
  };
  Advise(run, found, finding);
  if (found.condition != Condition::kNone && model::IsShortened(tree.text(join))) {
    Miss("Spark shortened the condition of the join", finding);
  }
  NoteMissing(run, found.stage, finding);
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "the join's stage with each row taken in and put out once, without the pairs";
  finding.what_if = JoinedByKey(context.settings, tree, join, found);
  out.push_back(std::move(finding));
}

void FindCrossJoins(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    const PlanTree& tree = context.run.TreeOf(*sql);
    for (const std::int32_t node : tree.nodes()) {
      const Operator op = tree.op(node);
      if (op != Operator::kNestedLoopJoin && op != Operator::kCartesian) continue;
      if (const std::optional<CrossJoin> found = CrossJoinAt(context, tree, node)) {
        Report(context, tree, node, *found, out);
      }
    }
  }
}

constexpr InsightSpec kCrossJoin = {
    .id = "cross-join",
    .title = "A join compares every row of one side with every row of the other",
    .sees =
        "A nested loop join or Cartesian product of min_pairs or more, with min_side_rows or more "
        "on either side, in a stage that takes min_share_of_run.",
    .why =
        "Without an equality of columns there is no key to look rows up by: the work grows with "
        "the product of both sides.",
    .advice =
        "A condition with an equality: by cause a missing key, NOT EXISTS in place of NOT IN, a "
        "union of joins in place of OR, bins for a range.",
    .formula =
        "Replay with the join's stage at (left + right + rows that come out) / (left + right + "
        "rows "
        "that come out + pairs / pairs_of_a_row) of its time, time_left at least; where there is "
        "no "
        "condition, no more rows come out than the larger side has. Low: three times that, "
        "time_left_low at least; high: a third.",
    .dataflint_alert = "largeCrossJoinScan",
    .thresholds = kThresholds,
    .run = FindCrossJoins,
};
DATAFLINT_REGISTER_INSIGHT(kCrossJoin);

}  // namespace
}  // namespace dataflint::insights
