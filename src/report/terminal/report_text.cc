#include "report/terminal/report_text.h"

#include <algorithm>
#include <vector>

#include "base/quantity.h"
#include "report/failed_work.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {

std::string CommandFor(const TextOptions& options, const std::string& arguments) {
  return "dataflint analyze " + (options.log.empty() || options.is_piped ? "LOG" : options.log) +
         ' ' + arguments;
}

// Where to go on from the report: what proves its first finding, then what failed, or took most.
void DrawNext(const Page& page) {
  const std::vector<std::size_t> stages = StagesThatMatter(page.report, page.summary, 1);
  const std::vector<std::size_t> queries = SqlThatMatters(page.report, page.summary, 1);
  const FailedWork failed = FailedWorkOf(page.report, page.summary);
  if (stages.empty() && queries.empty()) return;
  page.canvas.Heading("more");
  if (page.options.is_piped) {
    page.canvas.Line("  Save the log to a file LOG first: standard input cannot be read again.");
  }
  if (!page.report.findings.empty()) {
    page.canvas.Line("  " +
                     CommandFor(page.options, "--insight " + page.report.findings.front().id));
  }
  if (failed.spark_job && !failed.stage) {
    page.canvas.Line("  " +
                     CommandFor(page.options, "--spark-job " + std::to_string(*failed.spark_job)));
  }
  if (failed.stage || !stages.empty()) {
    const model::StageKey key =
        failed.stage ? *failed.stage : page.summary.stages[stages.front()].stage->key;
    page.canvas.Line("  " + CommandFor(page.options, "--stage " + NameOf(key)));
  }
  if (failed.sql || !queries.empty()) {
    const std::int64_t id = failed.sql ? *failed.sql : page.summary.sql[queries.front()].sql->id;
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
