#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/full_scan.h"
#include "insights/insight.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_kept", 0.1, Unit::kShare,
     "the filter above the scan keeps this share of the rows at most"},
    {"min_share_of_run", 0.03, Unit::kShare,
     "reading takes this share of the time on the critical path, or of the core time"},
};

// The conditions that AND joins at the top of a filter's text, without the brackets around each:
// "isnotnull(a#1)", "cast(a#1 as string) = 5" of "Filter (isnotnull(a#1) AND (cast(a#1 as string) = 5))".
std::vector<std::string_view> ConditionsOf(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return {};
  std::vector<std::string_view> conditions;
  std::vector<std::string_view> left = {text.substr(open)};
  while (!left.empty()) {
    std::string_view part = left.back();
    left.pop_back();
    // Brackets around all of it.
    while (part.size() > 1 && part.front() == '(' && part.back() == ')') {
      int depth = 0;
      std::size_t end = 0;
      for (; end < part.size(); ++end) {
        if (part[end] == '(') ++depth;
        if (part[end] == ')' && --depth == 0) break;
      }
      if (end + 1 != part.size()) break;
      part = part.substr(1, part.size() - 2);
    }
    int depth = 0;
    std::size_t joint = std::string_view::npos;
    for (std::size_t i = 0; i < part.size() && joint == std::string_view::npos; ++i) {
      if (part[i] == '(') ++depth;
      if (part[i] == ')') --depth;
      if (depth == 0 && part.substr(i).starts_with(" AND ")) joint = i;
    }
    if (joint == std::string_view::npos) {
      if (!part.empty()) conditions.push_back(part);
      continue;
    }
    left.push_back(part.substr(joint + 5));
    left.push_back(part.substr(0, joint));
  }
  return conditions;
}

// A comparison with a value of what a cast or function makes of a column, which no reader can check:
// "cast(customer#1L as string) = 5", "date_format(time#2, yyyy, None) = 2024".
bool ComparesResult(std::string_view condition) {
  const std::size_t call = condition.find('(');
  if (call == std::string_view::npos || call == 0) return false;
  const std::string_view function = condition.substr(0, call);
  if (function.find_first_of(" #") != std::string_view::npos) return false;
  for (const std::string_view checked : {"isnotnull", "isnull", "NOT", "StartsWith", "EndsWith",
                                         "Contains", "dynamicpruningexpression", "might_contain"}) {
    if (function == checked) return false;
  }
  const std::size_t close = condition.rfind(')');
  const std::string_view rest = condition.substr(close + 1);
  return rest.starts_with(" = ") || rest.starts_with(" > ") || rest.starts_with(" < ") ||
         rest.starts_with(" >= ") || rest.starts_with(" <= ") || rest.starts_with(" IN ");
}

// Formats whose reader leaves out what conditions on columns exclude.
bool TakesConditions(std::string_view format) {
  return format == "parquet" || format == "orc" || format == "delta" || format == "iceberg" ||
         format == "jdbc";
}

Finding Report(const Run& run, const FullScan& full, std::string_view condition) {
  const Scan& scan = full.scan;
  const std::vector<std::string> columns = ColumnsIn(condition);
  const std::string column = columns.empty() ? "the column" : columns.front();
  constexpr std::size_t kLongest = 80;
  const std::string words = Shortened(WithoutIds(condition), kLongest);
  Finding finding = OfFullScan(run, full);
  finding.confidence = Confidence::kLow;
  finding.title = "The scan of " + scan.source.Name() + " is not told the filter that keeps " +
                  FormatPercent(1 - full.dropped) + " of its rows (query " +
                  std::to_string(scan.sql->id) + ')';
  finding.why =
      "\"" + words + "\" compares what is made of " + column + ", not " + column +
      " itself: the reader cannot check it against the smallest and largest values that its files "
      "keep, and reads all of them.";
  finding.changes.push_back(
      words.starts_with("cast(")
          ? InSql("... WHERE " + column + " = <value of its own type>",
                  "with a value of the column's type there is no cast, and the reader gets the "
                  "condition")
          : InSql("... WHERE " + column + " >= <first> AND " + column + " < <last>",
                  "a condition on the column itself reaches the reader"));
  finding.impact.method =
      "upper bound: without reading the rows that the filter drops, were they all in parts of "
      "files that the reader can leave out; only data that are sorted or clustered come near it";
  return finding;
}

void FindNoPushdown(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  for (const FullScan& full :
       FullScansOf(run, settings.Get("max_kept"), settings.Get("min_share_of_run"))) {
    const Scan& scan = full.scan;
    if (!TakesConditions(scan.source.format)) continue;
    const Columns given = PushedConditionColumns(context.app, full.node());
    const Columns partitions = PartitionFilterColumns(context.app, full.node());
    // What Spark cut out of the log may have been given.
    if (!given || !given->empty() || !partitions || !partitions->empty()) continue;
    const std::string_view text = run.TreeOf(*scan.sql).text(full.kept.filter);
    const std::vector<std::string_view> conditions = ConditionsOf(text);
    const auto condition = std::find_if(conditions.begin(), conditions.end(), ComparesResult);
    if (condition == conditions.end()) continue;

    out.push_back(Report(run, full, *condition));
  }
}

constexpr InsightSpec kNoPushdown = {
    .id = "no-pushdown",
    .title = "A scan is not told the filter that stands above it",
    .sees =
        "Scans of Parquet, ORC, Delta, Iceberg or JDBC that were given no condition, below a "
        "filter that compares the result of a cast or function and keeps max_kept of the rows at "
        "most, and whose reading takes min_share_of_run. Scans whose conditions Spark cut out of "
        "the log are left out.",
    .why = "A reader only leaves out what conditions on plain columns exclude.",
    .advice = "Compare the column itself, with a value of its own type.",
    .formula = "Upper bound: time of reading x share of the rows that the filter drops.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindNoPushdown,
};
DATAFLINT_REGISTER_INSIGHT(kNoPushdown);

}  // namespace
}  // namespace dataflint::insights
