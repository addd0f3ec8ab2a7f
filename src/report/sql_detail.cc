#include "report/sql_detail.h"

#include <algorithm>

#include "base/quantity.h"
#include "insights/plan_text.h"
#include "model/metric_magnitude.h"
#include "report/node_stages.h"

namespace dataflint::report {
namespace {

using insights::Operator;
using model::MetricType;

std::string ValueOf(MetricType type, std::int64_t value) {
  switch (type) {
    case MetricType::kSize:
      return FormatBytes(value);
    case MetricType::kTiming:
      return FormatDuration(value);
    case MetricType::kNsTiming:
      return FormatNanoseconds(value);
    case MetricType::kAverage:
      return FormatCount(value / 10);  // held in tenths
    default:
      return FormatCount(value);
  }
}

bool IsTime(MetricType type) {
  return type == MetricType::kTiming || type == MetricType::kNsTiming;
}

// Rows say most, spill next, then times and sizes that are worth looking at, then all else.
int RankOf(std::string_view name, const model::MetricFold& metric) {
  const std::int64_t magnitude = model::MagnitudeOf(metric.type, metric.total);
  if (name.find("output rows") != std::string_view::npos) return 0;
  if (name.find("spill") != std::string_view::npos) return 1;
  if (IsTime(metric.type)) return magnitude >= 100 ? 2 : 5;
  if (metric.type == MetricType::kSize) return magnitude >= (1 << 20) ? 3 : 5;
  return name.find("files") != std::string_view::npos ? 3 : 4;
}

// "sort time 41.3 s (max 12 s, task 1187 of stage 42.0)". Empty when it was never set, or is zero.
std::string MetricLine(std::string_view name, const model::MetricFold& metric) {
  if (metric.count == 0 && metric.total == 0) return {};
  const bool is_average = metric.type == MetricType::kAverage;
  const std::int64_t shown = is_average ? metric.median : metric.total;
  if (shown <= 0) return {};
  std::string text(name);
  text += ' ' + ValueOf(metric.type, shown);
  const std::int64_t largest = model::MagnitudeOf(metric.type, metric.max);
  const bool is_large = largest >= (IsTime(metric.type) ? 1000 : 1 << 20);
  const bool stands_out = is_large && metric.valid_count > 1 && metric.max_task_id >= 0 &&
                          metric.max / 2 > metric.median;
  if (stands_out) {
    text += " (max " + ValueOf(metric.type, metric.max) + ", task " +
            std::to_string(metric.max_task_id) + " of stage " + NameOf(metric.max_stage) + ')';
  }
  return text;
}

bool IsCodegen(std::string_view name) { return name.starts_with("WholeStageCodegen"); }

NodeStages StagesOf(const SqlDetail& detail) {
  std::vector<const model::StageAttempt*> attempts;
  for (const StageSummary* stage : detail.stages) attempts.push_back(stage->stage);
  return NodeStages(attempts);
}

void AddNode(const model::Application& app, const SqlDetail& detail, const NodeStages& stages,
             const model::PlanNode& node, PlanLine& line) {
  std::vector<std::pair<int, std::string>> ranked;
  for (const model::PlanMetric& metric : node.metrics) {
    const model::MetricFold* fold = detail.sql->FindMetric(metric.accumulator_id);
    if (fold == nullptr) continue;
    std::string name(app.text(metric.name));
    if (IsCodegen(app.text(node.name))) {
      name += " of " + std::string(app.text(node.name)) + " over all tasks";
    }
    std::string text = MetricLine(name, *fold);
    if (text.empty()) continue;
    ranked.emplace_back(RankOf(app.text(metric.name), *fold), std::move(text));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [rank, text] : ranked) line.metrics.push_back(std::move(text));
  for (const std::size_t i : stages.Of(node)) {
    line.stages.push_back(detail.stages[i]->stage->key);
    line.core_time += detail.stages[i]->core_time;
  }
  std::sort(line.stages.begin(), line.stages.end());
}

bool IsHidden(std::string_view name) {
  const Operator op = insights::OperatorOf(name);
  return op == Operator::kQueryStage || op == Operator::kAdaptive ||
         insights::PlainName(name) == "InputAdapter" || IsCodegen(name);
}

std::string ObjectOf(const model::Application& app, const model::PlanNode& node) {
  const Operator op = insights::OperatorOf(app.text(node.name));
  const std::string_view text = app.text(node.simple_string);
  if (op == Operator::kScan || op == Operator::kWrite) {
    const insights::DataSource source = insights::SourceOf(app, node);
    std::string name = source.table.empty() ? source.path : source.table;
    return app.text(node.name).find(name) == std::string_view::npos ? name : std::string();
  }
  if (op == Operator::kExchange) {
    const std::vector<std::string> keys = insights::PartitioningKeys(text);
    return keys.empty() ? std::string() : "by " + insights::Listed(keys);
  }
  return insights::IsJoin(op) ? std::string(insights::JoinTypeOf(text)) : std::string();
}

// Which nodes are shown, and below which shown node each stands (-1: the root).
struct Shape {
  std::vector<bool> shown;
  std::vector<std::int32_t> parent;
  std::vector<std::int32_t> children;  // shown ones; the last entry counts the roots

  std::int32_t& children_of(std::int32_t node) {
    return node < 0 ? children.back() : children[static_cast<std::size_t>(node)];
  }
};

Shape ShapeOf(const model::Application& app, const model::PlanVersion& plan) {
  const std::size_t count = plan.nodes.size();
  Shape shape{std::vector<bool>(count), std::vector<std::int32_t>(count, -1),
              std::vector<std::int32_t>(count + 1, 0)};
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t above = plan.nodes[i].parent;
    if (above >= 0 && static_cast<std::size_t>(above) < i) {
      const auto index = static_cast<std::size_t>(above);
      shape.parent[i] = shape.shown[index] ? above : shape.parent[index];
    }
    shape.shown[i] = !IsHidden(app.text(plan.nodes[i].name));
    if (shape.shown[i]) ++shape.children_of(shape.parent[i]);
  }
  return shape;
}

// Metrics of a wrapper go to the first node that it wraps, under the wrapper's own name, as they
// are of all its nodes: "duration of WholeStageCodegen (3) over all tasks 1 m 1 s".
void AddWrapped(std::vector<std::string>& wrapped, PlanLine& line) {
  line.metrics.insert(line.metrics.end(), wrapped.begin(), wrapped.end());
  wrapped.clear();
}

void AddLines(const model::Application& app, SqlDetail& detail) {
  const model::PlanVersion& plan = *detail.plan;
  const NodeStages stages = StagesOf(detail);
  Shape shape = ShapeOf(app, plan);
  std::vector<std::int32_t> seen(plan.nodes.size() + 1);  // children drawn so far
  std::vector<std::int32_t> depth(plan.nodes.size() + 1);
  std::vector<std::string> wrapped;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    PlanLine line;
    AddNode(app, detail, stages, plan.nodes[i], line);
    if (!shape.shown[i]) {
      wrapped.insert(wrapped.end(), line.metrics.begin(), line.metrics.end());
      continue;
    }
    const std::int32_t above = shape.parent[i];
    const std::size_t parent = above < 0 ? plan.nodes.size() : static_cast<std::size_t>(above);
    line.node = static_cast<std::int32_t>(i);
    line.begins_branch = above >= 0 && shape.children_of(above) > 1;
    line.is_last_branch = ++seen[parent] == shape.children_of(above);
    line.depth = depth[parent] + (line.begins_branch ? 1 : 0);
    depth[i] = line.depth;
    line.object = ObjectOf(app, plan.nodes[i]);
    AddWrapped(wrapped, line);
    detail.lines.push_back(std::move(line));
  }
}

}  // namespace

SqlDetail DetailOf(const Report& report, const Summary& summary, const model::SqlExecution& sql) {
  SqlDetail detail;
  detail.sql = &sql;
  for (const StageSummary& stage : summary.stages) {
    if (stage.stage->sql_execution_id != sql.id) continue;
    detail.stages.push_back(&stage);
    detail.core_time += stage.core_time;
  }
  std::stable_sort(
      detail.stages.begin(), detail.stages.end(),
      [](const StageSummary* a, const StageSummary* b) { return a->core_time > b->core_time; });
  detail.plan = sql.final_plan();
  if (detail.plan == nullptr) return detail;

  detail.version = sql.plans.size() - 1;
  AddLines(*report.app, detail);
  return detail;
}

}  // namespace dataflint::report
