#include "report/figure_words.h"
#include "report/finding_words.h"
#include "report/html/page_parts.h"
#include "report/terminal/text.h"

namespace dataflint::report::html {
namespace {

using terminal::Clean;

constexpr std::size_t kRoom = 150'000;

void WriteFinding(const insights::Finding& finding, JsonWriter& json) {
  json.BeginObject();
  json.Field("id", finding.id);
  json.Field("insight", finding.insight);
  json.Field("severity", insights::NameOf(finding.severity));
  json.Field("confidence", insights::NameOf(finding.confidence));
  json.Field("subject", Clean(finding.subject));
  if (finding.stage.stage_id >= 0) json.Field("stage", model::NameOf(finding.stage));
  if (finding.sql_execution_id >= 0) json.Field("sql", finding.sql_execution_id);
  json.Field("title", Clean(finding.title));
  json.Field("savings", Savings(finding.impact));
  json.BeginArray("wall");
  json.Int(finding.impact.wall_ms_low);
  json.Int(finding.impact.wall_ms_expected);
  json.Int(finding.impact.wall_ms_high);
  json.EndArray();
  if (finding.impact.is_upper_bound) json.Field("isUpperBound", true);
  if (finding.impact.is_replayed) json.Field("isReplayed", true);
  NonEmpty(json, "method", Clean(finding.impact.method));
  NonEmpty(json, "why", Clean(finding.why));
  json.BeginArray("evidence");
  for (const insights::Evidence& evidence : finding.evidence) {
    json.BeginObject();
    json.Field("name", Clean(evidence.name));
    json.Field("value", evidence.value);
    json.Field("unit", insights::NameOf(evidence.unit));
    NonEmpty(json, "where", Clean(evidence.where));
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("changes");
  for (const insights::Change& change : finding.changes) {
    json.BeginObject();
    json.Field("kind", insights::NameOf(change.kind));
    json.Field("label", LabelOf(finding, change));
    json.Field("text", Clean(change.text));
    NonEmpty(json, "reason", Clean(change.reason));
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("missing");
  for (const std::string& missing : finding.missing) json.String(Clean(missing));
  json.EndArray();
  json.EndObject();
}

bool Fits(const insights::Finding& finding, Room& room) {
  std::vector<std::string_view> texts = {finding.title, finding.why, finding.impact.method};
  for (const insights::Evidence& evidence : finding.evidence) {
    texts.insert(texts.end(), {evidence.name, evidence.where});
  }
  for (const insights::Change& change : finding.changes) {
    texts.insert(texts.end(), {change.text, change.reason});
  }
  texts.insert(texts.end(), finding.missing.begin(), finding.missing.end());
  return room.Take(24 + texts.size() * 2, texts);
}

}  // namespace

void WriteFindings(const PageContext& context, JsonWriter& json) {
  Room room(kRoom);
  json.BeginObject("findings");
  json.Field("total", static_cast<std::int64_t>(context.report.findings.size()));
  json.Field("nothing", NothingFound(context.report));
  NonEmpty(json, "together", TogetherText(context.report));
  json.BeginArray("rows");
  for (const insights::Finding& finding : context.report.findings) {
    if (!Fits(finding, room)) break;
    WriteFinding(finding, json);
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report::html
