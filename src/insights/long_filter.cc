#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
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

struct Condition {
  std::int64_t terms = 1;
  std::int64_t values = 0;  // of the longest IN
  bool only_equals = true;  // all its comparisons are "column = value"
};

std::int64_t Count(std::string_view text, std::string_view part) {
  std::int64_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// What Spark says it cut: 424 of "809, 629, ... 424 more fields".
std::int64_t MoreFields(std::string_view list) {
  const std::size_t more = list.find(" more fields");
  if (more == std::string_view::npos) return 0;
  std::size_t begin = more;
  while (begin > 0 && list[begin - 1] >= '0' && list[begin - 1] <= '9') --begin;
  std::int64_t number = 0;  // stays 0 for more than fits
  std::from_chars(list.data() + begin, list.data() + more, number);
  return number;
}

// The lists of "a#1 INSET 1, 2, 3)" and "a#1 IN (1,2,3)" up to the bracket that ends them.
Condition ConditionOf(std::string_view text) {
  Condition condition;
  for (const std::string_view word : {" INSET ", " IN ("}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at)) {
      at += word.size();
      const std::string_view rest = text.substr(at);
      const std::string_view list = rest.substr(0, rest.find(')'));
      at += list.size();
      const std::int64_t cut = MoreFields(list);
      const std::int64_t values = Count(list, ",") + 1 + (cut > 0 ? cut - 1 : 0);
      condition.values = std::max(condition.values, values);
    }
  }
  const std::int64_t joints = Count(text, " OR ") + Count(text, " AND ");
  condition.terms = joints + 1;
  condition.only_equals = Count(text, " = ") >= joints && Count(text, "NOT ") == 0;
  return condition;
}

// A join looks for rows that are equal in all its columns: the same as a list of values of one column,
// not as comparisons of several.
void Advise(const Condition& condition, const std::vector<std::string>& columns, Finding& finding) {
  const bool is_list = columns.size() == 1 && (condition.only_equals || condition.values > 0);
  if (!is_list) {
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
  finding.changes.push_back(
      InCode("values = spark.createDataFrame(rows); df.join(F.broadcast(values), \"" + column +
                 "\", \"left_semi\")",
             "a table of what is wanted is looked up by its hash, and is not part of the plan"));
}

// Core-ms in which the stage's tasks can have checked it: on the CPU, and not reading.
std::int64_t Computed(const Run& run, std::size_t stage) {
  const std::int64_t cpu = run.figures_of(stage).core_time[analysis::CorePart::kCpu];
  // Without CPU time in the log, all of it.
  const std::int64_t most = cpu > 0 ? cpu : run.CoreTimeOf(stage);
  const StagePlan& plan = run.PlanOf(stage);
  std::int64_t reading = 0;
  for (const std::int32_t node : plan.nodes) {
    if (OperatorOf(run.app().text(plan.node(node).name)) != Operator::kScan) continue;
    const std::int64_t scan = MetricTotal(run.app(), *plan.sql, plan.node(node), "scan time");
    reading = SaturatingAdd(reading, std::max<std::int64_t>(0, scan));
  }
  return std::max<std::int64_t>(0, most - reading);
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
    if (sql.final_plan() == nullptr) continue;
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (context.app.text(nodes[i].simple_string).size() < kShortest) continue;
      if (OperatorOf(context.app.text(nodes[i].name)) != Operator::kFilter) continue;
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
