#include "cli/analyze/analyze_one.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>

#include "base/quantity.h"
#include "cli/analyze/named_logs.h"
#include "cli/error_text.h"
#include "cli/insight_names.h"
#include "cli/nearest.h"
#include "cli/output.h"
#include "cli/read_log.h"
#include "cli/shell_quote.h"
#include "cli/web_bundle.h"
#include "report/csv.h"
#include "report/html/document.h"
#include "report/markdown.h"
#include "report/report_json.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/report_text.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;

// The paths as they can be typed again in a shell.
std::string LogAsTyped(const AnalyzeOptions& options) {
  std::string typed;
  for (const std::string& path : options.paths) {
    typed += (typed.empty() ? "" : " ") + QuotedForShell(path);
  }
  return typed;
}

// "3 stages, 0 to 12": what of a kind there is, for who asked for one that is not.
template <typename Range, typename Id>
std::string WhatThereIs(const Range& entities, std::string_view plural, Id&& id_of) {
  if (entities.empty()) return "it has no " + std::string(plural);
  std::int64_t least = id_of(entities.front());
  std::int64_t most = least;
  for (const auto& entity : entities) {
    least = std::min(least, std::int64_t{id_of(entity)});
    most = std::max(most, std::int64_t{id_of(entity)});
  }
  return "its " + std::string(plural) + " are " + std::to_string(least) + " to " +
         std::to_string(most);
}

// "1.0, 1.1": the attempts of a stage that are in the log, the first few.
std::string AttemptsOf(const model::Application& app, std::int64_t stage_id) {
  constexpr std::size_t kNamed = 8;
  std::vector<std::string> names;
  for (const model::StageAttempt& stage : app.stages) {
    if (stage.key.stage_id == stage_id) names.push_back(NameOf(stage.key));
  }
  if (names.size() > kNamed) {
    const auto more = static_cast<std::int64_t>(names.size() - kNamed);
    names.resize(kNamed);
    names.push_back(FormatCount(more) + " more");
  }
  return report::terminal::Joined(names, ", ");
}

// The stage that --stage means, or nothing without --stage.
Result<std::optional<model::StageKey>> WantedStage(const AnalyzeOptions& options,
                                                   const model::Application& app,
                                                   const std::string& log) {
  if (options.stage.empty()) return std::nullopt;
  std::optional<model::StageKey> found;
  for (const model::StageAttempt& stage : app.stages) {
    if (stage.key.stage_id != options.stage_id) continue;
    if (options.attempt_id >= 0 && stage.key.attempt_id != options.attempt_id) continue;
    if (!found || found->attempt_id < stage.key.attempt_id) found = stage.key;
  }
  if (found) return found;
  if (const std::string attempts = AttemptsOf(app, options.stage_id); !attempts.empty()) {
    return Fail(ErrorCode::kNotFound, "there is no stage " + options.stage, log,
                "of stage " + std::to_string(options.stage_id) + " there is " + attempts,
                "name one of these");
  }
  return Fail(ErrorCode::kNotFound, "there is no stage " + options.stage, log,
              WhatThereIs(app.stages, "stages", [](const auto& s) { return s.key.stage_id; }),
              "dataflint analyze lists the stages that matter, -o csv all of them");
}

// That --insight names an insight, or a finding of this run.
Status CheckInsight(const std::string& wanted, const report::Report& report,
                    const std::string& log) {
  if (FindInsight(wanted) != nullptr) return {};
  std::vector<std::string> ids = AllInsightIds();
  for (const insights::Finding& finding : report.findings) {
    if (finding.id == wanted) return {};
    ids.push_back(finding.id);
  }
  return Fail(ErrorCode::kNotFound, "there is no insight or finding \"" + wanted + '"', log,
              DidYouMean(wanted, ids, ""),
              "dataflint insights lists the insights, -o json the ids of the findings");
}

// That --sql, --spark-job and --insight name something.
Status CheckWanted(const AnalyzeOptions& options, const report::Report& report,
                   const std::string& log) {
  const model::Application& app = *report.app;
  if (options.sql && app.FindSql(*options.sql) == nullptr) {
    return Fail(
        ErrorCode::kNotFound, "there is no SQL execution " + std::to_string(*options.sql), log,
        WhatThereIs(app.sql_executions, "SQL executions", [](const auto& s) { return s.id; }),
        "dataflint analyze lists the queries that matter, -o json all of them");
  }
  if (options.spark_job && app.FindSparkJob(*options.spark_job) == nullptr) {
    return Fail(ErrorCode::kNotFound, "there is no Spark job " + std::to_string(*options.spark_job),
                log,
                WhatThereIs(app.spark_jobs, "Spark jobs", [](const auto& j) { return j.job_id; }),
                "-o json --full lists them all under spark.jobs");
  }
  return options.insight.empty() ? Status() : CheckInsight(options.insight, report, log);
}

}  // namespace

Result<std::string> ReportText(const AnalyzeOptions& options, const report::Report& report,
                               const Context& context, std::size_t screen_rows) {
  using namespace report::terminal;  // NOLINT(google-build-using-namespace): this function only
  const model::Application& app = *report.app;
  Result<std::optional<model::StageKey>> stage = WantedStage(options, app, LogAsTyped(options));
  if (!stage) return tl::unexpected(std::move(stage).error());
  DF_RETURN_IF_ERROR(CheckWanted(options, report, LogAsTyped(options)));
  TextOptions text_options;
  text_options.style = options.look.StyleOf(context, options.output);
  if (options.form == Format::kMarkdown) {
    text_options.style.color = false;
    text_options.style.unicode = true;
  }
  text_options.log = LogAsTyped(options);
  text_options.is_piped =
      std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
  text_options.screen_rows = screen_rows;
  text_options.top = options.rows;
  if (*stage) return RenderStage(report, *app.FindStage(**stage), text_options);
  if (options.sql) return RenderSql(report, *app.FindSql(*options.sql), text_options);
  if (options.spark_job) {
    return RenderSparkJob(report, *app.FindSparkJob(*options.spark_job), text_options);
  }
  if (!options.insight.empty()) return RenderInsight(report, options.insight, text_options);
  return RenderReport(report, text_options);
}

Status WriteReport(const AnalyzeOptions& options, const report::Report& report,
                   const io::EventLog& log, const Context& context, bool compact, Output& output) {
  Result<std::optional<model::StageKey>> stage = WantedStage(options, *report.app, log.name);
  if (!stage) return tl::unexpected(std::move(stage).error());
  DF_RETURN_IF_ERROR(CheckWanted(options, report, log.name));
  switch (options.form) {
    case Format::kJson:
    case Format::kJsonLines: {
      report::JsonOptions json_options = options.json_options;
      json_options.log = log.name;
      json_options.stage = *stage;
      JsonWriter json([&](std::string_view piece) { output.Write(piece); },
                      compact ? JsonWriter::Style::kCompact : JsonWriter::Style::kIndented);
      report::WriteReport(report, json_options, json);
      json.Flush();
      if (compact) output.Write("\n");
      return {};
    }
    case Format::kCsv:
      output.Write(report::StagesAsCsv(report, options.listed));
      return {};
    case Format::kMarkdown:
      if (options.drills_down()) break;
      output.Write(report::ReportAsMarkdown(report, log.name, options.rows));
      return {};
    case Format::kHtml:
      output.Write(report::html::ReportAsHtml(report, log.name, *WebBundle()));
      return {};
    case Format::kTable:
      break;
  }
  const Result<std::string> text = ReportText(options, report, context);
  if (!text) return tl::unexpected(text.error());
  output.Write(options.form == Format::kMarkdown ? report::DetailAsMarkdown(*text) : *text);
  return {};
}

namespace {

void PrintTimings(const Timings& timings) {
  const auto row = [](const char* what, double seconds, std::int64_t bytes) {
    std::fprintf(stderr, "timing  %-10s %9.3f s", what, seconds);
    if (bytes > 0 && seconds > 0) {
      std::fprintf(stderr, "  %7.3f GB/s", static_cast<double>(bytes) / seconds / 1e9);
    }
    std::fputc('\n', stderr);
  };
  row("decode", timings.decode, timings.bytes);
  row("parse", timings.parse, timings.bytes);
  row("close", timings.close, 0);
  row("analysis", timings.analysis, 0);
  row("replay", timings.replay, 0);
  row("insights", timings.insights, 0);
  row("report", timings.report, 0);
  row("total", timings.total, timings.bytes);
  std::fprintf(stderr, "timing  bytes %lld stored, %lld unpacked; decode runs beside parse\n",
               static_cast<long long>(timings.packed_bytes), static_cast<long long>(timings.bytes));
}

}  // namespace

ExitCode Verdict(const AnalyzeOptions& options, const report::Report& report) {
  const bool gate_failed =
      options.gate && std::any_of(report.findings.begin(), report.findings.end(),
                                  [&](const insights::Finding& finding) {
                                    return finding.severity >= *options.gate;
                                  });
  if (gate_failed) return ExitCode::kGateFailed;
  return report.completeness.has_data_loss ? ExitCode::kPartial : ExitCode::kOk;
}

ExitCode AnalyzeOne(const AnalyzeOptions& options, const io::EventLog& log,
                    const Context& context) {
  auto output = Output::Open(options.output);  // what cannot be written need not be analysed
  if (!output) return PrintError(output.error());
  Timings timings;
  StepClock steps(timings);
  engine::EngineOptions engine_options;
  engine_options.overrides = options.overrides;
  if (options.timings) engine_options.on_step = [&](engine::Step step) { steps.Enter(step); };
  engine::Engine engine(engine_options);
  Progress progress(options.look.shows_progress(context));
  ReadOptions read_options;
  read_options.progress = &progress;
  read_options.timings = options.timings ? &timings : nullptr;
  Result<const report::Report*> read = ReadLog(log, read_options, engine);
  progress.Clear();
  if (!read) return PrintError(read.error());
  const report::Report& report = **read;
  if (!HasEvents(report)) return PrintError(WhyNoReport(report, log));

  const Clock::time_point start = Clock::now();
  const bool compact = options.form == Format::kJsonLines;
  if (const Status written = WriteReport(options, report, log, context, compact, **output);
      !written) {
    return PrintError(written.error());
  }
  if (const Status done = (*output)->Finish(); !done) return PrintError(done.error());
  if (options.timings) {
    timings.report = std::chrono::duration<double>(Clock::now() - start).count();
    timings.total += timings.report;
    PrintTimings(timings);
  }
  return Verdict(options, report);
}

}  // namespace dataflint::cli
