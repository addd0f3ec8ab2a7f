#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/failure_text.h"
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

// "attempt 2 of 2; the others: --stage 1.0 (failed)"; empty where there is only one.
std::string OtherAttempts(const model::Application& app, const model::StageAttempt& stage) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> others;
  std::size_t before = 0;
  for (const model::StageAttempt& other : app.stages) {
    if (other.key.stage_id != stage.key.stage_id || other.key == stage.key) continue;
    if (other.key.attempt_id < stage.key.attempt_id) ++before;
    const bool failed = other.status == model::StageStatus::kFailed;
    others.push_back("--stage " + NameOf(other.key) + (failed ? " (failed)" : ""));
  }
  if (others.empty()) return {};
  std::string text = "attempt " + std::to_string(before + 1) + " of " +
                     std::to_string(others.size() + 1) +
                     (others.size() == 1 ? "; the other: " : "; the others: ");
  if (others.size() > kNamed) {
    others.resize(kNamed);
    others.emplace_back("…");
  }
  return text + Joined(others, ", ");
}

void DrawHeader(const Page& page, const StageDetail& detail) {
  const model::Application& app = page.app();
  const model::StageAttempt& stage = *detail.stage;
  Canvas& canvas = page.canvas;
  StageSummary named;
  named.stage = &stage;
  named.sql = stage.sql_execution_id < 0 ? nullptr : app.FindSql(stage.sql_execution_id);
  StageTitles titles(app);
  const std::string name = "stage " + NameOf(stage.key) + "  " + titles.TitleOf(named);
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
  canvas.Paragraph(OtherAttempts(app, stage), 0);
  // Spark's UI counts a stage's time without it.
  if (const std::int64_t wait = insights::StageWait(stage); wait > 0 && wait >= duration / 20) {
    canvas.Line(canvas.Paint(Ink::kDim, "waited " + FormatDuration(wait) + " for its first task"));
  }
  if (const std::string steps = titles.StepsOf(named); !steps.empty()) {
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

// What the exception says, and where it comes from. Of a Python traceback the last line says it,
// which is all that is told of it.
std::string TextOf(const model::Application& app, const model::TaskFailure& failure) {
  const std::string_view description = app.text(failure.description);
  std::string text;
  if (description.find("Traceback (most recent call last)") != std::string_view::npos) {
    text = Clean(insights::ShortFailure(app, failure));
  } else {
    text = Clean(app.text(failure.reason));
    if (failure.class_name != StringId::kEmpty) text += ' ' + Clean(app.text(failure.class_name));
    if (!description.empty()) text += ": " + Fit(Clean(description), 300);
  }
  const std::string frame = insights::FirstOwnFrame(app, failure);
  return frame.empty() ? text : text + "; at " + Fit(Clean(frame), 120);
}

void DrawFailures(const Page& page, const StageDetail& detail) {
  if (detail.failures.empty()) return;
  std::vector<std::pair<std::string, std::int64_t>> told;  // those that read the same, once
  for (const TaskFailureRow& row : detail.failures) {
    std::string text = TextOf(page.app(), *row.failure);
    const auto same = std::find_if(told.begin(), told.end(),
                                   [&](const auto& other) { return other.first == text; });
    if (same != told.end()) {
      same->second += row.tasks;
    } else if (told.size() < page.options.top) {
      told.emplace_back(std::move(text), row.tasks);
    }
  }
  page.canvas.Heading("why tasks failed");
  for (const auto& [text, tasks] : told) {
    page.canvas.Entry(FormatCount(tasks) + "×", text, 2, 8, Ink::kFailed, Ink::kPlain);
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
