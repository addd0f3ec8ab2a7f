#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/plan_graph.h"
#include "report/node_stages.h"
#include "report/spark_api/fields.h"
#include "report/spark_api/metric_text.h"
#include "report/spark_api/spark_api.h"
#include "report/summary.h"

namespace dataflint::report::spark_api {
namespace {

std::string_view Trimmed(std::string_view text) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::int64_t> JobsWith(const model::Application& app, const model::SqlExecution& sql,
                                   model::SparkJobStatus status) {
  std::vector<std::int64_t> ids;
  for (const std::uint32_t job : sql.spark_jobs) {
    if (app.spark_jobs[job].status == status) ids.push_back(app.spark_jobs[job].job_id);
  }
  return ids;
}

void WriteMetric(const model::Application& app, const model::PlanMetric& metric,
                 const model::MetricFold& fold, JsonWriter& json) {
  json.BeginObject();
  json.Field("name", Trimmed(app.text(metric.name)));
  json.Field("value", MetricText(fold));
  json.Field("accumulatorId", fold.accumulator_id);
  json.Field("metricType", app.text(fold.type_text));
  json.Field("total", fold.total);
  if (fold.valid_count > 0) {
    json.Field("min", fold.min);
    json.Field("median", fold.median);
    json.Field("max", fold.max);
  }
  json.EndObject();
}

// The number in "WholeStageCodegen (7)".
void WriteCodegenId(std::string_view name, JsonWriter& json) {
  const std::size_t open = name.find(" (");
  if (open == std::string_view::npos || !name.ends_with(')')) return;
  const std::string_view digits = name.substr(open + 2, name.size() - open - 3);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error == std::errc() && end == digits.data() + digits.size()) {
    json.Field("wholeStageCodegenId", id);
  }
}

// "nodes" and "edges"; `write_more` adds to each node what its version of the plan tells besides.
template <typename WriteMore>
void WriteGraph(const model::Application& app, const model::PlanVersion& plan, JsonWriter& json,
                WriteMore&& write_more) {
  const analysis::PlanGraph graph = analysis::MakePlanGraph(plan, app.strings);
  const auto node_of = [&](std::size_t id) -> const model::PlanNode& {
    return plan.nodes[static_cast<std::size_t>(graph.nodes[id].plan_node)];
  };
  json.BeginArray("nodes");
  for (std::size_t id = graph.nodes.size(); id-- > 0;) {
    const model::PlanNode& node = node_of(id);
    json.BeginObject();
    json.Field("nodeId", static_cast<std::int64_t>(id));
    json.Field("nodeName", Trimmed(app.text(node.name)));
    if (const std::int32_t cluster = graph.nodes[id].cluster; cluster >= 0) {
      WriteCodegenId(Trimmed(app.text(node_of(static_cast<std::size_t>(cluster)).name)), json);
    }
    json.Field("desc", app.text(node.simple_string));
    write_more(node);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("edges");
  for (const analysis::PlanGraphEdge& edge : graph.edges) {
    json.BeginObject();
    json.Field("fromId", std::int64_t{edge.from});
    json.Field("toId", std::int64_t{edge.to});
    json.EndObject();
  }
  json.EndArray();
}

using StageAttempts = std::vector<const model::StageAttempt*>;

// The plan that ran: with the metrics of each node, and the attempts that updated them.
void WriteFinalPlan(const model::Application& app, const model::SqlExecution& sql,
                    const model::PlanVersion& plan, const StageAttempts& attempts,
                    JsonWriter& json) {
  const NodeStages stages(attempts);
  WriteGraph(app, plan, json, [&](const model::PlanNode& node) {
    json.BeginArray("metrics");
    for (const model::PlanMetric& metric : node.metrics) {
      const model::MetricFold* fold = sql.FindMetric(metric.accumulator_id);
      if (fold != nullptr) WriteMetric(app, metric, *fold, json);
    }
    json.EndArray();
    json.BeginArray("stages");
    for (const std::size_t i : stages.Of(node)) json.String(NameOf(attempts[i]->key));
    json.EndArray();
  });
}

bool IsSame(const model::PlanVersion& a, const model::PlanVersion& b) {
  return std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(),
                    [](const model::PlanNode& left, const model::PlanNode& right) {
                      return left.name == right.name && left.parent == right.parent &&
                             left.simple_string == right.simple_string;
                    });
}

// Versions before the one that ran. Adaptive execution tells of every stage that ends, often without
// a change: of versions in a row that are the same only the first is told. Nodes that were not kept
// (eventlog/events/plan_budget.h) are not told either.
void WriteReplacedPlans(const model::Application& app, const model::SqlExecution& sql,
                        JsonWriter& json) {
  const std::vector<model::PlanVersion>& plans = sql.plans;
  std::size_t final_begin = plans.empty() ? 0 : plans.size() - 1;
  while (final_begin > 0 && IsSame(plans[final_begin], plans[final_begin - 1])) --final_begin;
  json.BeginArray("replacedPlans");
  for (std::size_t i = 0; i < final_begin; ++i) {
    if (plans[i].nodes.empty() || (i > 0 && IsSame(plans[i], plans[i - 1]))) continue;
    json.BeginObject();
    json.Field("version", static_cast<std::int64_t>(i + 1));
    json.Field("planDescription", app.text(plans[i].description));
    WriteGraph(app, plans[i], json, [](const model::PlanNode&) {});
    json.EndObject();
  }
  json.EndArray();
}

void WriteExecution(const model::Application& app, const model::SqlExecution& sql,
                    const StageAttempts& attempts, JsonWriter& json) {
  const model::PlanVersion* plan = sql.final_plan();
  json.BeginObject();
  json.Field("id", sql.id);
  json.Field("status", StatusOf(app, sql));
  json.Field("description", app.text(sql.description));
  json.Field("planDescription", plan != nullptr ? app.text(plan->description) : std::string_view());
  OptionalTime(json, "submissionTime", sql.submission_time);
  json.Field("duration", DurationOf(app, sql));
  IdList(json, "runningJobIds", JobsWith(app, sql, model::SparkJobStatus::kRunning));
  IdList(json, "successJobIds", JobsWith(app, sql, model::SparkJobStatus::kSucceeded));
  IdList(json, "failedJobIds", JobsWith(app, sql, model::SparkJobStatus::kFailed));
  if (plan != nullptr) {
    WriteFinalPlan(app, sql, *plan, attempts, json);
  } else {
    IdList(json, "nodes", {});
    IdList(json, "edges", {});
  }
  json.Field("rootExecutionId", sql.root_id);
  OptionalText(json, "queryId", app.text(sql.query_id));
  json.Field("errorMessage", app.text(sql.error_message));
  TextMap(json, app, "modifiedConfigs", sql.modified_configs);
  WriteReplacedPlans(app, sql, json);
  json.EndObject();
}

}  // namespace

void WriteSql(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  std::vector<const model::SqlExecution*> executions;
  for (const model::SqlExecution& sql : app.sql_executions) executions.push_back(&sql);
  std::stable_sort(executions.begin(), executions.end(),
                   [](const auto* a, const auto* b) { return a->id < b->id; });
  std::unordered_map<std::int64_t, StageAttempts> attempts;
  for (const model::StageAttempt& stage : app.stages) {
    if (stage.sql_execution_id >= 0) attempts[stage.sql_execution_id].push_back(&stage);
  }
  json.BeginArray();
  for (const model::SqlExecution* sql : executions) {
    StageAttempts& its = attempts[sql->id];
    std::sort(its.begin(), its.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    WriteExecution(app, *sql, its, json);
  }
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
