// A comparison as text for a terminal and as Markdown for a pull request or ticket. Called by cli/;
// one thread.
#ifndef DATAFLINT_REPORT_COMPARISON_COMPARISON_TEXT_H_
#define DATAFLINT_REPORT_COMPARISON_COMPARISON_TEXT_H_

#include <cstddef>
#include <string>

#include "report/comparison/comparison_page.h"
#include "report/terminal/canvas.h"

namespace dataflint::report {

std::string RenderComparison(const ComparisonSubject& subject, std::size_t top,
                             const terminal::Style& style);
std::string ComparisonAsMarkdown(const ComparisonSubject& subject, std::size_t top);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_COMPARISON_COMPARISON_TEXT_H_
