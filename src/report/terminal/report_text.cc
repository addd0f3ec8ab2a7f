#include "report/terminal/report_text.h"

#include <algorithm>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {

std::string CommandFor(const TextOptions& options, const std::string& arguments) {
  return "dataflint analyze " + (options.log.empty() || options.is_piped ? "LOG" : options.log) +
         ' ' + arguments;
}

// Where to go on from the report.
void DrawNext(const Page& page) {
  const std::vector<std::size_t> stages = StagesThatMatter(page.report, page.summary, 1);
  const std::vector<std::size_t> queries = SqlThatMatters(page.report, page.summary, 1);
  if (stages.empty() && queries.empty()) return;
  page.canvas.Heading("more");
  if (page.options.is_piped) {
    page.canvas.Line("  Save the log to a file LOG first: standard input cannot be read again.");
  }
  if (!stages.empty()) {
    const model::StageKey key = page.summary.stages[stages.front()].stage->key;
    page.canvas.Line("  " + CommandFor(page.options, "--stage " + NameOf(key)));
  }
  if (!queries.empty()) {
    const std::int64_t id = page.summary.sql[queries.front()].sql->id;
    page.canvas.Line("  " + CommandFor(page.options, "--sql " + std::to_string(id)));
  }
  page.canvas.Line("  dataflint help report" +
                   page.canvas.Paint(Ink::kDim, "   what its words mean"));
}

std::string RenderReport(const Report& report, const TextOptions& options) {
  const Summary summary = Summarize(report);
  Canvas canvas(options.style);
  const Page page{report, summary, options, canvas};
  const auto drawn = [&](auto... sections) {
    (sections(page), ...);
    return canvas.Take();
  };
  const std::string headline = drawn(DrawHeadline);
  const std::string bars = drawn(DrawTimeAndCores);
  const std::string findings = drawn(DrawFindings);
  const std::string rest = drawn(DrawStages, DrawQueries, DrawWorkGroups, DrawNotSeen, DrawNext);
  std::string text = headline + bars + findings + rest;
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (options.screen_rows == 0 || lines <= options.screen_rows) return text;
  return headline + findings + bars + rest;
}

}  // namespace dataflint::report::terminal
