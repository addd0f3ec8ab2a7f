#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "insights/plan_text.h"
#include "report/sql_detail.h"
#include "report/terminal/bar.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kMostLines = 400;   // of a plan; the rest is in JSON
constexpr std::int32_t kMostIndent = 12;  // branches; deeper ones stand in the last one's column
constexpr std::size_t kHeatWidth = 8;
constexpr std::size_t kMostMetrics = 5;   // of a node
constexpr std::size_t kMostSettings = 5;  // that the query was run with

void DrawHeader(const Page& page, const SqlDetail& detail) {
  const model::Application& app = page.app();
  const model::SqlExecution& sql = *detail.sql;
  Canvas& canvas = page.canvas;
  canvas.Line(Fit("sql " + std::to_string(sql.id) + "  " + TitleOf(app, sql), canvas.width() - 22),
              Clean(app.text(app.id)), Ink::kStrong, Ink::kDim);
  const std::string_view status = StatusOf(app, sql);
  const Ink ink = status == "FAILED" ? Ink::kFailed : Ink::kGood;
  std::string line =
      canvas.Paint(ink, status) + "   " + FormatDuration(DurationOf(app, sql)) + "   " +
      FormatCoreTime(detail.core_time) + " in " +
      FormatCountOf(static_cast<std::int64_t>(detail.stages.size()), "stage", "stages");
  if (model::IsKnown(sql.submission_time)) {
    line += "   " + FormatTimeOfDay(sql.submission_time) + " UTC";
  }
  if (sql.root_id >= 0 && sql.root_id != sql.id)
    line += "   part of sql " + std::to_string(sql.root_id);
  canvas.Line(line);
  if (sql.error_message != StringId::kEmpty) {
    canvas.Entry("failed", Fit(Clean(app.text(sql.error_message)), 400), 0, 8, Ink::kFailed,
                 Ink::kPlain);
  }
  std::size_t shown = 0;
  for (const auto& [name, value] : sql.modified_configs) {
    if (++shown > kMostSettings) {
      const auto more = static_cast<std::int64_t>(sql.modified_configs.size() - kMostSettings);
      canvas.Line(canvas.Paint(Ink::kDim, "set … " + FormatCount(more) + " more: -o json --full"));
      break;
    }
    canvas.Line(canvas.Paint(
        Ink::kDim,
        Fit("set " + Clean(app.text(name)) + "=" + Clean(app.text(value)), canvas.width())));
  }
}

// The lines of the tree in front of nodes, as they come in pre-order.
class Branches {
 public:
  // Text in front of a node.
  std::string Enter(const PlanLine& line) {
    const auto depth = static_cast<std::size_t>(std::clamp(line.depth, 0, kMostIndent));
    open_.resize(depth);
    if (depth == 0) return {};
    if (!line.begins_branch || line.depth > kMostIndent) return Below();
    open_.back() = false;
    std::string text = Below();
    text.resize(text.size() - 2);
    open_.back() = !line.is_last_branch;
    return text + (line.is_last_branch ? "└ " : "├ ");
  }
  // Text in front of what else is said of the node entered last.
  std::string Below() const {
    std::string text;
    for (const bool open : open_) text += open ? "│ " : "  ";
    return text;
  }

 private:
  std::vector<bool> open_;  // by depth: a branch beside it follows
};

std::string StagesOf(const PlanLine& line) {
  std::string text;
  for (std::size_t i = 0; i < line.stages.size() && i < 3; ++i) {
    text += (i == 0 ? "stage " : ", ") + NameOf(line.stages[i]);
  }
  if (line.stages.size() > 3) text += " +" + std::to_string(line.stages.size() - 3);
  return text;
}

void DrawNode(const Page& page, const SqlDetail& detail, const PlanLine& line,
              const std::string& stages_before, Branches& branches) {
  Canvas& canvas = page.canvas;
  const model::PlanNode& node = detail.plan->nodes[static_cast<std::size_t>(line.node)];
  const std::string heat = PadRight(PlainBar(static_cast<double>(line.core_time),
                                             static_cast<double>(detail.core_time), kHeatWidth),
                                    kHeatWidth);
  const std::string prefix = branches.Enter(line);
  std::string name = Clean(insights::PlainName(page.app().text(node.name)));
  if (!line.object.empty()) name += "  " + Clean(line.object);
  std::string stages = StagesOf(line);
  std::string right = stages;
  if (stages == stages_before) {
    right.clear();
  } else if (line.core_time > 0) {
    right += "  " + ShareOf(line.core_time, detail.core_time);
  }
  const std::string margin = "  " + heat + ' ' + prefix;
  const std::size_t room = canvas.width() - DisplayWidth(margin) - DisplayWidth(right) - 2;
  const std::string fitted = Fit(name, std::max<std::size_t>(room, 8));
  const std::size_t used = DisplayWidth(margin) + DisplayWidth(fitted) + DisplayWidth(right);
  const std::string gap(used < canvas.width() ? canvas.width() - used : 1, ' ');
  canvas.Line("  " + canvas.Paint(Ink::kCosts, heat) + ' ' + canvas.Paint(Ink::kDim, prefix) +
              canvas.Paint(Ink::kStrong, fitted) + gap + canvas.Paint(Ink::kDim, right));
  if (line.metrics.empty()) return;
  std::string metrics;
  const std::size_t shown = std::min(line.metrics.size(), kMostMetrics);
  for (std::size_t i = 0; i < shown; ++i) {
    metrics += (i == 0 ? "" : " · ") + Clean(line.metrics[i]);
  }
  if (shown < line.metrics.size()) metrics += " · +" + std::to_string(line.metrics.size() - shown);
  const std::string below = std::string(5 + kHeatWidth, ' ') + branches.Below();
  for (const std::string& text : Wrap(metrics, canvas.width() - DisplayWidth(below))) {
    canvas.Line(canvas.Paint(Ink::kDim, below + text));
  }
}

void DrawPlan(const Page& page, const SqlDetail& detail) {
  if (detail.plan == nullptr) {
    page.canvas.Heading("plan");
    page.canvas.Line("  The log has no plan of it.");
    return;
  }
  std::string right =
      FormatCountOf(static_cast<std::int64_t>(detail.lines.size()), "node", "nodes");
  if (detail.sql->plans.size() > 1) {
    right += ", version " + std::to_string(detail.version + 1) + " of " +
             std::to_string(detail.sql->plans.size()) + " (adaptive execution)";
  }
  page.canvas.Heading("plan; bars: share of the query's core time of the stages that ran a node",
                      right);
  Branches branches;
  std::string stages_before;
  for (std::size_t i = 0; i < detail.lines.size() && i < kMostLines; ++i) {
    DrawNode(page, detail, detail.lines[i], stages_before, branches);
    if (std::string stages = StagesOf(detail.lines[i]); !stages.empty()) stages_before = stages;
  }
  const bool any_hidden =
      std::any_of(detail.lines.begin(), detail.lines.end(),
                  [](const PlanLine& line) { return line.metrics.size() > kMostMetrics; });
  if (any_hidden) {
    page.canvas.Line(
        page.canvas.Paint(Ink::kDim, "  +1 and the like: further metrics, all in -o json --full"));
  }
  if (detail.lines.size() > kMostLines) {
    page.canvas.Line("  … " +
                     FormatCount(static_cast<std::int64_t>(detail.lines.size() - kMostLines)) +
                     " more nodes: -o json --full");
  }
}

// "2 × SortMergeJoin, BroadcastHashJoin": what adaptive execution changes most.
std::string JoinsOf(const model::Application& app, const model::PlanVersion& plan) {
  std::map<std::string, int> joins;
  for (const model::PlanNode& node : plan.nodes) {
    const std::string_view name = app.text(node.name);
    if (insights::IsJoin(insights::OperatorOf(name))) {
      ++joins[Clean(insights::PlainName(name))];
    }
  }
  std::string text;
  for (const auto& [name, count] : joins) {
    text += (text.empty() ? "" : ", ") + (count > 1 ? std::to_string(count) + "× " : "") + name;
  }
  return text;
}

void DrawVersions(const Page& page, const SqlDetail& detail) {
  const auto& plans = detail.sql->plans;
  if (plans.size() < 2) return;
  Table table({{"version", true}, {"nodes", true}, {"joins", false, true}});
  for (std::size_t i = 0; i < plans.size(); ++i) {
    table.Row({{std::to_string(i + 1)},
               {FormatCount(static_cast<std::int64_t>(plans[i].nodes.size()))},
               {JoinsOf(page.app(), plans[i])}});
  }
  page.canvas.Heading("plan versions");
  table.Draw(page.canvas, 2);
}

}  // namespace

void DrawPlanOf(const Page& page, const model::SqlExecution& sql) {
  DrawPlan(page, DetailOf(page.report, page.summary, sql));
}

std::string RenderSql(const Report& report, const model::SqlExecution& sql,
                      const TextOptions& options) {
  const Summary summary = Summarize(report);
  const SqlDetail detail = DetailOf(report, summary, sql);
  Canvas canvas(options.style);
  const Page page{report, summary, options, canvas};
  DrawHeader(page, detail);
  DrawPlan(page, detail);
  if (!detail.stages.empty()) {
    const std::size_t shown = std::min(detail.stages.size(), options.top);
    canvas.Heading("its stages",
                   std::to_string(shown) + " of " + std::to_string(detail.stages.size()));
    DrawStageTable(
        page, {detail.stages.begin(), detail.stages.begin() + static_cast<std::ptrdiff_t>(shown)});
  }
  DrawVersions(page, detail);
  DrawFindingsAbout(page, {}, sql.id);
  return canvas.Take();
}

}  // namespace dataflint::report::terminal
