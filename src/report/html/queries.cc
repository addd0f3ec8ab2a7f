#include <algorithm>
#include <tuple>

#include "insights/plan_text.h"
#include "report/html/page_parts.h"
#include "report/sql_detail.h"
#include "report/titles.h"

namespace dataflint::report::html {
namespace {

constexpr std::size_t kRoom = 150'000;
constexpr std::size_t kRoomForPlans = 300'000;
constexpr std::size_t kMostPlans = 60;
constexpr std::size_t kMostLines = 300;  // of a plan
constexpr std::size_t kMostMetrics = 6;  // of a node
constexpr std::size_t kMostStages = 6;   // of a node

struct NodeTexts {
  std::string name;
  std::string object;
  std::vector<std::string> metrics;
};

NodeTexts TextsOf(const PageContext& context, const SqlDetail& detail, const PlanLine& line) {
  const model::PlanNode& node = detail.plan->nodes[static_cast<std::size_t>(line.node)];
  NodeTexts texts{ShortText(insights::PlainName(context.app().text(node.name)), 80),
                  ShortText(line.object, 160),
                  {}};
  for (std::size_t i = 0; i < line.metrics.size() && i < kMostMetrics; ++i) {
    texts.metrics.push_back(ShortText(line.metrics[i], 120));
  }
  return texts;
}

void WriteLine(const PlanLine& line, const NodeTexts& texts, JsonWriter& json) {
  json.BeginObject();
  NonZero(json, "depth", line.depth);
  if (line.begins_branch) json.Field("branch", true);
  if (line.is_last_branch) json.Field("last", true);
  json.Field("name", texts.name);
  NonEmpty(json, "object", texts.object);
  NonZero(json, "core", line.core_time);
  if (!line.stages.empty()) {
    NonZero(json, "stageCount", static_cast<std::int64_t>(line.stages.size()));
    json.BeginArray("stages");
    for (std::size_t i = 0; i < line.stages.size() && i < kMostStages; ++i) {
      json.String(model::NameOf(line.stages[i]));
    }
    json.EndArray();
  }
  if (!texts.metrics.empty()) {
    json.BeginArray("metrics");
    for (const std::string& metric : texts.metrics) json.String(metric);
    json.EndArray();
  }
  json.EndObject();
}

// As many lines of the plan as there is room for.
void WritePlan(const PageContext& context, const model::SqlExecution& sql, Room& room,
               JsonWriter& json) {
  const SqlDetail detail = DetailOf(context.report, context.summary, sql);
  if (detail.plan == nullptr) return;
  json.BeginObject("plan");
  json.Field("nodes", static_cast<std::int64_t>(detail.lines.size()));
  json.Field("version", static_cast<std::int64_t>(detail.version + 1));
  json.Field("versions", static_cast<std::int64_t>(sql.plans.size()));
  json.BeginArray("lines");
  for (std::size_t i = 0; i < detail.lines.size() && i < kMostLines; ++i) {
    const NodeTexts texts = TextsOf(context, detail, detail.lines[i]);
    std::vector<std::string_view> sizes(texts.metrics.begin(), texts.metrics.end());
    sizes.insert(sizes.end(), {texts.name, texts.object});
    if (!room.Take(6 + std::min(detail.lines[i].stages.size(), kMostStages) / 2, sizes)) break;
    WriteLine(detail.lines[i], texts, json);
  }
  json.EndArray();
  json.EndObject();
}

void WriteQuery(const PageContext& context, const SqlSummary& summary, const std::string& title,
                bool matters, JsonWriter& json) {
  const model::SqlExecution& sql = *summary.sql;
  json.Field("sql", sql.id);
  if (sql.root_id >= 0 && sql.root_id != sql.id) json.Field("root", sql.root_id);
  json.Field("title", title);
  json.Field("status", summary.status);
  if (matters) json.Field("matters", true);
  if (model::IsKnown(sql.submission_time)) {
    json.Field("begin", context.At(sql.submission_time));
    const model::TimeMs end =
        model::IsKnown(sql.completion_time) ? sql.completion_time : context.report.figures.end;
    NonZero(json, "end", context.At(end));
  }
  NonZero(json, "duration", summary.duration);
  NonZero(json, "core", summary.core_time);
  NonZero(json, "stages", summary.stages);
  NonZero(json, "tasks", summary.tasks);
  NonZero(json, "spill", summary.disk_spill);
  NonZero(json, "read", summary.input);
  NonZero(json, "shuffled", summary.shuffled());
  NonZero(json, "written", summary.output);
}

}  // namespace

void WriteQueries(const PageContext& context, JsonWriter& json) {
  const Order order = SqlInOrder(context.report, context.summary);
  std::vector<const model::SqlExecution*> shown;
  for (const std::size_t i : order.indices) {
    if (shown.size() * 100 > kRoom) break;  // no row is shorter
    shown.push_back(context.summary.sql[i].sql);
  }
  const std::vector<std::string> titles = TitlesOf(context.app(), shown);
  Room room(kRoom);
  Room plan_room(kRoomForPlans);
  json.BeginObject("queries");
  json.Field("total", static_cast<std::int64_t>(context.summary.sql.size()));
  json.BeginArray("rows");
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::string title = ShortText(titles[i], 160);
    if (!room.Take(12, {title})) break;
    const SqlSummary& summary = context.summary.sql[order.indices[i]];
    json.BeginObject();
    WriteQuery(context, summary, title, i < order.mattering, json);
    if (i < kMostPlans) {
      NonEmpty(json, "error", ShortText(context.app().text(summary.sql->error_message), 400));
      WritePlan(context, *summary.sql, plan_room, json);
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report::html
