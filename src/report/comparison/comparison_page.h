// ComparisonPage: a comparison laid out for a person, the same for a terminal and for Markdown:
// headings, tables, sentences. Called by comparison_text.h's functions; pure.
#ifndef DATAFLINT_REPORT_COMPARISON_COMPARISON_PAGE_H_
#define DATAFLINT_REPORT_COMPARISON_COMPARISON_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "compare/comparison.h"
#include "report/report.h"
#include "report/terminal/table.h"

namespace dataflint::report {

struct ComparisonSubject {
  const compare::Comparison& comparison;
  compare::Both<const Report*> reports;
  compare::Both<std::string> logs;  // what they are called

  compare::Both<const insights::Adjustments*> adjustments() const {
    return {&reports.a->adjustments, &reports.b->adjustments};
  }
};

struct ComparisonSection {
  std::string heading;
  std::string aside;  // beside the heading; may be empty
  std::vector<terminal::Column> columns;
  std::vector<std::vector<terminal::Cell>> rows;
  // Below the table: a row's number or name, and a sentence about it.
  std::vector<std::pair<std::string, std::string>> entries;
};

struct ComparisonPage {
  std::string title;
  std::string verdict;
  std::vector<std::string> cautions;
  std::vector<ComparisonSection> sections;
};

// At most `top` rows of each list.
ComparisonPage PageOf(const ComparisonSubject& subject, std::size_t top);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_COMPARISON_COMPARISON_PAGE_H_
