#include "report/html/page_data.h"

#include <algorithm>

#include "report/headline.h"
#include "report/html/page_parts.h"
#include "report/not_seen.h"
#include "report/part_words.h"
#include "report/terminal/text.h"
#include "report/titles.h"
#include "report/work_groups.h"

namespace dataflint::report::html {
namespace {

constexpr std::size_t kMostWorkGroups = 200;

void WriteHeadline(const PageContext& context, JsonWriter& json) {
  const Headline headline = HeadlineOf(context.report, context.summary);
  json.BeginObject("headline");
  json.Field("name", headline.name);
  json.Field("id", headline.id);
  json.Field("state", NameOf(headline.status));
  json.Field("duration", headline.duration);
  NonEmpty(json, "cores", headline.cores);
  json.Field("work", headline.work);
  NonEmpty(json, "failures", headline.failures);
  if (headline.has_failed_jobs) json.Field("hasFailedJobs", true);
  json.BeginArray("failedWork");
  for (const std::string& line : headline.failed_work) json.String(line);
  json.EndArray();
  json.Field("surroundings", headline.surroundings);
  json.Field("logState", headline.log_state);
  json.Field("isComplete", headline.is_complete);
  json.EndObject();
}

template <typename Part, typename Split>
void WriteSplit(std::string_view key, std::span<const PartGroup<Part>> groups, const Split& split,
                std::int64_t total, JsonWriter& json) {
  json.BeginObject(key);
  json.Field("total", total);
  json.BeginArray("groups");
  for (const PartGroup<Part>& group : groups) {
    json.BeginObject();
    json.Field("words", group.words);
    json.BeginArray("parts");
    for (const Part part : group.parts) {
      json.BeginObject();
      json.Field("id", analysis::NameOf(part));
      json.Field("words", WordsFor(part));
      json.Field("value", split[part]);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteWorkGroups(const PageContext& context, JsonWriter& json) {
  const model::Application& app = context.app();
  const std::vector<WorkGroup> groups = WorkGroupsOf(context.report, context.summary);
  json.BeginObject("workGroups");
  json.Field("total", static_cast<std::int64_t>(groups.size()));
  json.BeginArray("rows");
  for (std::size_t i = 0; i < groups.size() && i < kMostWorkGroups; ++i) {
    const WorkGroup& group = groups[i];
    json.BeginObject();
    json.Field("name", ShortText(NameOf(app, group)));
    NonEmpty(json, "description", ShortText(CallSite(app.text(group.description))));
    NonEmpty(json, "user", ShortText(app.text(app.attributions[group.attribution].user)));
    NonZero(json, "busy", group.busy_time);
    NonZero(json, "core", group.core_time);
    NonZero(json, "sparkJobs", group.spark_jobs);
    NonZero(json, "failedSparkJobs", group.failed_spark_jobs);
    NonZero(json, "tasks", group.tasks);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteNotSeen(const PageContext& context, std::string_view log, JsonWriter& json) {
  json.Field("notSeenHeading", NotSeenHeading(context.report));
  json.BeginArray("notSeen");
  for (const NotSeen& one : NotSeenOf(context.report, log)) {
    json.BeginObject();
    json.Field("count", one.count);
    json.Field("text", one.text);
    json.Field("severity", dataflint::NameOf(one.severity));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WritePageData(const Report& report, std::string_view log, JsonWriter& json) {
  const Summary summary = Summarize(report);
  const PageContext context{report, summary};
  const analysis::Figures& figures = report.figures;
  json.BeginObject();
  json.Field("schema", "dataflint.page/1");
  json.Field("version", DATAFLINT_VERSION);
  json.Field("log", ShortText(log));
  WriteHeadline(context, json);
  json.Field("begin", figures.begin);
  json.Field("length", std::max<std::int64_t>(figures.end - figures.begin, 0));
  WriteSplit<analysis::WallPart>("wallTime", WallGroups(), figures.wall_time,
                                 figures.wall_time.total, json);
  WriteSplit<analysis::CorePart>("coreTime", CoreGroups(), figures.core_time,
                                 figures.core_time.available, json);
  json.Field("replayError", report.replay.error);
  WriteFindings(context, json);
  WriteTimeline(context, json);
  WriteStages(context, json);
  WriteQueries(context, json);
  WriteWorkGroups(context, json);
  WriteNotSeen(context, log, json);
  json.EndObject();
}

}  // namespace dataflint::report::html
