#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

using insights::Unit;

std::string ValueOf(const insights::Evidence& evidence) {
  const double value = std::clamp(evidence.value, -9e18, 9e18);
  switch (evidence.unit) {
    case Unit::kShare:
    case Unit::kRatio:
      return insights::TextOf(value, evidence.unit);
    case Unit::kNone:
      break;
    default:
      return insights::TextOf(std::round(value), evidence.unit);
  }
  std::string text = FormatCount(std::llround(value));
  if (std::round(value) == evidence.value) return text;
  text = std::to_string(evidence.value);
  return text.substr(0, text.find('.') + 3);
}

void DrawEvidence(const Page& page, const insights::Finding& finding) {
  if (finding.evidence.empty()) return;
  Table table({{"", false, true}, {"", true}, {"where", false, false, 1}});
  for (const insights::Evidence& evidence : finding.evidence) {
    table.Row({{Clean(evidence.name)}, {ValueOf(evidence)}, {Clean(evidence.where)}});
  }
  page.canvas.Heading("evidence", finding.id);
  table.Draw(page.canvas, 2);
}

void DrawSaving(const Page& page, const insights::Impact& impact) {
  if (impact.wall_ms_high <= 0 && impact.core_ms_high <= 0) return;
  page.canvas.Heading("how the saving was computed");
  page.canvas.Paragraph(Clean(impact.method), 2);
  if (impact.is_upper_bound) {
    page.canvas.Paragraph("No more than this can be saved; how much will be is not known.", 2);
    return;
  }
  Table table({{"", false, true}, {"low"}, {"expected"}, {"high"}});
  if (impact.wall_ms_high > 0) {
    table.Row({{"wall time"},
               {FormatDuration(impact.wall_ms_low)},
               {FormatDuration(impact.wall_ms_expected)},
               {FormatDuration(impact.wall_ms_high)}});
  }
  if (impact.core_ms_high > 0) {
    table.Row({{"core time"},
               {FormatCoreTime(impact.core_ms_low)},
               {FormatCoreTime(impact.core_ms_expected)},
               {FormatCoreTime(impact.core_ms_high)}});
  }
  table.Draw(page.canvas, 2);
}

// The tasks or the plan that the finding is about.
void DrawProof(const Page& page, const insights::Finding& finding) {
  const model::Application& app = page.app();
  const bool is_of_stage = finding.scope == insights::Scope::kStage;
  const model::StageAttempt* stage = is_of_stage ? app.FindStage(finding.stage) : nullptr;
  if (stage != nullptr) DrawTasksOf(page, *stage);
  const model::SqlExecution* sql =
      finding.sql_execution_id < 0 ? nullptr : app.FindSql(finding.sql_execution_id);
  if (sql != nullptr && !is_of_stage) DrawPlanOf(page, *sql);
}

// That the insight was not asked, or found nothing.
std::string WhyNone(const Report& report, std::string_view id) {
  for (const auto& off : report.adjustments.switched_off) {
    if (off.insight == id && off.alert.empty()) {
      return std::string(id) + ": not asked, switched off by " + Clean(off.by);
    }
  }
  return std::string(id) + ": no finding in this run (dataflint insights " + std::string(id) +
         " says when there is one)";
}

}  // namespace

std::string RenderInsight(const Report& report, std::string_view id, const TextOptions& options) {
  std::vector<const insights::Finding*> found;
  for (const insights::Finding& finding : report.findings) {
    if (finding.id == id || finding.insight == id) found.push_back(&finding);
  }
  Canvas canvas(options.style);
  if (found.empty()) {
    canvas.Line(WhyNone(report, id));
    return canvas.Take();
  }
  const Summary summary = Summarize(report);
  const Page page{report, summary, options, canvas};
  const std::string_view name = report.app->text(report.app->id);
  canvas.Line(std::string(found.front()->insight), Clean(name), Ink::kStrong, Ink::kDim);
  for (std::size_t i = 0; i < found.size() && i < options.top; ++i) {
    canvas.Line();
    DrawFinding(page, i + 1, *found[i]);
    DrawEvidence(page, *found[i]);
    DrawSaving(page, found[i]->impact);
    if (i == 0) DrawProof(page, *found[i]);
  }
  if (found.size() > options.top) {
    canvas.Line();
    canvas.Line(canvas.Paint(Ink::kDim, "  --top shows more than the first " +
                                            std::to_string(options.top) + " of " +
                                            std::to_string(found.size())));
  }
  return canvas.Take();
}

}  // namespace dataflint::report::terminal
