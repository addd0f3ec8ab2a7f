#include <algorithm>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "report/stage_detail.h"
#include "report/terminal/bar.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

using model::TaskColumn;

constexpr std::size_t kHistogramWidth = 40;

void DrawHeader(const Page& page, const StageDetail& detail) {
  const model::Application& app = page.app();
  const model::StageAttempt& stage = *detail.stage;
  Canvas& canvas = page.canvas;
  StageSummary named;
  named.stage = &stage;
  named.sql = stage.sql_execution_id < 0 ? nullptr : app.FindSql(stage.sql_execution_id);
  const std::string name = "stage " + NameOf(stage.key) + "  " + TitleOf(app, named);
  canvas.Line(Fit(name, canvas.width() - 22), Clean(app.text(app.id)), Ink::kStrong, Ink::kDim);
  const std::int64_t duration = DurationOf(app, stage);
  std::string line(model::NameOf(stage.status));
  line += "   " + FormatDuration(duration) + "   " +
          FormatCountOf(detail.figures->tasks, "task", "tasks") + " on " +
          FormatCountOf(detail.figures->slots, "slot", "slots");
  if (model::IsKnown(stage.submission_time)) {
    line += "   " + FormatTimeOfDay(stage.submission_time) + " UTC";
  }
  if (stage.sql_execution_id >= 0) line += "   sql " + std::to_string(stage.sql_execution_id);
  canvas.Line(line);
  // Spark's UI counts a stage's time without it.
  if (const std::int64_t wait = insights::StageWait(stage); wait > 0 && wait >= duration / 20) {
    canvas.Line(canvas.Paint(Ink::kDim, "waited " + FormatDuration(wait) + " for its first task"));
  }
  if (const std::string steps = StepsOf(app, named); !steps.empty()) {
    canvas.Line(canvas.Paint(Ink::kDim, Fit("runs " + steps, canvas.width())));
  }
  if (stage.num_failed_tasks + stage.num_killed_tasks > 0) {
    canvas.Line(canvas.Paint(Ink::kFailed, FormatCountOf(stage.num_failed_tasks, "task", "tasks") +
                                               " failed, " + FormatCount(stage.num_killed_tasks) +
                                               " killed"));
  }
  if (stage.failure_reason != StringId::kEmpty) {
    canvas.Entry("failed", Fit(Clean(app.text(stage.failure_reason)), 400), 0, 8, Ink::kFailed,
                 Ink::kPlain);
  }
}

void DrawQuantiles(const StageDetail& detail, Canvas& canvas) {
  if (detail.figures->successful_tasks == 0) return;
  canvas.Heading("how the tasks spread", FormatCountOf(detail.figures->successful_tasks,
                                                       "successful task", "successful tasks"));
  Table table({{"", false}, {"min"}, {"p5"}, {"p25"}, {"median"}, {"p75"}, {"p95"}, {"max"}});
  std::vector<Cell> durations = {{"duration"}};
  std::vector<Cell> reads = {{"read"}};
  for (std::size_t i = 0; i < kShownQuantiles.size(); ++i) {
    durations.push_back({FormatDuration(detail.durations[i])});
    reads.push_back({FormatBytes(detail.reads[i])});
  }
  table.Row(durations);
  if (detail.reads.back() > 0) table.Row(reads);
  table.Draw(canvas, 2);

  std::int64_t most = 0;
  for (const HistogramBin& bin : detail.histogram) most = std::max(most, bin.tasks);
  canvas.Line();
  for (const HistogramBin& bin : detail.histogram) {
    const std::string bar =
        PlainBar(static_cast<double>(bin.tasks), static_cast<double>(most), kHistogramWidth);
    canvas.Line("  " + PadLeft(FormatDuration(bin.from), 10) + " – " +
                PadRight(FormatDuration(bin.to), 10) + ' ' + PadLeft(FormatCount(bin.tasks), 8) +
                "  " + bar);
  }
}

void DrawOutliers(const Page& page, const StageDetail& detail) {
  if (detail.outliers.empty()) return;
  Table table({{"task", true},
               {"index", true, false, 3},
               {"duration", true},
               {"read", true, false, 1},
               {"executor", false, false, 2},
               {"host", false, false, 4},
               {"why", false, true}});
  for (const OutlierTask& outlier : detail.outliers) {
    const auto index = static_cast<std::size_t>(outlier.row[TaskColumn::executor]);
    const bool known = index < page.app().executors.size();
    const model::Executor* executor = known ? &page.app().executors[index] : nullptr;
    table.Row({{std::to_string(outlier.row[TaskColumn::task_id])},
               {std::to_string(outlier.row[TaskColumn::index])},
               {FormatDuration(outlier.row[TaskColumn::duration])},
               {BytesOrNothing(outlier.read)},
               {known ? Clean(page.app().text(executor->id)) : ""},
               {known ? Fit(Clean(page.app().text(executor->host)), 24) : ""},
               {Joined(outlier.why, ", ")}});
  }
  page.canvas.Heading(
      "tasks that took over 1.5 times the median",
      std::to_string(detail.outliers.size()) + " of " + FormatCount(detail.outlier_count));
  table.Draw(page.canvas, 2);
}

void DrawExecutors(const Page& page, const StageDetail& detail) {
  if (detail.executors.empty()) return;
  Table table({{"executor", true},
               {"host", false, true},
               {"tasks", true},
               {"failed", true},
               {"task time", true},
               {"median task", true},
               {"read", true, false, 2},
               {"shuffled", true, false, 3},
               {"spill", true, false, 1}});
  const std::size_t shown = std::min(detail.executors.size(), page.options.top);
  for (std::size_t i = 0; i < shown; ++i) {
    const StageExecutorRow& row = detail.executors[i];
    const model::ExecutorStageTotals& totals = row.totals;
    table.Row({{Clean(page.app().text(row.executor->id))},
               {Clean(page.app().text(row.executor->host))},
               {FormatCount(totals.succeeded_tasks + totals.failed_tasks + totals.killed_tasks)},
               {totals.failed_tasks > 0 ? FormatCount(totals.failed_tasks) : "", Ink::kFailed},
               {FormatDuration(totals.task_time)},
               {FormatDuration(row.median_duration)},
               {BytesOrNothing(totals.input_bytes)},
               {BytesOrNothing(SaturatingAdd(totals.shuffle_read, totals.shuffle_write))},
               {BytesOrNothing(totals.disk_bytes_spilled), Ink::kCosts}});
  }
  page.canvas.Heading("executors",
                      std::to_string(shown) + " of " +
                          FormatCount(static_cast<std::int64_t>(detail.executors.size())));
  table.Draw(page.canvas, 2);
}

void DrawFailures(const Page& page, const StageDetail& detail) {
  if (detail.failures.empty()) return;
  page.canvas.Heading("why tasks failed");
  for (std::size_t i = 0; i < detail.failures.size() && i < page.options.top; ++i) {
    const TaskFailureRow& row = detail.failures[i];
    const model::Application& app = page.app();
    std::string text = Clean(app.text(row.failure->reason));
    if (row.failure->class_name != StringId::kEmpty) {
      text += ' ' + Clean(app.text(row.failure->class_name));
    }
    if (row.failure->description != StringId::kEmpty) {
      text += ": " + Fit(Clean(app.text(row.failure->description)), 300);
    }
    page.canvas.Entry(FormatCount(row.tasks) + "×", text, 2, 8, Ink::kFailed, Ink::kPlain);
  }
}

void DrawAccumulators(const Page& page, const model::StageAttempt& stage) {
  if (stage.accumulables.empty()) return;
  Table table({{"id", true}, {"accumulator", false, true}, {"value", true}});
  const std::size_t shown = std::min(stage.accumulables.size(), page.options.top);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::AccumulableValue& value = stage.accumulables[i];
    table.Row({{std::to_string(value.id)},
               {Clean(page.app().text(value.name))},
               {Fit(Clean(page.app().text(value.value)), 40)}});
  }
  page.canvas.Heading("accumulators",
                      std::to_string(shown) + " of " + std::to_string(stage.accumulables.size()));
  table.Draw(page.canvas, 2);
}

}  // namespace

void DrawTasksOf(const Page& page, const model::StageAttempt& stage) {
  const StageDetail detail = DetailOf(page.report, stage, page.options.top);
  DrawQuantiles(detail, page.canvas);
  DrawOutliers(page, detail);
  DrawExecutors(page, detail);
  DrawFailures(page, detail);
}

std::string RenderStage(const Report& report, const model::StageAttempt& stage,
                        const TextOptions& options) {
  const Summary summary = Summarize(report);
  const StageDetail detail = DetailOf(report, stage, options.top);
  Canvas canvas(options.style);
  const Page page{report, summary, options, canvas};
  DrawHeader(page, detail);
  if (detail.figures->core_time.available > 0) {
    canvas.Heading("where its cores went", FormatCoreTime(detail.figures->core_time.available));
    DrawCoreTime(detail.figures->core_time, canvas);
  }
  DrawQuantiles(detail, canvas);
  DrawOutliers(page, detail);
  DrawExecutors(page, detail);
  DrawFailures(page, detail);
  DrawAccumulators(page, stage);
  DrawFindingsAbout(page, stage.key, -1);
  return canvas.Take();
}

}  // namespace dataflint::report::terminal
