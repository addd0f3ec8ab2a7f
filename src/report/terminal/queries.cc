#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

Cell StateOf(const SqlSummary& entry) {
  if (entry.status == "FAILED") return {"failed", Ink::kFailed};
  if (!model::IsKnown(entry.sql->submission_time)) return {"start unseen", Ink::kDim};
  if (entry.status == "RUNNING") return {"running", Ink::kStrong};
  return {};
}

std::string TimeOf(const SqlSummary& entry) {
  return model::IsKnown(entry.sql->submission_time) ? FormatDuration(entry.duration) : "unknown";
}

}  // namespace

void DrawQueries(const Page& page) {
  const Summary& summary = page.summary;
  const std::vector<std::size_t> matter = SqlThatMatters(page.report, summary, page.options.top);
  if (matter.empty()) return;
  Table table({{"sql", true},
               {"description", false, true, 0, 26},
               {"", false},
               {"time", true},
               {"of cores", true},
               {"stages", true, false, 3},
               {"tasks", true, false, 2},
               {"spill", true, false, 2},
               {"read", true, false, 4},
               {"shuffled", true, false, 4},
               {"written", true, false, 5}});
  std::vector<const model::SqlExecution*> queries;
  for (const std::size_t i : matter) queries.push_back(summary.sql[i].sql);
  const std::vector<std::string> titles = TitlesOf(page.app(), queries);
  for (std::size_t row = 0; row < matter.size(); ++row) {
    const SqlSummary& entry = summary.sql[matter[row]];
    table.Row({{std::to_string(entry.sql->id), Ink::kStrong},
               {titles[row]},
               StateOf(entry),
               {TimeOf(entry)},
               {ShareOf(entry.core_time, page.report.figures.core_time.available)},
               {FormatCount(entry.stages)},
               {FormatCount(entry.tasks)},
               {BytesOrNothing(entry.disk_spill), Ink::kCosts},
               {BytesOrNothing(entry.input)},
               {BytesOrNothing(entry.shuffled())},
               {BytesOrNothing(entry.output)}});
  }
  page.canvas.Heading("queries that matter",
                      std::to_string(matter.size()) + " of " +
                          FormatCount(static_cast<std::int64_t>(summary.sql.size())));
  table.Draw(page.canvas, 2);
}

}  // namespace dataflint::report::terminal
