#include "eventlog/events/plan.h"

#include <vector>

#include "eventlog/events/properties.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

std::vector<model::PlanMetric> ReadMetrics(const JsonValue& metrics, const EventContext& context) {
  std::vector<model::PlanMetric> read;
  read.reserve(metrics.CountItems());
  for (const JsonValue& metric : metrics.items()) {
    JsonValue name;
    JsonValue id;
    JsonValue old_id;  // Spark 1.x and 2.0
    JsonValue type;
    metric.Pick({{"name", name}, {"accumulatorId", id}, {"metricType", type}, {"accumId", old_id}});
    model::PlanMetric& entry = read.emplace_back();
    entry.name = context.Intern(name);
    entry.accumulator_id = id.present() ? id.Int(-1) : old_id.Int(-1);
    entry.type = model::MetricTypeOf(type.Text());
    entry.type_text = context.Intern(type);
  }
  return read;
}

// A node whose children are still to be read.
struct Level {
  JsonArrayView::Iterator next;
  JsonArrayView::Iterator end;
  std::int32_t node;
};

}  // namespace

PlanReading ReadPlan(const JsonValue& info, EventContext& context) {
  PlanReading reading;
  std::vector<model::PlanNode>& nodes = reading.plan.nodes;
  std::vector<Level> open;
  const std::size_t bytes_before = context.app().strings.bytes();
  const auto add = [&](const JsonValue& value, std::int32_t parent, std::int32_t depth) {
    JsonValue name;
    JsonValue simple_string;
    JsonValue children;
    JsonValue metadata;
    JsonValue metrics;
    value.Pick({{"nodeName", name},
                {"simpleString", simple_string},
                {"children", children},
                {"metadata", metadata},
                {"metrics", metrics}});
    model::PlanNode& node = nodes.emplace_back();
    node.name = InternWithoutSecrets(name.Text(), context);
    node.parent = parent;
    node.depth = depth;
    node.metrics = ReadMetrics(metrics, context);
    const std::size_t new_bytes = context.app().strings.bytes() - bytes_before;
    if (context.state.plan_text_bytes + new_bytes > context.budgets().plan_texts) {
      reading.dropped = true;
    } else {
      const std::string_view text = simple_string.Text();
      reading.plan.truncated |= model::IsShortened(text);
      node.simple_string = InternWithoutSecrets(text, context);
      for (const JsonMember& member : metadata.members()) {
        const std::string_view detail = member.value.Text();
        reading.plan.truncated |= model::IsShortened(detail);
        node.metadata.emplace_back(context.Intern(member.name()),
                                   LooksSecret(member.name(), {})
                                       ? context.Intern(kRedacted)
                                       : InternWithoutSecrets(detail, context));
      }
    }
    const JsonArrayView items = children.items();
    open.push_back({items.begin(), items.end(), static_cast<std::int32_t>(nodes.size() - 1)});
  };
  if (info.is_object()) add(info, -1, 0);
  while (!open.empty()) {
    Level& level = open.back();
    if (!(level.next != level.end)) {
      open.pop_back();
      continue;
    }
    const JsonValue child = *level.next;
    ++level.next;
    const std::int32_t parent = level.node;
    if (child.is_object()) add(child, parent, nodes[static_cast<std::size_t>(parent)].depth + 1);
  }
  context.state.plan_text_bytes += context.app().strings.bytes() - bytes_before;
  nodes.shrink_to_fit();
  return reading;
}

}  // namespace dataflint::eventlog
