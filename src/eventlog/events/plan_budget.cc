#include "eventlog/events/plan_budget.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dataflint::eventlog {
namespace {

using model::SqlExecution;

std::size_t BytesOf(const model::PlanVersion& plan) {
  std::size_t bytes = sizeof(plan) + plan.nodes.capacity() * sizeof(model::PlanNode);
  for (const model::PlanNode& node : plan.nodes) {
    bytes += node.metrics.capacity() * sizeof(model::PlanMetric) +
             node.metadata.capacity() * sizeof(std::pair<StringId, StringId>);
  }
  return bytes;
}

void Drop(std::uint32_t index, EventContext& context) {
  SqlExecution& execution = context.app().sql_executions[index];
  std::vector<model::PlanVersion>().swap(execution.plans);
  std::vector<model::MetricFold>().swap(execution.metrics);
  if (!model::IsKnown(execution.completion_time)) {
    context.builder.sql_metrics().Forget(execution.id);
    const auto open = context.state.open_sql.find(execution.id);
    if (open != context.state.open_sql.end()) {
      context.state.open_text_bytes -= open->second.description.size();
      context.state.open_sql.erase(open);
    }
  }
  context.builder.Issue(ImportIssue::sql_plan_dropped,
                        "SQL execution " + std::to_string(execution.id));
  context.state.plan_graph_bytes -= std::exchange(context.state.plan_graph_bytes_of[index], 0);
}

// Ended executions by duration, then those still open in the order of their start; without
// `newest`.
std::vector<std::uint32_t> InOrderOfLoss(std::uint32_t newest, const EventContext& context) {
  const std::vector<SqlExecution>& executions = context.app().sql_executions;
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < executions.size(); ++i) {
    if (i == newest || executions[i].plans.empty()) continue;
    const SqlExecution& execution = executions[i];
    const bool ended = model::IsKnown(execution.completion_time);
    order.emplace_back(ended ? execution.completion_time - execution.submission_time : INT64_MAX,
                       i);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> indices;
  indices.reserve(order.size());
  for (const auto& [duration, index] : order) indices.push_back(index);
  return indices;
}

void MakeRoom(std::uint32_t newest, EventContext& context) {
  const std::size_t wanted = context.budgets().plan_graphs / 4 * 3;
  for (const std::uint32_t index : InOrderOfLoss(newest, context)) {
    if (context.state.plan_graph_bytes <= wanted) return;
    Drop(index, context);
  }
}

// Execution `index` takes that much more.
void Count(std::uint32_t index, std::size_t bytes, EventContext& context) {
  context.state.plan_graph_bytes += bytes;
  context.state.plan_graph_bytes_of[index] += bytes;
  if (context.state.plan_graph_bytes > context.budgets().plan_graphs) MakeRoom(index, context);
}

}  // namespace

void ReplaceNewestPlan(std::uint32_t index, EventContext& context) {
  std::vector<model::PlanVersion>& plans = context.app().sql_executions[index].plans;
  if (plans.empty()) return;
  model::PlanVersion& plan = plans.back();
  const std::size_t before = BytesOf(plan);
  if (plans.size() > 1 &&
      context.state.older_plan_nodes + plan.nodes.size() > context.budgets().older_plan_nodes) {
    context.builder.Issue(ImportIssue::plan_text_dropped);
    std::vector<model::PlanNode>().swap(plan.nodes);
  }
  context.state.older_plan_nodes += plan.nodes.size();
  for (model::PlanNode& node : plan.nodes) std::vector<model::PlanMetric>().swap(node.metrics);
  const std::size_t freed = before - BytesOf(plan);
  context.state.plan_graph_bytes -= freed;
  context.state.plan_graph_bytes_of[index] -= freed;
}

void CountNewestPlan(std::uint32_t index, EventContext& context) {
  Count(index, BytesOf(context.app().sql_executions[index].plans.back()), context);
}

void CountMetrics(std::uint32_t index, EventContext& context) {
  const auto& metrics = context.app().sql_executions[index].metrics;
  Count(index, metrics.capacity() * sizeof(model::MetricFold), context);
}

}  // namespace dataflint::eventlog
