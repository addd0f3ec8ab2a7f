#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_plan.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

constexpr ThresholdSpec kThresholds[] = {
    {"max_bytes", 1024 * kMiB, Unit::kBytes, "the relation that is broadcast is larger than this"},
    {"max_share_of_wall", 0.10, Unit::kShare,
     "or: collecting, building and sending it takes this share of the run"},
    // Below this, what takes long is not its size.
    {"min_bytes", 32 * kMiB, Unit::kBytes, "... and it is larger than this"},
};

constexpr std::array<std::string_view, 2> kSize = {"data size", "data size (bytes)"};
constexpr std::array<std::string_view, 2> kCollect = {"time to collect", "time to collect (ms)"};
constexpr std::array<std::string_view, 2> kBuild = {"time to build", "time to build (ms)"};
constexpr std::array<std::string_view, 2> kSend = {"time to broadcast", "time to broadcast (ms)"};

struct Broadcast {
  std::int32_t node = -1;
  std::int64_t bytes = -1;
  std::int64_t rows = -1;
  std::int64_t collecting = 0;  // ms, without the stage that computes the rows
  std::int64_t building = 0;
  std::int64_t sending = 0;
  std::string source;
  std::int64_t time() const { return SaturatingAdd(collecting, SaturatingAdd(building, sending)); }
};

Broadcast BroadcastAt(const Run& run, const PlanTree& tree, std::int32_t node) {
  const auto total = [&](std::span<const std::string_view> names) {
    return MetricTotal(run.app(), tree.sql(), tree.node(node), names);
  };
  Broadcast found;
  found.node = node;
  found.bytes = total(kSize);
  found.rows = tree.RowsOf(node);
  std::int64_t computing = 0;
  for (const std::size_t stage : tree.StagesOf(node)) {
    computing = std::max(computing, DurationOf(run.app(), run.stage(stage)));
  }
  // Spark's time to collect begins when the rows are asked for: their stage is in it.
  found.collecting = std::max<std::int64_t>(0, total(kCollect) - computing);
  // Without the stage, what of it was the driver's is not known.
  if (tree.StagesOf(node).empty()) found.collecting = 0;
  found.building = std::max<std::int64_t>(0, total(kBuild));
  found.sending = std::max<std::int64_t>(0, total(kSend));
  found.source = tree.SourceName(node);
  return found;
}

// Whether most of the time without a task goes by with broadcasts: driver-bound tells of that.
bool IsMostOfDriversTime(const analysis::WallTime& wall) {
  const std::int64_t quiet = wall.total - wall[analysis::WallPart::kExecuting];
  return wall[analysis::WallPart::kBroadcast] > quiet / 2;
}

// Whether a join without keys reads it, which has to compare all rows with each of its own.
bool IsOfNestedLoop(const PlanTree& tree, std::int32_t broadcast) {
  for (std::int32_t up = tree.ParentOf(broadcast); up >= 0; up = tree.ParentOf(up)) {
    if (IsJoin(tree.op(up))) return tree.op(up) == Operator::kNestedLoopJoin;
  }
  return false;
}

void Advise(const Run& run, const PlanTree& tree, const Broadcast& found, Finding& finding) {
  const model::SqlExecution& sql = tree.sql();
  const std::string name = found.source.empty() ? "<the broadcast side>" : found.source;
  const std::string_view text = run.Setting(settings::kBroadcastThreshold.key, sql.id);
  const std::int64_t threshold = run.Bytes(settings::kBroadcastThreshold.key, 10 * kMiB, 1, sql.id);
  finding.changes.push_back(InCode(
      "filter and select before the join: only the columns and rows of " + name + " that it needs",
      "all of them are collected by the driver and sent to every executor"));
  if (IsOfNestedLoop(tree, found.node)) {
    finding.changes.push_back(InCode(
        "a condition with an equality of columns of both sides",
        "a join without one has no key, and only a broadcast or a Cartesian product does it"));
    return;
  }
  finding.changes.push_back(
      InSql("SELECT /*+ MERGE(" + name + ") */ ...",
            "shuffles both sides in its place; leave out a broadcast hint for it"));
  if (!text.starts_with('-') && threshold > 10 * kMiB) {
    SetBytes(
        run, settings::kBroadcastThreshold, 10 * kMiB,
        "it is " + FormatBytes(threshold) +
            " now, and is compared with the size that Spark expects, often of compressed files; 10 "
            "MiB is Spark's default",
        finding);
  }
}

void FindAt(const Context& context, const PlanTree& tree, std::int32_t node,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const Broadcast found = BroadcastAt(run, tree, node);
  const auto bytes = static_cast<double>(found.bytes);
  const bool is_large = bytes > settings.Get("max_bytes");
  const bool is_slow = bytes > settings.Get("min_bytes") &&
                       ShareOf(found.time(), run.wall()) >= settings.Get("max_share_of_wall");
  if (!is_large && !is_slow) return;

  const std::string place = NodePlace(tree.sql(), node);
  Finding finding = OfNode(tree.sql(), node);
  finding.title = "Query " + std::to_string(tree.sql().id) + " broadcasts " +
                  FormatBytes(found.bytes) +
                  (found.source.empty() ? std::string() : " of " + found.source) +
                  (is_slow ? ", which takes " + FormatDuration(found.time()) : std::string());
  finding.why =
      "The driver collects the rows, builds a table of them and sends it to every executor, where "
      "it stays in memory while the query runs" +
      std::string(is_large ? "; at this size, either may run out of memory." : ".");
  finding.evidence = {{"broadcast data", bytes, Unit::kBytes, place}};
  if (found.rows >= 0) {
    finding.evidence.push_back({"its rows", static_cast<double>(found.rows), Unit::kCount, place});
  }
  finding.evidence.push_back({"time to collect, beside computing it",
                              static_cast<double>(found.collecting), Unit::kMilliseconds, place});
  finding.evidence.push_back(
      {"time to build", static_cast<double>(found.building), Unit::kMilliseconds, place});
  finding.evidence.push_back(
      {"time to send", static_cast<double>(found.sending), Unit::kMilliseconds, place});
  Advise(run, tree, found, finding);
  if (found.source.empty()) {
    Miss("the plan does not say which table or path this is, or it is made of several", finding);
  }
  if (tree.StagesOf(node).empty()) {
    Miss("which stage computes it is not known: how long it took to collect neither", finding);
  }
  NoteMissing(run, tree.sql(), finding);
  // Memory that runs out costs more than the time.
  if (is_large) {
    finding.severity = Severity::kMedium;
  } else if (IsMostOfDriversTime(context.figures.wall_time)) {
    finding.scope = Scope::kApplication;
    finding.subject = "application";
    finding.part_of = "driver-bound";
  }
  finding.impact.is_upper_bound = true;
  finding.impact.wall_ms_high = found.time();
  finding.impact.method =
      "upper bound: collecting, building and sending it; the shuffle in its place is not counted";
  out.push_back(std::move(finding));
}

void FindLargeBroadcasts(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (!context.run.HasOp(sql, Operator::kBroadcastExchange) || sql.metrics.empty()) continue;
    // Most queries broadcast nothing large: their plan need not be made a tree of.
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    const bool may_be_large = std::any_of(nodes.begin(), nodes.end(), [&](const auto& node) {
      return context.run.OpOf(node) == Operator::kBroadcastExchange &&
             static_cast<double>(MetricTotal(context.app, sql, node, kSize)) >
                 context.settings.Get("min_bytes");
    });
    if (!may_be_large) continue;
    const PlanTree& tree = context.run.TreeOf(sql);
    std::int32_t reused_until = -1;
    for (const std::int32_t node : tree.nodes()) {
      if (node < reused_until) continue;
      if (tree.op(node) == Operator::kReused) reused_until = tree.EndOf(node);
      if (tree.op(node) == Operator::kBroadcastExchange) FindAt(context, tree, node, out);
    }
  }
}

constexpr InsightSpec kBroadcastTooBig = {
    .id = "broadcast-too-big",
    .title = "A broadcast is too large",
    .sees =
        "A broadcast of more than max_bytes; or of more than min_bytes, where collecting, building "
        "and sending it takes max_share_of_wall.",
    .why =
        "Everything that is broadcast passes through the driver's memory and is held by every "
        "executor.",
    .advice =
        "Fewer columns and rows in it; a lower spark.sql.autoBroadcastJoinThreshold, or no hint: a "
        "sort-merge join does not need either side in memory.",
    .formula =
        "Upper bound: time to build and to broadcast, and what of the time to collect the stage "
        "that computes it did not take. Above max_bytes it is told whatever it cost.",
    .dataflint_alert = "largeBroadcast",
    .thresholds = kThresholds,
    .run = FindLargeBroadcasts,
};
DATAFLINT_REGISTER_INSIGHT(kBroadcastTooBig);

}  // namespace
}  // namespace dataflint::insights
