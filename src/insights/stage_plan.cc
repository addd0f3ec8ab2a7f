#include "insights/stage_plan.h"

#include "base/contains.h"
#include "base/saturate.h"
#include "insights/plan_pieces.h"
#include "model/metric_magnitude.h"

namespace dataflint::insights {

std::int32_t StagePlan::Find(const model::Application& app, Operator op) const {
  if (!first_of.empty()) return first_of[static_cast<std::size_t>(op)];
  for (const std::int32_t index : nodes) {
    if (OperatorOf(app.text(node(index).name)) == op) return index;
  }
  return -1;
}

StagePlan FindStagePlan(const model::Application& app, const model::StageAttempt& stage,
                        const model::SqlExecution* sql) {
  StagePlan unknown;
  unknown.sql = sql;
  if (sql == nullptr || sql->final_plan() == nullptr) return unknown;
  unknown.plan = sql->final_plan();
  if (stage.accumulators.empty()) return unknown;
  const PlanPieces pieces(app, *sql->final_plan());
  return pieces.PlanOf(*sql, pieces.RunBy(stage));
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
  return fold != nullptr && fold->count > 0 ? model::MagnitudeOf(fold->type, fold->total) : -1;
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
