#include "report/comparison/comparison_text.h"

#include <algorithm>
#include <vector>

#include "insights/stage_words.h"
#include "report/markdown.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using terminal::Canvas;
using terminal::Ink;

void Draw(const ComparisonSection& section, Canvas& canvas) {
  canvas.Heading(section.heading, section.aside);
  terminal::Table table(section.columns);
  for (const std::vector<terminal::Cell>& row : section.rows) table.Row(row);
  table.Draw(canvas, 2);
  if (section.entries.empty()) return;
  std::size_t column = 0;
  for (const auto& [label, text] : section.entries) {
    column = std::max(column, terminal::DisplayWidth(label) + 4);
  }
  canvas.Line();
  for (const auto& [label, text] : section.entries) {
    canvas.Entry(label, text, 2, column, Ink::kDim, Ink::kPlain);
  }
}

}  // namespace

std::string RenderComparison(const ComparisonSubject& subject, std::size_t top,
                             const terminal::Style& style) {
  const ComparisonPage page = PageOf(subject, top);
  Canvas canvas(style);
  canvas.Line(terminal::Fit(page.title, canvas.width()), "A against B", Ink::kStrong, Ink::kDim);
  canvas.Line();
  canvas.Paragraph(page.verdict + ".", 0, Ink::kStrong);
  for (const std::string& caution : page.cautions) {
    canvas.Paragraph("Mind: " + caution + ".", 0, Ink::kCosts);
  }
  for (const ComparisonSection& section : page.sections) Draw(section, canvas);
  return canvas.Take();
}

std::string ComparisonAsMarkdown(const ComparisonSubject& subject, std::size_t top) {
  const ComparisonPage page = PageOf(subject, top);
  MarkdownText text;
  text.Heading(1, page.title);
  text.Paragraph(page.verdict + ".");
  for (const std::string& caution : page.cautions) text.Item("Mind: " + caution + ".");
  for (const ComparisonSection& section : page.sections) {
    text.Heading(2, insights::Capitalised(section.heading));
    std::vector<std::string> cells;
    for (const terminal::Column& column : section.columns) cells.push_back(column.header);
    text.TableHeader(cells);
    for (const std::vector<terminal::Cell>& row : section.rows) {
      cells.clear();
      for (const terminal::Cell& cell : row) cells.push_back(cell.text);
      text.TableRow(cells);
    }
    for (const auto& [label, why] : section.entries)
      text.Paragraph(std::string(label).append(": ").append(why).append("."));
  }
  return text.Take();
}

}  // namespace dataflint::report
