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

// What converts its text, once, into columns already does what is advised.
bool IsConversion(const Run& run, const TextScans& text) {
  const Scan& scan = *text.scans.front();
  if (text.scans.size() > 1 || (scan.source.table.empty() && scan.source.path.empty()))
    return false;
  bool writes = false;
  for (const model::PlanNode& node : scan.sql->final_plan()->nodes) {
    if (run.OpOf(node) != Operator::kWrite) continue;
    const DataSource target = SourceOf(run.app(), node);
    // Nodes below the one that names the format only help it.
    if (target.is_text()) return false;
    writes = writes || !target.format.empty();
  }
  return writes;
}

bool IsWorthTelling(const Context& context, const TextScans& text) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const double least = settings.Get("min_share_of_run");
  const auto bytes = static_cast<double>(text.bytes);
  const bool takes_long = ShareOf(text.critical_time, run.wall()) >= least ||
                          ShareOf(text.task_time, run.available()) >= least;
  return bytes >= settings.Get("min_bytes") ||
         (takes_long && bytes >= settings.Get("min_share_bytes"));
}

std::string TitleOf(const TextScans& text) {
  const Scan& first = *text.scans.front();
  return FormatBytes(text.bytes) + " of " + first.source.format + " are parsed from " +
         first.source.Name() +
         (text.scans.size() == 1
              ? " (query " + std::to_string(first.sql->id) + ')'
              : ", in " + FormatCount(static_cast<std::int64_t>(text.scans.size())) + " scans");
}

std::vector<Evidence> EvidenceOf(const Run& run, const TextScans& text) {
  constexpr std::size_t kMost = 6;
  const bool is_one = text.scans.size() == 1;
  std::vector<Evidence> evidence = {{"bytes read", static_cast<double>(text.bytes), Unit::kBytes,
                                     is_one ? text.scans.front()->Place() : ""}};
  for (std::size_t i = 0; i < text.scans.size() && i < 3 && !is_one; ++i) {
    evidence.push_back({"bytes read", static_cast<double>(text.scans[i]->input_bytes), Unit::kBytes,
                        text.scans[i]->Place()});
  }
  for (const std::size_t stage : text.stages) {
    if (evidence.size() == kMost) break;
    evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                        Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  return evidence;
}

Impact ImpactOf(const Run& run, const TextScans& text) {
  Impact impact;
  impact.core_ms_high = text.task_time;  // at most, until it is played
  impact.wall_ms_high = run.wall();
  impact.is_upper_bound = DoMoreThanRead(run, text.stages);
  impact.method =
      std::string(impact.is_upper_bound ? "upper bound, as they do more than parse: " : "") +
      "stages that parse at 25 % of their task time (70 to 5 %), as with a columnar format; the "
      "one conversion is not counted";
  return impact;
}

void ReportScans(const Context& context, const TextScans& text, std::vector<Finding>& out) {
  const Run& run = context.run;
  if (!IsWorthTelling(context, text) || IsConversion(run, text)) return;
  const Scan& first = *text.scans.front();
  const std::string name = first.source.Name();
  Finding finding = OfNode(*first.sql, first.node);
  if (text.scans.size() > 1) {
    finding.scope = Scope::kApplication;
    finding.subject = "scans of " + name + " as text";
    finding.sql_execution_id = -1;
  }
  finding.title = TitleOf(text);
  finding.why =
      "Every line is read and parsed, whichever columns and rows the query needs; the "
      "stages that do it take " +
      FormatDuration(text.task_time) + " of task time.";
  finding.evidence = EvidenceOf(run, text);
  finding.impact = ImpactOf(run, text);
  // Measured: an aggregation of 3 of 5 columns takes 5 % of its time from Parquet.
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

// All stages that read text for its schema.
struct SchemaReads {
  std::vector<std::size_t> stages;
  std::set<std::string_view> formats;
  std::int64_t bytes = 0;
  std::int64_t task_time = 0;
  std::int64_t critical_time = 0;
};

SchemaReads SchemaReadsOf(const Run& run) {
  SchemaReads reads;
  for (const std::size_t stage : run.stages_by_weight()) {
    const std::string_view format = SchemaReadBy(run.app(), run.stage(stage));
    if (format.empty()) continue;
    reads.stages.push_back(stage);
    reads.formats.insert(format);
    reads.bytes = SaturatingAdd(reads.bytes, run.stage(stage).total(TaskColumn::input_bytes));
    reads.task_time = SaturatingAdd(reads.task_time, run.CoreTimeOf(stage));
    reads.critical_time = SaturatingAdd(reads.critical_time, run.figures_of(stage).critical_time);
  }
  return reads;
}

WhatIf WithoutReading(const std::vector<std::size_t>& stages) {
  const auto skip = [stages](replay::Recording& recording) {
    for (const std::size_t stage : stages) {
      replay::SkipStage(recording, static_cast<std::uint32_t>(stage));
    }
  };
  // Sampling a tenth of the rows still reads all lines, of CSV files at least.
  const auto sample = [stages](replay::Recording& recording) { Scale(recording, stages, 0.3); };
  return {WhatIf::Order::kOtherTasks, sample, skip, skip};
}

void AdviseSchema(const SchemaReads& reads, Finding& finding) {
  const bool is_unnamed = *reads.formats.begin() == kUnnamed;
  finding.changes.push_back(
      InCode("spark.read.schema(\"<column> <type>, ...\")." +
                 (is_unnamed ? "format(...).load" : std::string(*reads.formats.begin())) + "(...)",
             "with a schema nothing is read before the query, and no wrong type is guessed"));
  finding.changes.push_back(
      InCode(".option(\"samplingRatio\", 0.1)",
             "where the schema changes: then a tenth of the rows is parsed for it"));
}

void ReportSchemas(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const SchemaReads reads = SchemaReadsOf(run);
  if (reads.stages.empty() || !run.Matters(reads.task_time, reads.critical_time,
                                           context.settings.Get("min_schema_share"))) {
    return;
  }
  Finding finding;
  finding.subject = "application";
  finding.title = FormatBytes(reads.bytes) + " of " +
                  Listed({reads.formats.begin(), reads.formats.end()}) +
                  " are read only to find out their schema, " + FormatDuration(reads.task_time) +
                  " of task time";
  finding.why =
      "Without a schema Spark parses the files once before the first query, and again for "
      "each query.";
  for (const std::size_t stage : reads.stages) {
    if (finding.evidence.size() == 6) break;
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "without the stages that read for the schema";
  finding.what_if = WithoutReading(reads.stages);
  AdviseSchema(reads, finding);
  Miss("the names of these files are not in the log", finding);
  if (reads.formats.contains(kUnnamed)) {
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
        "min_schema_share. Not a query that only converts files, which nothing else reads, into a "
        "columnar format.",
    .why =
        "Text has to be read and parsed whole; a columnar format gives the columns and rows that "
        "are asked for, compressed.",
    .advice = "Write Parquet or a table format, or convert once; give text a schema.",
    .formula =
        "Replay: the stages that parse at 25 % of their task time (70 to 5 %), and without the "
        "stages that read for a schema (with samples: at 30 %). An upper bound where the stages "
        "that parse also write, join, compute a window or run Python.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindCsvJsonScans,
};
DATAFLINT_REGISTER_INSIGHT(kCsvJsonScan);

}  // namespace
}  // namespace dataflint::insights
