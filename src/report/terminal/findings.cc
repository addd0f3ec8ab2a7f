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
  if (low == high) return format(expected);
  return format(expected) + " (" + format(low) + "–" + format(high) + ")";
}

void DrawFinding(const Page& page, std::size_t rank, const insights::Finding& finding) {
  Canvas& canvas = page.canvas;
  canvas.Entry(PadLeft(std::to_string(rank), 3), Clean(finding.title), 0, kIndent, Ink::kStrong,
               Ink::kStrong);
  canvas.Entry("saves",
               Savings(finding.impact) + " · " + std::string(insights::NameOf(finding.severity)) +
                   ", " + std::string(finding.insight) + ", " + Clean(finding.subject),
               kIndent, kColumn, Ink::kDim, InkOf(finding.severity));
  for (const insights::Change& change : finding.changes) {
    canvas.Entry("do", Clean(change.text), kIndent, kColumn, Ink::kDim, Ink::kGood);
    if (!change.reason.empty()) {
      canvas.Paragraph(Clean(change.reason), kColumn);
    }
  }
  if (!finding.why.empty()) {
    canvas.Entry("why", Clean(finding.why), kIndent, kColumn, Ink::kDim, Ink::kPlain);
  }
  for (const std::string& missing : finding.missing) {
    canvas.Entry("unseen", Clean(missing), kIndent, kColumn, Ink::kDim, Ink::kDim);
  }
  std::string arguments;
  if (finding.stage.stage_id >= 0) {
    arguments = "--stage " + NameOf(finding.stage);
  } else if (finding.sql_execution_id >= 0) {
    arguments = "--sql " + std::to_string(finding.sql_execution_id);
  }
  if (!arguments.empty()) {
    canvas.Entry("proof", CommandFor(page.options, arguments), kIndent, kColumn, Ink::kDim,
                 Ink::kDim);
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
