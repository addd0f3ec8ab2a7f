// SQL executions: start, AQE updates, driver metrics, end. Follows SQLAppStatusListener.
#include "eventlog/events/sql_execution.h"

#include <algorithm>
#include <optional>
#include <string>

#include "eventlog/events/plan.h"
#include "eventlog/events/plan_budget.h"
#include "eventlog/events/properties.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

using model::SqlExecution;

// Older versions' plan texts may take a quarter of the budget: the newest of each execution matters
// more.
constexpr std::size_t kShareOfOlder = 4;

void KeepPlanText(model::PlanVersion& plan, std::string_view text, std::size_t budget,
                  EventContext& context) {
  if (text.empty() || plan.description != StringId::kEmpty) return;
  if (context.state.plan_text_bytes + text.size() > budget) {
    context.builder.Issue(ImportIssue::plan_text_dropped);
    return;
  }
  const std::size_t before = context.app().strings.bytes();
  plan.description = context.Intern(text);
  context.state.plan_text_bytes += context.app().strings.bytes() - before;
}

// Past the budget the text is not held.
void HoldPlanText(OpenSqlExecution& open, std::string_view text, EventContext& context) {
  std::string buffer;
  text = WithoutSecrets(text, buffer);
  context.state.open_text_bytes -= open.description.size();
  if (context.state.open_text_bytes + text.size() > context.budgets().plan_texts) {
    context.builder.Issue(ImportIssue::plan_text_dropped);
    text = {};
  }
  open.description = text;
  open.description.shrink_to_fit();
  context.state.open_text_bytes += text.size();
}

// Adds a version of the plan; its text waits until a newer one comes or the execution ends.
void AddPlan(std::uint32_t index, const JsonValue& description, const JsonValue& info,
             EventContext& context) {
  if (!info.is_object()) return;
  PlanReading reading = ReadPlan(info, context);
  if (reading.dropped) context.builder.Issue(ImportIssue::plan_text_dropped);
  if (reading.plan.truncated) context.builder.Issue(ImportIssue::truncated_plan);
  SqlExecution& execution = context.app().sql_executions[index];
  if (!context.builder.sql_metrics().AddPlan(execution.id, reading.plan.nodes)) {
    context.builder.Issue(ImportIssue::sql_plan_dropped, "metrics of open SQL executions");
  }
  ReplaceNewestPlan(index, context);
  execution.plans.push_back(std::move(reading.plan));

  OpenSqlExecution& open = context.state.open_sql[execution.id];
  if (execution.plans.size() > 1 && !open.description.empty()) {
    KeepPlanText(execution.plans[open.plan_version], open.description,
                 context.budgets().plan_texts / kShareOfOlder, context);
  }
  open.plan_version = static_cast<std::uint32_t>(execution.plans.size() - 1);
  HoldPlanText(open, description.Text(), context);
  CountNewestPlan(index, context);
}

// The execution that an event is about; -1, and counted, when its id can be none.
std::int64_t ReadSqlId(const JsonValue& id, const EventContext& context) {
  if (!context.Need(id, "executionId")) return -1;
  const std::int64_t execution = id.Int(-1);
  if (execution < 0) context.builder.Issue(ImportIssue::bad_id, id.Raw());
  return execution;
}

// Index of the row of an execution that has not ended, added when there is none. Nothing when the
// event's id can be none, the execution has ended, or there is no room.
std::optional<std::uint32_t> OpenExecution(const JsonValue& id, const EventContext& context) {
  const std::int64_t execution = ReadSqlId(id, context);
  if (execution < 0 || context.state.ended_sql.Contains(execution)) return std::nullopt;
  const std::int64_t index = context.builder.SqlIndex(execution);
  if (index < 0) return std::nullopt;
  return static_cast<std::uint32_t>(index);
}

}  // namespace

void KeepOpenPlanTexts(EventContext& context) {
  for (SqlExecution& execution : context.app().sql_executions) {
    const auto open = context.state.open_sql.find(execution.id);
    if (open == context.state.open_sql.end()) continue;
    if (open->second.plan_version >= execution.plans.size()) continue;
    KeepPlanText(execution.plans[open->second.plan_version], open->second.description,
                 context.budgets().plan_texts, context);
  }
}

void ReadSqlExecutionStart(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue root;
  JsonValue description;
  JsonValue details;
  JsonValue plan_text;
  JsonValue plan;
  JsonValue time;
  JsonValue configs;
  JsonValue query_id;
  event.Pick({{"executionId", id},
              {"rootExecutionId", root},
              {"description", description},
              {"details", details},
              {"physicalPlanDescription", plan_text},
              {"sparkPlanInfo", plan},
              {"time", time},
              {"modifiedConfigs", configs},
              {"queryId", query_id}});
  const std::int64_t execution_id = ReadSqlId(id, context);
  if (execution_id < 0) return;
  const std::int64_t found = context.builder.SqlIndex(execution_id);
  if (found < 0 || !context.state.announced_sql.Insert(execution_id)) return;  // told twice
  const auto index = static_cast<std::uint32_t>(found);
  {
    SqlExecution& execution = context.app().sql_executions[index];
    execution.root_id = root.Int(execution.id);
    execution.query_id = context.Intern(query_id);
    execution.description = InternWithoutSecrets(description.Text(), context);
    execution.details = InternWithoutSecrets(details.Text(), context);
    execution.submission_time = context.Time(time);
    context.builder.KeepList(execution.modified_configs, ReadProperties(configs, context),
                             "settings of a SQL execution");
  }
  // An update that came before it has a newer plan.
  if (context.app().sql_executions[index].plans.empty()) AddPlan(index, plan_text, plan, context);
}

void ReadSqlAdaptiveExecutionUpdate(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue plan_text;
  JsonValue plan;
  event.Pick(
      {{"executionId", id}, {"physicalPlanDescription", plan_text}, {"sparkPlanInfo", plan}});
  const std::optional<std::uint32_t> index = OpenExecution(id, context);
  if (index) AddPlan(*index, plan_text, plan, context);
}

// Metrics of operators that AQE made while the plan stays (SPARK-31632).
void ReadSqlAdaptiveMetricUpdates(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue metrics;
  event.Pick({{"executionId", id}, {"sqlPlanMetrics", metrics}});
  const std::optional<std::uint32_t> index = OpenExecution(id, context);
  if (!index) return;
  model::PlanNode node;
  for (const JsonValue& metric : context.Items(metrics, "sqlPlanMetrics")) {
    JsonValue name;
    JsonValue accumulator;
    JsonValue type;
    metric.Pick({{"name", name}, {"accumulatorId", accumulator}, {"metricType", type}});
    node.metrics.push_back({context.Intern(name), accumulator.Int(-1),
                            model::MetricTypeOf(type.Text()), context.Intern(type)});
  }
  if (node.metrics.empty()) return;
  const std::int64_t execution_id = context.app().sql_executions[*index].id;
  if (!context.builder.sql_metrics().AddPlan(execution_id, {node})) {
    context.builder.Issue(ImportIssue::sql_plan_dropped, "metrics of open SQL executions");
  }
}

void ReadDriverAccumUpdates(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue updates;
  event.Pick({{"executionId", id}, {"accumUpdates", updates}});
  const std::int64_t execution = ReadSqlId(id, context);
  if (execution < 0) return;
  if (context.builder.FindSql(execution) < 0) return;
  if (context.state.ended_sql.Contains(execution)) return;
  for (const JsonValue& update : updates.items()) {
    JsonValue pair[2];
    std::size_t count = 0;
    for (const JsonValue& part : update.items()) {
      if (count < 2) pair[count] = part;
      ++count;
    }
    std::int64_t accumulator = 0;
    if (count != 2 || !pair[0].TryInt(accumulator)) {
      context.builder.Issue(ImportIssue::bad_number, update.Raw());
      continue;
    }
    if (!context.builder.sql_metrics().DriverUpdate(execution, accumulator, pair[1].Int())) {
      context.builder.Issue(ImportIssue::sql_plan_dropped, "driver updates of open SQL executions");
    }
  }
}

void ReadSqlExecutionEnd(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue time;
  JsonValue error;
  event.Pick({{"executionId", id}, {"time", time}, {"errorMessage", error}});
  const std::optional<std::uint32_t> found = OpenExecution(id, context);
  if (!found) return;
  const std::uint32_t index = *found;
  SqlExecution& execution = context.app().sql_executions[index];
  const std::int64_t execution_id = execution.id;
  context.state.ended_sql.Insert(execution_id);
  execution.completion_time = context.Time(time);
  if (error.present()) {
    constexpr std::size_t kErrorBytes = 16384;
    execution.has_error_field = true;
    execution.error_message = InternWithoutSecrets(error.Text(), context, kErrorBytes);
  }
  if (model::IsKnown(execution.submission_time) && model::IsKnown(execution.completion_time) &&
      execution.completion_time < execution.submission_time) {
    context.builder.Issue(ImportIssue::negative_duration, "SQL execution");
  }
  execution.metrics = context.builder.sql_metrics().Fold(execution_id);
  execution.metrics.shrink_to_fit();
  for (const model::MetricFold& metric : execution.metrics) {
    if (metric.approximate) context.builder.Issue(ImportIssue::sketched_metric);
  }
  context.builder.sql_metrics().Forget(execution_id);
  context.state.stages_of_sql.erase(execution_id);
  CountMetrics(index, context);
  const auto open = context.state.open_sql.find(execution_id);
  if (open == context.state.open_sql.end()) return;
  if (open->second.plan_version < execution.plans.size()) {
    KeepPlanText(execution.plans[open->second.plan_version], open->second.description,
                 context.budgets().plan_texts, context);
  }
  context.state.open_text_bytes -= open->second.description.size();
  context.state.open_sql.erase(open);
}

}  // namespace dataflint::eventlog
