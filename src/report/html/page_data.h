// The data of the HTML report as JSON, schema dataflint.page/1: the same figures and words as the
// other forms of the report, and what charts need, in little room. It is not for other programs,
// which have dataflint.report/1: its only reader is the script in the same document
// (web/src/data/page_data.ts).
//
// Whatever the size of the application, it stays within about 1.2 MB: lists begin with what matters most
// and say how much they hold back. Times are milliseconds since the beginning of the application;
// members that are zero, empty or false are left out of rows. Texts are clean (terminal/text.h).
// Called by document.cc; one thread.
#ifndef DATAFLINT_REPORT_HTML_PAGE_DATA_H_
#define DATAFLINT_REPORT_HTML_PAGE_DATA_H_

#include <string_view>

#include "base/json_writer.h"
#include "report/report.h"

namespace dataflint::report::html {

void WritePageData(const Report& report, std::string_view log, JsonWriter& json);

}  // namespace dataflint::report::html

#endif  // DATAFLINT_REPORT_HTML_PAGE_DATA_H_
