#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.20, Unit::kShare,
     "task time of the stages that ran without Photon, of all stages with a plan"},
    {"min_share_of_run", 0.03, Unit::kShare,
     "... and of the time on the critical path, or of the core time, of the run"},
};

bool IsPhoton(std::string_view name) { return PlainName(name).starts_with("Photon"); }

// Operators that Photon could do in place of Spark, were all that they compute known to it; what only
// moves, wraps or begins with Spark's own rows does not count.
bool IsWork(Operator op) {
  switch (op) {
    case Operator::kScan:
    case Operator::kPython:
    case Operator::kAggregate:
    case Operator::kSortMergeJoin:
    case Operator::kShuffledHashJoin:
    case Operator::kBroadcastHashJoin:
    case Operator::kNestedLoopJoin:
    case Operator::kCartesian:
    case Operator::kWindow:
    case Operator::kSort:
    case Operator::kGenerate:
    case Operator::kExpand:
    case Operator::kFilter:
    case Operator::kProject:
      return true;
    default:
      return false;
  }
}

std::string WordOf(const Run& run, const StagePlan& plan, std::int32_t node) {
  const std::string_view name = PlainName(run.app().text(plan.node(node).name));
  return std::string(name.substr(0, name.find(' ')));
}

// Formats that Photon reads.
bool IsRead(const DataSource& source) {
  return source.format == "delta" || source.format == "parquet" || source.format.empty();
}

// What kept a stage from Photon most probably: the operator that is seldom supported, a scan of a
// format that it does not read ("Scan csv"), else the first.
std::string OperatorIn(const Run& run, const StagePlan& plan) {
  for (const Operator op : {Operator::kPython, Operator::kGenerate}) {
    if (const std::int32_t node = plan.Find(run.app(), op); node >= 0)
      return WordOf(run, plan, node);
  }
  std::string first;
  std::string scan;
  for (const std::int32_t node : plan.nodes) {
    const Operator op = run.OpOf(plan.node(node));
    if (op == Operator::kScan) {
      const DataSource source = SourceOf(run.app(), plan.node(node));
      if (!IsRead(source)) return WordOf(run, plan, node) + ' ' + source.format;
      scan = WordOf(run, plan, node);
    } else if (first.empty() && IsWork(op)) {
      first = WordOf(run, plan, node);
    }
  }
  return first.empty() ? scan : first;
}

// Databricks says at the end of a plan why Photon does not run all of it; empty: it does not say.
std::string ExplanationOf(const model::Application& app, const model::SqlExecution& sql) {
  constexpr std::string_view kHead = "== Photon Explanation ==";
  for (const model::PlanVersion& plan : sql.plans | std::views::reverse) {
    const std::string_view text = app.text(plan.description);
    const std::size_t at = text.rfind(kHead);
    if (at == std::string_view::npos) continue;
    std::string words;
    for (const char c : text.substr(at + kHead.size())) {
      const bool is_space = c == '\n' || c == '\t' || c == ' ';
      if (!is_space) words += c;
      if (is_space && !words.empty() && words.back() != ' ') words += ' ';
    }
    constexpr std::size_t kLongest = 200;
    while (words.ends_with(' ')) words.pop_back();
    if (words.find("fully supported") != std::string::npos) return {};
    return Shortened(words, kLongest);
  }
  return {};
}

struct Fallback {
  std::vector<std::size_t> stages;                  // by weight
  std::map<std::string, std::int64_t> by_operator;  // task time, ms
  std::int64_t task_time = 0;
  std::int64_t critical_time = 0;
  std::int64_t with_plan = 0;  // task time of all stages with a plan
  bool has_photon = false;
};

Fallback FallbackOf(const Run& run) {
  Fallback fallback;
  for (const std::size_t stage : run.stages_by_weight()) {
    const StagePlan& plan = run.PlanOf(stage);
    if (!plan.known()) continue;
    fallback.with_plan = SaturatingAdd(fallback.with_plan, run.CoreTimeOf(stage));
    const bool is_photon = std::any_of(
        plan.nodes.begin(), plan.nodes.end(),
        [&](std::int32_t node) { return IsPhoton(run.app().text(plan.node(node).name)); });
    fallback.has_photon = fallback.has_photon || is_photon;
    const std::string name = is_photon ? std::string() : OperatorIn(run, plan);
    if (name.empty()) continue;
    fallback.stages.push_back(stage);
    std::int64_t& time = fallback.by_operator[name];
    time = SaturatingAdd(time, run.CoreTimeOf(stage));
    fallback.task_time = SaturatingAdd(fallback.task_time, run.CoreTimeOf(stage));
    fallback.critical_time =
        SaturatingAdd(fallback.critical_time, run.figures_of(stage).critical_time);
  }
  return fallback;
}

void Advise(const std::string& name, Finding& finding) {
  if (OperatorOf(name) == Operator::kPython) {
    finding.changes.push_back(InCode("built-in functions in place of the Python function",
                                     "Photon runs no Python; see python-udf"));
  } else if (OperatorOf(name) == Operator::kScan && name.find(' ') != std::string::npos) {
    finding.changes.push_back(
        InCode("Delta or Parquet in place of what " + name + " reads", "Photon reads these"));
  } else if (OperatorOf(name) == Operator::kScan) {
    finding.changes.push_back(
        InCode("the columns in " + name + " that Photon does not know, as ones that it knows",
               "EXPLAIN of the query names them, under Photon Explanation"));
  } else {
    finding.changes.push_back(
        InCode("the expression in " + name + " that Photon does not know, as one that it knows",
               "EXPLAIN of the query names it, under Photon Explanation"));
  }
}

void FindFallback(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  if (!run.is_databricks()) return;
  const Fallback fallback = FallbackOf(run);
  if (!context.app.databricks.is_photon && !fallback.has_photon) return;
  if (fallback.stages.empty()) return;
  const double share = ShareOf(fallback.task_time, fallback.with_plan);
  if (share < context.settings.Get("min_share") ||
      !run.Matters(fallback.task_time, fallback.critical_time,
                   context.settings.Get("min_share_of_run"))) {
    return;
  }
  const auto most =
      std::max_element(fallback.by_operator.begin(), fallback.by_operator.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  const std::size_t stage = fallback.stages.front();
  const model::SqlExecution* sql = run.PlanOf(stage).sql;
  const std::string explanation = ExplanationOf(context.app, *sql);

  Finding finding;
  finding.subject = "stages without photon";
  finding.confidence = Confidence::kMedium;
  finding.title = FormatPercent(share) +
                  " of the task time of queries ran without Photon, most in " + most->first + " (" +
                  FormatDuration(most->second) + ')';
  finding.why = "The cluster is billed for Photon, but no operator of these stages is Photon's" +
                (explanation.empty() ? std::string(".")
                                     : "; of query " + std::to_string(sql->id) + " it says: \"" +
                                           explanation + "\".");
  for (std::size_t i = 0; i < fallback.stages.size() && i < 5; ++i) {
    finding.evidence.push_back(
        {"task time", static_cast<double>(run.CoreTimeOf(fallback.stages[i])),
         Unit::kCoreMilliseconds, StagePlace(run.stage(fallback.stages[i]))});
  }
  finding.impact.core_ms_high = fallback.task_time / 2;
  finding.impact.wall_ms_high = fallback.critical_time / 2;
  finding.impact.method = "upper bound: these stages in half of their time";
  Advise(most->first, finding);
  if (share > 0.8) {
    finding.changes.push_back(
        OnCluster("runtime_engine: STANDARD",
                  "where most of the work stays with Spark: without Photon a node is billed fewer "
                  "DBUs"));
  }
  if (explanation.empty()) Miss("the plan does not say why Photon was not used", finding);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kPhotonFallback = {
    .id = "photon-fallback",
    .title = "On a cluster with Photon, queries run without it",
    .sees =
        "On Databricks with Photon, stages of queries that do work and have no operator of Photon, "
        "when they take min_share of the task time of all stages with a plan, and "
        "min_share_of_run.",
    .why = "Photon is billed by the node, whether or not it runs the query.",
    .advice = "Replace what Photon does not support, or run such jobs without Photon.",
    .formula = "Upper bound: half of the time of these stages.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindFallback,
};
DATAFLINT_REGISTER_INSIGHT(kPhotonFallback);

}  // namespace
}  // namespace dataflint::insights
