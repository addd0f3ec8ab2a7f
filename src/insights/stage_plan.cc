#include "insights/stage_plan.h"

#include <algorithm>
#include <unordered_set>

#include "base/saturate.h"

namespace dataflint::insights {
namespace {

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Metrics that an exchange's readers update; the others belong to its writers.
bool IsReadMetric(std::string_view name) {
  return Contains(name, " read") || Contains(name, "fetch") || Contains(name, "reqs duration") ||
         Contains(name, "merged");
}

// Where a plan falls into pieces that run in different stages.
bool IsBorder(Operator op) {
  return op == Operator::kExchange || op == Operator::kBroadcastExchange ||
         op == Operator::kSubquery;
}

// Piece of the plan each node is in: an exchange is in its child's, being the end of it.
std::vector<std::int32_t> PiecesOf(const model::Application& app, const model::PlanVersion& plan) {
  std::vector<std::int32_t> pieces(plan.nodes.size(), 0);
  std::int32_t count = 0;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const model::PlanNode& node = plan.nodes[i];
    const bool is_root = node.parent < 0 || static_cast<std::size_t>(node.parent) >= i;
    const bool starts = is_root || IsBorder(OperatorOf(app.text(node.name)));
    pieces[i] = starts ? count++ : pieces[static_cast<std::size_t>(node.parent)];
  }
  return pieces;
}

std::unordered_set<std::int64_t> UpdatedBy(const model::StageAttempt& stage) {
  std::unordered_set<std::int64_t> updated;
  for (const model::AccumulatorFold& fold : stage.accumulators) {
    updated.insert(fold.accumulator_id);
  }
  return updated;
}

// Whether parts of the plan stand in it more than once, under what reuses them, with the metrics of
// the one that ran.
bool HasReused(const model::Application& app, const model::PlanVersion& plan) {
  return std::any_of(plan.nodes.begin(), plan.nodes.end(), [&](const model::PlanNode& node) {
    return OperatorOf(app.text(node.name)) == Operator::kReused;
  });
}

// Accumulators that metrics of several nodes name.
std::unordered_set<std::int64_t> SharedAccumulators(const model::PlanVersion& plan) {
  std::unordered_set<std::int64_t> seen;
  std::unordered_set<std::int64_t> shared;
  for (const model::PlanNode& node : plan.nodes) {
    for (const model::PlanMetric& metric : node.metrics) {
      if (!seen.insert(metric.accumulator_id).second) shared.insert(metric.accumulator_id);
    }
  }
  return shared;
}

}  // namespace

std::int32_t StagePlan::Find(const model::Application& app, Operator op) const {
  for (const std::int32_t index : nodes) {
    if (OperatorOf(app.text(node(index).name)) == op) return index;
  }
  return -1;
}

StagePlan FindStagePlan(const model::Application& app, const model::StageAttempt& stage,
                        const model::SqlExecution* sql) {
  StagePlan found;
  found.sql = sql;
  if (found.sql == nullptr || found.sql->final_plan() == nullptr) return found;
  const model::PlanVersion& plan = *found.sql->final_plan();
  found.plan = &plan;

  const std::unordered_set<std::int64_t> updated = UpdatedBy(stage);
  if (updated.empty()) return found;
  const std::vector<std::int32_t> pieces = PiecesOf(app, plan);
  // Of an exchange that several parts of the plan read, no metric tells which of them read it here.
  const std::unordered_set<std::int64_t> shared =
      HasReused(app, plan) ? SharedAccumulators(plan) : std::unordered_set<std::int64_t>();
  std::unordered_set<std::int32_t> of_stage;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const model::PlanNode& node = plan.nodes[i];
    const bool is_exchange = OperatorOf(app.text(node.name)) == Operator::kExchange;
    bool writes = false;
    bool reads = false;
    for (const model::PlanMetric& metric : node.metrics) {
      if (!updated.contains(metric.accumulator_id)) continue;
      if (!is_exchange || !IsReadMetric(app.text(metric.name))) {
        writes = true;
      } else if (!shared.contains(metric.accumulator_id)) {
        reads = true;
      }
    }
    if (writes) of_stage.insert(pieces[i]);
    if (reads && node.parent >= 0) of_stage.insert(pieces[static_cast<std::size_t>(node.parent)]);
  }
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const model::PlanNode& node = plan.nodes[i];
    const auto index = static_cast<std::int32_t>(i);
    const bool is_inside = of_stage.contains(pieces[i]);
    if (!IsBorder(OperatorOf(app.text(node.name)))) {
      if (is_inside) found.nodes.push_back(index);
      continue;
    }
    if (is_inside) found.writes.push_back(index);
    const bool feeds =
        node.parent >= 0 && of_stage.contains(pieces[static_cast<std::size_t>(node.parent)]);
    if (feeds && OperatorOf(app.text(node.name)) == Operator::kExchange) {
      found.reads.push_back(index);
    }
  }
  return found;
}

std::int64_t StageSum(const model::Application& app, const model::StageAttempt& stage,
                      const model::PlanNode& node, std::string_view part) {
  std::int64_t sum = 0;
  for (const model::PlanMetric& metric : node.metrics) {
    if (!Contains(app.text(metric.name), part)) continue;
    for (const model::AccumulatorFold& fold : stage.accumulators) {
      if (fold.accumulator_id == metric.accumulator_id) sum = SaturatingAdd(sum, fold.sum);
    }
  }
  return sum;
}

const model::MetricFold* FindMetricFold(const model::Application& app,
                                        const model::SqlExecution& sql, const model::PlanNode& node,
                                        std::string_view name) {
  for (const model::PlanMetric& metric : node.metrics) {
    if (app.text(metric.name) == name) return sql.FindMetric(metric.accumulator_id);
  }
  return nullptr;
}

std::int64_t MetricTotal(const model::Application& app, const model::SqlExecution& sql,
                         const model::PlanNode& node, std::string_view name) {
  const model::MetricFold* fold = FindMetricFold(app, sql, node, name);
  return fold != nullptr && fold->count > 0 ? fold->total : -1;
}

std::int64_t MetricTotal(const model::Application& app, const model::SqlExecution& sql,
                         const model::PlanNode& node, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const std::int64_t total = MetricTotal(app, sql, node, name);
    if (total >= 0) return total;
  }
  return -1;
}

}  // namespace dataflint::insights
