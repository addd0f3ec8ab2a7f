#include "report/comparison/comparison_json.h"

#include <string>

#include "base/calendar.h"
#include "compare/finding_match.h"
#include "report/comparison/comparison_words.h"
#include "report/report_json.h"
#include "report/summary.h"

namespace dataflint::report {
namespace {

using compare::Amounts;
using compare::Comparison;
using compare::DifferenceOf;
using insights::Run;

void WriteMembers(const Amounts& amounts, JsonWriter& json) {
  json.Field("a", amounts.a);
  json.Field("b", amounts.b);
  json.Field("difference", DifferenceOf(amounts));
}

void Write(std::string_view key, const Amounts& amounts, JsonWriter& json) {
  json.BeginObject(key);
  WriteMembers(amounts, json);
  json.EndObject();
}

// Of texts that may not be there.
void Write(const compare::TextChange& change, JsonWriter& json) {
  json.BeginObject();
  json.Field("name", change.name);
  if (!change.value.a.empty()) json.Field("a", change.value.a);
  if (!change.value.b.empty()) json.Field("b", change.value.b);
  json.EndObject();
}

void WriteRun(std::string_view key, const std::string& log, const Run& run, const Report& report,
              JsonWriter& json) {
  const model::Application& app = run.app();
  json.BeginObject(key);
  json.Field("log", log);
  json.Field("id", app.text(app.id));
  json.Field("name", app.text(app.name));
  json.Field("sparkVersion", app.text(app.spark_version));
  json.Field("status", NameOf(StatusOf(app)));
  if (model::IsKnown(app.start_time)) json.Field("startTime", FormatIsoTime(app.start_time));
  json.Field("durationMs", run.wall());
  json.Field("dataLoss", report.completeness.has_data_loss);
  WriteSwitchedOff("disabledInsights", report.adjustments, json);
  json.EndObject();
}

template <typename Part, typename Split>
void WriteSplit(std::string_view key, std::string_view unit, const Amounts& whole, const Split& a,
                const Split& b, JsonWriter& json) {
  json.BeginObject(key);
  json.Field("unit", unit);
  WriteMembers(whole, json);
  json.BeginObject("parts");
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    Write(analysis::NameOf(static_cast<Part>(i)), {a.parts[i], b.parts[i]}, json);
  }
  json.EndObject();
  json.EndObject();
}

void WriteAttempts(std::string_view key, const Run& run, const compare::StageTotals& totals,
                   JsonWriter& json) {
  json.BeginArray(key);
  for (const std::size_t attempt : totals.attempts) json.String(NameOf(run.stage(attempt).key));
  json.EndArray();
}

void WriteReasons(const std::vector<compare::Reason>& reasons, JsonWriter& json) {
  json.BeginArray("reasons");
  for (const compare::Reason& reason : reasons) {
    json.BeginObject();
    json.Field("reason", compare::NameOf(reason.kind));
    if (reason.kind == compare::Reason::Kind::kCorePart) {
      json.Field("part", analysis::NameOf(reason.part));
    }
    json.Field("unit", insights::NameOf(reason.unit));
    WriteMembers(reason.value, json);
    json.Field("text", TextOf(reason));
    json.EndObject();
  }
  json.EndArray();
}

void WriteAttribution(const Comparison& comparison, JsonWriter& json) {
  json.BeginObject("attribution");
  json.Field("unit", "ms");
  json.Field("difference", DifferenceOf(comparison.wall));
  json.Field("rest", comparison.rest);
  json.BeginArray("contributions");
  for (const compare::Contribution& part : comparison.contributions) {
    json.BeginObject();
    json.Field("kind", part.stage >= 0 ? "stage" : "gap");
    json.Field("what", LabelOf(comparison, part));
    if (part.stage >= 0) {
      json.Field("match", part.stage);
    } else {
      json.Field("part", analysis::NameOf(part.gap));
    }
    WriteMembers(part.time, json);
    Write("links", part.links, json);
    WriteReasons(part.reasons, json);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteTotals(std::string_view key, const compare::StageTotals& totals, JsonWriter& json) {
  if (!totals.exists()) return;
  json.BeginObject(key);
  json.Field("criticalTimeMs", totals.path);
  json.Field("coreTimeMs", totals.core_time.available);
  json.Field("tasks", totals.tasks);
  json.Field("failedTasks", totals.failed_tasks);
  json.Field("bytesRead", totals.bytes_read);
  json.Field("rowsRead", totals.rows_read);
  json.Field("bytesWritten", totals.bytes_written);
  json.Field("diskBytesSpilled", totals.disk_spill);
  json.Field("slots", totals.slots);
  json.Field("waitMs", totals.wait);
  json.Field("slowestTaskMs", totals.slowest);
  json.EndObject();
}

void WriteStages(const Comparison& comparison, JsonWriter& json) {
  json.BeginArray("stages");
  for (const compare::StageMatch& match : comparison.stages) {
    json.BeginObject();
    json.Field("what", LabelOf(comparison, match));
    WriteAttempts("attemptsA", *comparison.run.a, match.totals.a, json);
    WriteAttempts("attemptsB", *comparison.run.b, match.totals.b, json);
    WriteTotals("a", match.totals.a, json);
    WriteTotals("b", match.totals.b, json);
    json.EndObject();
  }
  json.EndArray();
}

void WriteQueries(const Comparison& comparison, JsonWriter& json) {
  json.BeginArray("queries");
  for (const compare::QueryMatch& match : comparison.queries) {
    json.BeginObject();
    json.Field("what", LabelOf(comparison, match));
    if (match.sql.a != nullptr) json.Field("sqlA", match.sql.a->id);
    if (match.sql.b != nullptr) json.Field("sqlB", match.sql.b->id);
    Write("durationMs", match.duration, json);
    json.BeginArray("operators");
    for (const compare::OperatorChange& change : match.plan) {
      json.BeginObject();
      json.Field("name", change.name);
      WriteMembers(change.count, json);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteVolume(std::string_view key, const compare::TableVolume& volume, JsonWriter& json) {
  if (volume.uses == 0) return;
  json.BeginObject(key);
  json.Field("uses", volume.uses);
  if (volume.files >= 0) json.Field("files", volume.files);
  if (volume.bytes >= 0) json.Field("bytes", volume.bytes);
  if (volume.rows >= 0) json.Field("rows", volume.rows);
  json.EndObject();
}

void WriteData(const Comparison& comparison, JsonWriter& json) {
  json.BeginArray("data");
  for (const compare::Quantity& quantity : comparison.data) {
    json.BeginObject();
    json.Field("name", quantity.name);
    json.Field("unit", insights::NameOf(quantity.unit));
    WriteMembers(quantity.value, json);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("tables");
  for (const compare::TableChange& change : comparison.tables) {
    json.BeginObject();
    json.Field("name", change.name);
    json.Field("access", change.is_written ? "written" : "read");
    WriteVolume("a", change.volume.a, json);
    WriteVolume("b", change.volume.b, json);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFindings(const ComparisonSubject& subject, JsonWriter& json) {
  json.BeginArray("findings");
  for (const compare::FindingMatch& match : compare::MatchFindings(
           subject.comparison, subject.reports.a->findings, subject.reports.b->findings)) {
    json.BeginObject();
    const insights::Finding* a = match.finding.a;
    const insights::Finding* b = match.finding.b;
    json.Field("insight", (b == nullptr ? a : b)->insight);
    json.Field("state", NameOf(compare::StateOf(match, subject.adjustments())));
    const auto write = [&](std::string_view key, const insights::Finding* finding) {
      if (finding == nullptr) return;
      json.BeginObject(key);
      json.Field("id", finding->id);
      json.Field("subject", finding->subject);
      json.Field("wallMs", finding->impact.wall_ms_expected);
      json.Field("coreMs", finding->impact.core_ms_expected);
      json.Field("isUpperBound", finding->impact.is_upper_bound);
      json.EndObject();
    };
    write("a", a);
    write("b", b);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteComparison(const ComparisonSubject& subject, JsonWriter& json) {
  const Comparison& comparison = subject.comparison;
  const analysis::Figures& a = comparison.run.a->figures();
  const analysis::Figures& b = comparison.run.b->figures();
  json.BeginObject();
  json.Field("schema", kComparisonSchema);
  WriteRun("a", subject.logs.a, *comparison.run.a, *subject.reports.a, json);
  WriteRun("b", subject.logs.b, *comparison.run.b, *subject.reports.b, json);
  json.Field("verdict", VerdictOf(comparison));
  json.BeginArray("cautions");
  for (const std::string& caution : CautionsOf(comparison, subject.reports)) json.String(caution);
  json.EndArray();
  WriteSplit<analysis::WallPart>("wallTime", "ms", comparison.wall, a.wall_time, b.wall_time, json);
  WriteSplit<analysis::CorePart>("coreTime", "core-ms",
                                 {a.core_time.available, b.core_time.available}, a.core_time,
                                 b.core_time, json);
  WriteAttribution(comparison, json);
  WriteFindings(subject, json);
  WriteData(comparison, json);
  WriteQueries(comparison, json);
  WriteStages(comparison, json);
  json.BeginArray("cluster");
  for (const compare::TextChange& fact : comparison.cluster) Write(fact, json);
  json.EndArray();
  json.BeginArray("settings");
  for (const compare::TextChange& change : comparison.settings) Write(change, json);
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report
