// The report as Markdown, for tickets, pull requests and wikis. Called by cli/ and listing; one
// thread.
#ifndef DATAFLINT_REPORT_MARKDOWN_H_
#define DATAFLINT_REPORT_MARKDOWN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace dataflint::report {

// Text out of a log cannot break the document: cells and paragraphs are escaped.
class MarkdownText {
 public:
  void Heading(int level, std::string_view text);
  void Paragraph(std::string_view text);
  void Item(std::string_view text);
  // A block that is copied as it is: settings, statements.
  void Code(std::string_view text);
  // Lines that keep their columns, clean already.
  void Block(std::string_view lines);
  void TableHeader(const std::vector<std::string>& cells);
  void TableRow(const std::vector<std::string>& cells);
  std::string Take();

 private:
  void EmptyLine();

  std::string text_;
};

// `log` is what the report calls its log; `top` findings and stages are told.
std::string ReportAsMarkdown(const Report& report, std::string_view log, std::size_t top);

// A drill-down's text without colours (terminal/detail_text.h): its first line as the heading, the
// rest as it stands, since its tables and trees live by their columns.
std::string DetailAsMarkdown(std::string_view text);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_MARKDOWN_H_
