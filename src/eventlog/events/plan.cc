#include "eventlog/events/plan.h"

#include <utility>
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

// Reads a plan node by node, those whose children are still to be read on a stack.
class PlanReader {
 public:
  explicit PlanReader(EventContext& context)
      : context_(context), bytes_before_(context.app().strings.bytes()) {}

  PlanReading Read(const JsonValue& root) {
    if (root.is_object()) Add(root, -1, 0);
    while (!open_.empty()) {
      Level& level = open_.back();
      if (!(level.next != level.end)) {
        open_.pop_back();
        continue;
      }
      const JsonValue child = *level.next;
      ++level.next;
      const std::int32_t parent = level.node;
      if (child.is_object())
        Add(child, parent, nodes()[static_cast<std::size_t>(parent)].depth + 1);
    }
    context_.state.plan_text_bytes += NewBytes();
    nodes().shrink_to_fit();
    return std::move(reading_);
  }

 private:
  struct Level {
    JsonArrayView::Iterator next;
    JsonArrayView::Iterator end;
    std::int32_t node;
  };

  std::vector<model::PlanNode>& nodes() { return reading_.plan.nodes; }
  std::size_t NewBytes() const { return context_.app().strings.bytes() - bytes_before_; }

  void Add(const JsonValue& value, std::int32_t parent, std::int32_t depth) {
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
    model::PlanNode& node = nodes().emplace_back();
    node.name = InternWithoutSecrets(name.Text(), context_);
    node.parent = parent;
    node.depth = depth;
    node.metrics = ReadMetrics(metrics, context_);
    if (context_.state.plan_text_bytes + NewBytes() > context_.budgets().plan_texts) {
      reading_.dropped = true;
    } else {
      ReadTexts(simple_string.Text(), metadata, node);
    }
    const JsonArrayView items = children.items();
    open_.push_back({items.begin(), items.end(), static_cast<std::int32_t>(nodes().size() - 1)});
  }

  void ReadTexts(std::string_view simple_string, const JsonValue& metadata, model::PlanNode& node) {
    reading_.plan.truncated |= model::IsShortened(simple_string);
    node.simple_string = InternWithoutSecrets(simple_string, context_);
    for (const JsonMember& member : metadata.members()) {
      const std::string_view detail = member.value.Text();
      reading_.plan.truncated |= model::IsShortened(detail);
      node.metadata.emplace_back(context_.Intern(member.name()),
                                 LooksSecret(member.name(), {})
                                     ? context_.Intern(kRedacted)
                                     : InternWithoutSecrets(detail, context_));
    }
  }

  EventContext& context_;
  std::size_t bytes_before_;
  PlanReading reading_;
  std::vector<Level> open_;
};

}  // namespace

PlanReading ReadPlan(const JsonValue& info, EventContext& context) {
  return PlanReader(context).Read(info);
}

}  // namespace dataflint::eventlog
