#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/scan.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr double kGiB = 1024.0 * 1024 * 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_bytes", 10 * kGiB, Unit::kBytes, "scans of one table or path read this much text"},
    {"min_share_of_run", 0.05, Unit::kShare,
     "... or the stages that read it are this share of the time on the critical path, or of the "
     "core time"},
    {"min_share_bytes", 64.0 * 1024 * 1024, Unit::kBytes, "... and they read this much"},
    {"min_schema_share", 0.02, Unit::kShare,
     "finding out schemas is this share of the wall time, or of the core time"},
};

// All scans of one table or path.
struct TextScans {
  ScanList scans;
  std::vector<std::size_t> stages;
  std::int64_t bytes = 0;
  std::int64_t task_time = 0;
  std::int64_t critical_time = 0;
};

TextScans Measured(const Run& run, const ScanList& scans) {
  TextScans text;
  text.scans = scans;
  text.stages = StagesOf(scans);
  for (const std::size_t stage : text.stages) {
    text.bytes = SaturatingAdd(text.bytes, run.stage(stage).total(TaskColumn::input_bytes));
    text.task_time = SaturatingAdd(text.task_time, run.CoreTimeOf(stage));
    text.critical_time = SaturatingAdd(text.critical_time, run.figures_of(stage).critical_time);
  }
  return text;
}

void Scale(replay::Recording& recording, const std::vector<std::size_t>& stages, double left) {
  for (const std::size_t stage : stages) {
    replay::ScaleTasks(recording, static_cast<std::uint32_t>(stage), left);
  }
}

// `left` of the task time of the scans' stages stays. These are found again when it is played: of
// thousands of tables that the same stages read, each would keep a list.
WhatIf WithLeft(const ScanList& scans, double low, double expected, double high) {
  const auto at = [&](double left) {
    return [scans, left](replay::Recording& recording) { Scale(recording, StagesOf(scans), left); };
  };
  return {WhatIf::Order::kOtherTasks, at(low), at(expected), at(high)};
}

void ReportScans(const Context& context, const TextScans& text, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const double least = settings.Get("min_share_of_run");
  const auto bytes = static_cast<double>(text.bytes);
  const bool takes_long = ShareOf(text.critical_time, run.wall()) >= least ||
                          ShareOf(text.task_time, run.available()) >= least;
  if (bytes < settings.Get("min_bytes") &&
      (!takes_long || bytes < settings.Get("min_share_bytes"))) {
    return;
  }
  const Scan& first = *text.scans.front();
  const std::string name = first.source.Name();
  Finding finding = OfNode(*first.sql, first.node);
  if (text.scans.size() > 1) {
    finding.scope = Scope::kApplication;
    finding.subject = "scans of " + name + " as text";
    finding.sql_execution_id = -1;
  }
  finding.title =
      FormatBytes(text.bytes) + " of " + first.source.format + " are parsed from " + name +
      (text.scans.size() == 1
           ? " (query " + std::to_string(first.sql->id) + ')'
           : ", in " + FormatCount(static_cast<std::int64_t>(text.scans.size())) + " scans");
  finding.why =
      "Every line is read and parsed, whichever columns and rows the query needs; the "
      "stages that do it take " +
      FormatDuration(text.task_time) + " of task time.";
  finding.evidence = {{"bytes read", static_cast<double>(text.bytes), Unit::kBytes,
                       text.scans.size() == 1 ? first.Place() : ""}};
  for (std::size_t i = 0; i < text.scans.size() && i < 3 && text.scans.size() > 1; ++i) {
    finding.evidence.push_back({"bytes read", static_cast<double>(text.scans[i]->input_bytes),
                                Unit::kBytes, text.scans[i]->Place()});
  }
  for (const std::size_t stage : text.stages) {
    if (finding.evidence.size() == 6) break;
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  finding.impact.core_ms_high = text.task_time;  // at most, until it is played
  finding.impact.wall_ms_high = run.wall();
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "stages that parse at 25 % of their task time (70 to 5 %), as with a columnar format; the "
      "one conversion is not counted";
  // Measured: an aggregation of 3 of 5 columns takes 5 % of its time from Parquet. Joins and writes in the
  // same stage stay as they are.
  constexpr double kLow = 0.7;
  constexpr double kExpected = 0.25;
  constexpr double kHigh = 0.05;
  finding.what_if = WithLeft(text.scans, kLow, kExpected, kHigh);
  finding.changes.push_back(
      InCode("write " + name +
                 " as Parquet or Delta where it is made, or convert it once: "
                 "spark.read." +
                 first.source.format + "(...).write.parquet(...)",
             "a columnar file is read by the columns that are asked for, and skips what filters "
             "leave out"));
  Miss("how much of the stages' time is parsing is not measured for text", finding);
  if (first.source.table.empty() && first.source.path.empty()) {
    Miss("the plan does not say which table or path this is", finding);
  }
  NoteMissing(run, *first.sql, finding);
  out.push_back(std::move(finding));
}

constexpr std::string_view kUnnamed = "text";  // of some format

// "csv" when the stage reads CSV files to find out their schema; DataFrameReader.load(...) does not
// say what it loads, but only text is read whole for that: of Parquet and ORC only footers are.
std::string_view SchemaReadBy(const model::Application& app, const model::StageAttempt& stage) {
  const std::string_view reader = ReaderOf(app, stage);
  if (reader == "csv" || reader == "json" || reader == "xml") return reader;
  const bool is_text = reader == "load" && OriginOf(app, stage) == Origin::kSchema &&
                       stage.total(TaskColumn::input_bytes) > 0;
  return is_text ? kUnnamed : std::string_view();
}

void ReportSchemas(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::vector<std::size_t> stages;
  std::set<std::string_view> formats;
  std::int64_t bytes = 0;
  std::int64_t task_time = 0;
  std::int64_t critical_time = 0;
  for (const std::size_t stage : run.stages_by_weight()) {
    const std::string_view format = SchemaReadBy(context.app, run.stage(stage));
    if (format.empty()) continue;
    stages.push_back(stage);
    formats.insert(format);
    bytes = SaturatingAdd(bytes, run.stage(stage).total(TaskColumn::input_bytes));
    task_time = SaturatingAdd(task_time, run.CoreTimeOf(stage));
    critical_time = SaturatingAdd(critical_time, run.figures_of(stage).critical_time);
  }
  if (stages.empty() ||
      !run.Matters(task_time, critical_time, context.settings.Get("min_schema_share"))) {
    return;
  }
  const std::string what = Listed({formats.begin(), formats.end()});
  Finding finding;
  finding.subject = "application";
  finding.title = FormatBytes(bytes) + " of " + what + " are read only to find out their schema, " +
                  FormatDuration(task_time) + " of task time";
  finding.why =
      "Without a schema Spark parses the files once before the first query, and again for "
      "each query.";
  for (const std::size_t stage : stages) {
    if (finding.evidence.size() == 6) break;
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "without the stages that read for the schema";
  const auto skip = [stages](replay::Recording& recording) {
    for (const std::size_t stage : stages) {
      replay::SkipStage(recording, static_cast<std::uint32_t>(stage));
    }
  };
  // Sampling a tenth of the rows still reads all lines, of CSV files at least.
  const auto sample = [stages](replay::Recording& recording) { Scale(recording, stages, 0.3); };
  finding.what_if = {WhatIf::Order::kOtherTasks, sample, skip, skip};
  const bool is_unnamed = *formats.begin() == kUnnamed;
  finding.changes.push_back(
      InCode("spark.read.schema(\"<column> <type>, ...\")." +
                 (is_unnamed ? "format(...).load" : std::string(*formats.begin())) + "(...)",
             "with a schema nothing is read before the query, and no wrong type is guessed"));
  finding.changes.push_back(
      InCode(".option(\"samplingRatio\", 0.1)",
             "where the schema changes: then a tenth of the rows is parsed for it"));
  Miss("the names of these files are not in the log", finding);
  if (formats.contains(kUnnamed)) {
    Miss(
        "what DataFrameReader.load reads is not in the log: text is taken for it, as it reads more "
        "than footers",
        finding);
  }
  out.push_back(std::move(finding));
}

void FindCsvJsonScans(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::map<std::string, ScanList> by_source;
  for (const Scan& scan : run.Scans()) {
    if (!scan.source.is_text() || scan.stages.empty()) continue;
    const bool has_name = !scan.source.table.empty() || !scan.source.path.empty();
    std::string name = has_name ? scan.source.Name() : scan.Place();
    by_source[std::move(name)].push_back(&scan);
  }
  for (const auto& [name, scans] : by_source) ReportScans(context, Measured(run, scans), out);
  ReportSchemas(context, out);
}

constexpr InsightSpec kCsvJsonScan = {
    .id = "csv-json-scan",
    .title = "Text is parsed where a columnar format would do",
    .sees =
        "Scans of CSV, JSON, XML or text files that read min_bytes, or read min_share_bytes and "
        "take "
        "min_share_of_run; stages that read such files only for their schema and take "
        "min_schema_share.",
    .why =
        "Text has to be read and parsed whole; a columnar format gives the columns and rows that "
        "are asked for, compressed.",
    .advice = "Write Parquet or a table format, or convert once; give text a schema.",
    .formula =
        "Replay: the stages that parse at 25 % of their task time (70 to 5 %), and without the "
        "stages that read for a schema (with samples: at 30 %).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindCsvJsonScans,
};
DATAFLINT_REGISTER_INSIGHT(kCsvJsonScan);

}  // namespace
}  // namespace dataflint::insights
