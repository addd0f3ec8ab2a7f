#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/fingerprint.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

using analysis::DriverGap;
using analysis::WallPart;

constexpr ThresholdSpec kThresholds[] = {
    {"max_nodes", 1000, Unit::kCount, "a query's plan has more nodes than this"},
    {"min_planning_share", 0.10, Unit::kShare, "or: planning takes this share of the query"},
    {"min_planning_ms", 10'000, Unit::kMilliseconds, "... and this long"},
    {"min_nodes", 100, Unit::kCount, "... of a plan with this many nodes"},
};

// What the driver did for one query while no task ran.
struct Planning {
  std::int64_t inside = 0;  // ms, planning and compiling after it had begun
  std::int64_t before = 0;  // ms, the gap that it begins at the end of: its plan is made in it
};

// Spark writes the start of a query when its plan is ready: most of the planning is before.
std::unordered_map<std::int64_t, Planning> PlanningOf(const Context& context) {
  std::unordered_map<std::int64_t, Planning> planning;
  for (const DriverGap& gap : context.figures.driver_gaps) {
    if (gap.kind == WallPart::kPlanning && gap.sql_execution_id >= 0) {
      std::int64_t& inside = planning[gap.sql_execution_id].inside;
      inside = SaturatingAdd(inside, gap.duration());
    }
  }
  std::vector<const DriverGap*> own_code;
  for (const DriverGap& gap : context.figures.driver_gaps) {
    if (gap.kind == WallPart::kUserCode) own_code.push_back(&gap);
  }
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    const auto after =
        std::lower_bound(own_code.begin(), own_code.end(), sql.submission_time,
                         [](const DriverGap* gap, model::TimeMs time) { return gap->end < time; });
    if (after == own_code.end() || (*after)->begin >= sql.submission_time) continue;
    planning[sql.id].before = sql.submission_time - (*after)->begin;
  }
  return planning;
}

// What there is most of, in words: "600 unions".
std::string MostOf(const PlanTree& tree, std::string_view& name) {
  std::map<std::string_view, std::int64_t> counts;
  for (const std::int32_t node : tree.nodes()) ++counts[OperatorName(tree.name(node))];
  std::int64_t most = 0;
  for (const auto& [operator_name, count] : counts) {
    if (count <= most) continue;
    most = count;
    name = operator_name;
  }
  return FormatCount(most) + " of them " + std::string(name);
}

void Advise(const PlanTree& tree, Finding& finding) {
  const auto is_union = [&](std::int32_t node) { return tree.op(node) == Operator::kUnion; };
  const auto is_scan = [&](std::int32_t node) { return tree.op(node) == Operator::kScan; };
  const auto scans = std::count_if(tree.nodes().begin(), tree.nodes().end(), is_scan);
  if (std::any_of(tree.nodes().begin(), tree.nodes().end(), is_union) && scans > 10) {
    finding.changes.push_back(
        InCode("spark.read.<format>(path_1, path_2, ...) in place of a union of one read for each",
               FormatCountOf(scans, "scan", "scans") + " become one"));
  }
  finding.changes.push_back(InCode(
      "df = df.localCheckpoint() every few rounds of the loop that builds it",
      "then the plan begins anew from what is computed, and each round plans only its own part"));
  finding.changes.push_back(
      InCode("df.select(...) or df.withColumns({...}) in place of withColumn in a loop",
             "each withColumn analyses the whole plan again"));
}

void FindIn(const Context& context, const model::SqlExecution& sql, const Planning& planning,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const auto nodes = static_cast<std::int64_t>(sql.final_plan()->nodes.size());
  const bool is_huge = static_cast<double>(nodes) > settings.Get("max_nodes");
  const std::int64_t length =
      model::IsKnown(sql.completion_time) && model::IsKnown(sql.submission_time)
          ? std::max<std::int64_t>(0, sql.completion_time - sql.submission_time)
          : 0;
  // What is planned long though it is small waits for something else: that is for driver-bound to tell.
  const bool plans_long = static_cast<double>(nodes) >= settings.Get("min_nodes") &&
                          static_cast<double>(planning.inside) >= settings.Get("min_planning_ms") &&
                          ShareOf(planning.inside, length) >= settings.Get("min_planning_share");
  if (!is_huge && !plans_long) return;

  Finding finding;
  finding.scope = Scope::kSqlExecution;
  finding.subject = "sql " + std::to_string(sql.id);
  finding.sql_execution_id = sql.id;
  const std::string query = "query " + std::to_string(sql.id);
  finding.title = is_huge
                      ? "The plan of " + query + " has " + FormatCount(nodes) + " nodes"
                      : Capitalised(query) + " is planned and compiled for " +
                            FormatDuration(planning.inside) + " of its " + FormatDuration(length);
  std::string_view name;
  const PlanTree& tree = run.TreeOf(sql);
  finding.why =
      FormatCountOf(nodes, "node", "nodes") + ", " + MostOf(tree, name) +
      ": the driver analyses, optimises and compiles all of them, and while it does, no task "
      "of the query runs.";
  finding.evidence = {{"plan nodes", static_cast<double>(nodes), Unit::kCount, finding.subject},
                      {"plans made while it ran", static_cast<double>(sql.plans.size()),
                       Unit::kCount, finding.subject},
                      {"planning and compiling", static_cast<double>(planning.inside),
                       Unit::kMilliseconds, finding.subject},
                      {"gap before it", static_cast<double>(planning.before), Unit::kMilliseconds,
                       finding.subject}};
  finding.impact.wall_ms_high = SaturatingAdd(planning.inside, is_huge ? planning.before : 0);
  finding.impact.core_ms_high =
      Scaled(finding.impact.wall_ms_high,
             static_cast<double>(std::max<std::int64_t>(1, context.figures.max_cores)));
  finding.impact.method = "upper bound: without the gaps in which it is planned and compiled" +
                          std::string(is_huge ? ", and without the gap before it" : "");
  Advise(tree, finding);
  if (is_huge && planning.before > 0) {
    Miss("when planning began is not in the log: other code of the driver may be in the gap before",
         finding);
  }
  NoteMissing(run, sql, finding);
  out.push_back(std::move(finding));
}

void FindHugePlans(const Context& context, std::vector<Finding>& out) {
  const std::unordered_map<std::int64_t, Planning> planning = PlanningOf(context);
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (sql.final_plan() == nullptr) continue;
    const auto found = planning.find(sql.id);
    FindIn(context, sql, found == planning.end() ? Planning() : found->second, out);
  }
}

constexpr InsightSpec kHugePlan = {
    .id = "huge-plan",
    .title = "The driver plans a query for long",
    .sees =
        "Queries with a plan of more than max_nodes nodes, or whose planning and compiling takes "
        "min_planning_share of them and min_planning_ms while no task runs, of min_nodes nodes or "
        "more.",
    .why =
        "A plan is analysed, optimised and compiled by one thread of the driver; executors wait.",
    .advice = "Cut the plan by checkpoints, and build it with fewer steps.",
    .formula =
        "Upper bound: gaps in which the query is planned or compiled; for a plan of more than "
        "max_nodes nodes also the gap before the query.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindHugePlans,
};
DATAFLINT_REGISTER_INSIGHT(kHugePlan);

}  // namespace
}  // namespace dataflint::insights
