#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

std::string Tasks(const StageSummary& stage) {
  std::string text = FormatCount(stage.figures->tasks);
  if (stage.stage->num_failed_tasks > 0) {
    text += " (" + FormatCount(stage.stage->num_failed_tasks) + " failed)";
  }
  return text;
}

// How far the slowest task stands out, and for how long the stage ran below its slots.
std::string SlowestTask(const analysis::StageFigures& figures) {
  if (figures.successful_tasks < 2 || figures.duration_median <= 0) return {};
  return FormatRatio(static_cast<double>(figures.duration_max) /
                     static_cast<double>(figures.duration_median));
}

std::string Tail(const analysis::StageFigures& figures) {
  if (!model::IsKnown(figures.tail_begin) || figures.last_finish <= figures.tail_begin) return {};
  return FormatDuration(figures.last_finish - figures.tail_begin);
}

Cell StateOf(const model::StageAttempt& stage) {
  switch (stage.status) {
    case model::StageStatus::kFailed:
      return {"failed", Ink::kFailed};
    case model::StageStatus::kActive:
      return {"running", Ink::kStrong};
    default:
      return {};
  }
}

}  // namespace

void DrawStageTable(const Page& page, const std::vector<const StageSummary*>& stages) {
  const analysis::Figures& figures = page.report.figures;
  Table table({{"stage", true},
               {"sql", true, false, 3},
               {"what it does", false, true, 0, 34},
               {"", false},
               {"time", true},
               {"of path", true},
               {"of cores", true},
               {"tasks", true},
               {"slowest", true, false, 4},
               {"tail", true, false, 2},
               {"spill", true, false, 1},
               {"read", true, false, 6},
               {"shuffled", true, false, 5},
               {"written", true, false, 7}});
  StageTitles titles(page.app());
  for (const StageSummary* entry : stages) {
    const analysis::StageFigures& stage = *entry->figures;
    table.Row(
        {{NameOf(entry->stage->key), Ink::kStrong},
         {entry->stage->sql_execution_id < 0 ? "" : std::to_string(entry->stage->sql_execution_id)},
         {titles.TitleOf(*entry)},
         StateOf(*entry->stage),
         {FormatDuration(entry->duration)},
         {ShareOf(stage.critical_time, figures.wall_time.total)},
         {ShareOf(entry->core_time, figures.core_time.available)},
         {Tasks(*entry)},
         {SlowestTask(stage)},
         {Tail(stage)},
         {BytesOrNothing(entry->disk_spill), Ink::kCosts},
         {BytesOrNothing(entry->input)},
         {BytesOrNothing(entry->shuffled())},
         {BytesOrNothing(entry->output)}});
  }
  table.Draw(page.canvas, 2);
}

void DrawStages(const Page& page) {
  const Summary& summary = page.summary;
  std::vector<const StageSummary*> stages;
  for (const std::size_t i : StagesThatMatter(page.report, summary, page.options.top)) {
    stages.push_back(&summary.stages[i]);
  }
  if (stages.empty()) return;
  page.canvas.Heading("stages that matter",
                      std::to_string(stages.size()) + " of " +
                          FormatCount(static_cast<std::int64_t>(summary.stages.size())) +
                          "; of path: share of the wall time that waited for it");
  DrawStageTable(page, stages);
}

}  // namespace dataflint::report::terminal
