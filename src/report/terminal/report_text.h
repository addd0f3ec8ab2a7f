// The report for a person, 80 to 120 columns: verdict, where time and cores went, what to change,
// the stages and queries that matter, what could not be seen. And its drill-downs. Called by cli/;
// one thread.
#ifndef DATAFLINT_REPORT_TERMINAL_REPORT_TEXT_H_
#define DATAFLINT_REPORT_TERMINAL_REPORT_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "report/report.h"
#include "report/terminal/canvas.h"

namespace dataflint::report::terminal {

struct TextOptions {
  Style style;
  std::string log;        // as a person would type it again in a shell, for hints; may be empty
  bool is_piped = false;  // the log came from standard input, and cannot be read again
  std::size_t top = 10;   // rows of each list
  std::size_t screen_rows = 0;  // a report of more lines says what to change first; 0: any number
};

std::string RenderReport(const Report& report, const TextOptions& options);

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_REPORT_TEXT_H_
