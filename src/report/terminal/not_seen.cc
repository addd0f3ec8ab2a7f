#include "report/not_seen.h"

#include <vector>

#include "base/quantity.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {
namespace {

Ink InkOf(IssueSeverity severity) {
  switch (severity) {
    case IssueSeverity::kDataLoss:
    case IssueSeverity::kError:
      return Ink::kCosts;
    case IssueSeverity::kInfo:
      return Ink::kDim;
  }
  return Ink::kDim;
}

}  // namespace

void DrawNotSeen(const Page& page) {
  const std::vector<NotSeen> all = NotSeenOf(page.report, page.options.log);
  if (all.empty()) return;
  page.canvas.Heading(NotSeenHeading(page.report));
  for (const NotSeen& one : all) {
    page.canvas.Entry(FormatCount(one.count) + "×", one.text, 2, 8, Ink::kDim, InkOf(one.severity));
  }
}

}  // namespace dataflint::report::terminal
