#include <string>

#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kIndent = 5;   // of what stands below a title
constexpr std::size_t kColumn = 12;  // where the texts begin

Ink InkOf(insights::Severity severity) {
  switch (severity) {
    case insights::Severity::kHigh:
    case insights::Severity::kMedium:
      return Ink::kCosts;
    case insights::Severity::kLow:
    case insights::Severity::kInfo:
      return Ink::kDim;
  }
  return Ink::kDim;
}

std::string Range(std::int64_t low, std::int64_t expected, std::int64_t high, bool upper_bound,
                  std::string (*format)(std::int64_t)) {
  if (upper_bound) return "up to " + format(high);
  std::string least = format(low);
  const std::string most = format(high);
  if (least == most) return format(expected);
  const std::size_t unit = least.rfind(' ');
  const bool same_unit = most.ends_with(std::string_view(least).substr(unit));
  const bool one_unit = least.find(' ') == unit && most.find(' ') == most.rfind(' ');
  if (same_unit && one_unit) least.resize(unit);
  return format(expected) + " (" + least + "–" + most + ")";
}

std::string DrillDown(const insights::Finding& finding) {
  if (finding.stage.stage_id >= 0) return "--stage " + NameOf(finding.stage);
  if (finding.sql_execution_id >= 0) return "--sql " + std::to_string(finding.sql_execution_id);
  return {};
}

void DrawChange(const insights::Change& change, Canvas& canvas) {
  canvas.Entry("do", Clean(change.text), kIndent, kColumn, Ink::kDim, Ink::kGood);
  if (!change.reason.empty()) canvas.Paragraph(Clean(change.reason), kColumn);
}

// Small findings get their first change only; --top and the drill-down show the rest.
bool IsSmall(const insights::Finding& finding) {
  return finding.severity <= insights::Severity::kLow;
}

void DrawFinding(const Page& page, std::size_t rank, const insights::Finding& finding) {
  Canvas& canvas = page.canvas;
  const bool small = IsSmall(finding);
  canvas.Entry(PadLeft(std::to_string(rank), 3), Clean(finding.title), 0, kIndent, Ink::kStrong,
               small ? Ink::kPlain : Ink::kStrong);
  const std::string drill_down = DrillDown(finding);
  canvas.Entry("saves",
               Savings(finding.impact) + " · " + std::string(insights::NameOf(finding.severity)) +
                   " · " + std::string(finding.insight) +
                   (drill_down.empty() ? "" : " · proof: " + drill_down),
               kIndent, kColumn, Ink::kDim, InkOf(finding.severity));
  for (const insights::Change& change : finding.changes) {
    DrawChange(change, canvas);
    if (small) return;
  }
  if (!finding.why.empty()) {
    canvas.Entry("why", Clean(finding.why), kIndent, kColumn, Ink::kDim, Ink::kPlain);
  }
  for (const std::string& missing : finding.missing) {
    canvas.Entry("unseen", Clean(missing), kIndent, kColumn, Ink::kDim, Ink::kDim);
  }
}

}  // namespace

std::string Savings(const insights::Impact& impact) {
  const auto range = [&](std::int64_t low, std::int64_t expected, std::int64_t high, auto format) {
    return Range(low, expected, high, impact.is_upper_bound, format);
  };
  std::string text;
  if (impact.wall_ms_high > 0) {
    text = range(impact.wall_ms_low, impact.wall_ms_expected, impact.wall_ms_high, FormatDuration);
  }
  if (impact.core_ms_high > 0) {
    if (!text.empty()) text += ", ";
    text += range(impact.core_ms_low, impact.core_ms_expected, impact.core_ms_high, FormatCoreTime);
  }
  return text.empty() ? "no time by itself" : text;
}

void DrawFindingsAbout(const Page& page, model::StageKey stage, std::int64_t sql) {
  std::size_t rank = 0;
  for (const insights::Finding& finding : page.report.findings) {
    const bool about_stage = stage.stage_id >= 0 && finding.stage == stage;
    const bool about_sql = sql >= 0 && finding.sql_execution_id == sql;
    if (!about_stage && !about_sql) continue;
    if (rank == 0) page.canvas.Heading("what to change");
    DrawFinding(page, ++rank, finding);
  }
}

void DrawFindings(const Page& page) {
  const auto& findings = page.report.findings;
  Canvas& canvas = page.canvas;
  if (findings.empty()) {
    canvas.Heading("what to change", "no findings");
    canvas.Line("  Nothing that dataflint looks for stands out (dataflint insights lists it).");
    return;
  }
  const std::size_t shown = std::min(findings.size(), page.options.top);
  std::string right =
      FormatCountOf(static_cast<std::int64_t>(findings.size()), "finding", "findings");
  if (shown < findings.size()) right += ", the first " + std::to_string(shown) + " shown";
  canvas.Heading("what to change", right);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) canvas.Line();
    DrawFinding(page, i + 1, findings[i]);
  }
}

}  // namespace dataflint::report::terminal
