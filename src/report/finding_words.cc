#include "report/finding_words.h"

#include <algorithm>

#include "base/quantity.h"
#include "report/figure_words.h"

namespace dataflint::report {
namespace {

bool IsPartOfTotal(const insights::Finding& finding) {
  return finding.impact.is_replayed && !finding.impact.is_upper_bound;
}

// Whether one finding alone may save more: of wall time, and of core time where no wall time is
// saved.
bool IsMoreThan(const insights::Impact& one, const insights::Impact& together) {
  if (together.wall_ms_high > 0) return one.wall_ms_high > together.wall_ms_high;
  return one.wall_ms_high > 0 || one.core_ms_high > together.core_ms_high;
}

bool IsPartOfId(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-'; }

}  // namespace

std::string CountOfFindings(const Report& report, std::size_t entries, std::size_t shown) {
  const auto count = static_cast<std::int64_t>(report.findings.size());
  if (shown >= entries) return FormatCountOf(count, "finding", "findings");
  return std::to_string(shown) + " of " +
         FormatCountOf(static_cast<std::int64_t>(entries), "finding", "findings") + " (--top N)";
}

std::string TogetherText(const Report& report) {
  const insights::Impact& together = report.together;
  if (!together.is_replayed) return {};
  const auto& findings = report.findings;
  const bool one_is_more = std::any_of(
      findings.begin(), findings.end(),
      [&](const insights::Finding& finding) { return IsMoreThan(finding.impact, together); });
  if (one_is_more) return {};
  const std::ptrdiff_t parts = std::count_if(findings.begin(), findings.end(), IsPartOfTotal);
  if (parts == static_cast<std::ptrdiff_t>(findings.size())) {
    return "together they save " + Savings(together);
  }
  return "together the " + std::to_string(parts) + " replayed save " + Savings(together);
}

std::string_view LabelOf(const insights::Finding& finding, const insights::Change& change) {
  if (&change == &finding.changes.front()) return "do";
  return change.with_previous ? "and" : "or";
}

std::string_view NothingFound(const Report& report) {
  if (!report.adjustments.switched_off.empty()) {
    return "Nothing stands out to those insights that were asked.";
  }
  return report.completeness.has_data_loss
             ? "Nothing that dataflint looks for (dataflint insights lists it) stands out in the "
               "part that could be read."
             : "Nothing that dataflint looks for stands out (dataflint insights lists it).";
}

std::string WithNumbers(std::string_view text, const FindingNumbers& numbers) {
  std::string told(text);
  for (const auto& [id, number] : numbers) {
    if (id.empty()) continue;
    for (std::size_t at = told.find(id); at != std::string::npos; at = told.find(id, at + 1)) {
      const std::size_t end = at + id.size();
      if (end < told.size() && IsPartOfId(told[end])) continue;
      told.replace(at, id.size(), "finding " + std::to_string(number));
    }
  }
  return told;
}

std::string_view AlternativeIn(std::string_view why) {
  // The words of the registry, which adds them last.
  const std::size_t at = why.find("What it advises is the alternative to ");
  return at == std::string_view::npos ? std::string_view() : why.substr(at);
}

}  // namespace dataflint::report
