// CSV (RFC 4180, lines end in \n), and the report's stages in it. Control characters other than tab
// and line ends, which could steer a terminal, become spaces; what a spreadsheet would take for a
// formula gets a ' in front, as OWASP has it. Used by listing and cli/; pure.
#ifndef DATAFLINT_REPORT_CSV_H_
#define DATAFLINT_REPORT_CSV_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "report/report.h"

namespace dataflint::report {

class CsvText {
 public:
  void Cell(std::string_view text);
  void EndRow();
  std::string Take();

 private:
  std::string text_;
  bool row_begun_ = false;
};

// A row for each stage attempt that ran, in the log's order; of more than `top` (0: all) those that
// matter most.
std::string StagesAsCsv(const Report& report, std::size_t top = 0);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_CSV_H_
