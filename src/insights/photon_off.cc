#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/contains.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/plain_text.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.50, Unit::kShare,
     "task time of the stages that Photon would run, of the run's task time"},
    {"min_core_ms", 600'000, Unit::kCoreMilliseconds, "... and this much of it"},
};

// What Photon does in Spark's place (Databricks' list of operators and expressions that it supports).
bool IsCovered(Operator op) {
  switch (op) {
    case Operator::kAggregate:
    case Operator::kSortMergeJoin:
    case Operator::kShuffledHashJoin:
    case Operator::kBroadcastHashJoin:
    case Operator::kWindow:
    case Operator::kSort:
    case Operator::kExpand:
    case Operator::kFilter:
      return true;
    default:
      return false;
  }
}

// What keeps a stage from Photon, or would leave much of it to Spark: functions in Python or Scala, rows
// as objects, what is cached, files that it does not read.
bool IsSparksOwn(const Run& run, const model::PlanNode& node) {
  switch (run.OpOf(node)) {
    case Operator::kPython:
    case Operator::kGenerate:
    case Operator::kRddScan:
    case Operator::kInMemoryScan:
    case Operator::kCartesian:
    case Operator::kNestedLoopJoin:
      return true;
    case Operator::kScan: {
      const std::string format = SourceOf(run.app(), node).format;
      return format != "parquet" && format != "delta";
    }
    default: {
      const std::string_view name = PlainName(run.app().text(node.name));
      return name.starts_with("Map") || name.starts_with("FlatMap") ||
             name.starts_with("Deserialize") || name.starts_with("Serialize") ||
             name.starts_with("State") || name.starts_with("Streaming") ||
             Contains(run.app().text(node.simple_string), "UDF(");
    }
  }
}

bool WouldRun(const Run& run, const StagePlan& plan) {
  if (!plan.known()) return false;
  bool is_covered = false;
  for (const std::int32_t index : plan.nodes) {
    if (IsSparksOwn(run, plan.node(index))) return false;
    is_covered = is_covered || IsCovered(run.OpOf(plan.node(index)));
  }
  return is_covered;
}

struct Covered {
  std::vector<std::size_t> stages;  // by weight
  std::int64_t task_time = 0;
  std::int64_t all_task_time = 0;  // of the run
  std::int64_t cpu_time = 0;
  std::int64_t critical_time = 0;
};

Covered CoveredBy(const Run& run) {
  Covered covered;
  for (const std::size_t stage : run.stages_by_weight()) {
    const std::int64_t time = run.CoreTimeOf(stage);
    covered.all_task_time = SaturatingAdd(covered.all_task_time, time);
    if (!WouldRun(run, run.PlanOf(stage))) continue;
    covered.stages.push_back(stage);
    covered.task_time = SaturatingAdd(covered.task_time, time);
    covered.critical_time =
        SaturatingAdd(covered.critical_time, run.figures_of(stage).critical_time);
    covered.cpu_time = SaturatingAdd(
        covered.cpu_time,
        run.InCoreTime(stage, run.figures_of(stage).core_time[analysis::CorePart::kCpu]));
  }
  return covered;
}

// Whether the cluster runs without Photon and could run with it. Runtimes for machine learning and for
// graphics processors have it in some versions only; of those nothing is said.
bool IsOff(const Run& run) {
  const model::DatabricksContext& databricks = run.app().databricks;
  const std::string_view runtime = run.app().text(databricks.runtime);
  if (!databricks.is_databricks || databricks.is_photon || runtime.empty()) return false;
  if (Contains(runtime, "-ml-") || Contains(runtime, "-gpu-") || Contains(runtime, "custom:")) {
    return false;
  }
  // A job may have been moved: a node of Photon in any plan says that the tags are wrong.
  for (const std::size_t stage : run.stages_by_weight()) {
    const StagePlan& plan = run.PlanOf(stage);
    if (!plan.known()) continue;
    if (std::any_of(plan.nodes.begin(), plan.nodes.end(), [&](std::int32_t node) {
          return PlainName(run.app().text(plan.node(node).name)).starts_with("Photon");
        })) {
      return false;
    }
  }
  return true;
}

// How many times the DBUs a node with Photon is billed for (Databricks' price pages as of 2026-04).
double DbuFactor(const Run& run) {
  const model::DatabricksContext& databricks = run.app().databricks;
  if (run.app().text(databricks.cluster_source) != "JOB") return 2.0;
  return Lowered(run.app().text(databricks.cloud)) == "aws" ? 2.9 : 2.5;
}

// "2.9"
std::string Tenths(double factor) {
  const std::int64_t tenths = Scaled(10, factor);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

// With the stages n times as fast, DBUs stay the same when factor x (1 - share + share / n) = 1.
std::string WhenItPays(double share_of_wall, double factor) {
  const std::string billed = "a node with Photon is billed " + Tenths(factor) + " times the DBUs";
  const double left = 1 / factor - (1 - share_of_wall);
  constexpr double kFast = 4;  // the mean over TPC-H that Photon's authors report (SIGMOD 2022)
  if (left <= share_of_wall / kFast) {
    return billed + ": expect it to save time here, and no DBUs";
  }
  return billed + ": it saves DBUs too when these stages become more than " +
         Tenths(share_of_wall / left) + " times as fast";
}

void FindPhotonOff(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  if (!IsOff(run)) return;
  const Covered covered = CoveredBy(run);
  const double share = ShareOf(covered.task_time, covered.all_task_time);
  if (share < context.settings.Get("min_share") ||
      static_cast<double>(covered.task_time) < context.settings.Get("min_core_ms")) {
    return;
  }
  const double factor = DbuFactor(run);
  const double cpu_share = std::min(1.0, ShareOf(covered.cpu_time, covered.task_time));

  Finding finding;
  finding.subject = "stages that photon would run";
  finding.confidence = Confidence::kLow;
  finding.title = FormatPercent(share) +
                  " of the task time is in operators that Photon runs, on a cluster without it";
  finding.why =
      "Photon runs scans of Parquet and Delta, joins and aggregations natively; " +
      FormatPercent(cpu_share) +
      " of the time of these stages is computing, which it shortens, by how much differs from "
      "query to query.";
  for (std::size_t i = 0; i < covered.stages.size() && i < 5; ++i) {
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(covered.stages[i])),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(covered.stages[i]))});
  }
  finding.evidence.push_back({"times the DBUs with Photon", factor, Unit::kRatio, ""});
  finding.changes.push_back(OnCluster(
      "runtime_engine: PHOTON", WhenItPays(ShareOf(covered.critical_time, run.wall()), factor) +
                                    "; try it on one run, and compare"));
  finding.impact.core_ms_high = Scaled(covered.cpu_time, 0.5);
  finding.impact.wall_ms_high = Scaled(covered.critical_time, cpu_share / 2);
  finding.impact.method = "upper bound: these stages compute in half of the time";
  if (run.app().text(run.app().databricks.cluster_source).empty()) {
    Miss(
        "the log does not say whether this is a job cluster: on one, Photon is billed 2.5 to 2.9 "
        "times the DBUs",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kPhotonOff = {
    .id = "photon-off",
    .title = "Queries that Photon would run, on a cluster without it",
    .sees =
        "On Databricks without Photon, stages of queries whose operators Photon all runs, when "
        "they take min_share of the task time of the run, and min_core_ms. Not on runtimes for "
        "machine learning.",
    .why = "Photon computes such stages in less time, and is billed more DBUs for it.",
    .advice = "runtime_engine: PHOTON on one run, and a comparison of both.",
    .formula =
        "Upper bound: half of the CPU time of these stages. DBUs stay the same when factor x (1 - "
        "s + s / n) = 1: s is the stages' share of the wall time, n how many times faster they "
        "become; factor 2.0 on all-purpose clusters, 2.9 (AWS) or 2.5 on job clusters.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindPhotonOff,
};
DATAFLINT_REGISTER_INSIGHT(kPhotonOff);

}  // namespace
}  // namespace dataflint::insights
