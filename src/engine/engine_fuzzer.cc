// Any bytes as an event log, through everything: a report comes out, its parts add up, its counts
// agree with each other, and every writer copes with it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/utf8.h"
#include "engine/engine.h"
#include "eventlog/mutate_log.h"
#include "report/csv.h"
#include "report/html/document.h"
#include "report/markdown.h"
#include "report/report_json.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/report_text.h"

namespace dataflint::engine {
namespace {

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

template <typename Split>
std::int64_t SumOf(const Split& split) {
  std::int64_t sum = 0;
  for (const std::int64_t part : split.parts) {
    Require(part >= 0, "no part of a split is below zero");
    sum += part;
  }
  return sum;
}

void CheckFigures(const report::Report& report) {
  const analysis::Figures& figures = report.figures;
  const model::Application& app = *report.app;
  Require(SumOf(figures.core_time) == figures.core_time.available, "core time adds up");
  Require(SumOf(figures.wall_time) == figures.wall_time.total, "wall time adds up");
  Require(figures.stages.size() == app.stages.size(), "every stage has figures");
  std::int64_t tasks = 0;
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    const analysis::StageFigures& stage = figures.stages[i];
    Require(SumOf(stage.core_time) == stage.core_time.available, "a stage's core time adds up");
    Require(stage.tasks == static_cast<std::int64_t>(app.stages[i].tasks.size()), "tasks are rows");
    Require(stage.successful_tasks <= stage.tasks, "no more successes than tasks");
    tasks += stage.tasks;
  }
  Require(figures.total_tasks == tasks, "tasks add up");
  Require(figures.failed_tasks + figures.killed_tasks <= tasks, "no more failures than tasks");
}

void CheckCounts(const report::Report& report) {
  const model::Application& app = *report.app;
  std::int64_t events = 0;
  for (const auto& [name, count] : app.events_by_name) events += count;
  const std::int64_t refused = app.issues.CountOf(ImportIssue::bad_json) +
                               app.issues.CountOf(ImportIssue::truncated_last_line) +
                               app.issues.CountOf(ImportIssue::not_an_event) +
                               app.issues.CountOf(ImportIssue::nesting_too_deep) +
                               app.issues.CountOf(ImportIssue::line_too_long);
  Require(events + refused == report.reading.lines, "every line is an event or an issue");
}

void CheckText(const std::string& text) {
  std::string_view left = text;
  while (!left.empty()) {
    const CodePoint point = NextCodePoint(left);
    Require(point.valid, "what is shown is valid UTF-8");
    left.remove_prefix(point.bytes);
  }
}

void CheckPage(const std::string& page) {
  CheckText(page);
  constexpr std::string_view kBegin = "id=\"report\">";
  const std::size_t begin = page.find(kBegin) + kBegin.size();
  const std::string data = page.substr(begin, page.find('<', begin) - begin);
  JsonDocument document;
  Require(document.ParseCopy(data) == JsonDocument::Outcome::kOk, "the data of the page is JSON");
}

void CheckWriters(const report::Report& report) {
  const model::Application& app = *report.app;
  std::string json_text;
  JsonWriter json([&](std::string_view piece) { json_text += piece; }, JsonWriter::Style::kCompact);
  report::JsonOptions options;
  options.log = "log";
  options.full = true;
  if (!app.stages.empty()) options.stage = app.stages.back().key;
  report::WriteReport(report, options, json);
  json.Flush();
  JsonDocument document;
  Require(document.ParseCopy(json_text) == JsonDocument::Outcome::kOk, "the report is JSON");
  Require(!document.repaired_utf8(), "the report is valid UTF-8");

  report::terminal::TextOptions text;
  CheckText(report::terminal::RenderReport(report, text));
  for (const model::StageAttempt& stage : app.stages) {
    CheckText(report::terminal::RenderStage(report, stage, text));
  }
  for (const model::SqlExecution& sql : app.sql_executions) {
    CheckText(report::terminal::RenderSql(report, sql, text));
  }
  for (const model::SparkJob& job : app.spark_jobs) {
    CheckText(report::terminal::RenderSparkJob(report, job, text));
  }
  CheckText(report::StagesAsCsv(report));
  CheckText(report::ReportAsMarkdown(report, "log", 10));
  CheckPage(report::html::ReportAsHtml(report, "log", {"", "", "", ""}));
}

void Check(std::string_view log) {
  Engine engine;
  engine.BeginPart("part");
  engine.Push(log.substr(0, log.size() / 2));
  const report::Report& halfway = engine.Update();  // as when following
  CheckFigures(halfway);
  engine.Push(log.substr(log.size() / 2));
  const report::Report& report = engine.Finish();
  CheckFigures(report);
  CheckCounts(report);
  CheckWriters(report);
}

}  // namespace
}  // namespace dataflint::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::engine::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return dataflint::eventlog::MutateLog(data, size, max_size, seed);
}
