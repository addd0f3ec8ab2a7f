// The sections of the terminal report, in their order; one file each. Called by
// report_text and the drill-downs on one thread; they draw and compute no figure.
#ifndef DATAFLINT_REPORT_TERMINAL_SECTIONS_H_
#define DATAFLINT_REPORT_TERMINAL_SECTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/figure_words.h"
#include "report/report.h"
#include "report/summary.h"
#include "report/terminal/canvas.h"
#include "report/terminal/report_text.h"
#include "report/titles.h"

namespace dataflint::report::terminal {

struct Page {
  const Report& report;
  const Summary& summary;
  const TextOptions& options;
  Canvas& canvas;

  const model::Application& app() const { return *report.app; }
};

void DrawHeadline(const Page& page);
void DrawTimeAndCores(const Page& page);
void DrawFindings(const Page& page);
void DrawStages(const Page& page);
void DrawQueries(const Page& page);
void DrawWorkGroups(const Page& page);  // only where there are several
void DrawNotSeen(const Page& page);
void DrawNext(const Page& page);

void DrawStageTable(const Page& page, const std::vector<const StageSummary*>& stages);
// The findings about a stage (stage_id >= 0) or an SQL execution (sql >= 0) and its stages.
void DrawFindingsAbout(const Page& page, model::StageKey stage, std::int64_t sql);
// One finding with all that is said of it, under its rank.
void DrawFinding(const Page& page, std::size_t rank, const insights::Finding& finding);
// What a stage's tasks did: distribution, outliers, executors. What a SQL execution's plan did.
void DrawTasksOf(const Page& page, const model::StageAttempt& stage);
void DrawPlanOf(const Page& page, const model::SqlExecution& sql);

// The bar of core time with its legend; also for one stage.
void DrawCoreTime(const analysis::CoreTime& core_time, Canvas& canvas);

// "dataflint analyze LOG <arguments>", ready to be pasted.
std::string CommandFor(const TextOptions& options, const std::string& arguments);

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_SECTIONS_H_
