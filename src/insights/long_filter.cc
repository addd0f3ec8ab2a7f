#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/plain_text.h"
#include "insights/run.h"
#include "insights/scan.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_terms", 50, Unit::kCount, "comparisons that AND and OR join"},
    // Spark looks values of IN up in a hash set: 450 of them take no longer than one, but all of them
    // are in every copy of the plan.
    {"max_values", 10'000, Unit::kCount, "or: values of one IN"},
    {"min_share_of_run", 0.02, Unit::kShare,
     "the stages that check it compute, beside reading, for this share of the time on the critical "
     "path, or of the core time"},
};

// Which rows a list of values decides about: a condition with more to it is no list.
enum class ListKind : std::uint8_t { kNone, kWanted, kUnwanted };

struct Condition {
  std::int64_t terms = 1;
  std::int64_t values = 0;  // of the longest IN
  ListKind list = ListKind::kNone;
};

std::int64_t Count(std::string_view text, std::string_view part) {
  std::int64_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// Whether an IN, and what AND joins to it, is a list; `rest` is the text without the values.
ListKind KindOfIn(std::string_view rest) {
  if (rest.find(" OR ") != std::string_view::npos) return ListKind::kNone;
  const std::int64_t negations = Count(rest, "NOT ");
  if (negations == 0) return ListKind::kWanted;
  const std::size_t negation = rest.find("NOT ");
  const std::size_t list = std::min(rest.find(" INSET "), rest.find(" IN ("));
  const bool is_of_the_list =
      list > negation &&
      rest.substr(negation, list - negation).find(" AND ") == std::string_view::npos;
  return negations == 1 && is_of_the_list ? ListKind::kUnwanted : ListKind::kNone;
}

// The list of "a#1 IN (1,2,3)" goes up to its bracket, that of "a#1 INSET 1, 2, 3 OR ..." has none.
Condition ConditionOf(std::string_view text) {
  Condition condition;
  std::string rest;
  std::size_t lists = 0;
  constexpr std::string_view kSet = " INSET ";
  constexpr std::string_view kIn = " IN (";
  std::size_t set = 0;  // where the next of each stands: not searched for again until it is passed
  std::size_t in = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (at == 0 || set < at) set = text.find(kSet, at);
    if (at == 0 || in < at) in = text.find(kIn, at);
    const std::size_t found = std::min(set, in);
    if (found == std::string_view::npos) {
      rest += text.substr(at);
      break;
    }
    const std::size_t begin = found + (found == set ? kSet : kIn).size();
    std::size_t end = text.find(')', begin);
    if (found == set) end = std::min({end, text.find(" OR ", begin), text.find(" AND ", begin)});
    const std::string_view list = text.substr(begin, end - begin);
    rest += text.substr(at, begin - at);
    at = begin + list.size();
    ++lists;
    const std::int64_t cut = MoreFields(list);
    const std::int64_t values = Count(list, ",") + 1 + (cut > 0 ? cut - 1 : 0);
    condition.values = std::max(condition.values, values);
  }
  const std::int64_t joints = Count(rest, " OR ") + Count(rest, " AND ");
  condition.terms = joints + 1;
  if (lists == 0) {
    const bool only_equals = Count(text, " = ") >= joints && Count(text, "NOT ") == 0;
    condition.list = only_equals ? ListKind::kWanted : ListKind::kNone;
  } else if (lists == 1) {
    condition.list = KindOfIn(rest);
  }
  return condition;
}

// A join looks for rows that are equal in all its columns: the same as a list of values of one column,
// not as comparisons of several.
void Advise(const Condition& condition, const std::vector<std::string>& columns, Finding& finding) {
  if (columns.size() != 1 || condition.list == ListKind::kNone) {
    finding.changes.push_back(
        InCode("keep what the condition decides in a column of its own where the rows are written, "
               "and filter by that; or put the comparisons that decide most rows first",
               "each row is compared until its result is known"));
    return;
  }
  const std::string& column = columns.front();
  if (condition.values == 0) {
    finding.changes.push_back(InCode("df.where(F.col(\"" + column + "\").isin(values))",
                                     "Spark looks values of IN up in a hash set, in place of one "
                                     "comparison after the other"));
  }
  if (condition.list == ListKind::kUnwanted) {
    finding.changes.push_back(
        InCode("values = spark.createDataFrame(rows); df.where(F.col(\"" + column +
                   "\").isNotNull()).join(F.broadcast(values), \"" + column + "\", \"left_anti\")",
               "a table of what is not wanted is looked up by its hash, and is not part of the "
               "plan; NOT IN leaves out nulls, which the join alone would keep"));
    return;
  }
  finding.changes.push_back(
      InCode("values = spark.createDataFrame(rows); df.join(F.broadcast(values), \"" + column +
                 "\", \"left_semi\")",
             "a table of what is wanted is looked up by its hash, and is not part of the plan"));
}

// Core-ms in which the stage's tasks can have checked it: on the CPU, and not reading.
std::int64_t Computed(const Run& run, std::size_t stage) {
  const std::int64_t cpu = run.figures_of(stage).core_time[analysis::CorePart::kCpu];
  // Without CPU time in the log, all of it.
  const std::int64_t most = cpu > 0 ? cpu : run.TaskTimeOf(stage);
  const StagePlan& plan = run.PlanOf(stage);
  std::int64_t reading = 0;
  for (const std::int32_t node : plan.nodes) {
    if (run.OpOf(plan.node(node)) != Operator::kScan) continue;
    const std::int64_t scan = MetricTotal(run.app(), *plan.sql, plan.node(node), "scan time");
    reading = SaturatingAdd(reading, std::max<std::int64_t>(0, scan));
  }
  return run.InCoreTime(stage, most - reading);
}

void FindIn(const Context& context, const model::SqlExecution& sql, std::int32_t node,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const PlanTree& tree = run.TreeOf(sql);
  const std::string_view text = tree.text(node);
  const Condition condition = ConditionOf(text);
  const bool is_long = static_cast<double>(condition.terms) > settings.Get("max_terms");
  const bool has_list = static_cast<double>(condition.values) > settings.Get("max_values");
  if (!is_long && !has_list) return;
  Finding finding = OfNode(sql, node);
  Impact& impact = finding.impact;
  std::size_t largest = 0;
  for (const std::size_t stage : tree.StagesOf(node)) {
    if (impact.core_ms_high == 0 || run.CoreTimeOf(stage) > run.CoreTimeOf(largest))
      largest = stage;
    const std::int64_t computed = Computed(run, stage);
    impact.core_ms_high = SaturatingAdd(impact.core_ms_high, computed);
    impact.wall_ms_high = SaturatingAdd(
        impact.wall_ms_high,
        Scaled(run.figures_of(stage).critical_time, ShareOf(computed, run.CoreTimeOf(stage))));
  }
  if (!run.Matters(impact.core_ms_high, impact.wall_ms_high, settings.Get("min_share_of_run"))) {
    return;
  }
  impact.method =
      "upper bound: without what the stages that check the condition compute; what else that is is "
      "in it";
  finding.confidence = Confidence::kMedium;
  const std::string what = is_long
                               ? FormatCountOf(condition.terms, "comparison", "comparisons")
                               : FormatCountOf(condition.values, "value", "values") + " in one IN";
  finding.title = "A filter of " + what + " (query " + std::to_string(sql.id) + ')';
  const std::vector<std::string> columns = ColumnsIn(text);
  finding.why = is_long ? "Every row is compared term by term until its result is known."
                        : "The list is in every copy of the plan that the driver makes and sends.";
  const std::string place = NodePlace(sql, node);
  finding.evidence = {{"comparisons", static_cast<double>(condition.terms), Unit::kCount, place}};
  if (condition.values > 0) {
    finding.evidence.push_back(
        {"values of IN", static_cast<double>(condition.values), Unit::kCount, place});
  }
  if (impact.core_ms_high > 0) {
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(largest)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(largest))});
  }
  Advise(condition, columns, finding);
  if (IsShortened(text))
    Miss("Spark cut the condition: it is longer than what is counted", finding);
  NoteMissing(run, sql, finding);
  out.push_back(std::move(finding));
}

void FindLongFilters(const Context& context, std::vector<Finding>& out) {
  // No condition is too long that is shorter than this.
  constexpr std::size_t kShortest = 100;
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (!context.run.HasOp(sql, Operator::kFilter)) continue;
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (context.run.OpOf(nodes[i]) != Operator::kFilter) continue;
      if (context.app.text(nodes[i].simple_string).size() < kShortest) continue;
      FindIn(context, sql, static_cast<std::int32_t>(i), out);
    }
  }
}

constexpr InsightSpec kLongFilter = {
    .id = "long-filter",
    .title = "A filter has a very long condition",
    .sees =
        "Filters of more than max_terms comparisons, or with an IN of more than max_values values, "
        "in stages that compute, beside reading, for min_share_of_run.",
    .why = "Comparisons are checked one by one, for each row.",
    .advice =
        "IN, or a join with a small table of values, in place of many comparisons of one column; "
        "of several, a column that keeps the result.",
    .formula =
        "Upper bound: CPU time of the stages that check the condition, less the scan time; of "
        "their time on the critical path the same share.",
    .dataflint_alert = "longFilterCondition",
    .thresholds = kThresholds,
    .run = FindLongFilters,
};
DATAFLINT_REGISTER_INSIGHT(kLongFilter);

}  // namespace
}  // namespace dataflint::insights
