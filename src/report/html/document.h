// The report as one HTML document that asks nobody for anything: script, style and data stand in it.
//
// What it shows is made by web/ out of the data (page_data.h); built in, script and style come as a
// Bundle. A content security policy names these two by their hashes and forbids all else, so no text
// out of a log can become markup or code. Called by cli/; one thread.
#ifndef DATAFLINT_REPORT_HTML_DOCUMENT_H_
#define DATAFLINT_REPORT_HTML_DOCUMENT_H_

#include <string>
#include <string_view>

#include "report/report.h"

namespace dataflint::report::html {

// What web/build.mjs made; views of constants.
struct Bundle {
  std::string_view script;
  std::string_view style;
  std::string_view script_hash;  // "sha256-...", as a content security policy has it
  std::string_view style_hash;
};

// `log` is what the report calls its log; may be empty.
std::string ReportAsHtml(const Report& report, std::string_view log, const Bundle& bundle);

}  // namespace dataflint::report::html

#endif  // DATAFLINT_REPORT_HTML_DOCUMENT_H_
