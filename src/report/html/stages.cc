#include <algorithm>
#include <numeric>
#include <tuple>

#include "report/html/page_parts.h"
#include "report/stage_detail.h"
#include "report/titles.h"

namespace dataflint::report::html {
namespace {

using model::TaskColumn;

constexpr std::size_t kRoom = 330'000;
constexpr std::size_t kRoomForDetail = 220'000;
constexpr std::size_t kMostDetailed = 100;
constexpr std::size_t kMostOutliers = 8;
constexpr std::size_t kMostExecutors = 16;
constexpr std::size_t kMostFailures = 5;

template <typename Values>
void WriteNumbers(std::string_view key, const Values& values, JsonWriter& json) {
  json.BeginArray(key);
  for (const auto value : values) json.Value(value);
  json.EndArray();
}

void WriteOutliers(const model::Application& app, const StageDetail& detail, JsonWriter& json) {
  json.Field("outlierCount", detail.outlier_count);
  json.BeginArray("outliers");
  for (const OutlierTask& outlier : detail.outliers) {
    json.BeginObject();
    json.Field("task", outlier.row[TaskColumn::task_id]);
    json.Field("index", outlier.row[TaskColumn::index]);
    json.Field("duration", outlier.row[TaskColumn::duration]);
    NonZero(json, "read", outlier.read);
    const std::int64_t executor = outlier.row[TaskColumn::executor];
    if (executor >= 0 && static_cast<std::size_t>(executor) < app.executors.size()) {
      json.Field("executor",
                 ShortText(app.text(app.executors[static_cast<std::size_t>(executor)].id), 40));
    }
    json.BeginArray("why");
    for (const std::string& why : outlier.why) json.String(why);
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteExecutors(const model::Application& app, const StageDetail& detail, JsonWriter& json) {
  json.Field("executorCount", static_cast<std::int64_t>(detail.executors.size()));
  json.BeginArray("executors");
  for (std::size_t i = 0; i < detail.executors.size() && i < kMostExecutors; ++i) {
    const StageExecutorRow& row = detail.executors[i];
    json.BeginObject();
    json.Field("id", ShortText(app.text(row.executor->id), 40));
    NonEmpty(json, "host", ShortText(app.text(row.executor->host), 60));
    NonZero(json, "tasks",
            row.totals.succeeded_tasks + row.totals.failed_tasks + row.totals.killed_tasks);
    NonZero(json, "time", row.totals.task_time);
    NonZero(json, "median", row.median_duration);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFailures(const model::Application& app, const StageDetail& detail, JsonWriter& json) {
  if (detail.failures.empty()) return;
  json.BeginArray("failures");
  for (std::size_t i = 0; i < detail.failures.size() && i < kMostFailures; ++i) {
    const TaskFailureRow& row = detail.failures[i];
    const model::TaskFailure& failure = *row.failure;
    std::string text = ShortText(app.text(failure.reason));
    const std::string message = ShortText(app.text(failure.description), 300);
    if (!message.empty()) text += ": " + message;
    json.BeginObject();
    json.Field("tasks", row.tasks);
    json.Field("text", text);
    json.EndObject();
  }
  json.EndArray();
}

void WriteDetail(const PageContext& context, const StageSummary& summary, JsonWriter& json) {
  const StageDetail detail = DetailOf(context.report, *summary.stage, kMostOutliers);
  json.BeginObject("detail");
  WriteNumbers("durations", detail.durations, json);
  WriteNumbers("reads", detail.reads, json);
  json.BeginArray("histogram");
  for (const HistogramBin& bin : detail.histogram) {
    json.BeginArray();
    json.Int(bin.from);
    json.Int(bin.to);
    json.Int(bin.tasks);
    json.EndArray();
  }
  json.EndArray();
  WriteNumbers("coreTime", summary.figures->core_time.parts, json);
  WriteOutliers(context.app(), detail, json);
  WriteExecutors(context.app(), detail, json);
  WriteFailures(context.app(), detail, json);
  json.EndObject();
}

void WriteStage(const PageContext& context, const StageSummary& summary, const std::string& title,
                bool matters, JsonWriter& json) {
  const model::StageAttempt& stage = *summary.stage;
  const analysis::StageFigures& figures = *summary.figures;
  json.Field("stage", model::NameOf(stage.key));
  if (stage.sql_execution_id >= 0) json.Field("sql", stage.sql_execution_id);
  json.Field("title", title);
  json.Field("status", model::NameOf(stage.status));
  if (matters) json.Field("matters", true);
  if (model::IsKnown(stage.submission_time)) {
    NonZero(json, "begin", context.At(stage.submission_time));
    const model::TimeMs end =
        model::IsKnown(stage.completion_time) ? stage.completion_time : context.report.figures.end;
    NonZero(json, "end", context.At(end));
  }
  if (model::IsKnown(figures.tail_begin) && figures.last_finish > figures.tail_begin) {
    json.Field("tail", figures.last_finish - figures.tail_begin);
  }
  NonZero(json, "wait", insights::StageWait(stage));
  NonZero(json, "duration", summary.duration);
  NonZero(json, "critical", figures.critical_time);
  NonZero(json, "core", summary.core_time);
  NonZero(json, "tasks", figures.tasks);
  NonZero(json, "successful", figures.successful_tasks);
  NonZero(json, "failed", stage.num_failed_tasks);
  NonZero(json, "killed", stage.num_killed_tasks);
  NonZero(json, "slots", figures.slots);
  NonZero(json, "median", figures.duration_median);
  NonZero(json, "max", figures.duration_max);
  NonZero(json, "spill", summary.disk_spill);
  NonZero(json, "read", summary.input);
  NonZero(json, "shuffled", summary.shuffled());
  NonZero(json, "written", summary.output);
}

}  // namespace

void WriteStages(const PageContext& context, JsonWriter& json) {
  const Order order = StagesInOrder(context.report, context.summary);
  StageTitles titles(context.app());
  Room room(kRoom);
  Room detail_room(kRoomForDetail);
  json.BeginObject("stages");
  json.Field("total", static_cast<std::int64_t>(context.summary.stages.size()));
  json.BeginArray("rows");
  for (std::size_t i = 0; i < order.indices.size(); ++i) {
    const StageSummary& summary = context.summary.stages[order.indices[i]];
    const std::string title = ShortText(titles.TitleOf(summary), 120);
    if (!room.Take(16, {title})) break;
    json.BeginObject();
    WriteStage(context, summary, title, i < order.mattering, json);
    const bool is_detailed = i < kMostDetailed && summary.figures->successful_tasks > 0;
    if (is_detailed && detail_room.Take(130)) {
      NonEmpty(json, "steps", ShortText(titles.StepsOf(summary)));
      WriteDetail(context, summary, json);
    }
    NonEmpty(json, "failure",
             i < kMostDetailed ? ShortText(context.app().text(summary.stage->failure_reason), 400)
                               : std::string());
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report::html
