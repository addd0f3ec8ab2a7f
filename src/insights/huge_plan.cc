#include "insights/huge_plan.h"

#include <algorithm>
#include <map>
#include <optional>
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
std::unordered_map<std::int64_t, Planning> PlanningOf(const Run& run) {
  std::unordered_map<std::int64_t, Planning> planning;
  for (const DriverGap& gap : run.figures().driver_gaps) {
    if (gap.kind == WallPart::kPlanning && gap.sql_execution_id >= 0) {
      std::int64_t& inside = planning[gap.sql_execution_id].inside;
      inside = SaturatingAdd(inside, gap.duration());
    }
  }
  std::vector<const DriverGap*> own_code;
  for (const DriverGap& gap : run.figures().driver_gaps) {
    if (gap.kind == WallPart::kUserCode) own_code.push_back(&gap);
  }
  for (const model::SqlExecution& sql : run.app().sql_executions) {
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

// A query whose plan costs.
struct Huge {
  const model::SqlExecution* sql = nullptr;
  std::int64_t nodes = 0;
  bool is_huge = false;     // else it is planned for long
  std::int64_t length = 0;  // ms, of the query
  Planning planning;

  std::int64_t cost() const {
    return SaturatingAdd(planning.inside, is_huge ? planning.before : 0);
  }
  std::string place() const { return "sql " + std::to_string(sql->id); }
};

std::optional<Huge> Measure(const Settings& settings, const model::SqlExecution& sql,
                            const Planning& planning) {
  Huge huge{&sql, static_cast<std::int64_t>(sql.final_plan()->nodes.size()), false, 0, planning};
  huge.is_huge = static_cast<double>(huge.nodes) > settings.Get("max_nodes");
  if (model::IsKnown(sql.completion_time) && model::IsKnown(sql.submission_time)) {
    huge.length = std::max<std::int64_t>(0, sql.completion_time - sql.submission_time);
  }
  // What is planned long though it is small waits for something else: that is for driver-bound to tell.
  const bool plans_long =
      static_cast<double>(huge.nodes) >= settings.Get("min_nodes") &&
      static_cast<double>(planning.inside) >= settings.Get("min_planning_ms") &&
      ShareOf(planning.inside, huge.length) >= settings.Get("min_planning_share");
  if (!huge.is_huge && !plans_long) return std::nullopt;
  return huge;
}

std::vector<Evidence> EvidenceOf(const Huge& huge) {
  const std::string place = huge.place();
  return {
      {"plan nodes", static_cast<double>(huge.nodes), Unit::kCount, place},
      {"plans made while it ran", static_cast<double>(huge.sql->plans.size()), Unit::kCount, place},
      {"planning and compiling", static_cast<double>(huge.planning.inside), Unit::kMilliseconds,
       place},
      {"gap before it", static_cast<double>(huge.planning.before), Unit::kMilliseconds, place}};
}

Finding OfOneQuery(const Huge& huge) {
  Finding finding;
  finding.scope = Scope::kSqlExecution;
  finding.subject = huge.place();
  finding.sql_execution_id = huge.sql->id;
  const std::string query = "query " + std::to_string(huge.sql->id);
  finding.title = huge.is_huge
                      ? "The plan of " + query + " has " + FormatCount(huge.nodes) + " nodes"
                      : Capitalised(query) + " is planned and compiled for " +
                            FormatDuration(huge.planning.inside) + " of its " +
                            FormatDuration(huge.length);
  finding.evidence = EvidenceOf(huge);
  return finding;
}

// Queries that do the same, the one that costs most first.
Finding OfQueries(const Run& run, const std::vector<Huge>& queries, std::int64_t cost) {
  constexpr std::size_t kShown = 5;
  const Huge& first = queries.front();
  const auto count = static_cast<std::int64_t>(queries.size());
  Finding finding;
  const std::string work = WorkOf(run.app(), *first.sql);
  finding.subject = "queries of " + (work.empty() ? "the plan of " + first.place() : "the " + work);
  const std::string which =
      FormatCount(count) + " queries like query " + std::to_string(first.sql->id);
  const auto largest =
      std::max_element(queries.begin(), queries.end(),
                       [](const Huge& a, const Huge& b) { return a.nodes < b.nodes; });
  finding.title = first.is_huge ? "The plans of " + which + " have up to " +
                                      FormatCount(largest->nodes) + " nodes"
                                : which + " are planned and compiled for " + FormatDuration(cost);
  finding.evidence = {{"queries", static_cast<double>(count), Unit::kCount, ""},
                      {"planning and compiling, with the gaps before them",
                       static_cast<double>(cost), Unit::kMilliseconds, ""}};
  const std::vector<Evidence> of_first = EvidenceOf(first);
  finding.evidence.insert(finding.evidence.end(), of_first.begin(), of_first.end());
  for (std::size_t i = 1; i < queries.size() && i < kShown; ++i) {
    finding.evidence.push_back({"planning and compiling, with the gap before it",
                                static_cast<double>(queries[i].cost()), Unit::kMilliseconds,
                                queries[i].place()});
  }
  return finding;
}

void Report(const Context& context, std::vector<Huge>& queries, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::stable_sort(queries.begin(), queries.end(),
                   [](const Huge& a, const Huge& b) { return a.cost() > b.cost(); });
  const Huge& first = queries.front();
  std::int64_t cost = 0;
  for (const Huge& huge : queries) cost = SaturatingAdd(cost, huge.cost());
  Finding finding = queries.size() == 1 ? OfOneQuery(first) : OfQueries(run, queries, cost);
  std::string_view name;
  const PlanTree& tree = run.TreeOf(*first.sql);
  finding.why =
      FormatCountOf(first.nodes, "node", "nodes") + ", " + MostOf(tree, name) +
      ": the driver analyses, optimises and compiles all of them, and while it does, no task "
      "of the query runs.";
  finding.impact.wall_ms_high = cost;
  finding.impact.core_ms_high =
      Scaled(cost, static_cast<double>(std::max<std::int64_t>(1, context.figures.max_cores)));
  const bool is_one = queries.size() == 1;
  finding.impact.method =
      std::string("upper bound: without the gaps in which ") +
      (is_one ? "it is planned and compiled" : "they are planned and compiled") +
      (first.is_huge ? (is_one ? ", and without the gap before it" : ", and those before them")
                     : "");
  Advise(tree, finding);
  if (first.is_huge && first.planning.before > 0) {
    Miss("when planning began is not in the log: other code of the driver may be in the gap before",
         finding);
  }
  NoteMissing(run, *first.sql, finding);
  out.push_back(std::move(finding));
}

// Of all queries whose plan costs.
std::vector<Huge> AllHuge(const Run& run, const Settings& settings) {
  const std::unordered_map<std::int64_t, Planning> planning = PlanningOf(run);
  std::vector<Huge> all;
  for (const model::SqlExecution& sql : run.app().sql_executions) {
    if (sql.final_plan() == nullptr) continue;
    const auto found = planning.find(sql.id);
    const std::optional<Huge> huge =
        Measure(settings, sql, found == planning.end() ? Planning() : found->second);
    if (huge) all.push_back(*huge);
  }
  return all;
}

void FindHugePlans(const Context& context, std::vector<Finding>& out) {
  std::vector<std::vector<Huge>> groups;  // queries that do the same
  std::map<std::uint64_t, std::size_t> by_work;
  for (const Huge& huge : AllHuge(context.run, context.settings)) {
    const auto [group, is_new] =
        by_work.try_emplace(WorkFingerprint(context.app, *huge.sql), groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(huge);
  }
  for (std::vector<Huge>& queries : groups) Report(context, queries, out);
}

constexpr InsightSpec kHugePlan = {
    .id = "huge-plan",
    .title = "The driver plans a query for long",
    .sees =
        "Queries with a plan of more than max_nodes nodes, or whose planning and compiling takes "
        "min_planning_share of them and min_planning_ms while no task runs, of min_nodes nodes or "
        "more. Queries that do the same are told together.",
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

std::vector<Stretch> HugePlanStretches(const Run& run) {
  std::vector<Stretch> stretches;
  if (!run.in_force().IsOn(kHugePlan)) return stretches;
  for (const Huge& huge : AllHuge(run, run.SettingsOf(kHugePlan.id))) {
    if (!huge.is_huge || huge.planning.before <= 0) continue;
    const model::TimeMs end = huge.sql->submission_time;
    stretches.push_back({end - huge.planning.before, end});
  }
  return stretches;
}
}  // namespace dataflint::insights
