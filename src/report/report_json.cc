#include "report/report_json.h"

#include "base/calendar.h"
#include "report/plugin_json.h"
#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"
#include "report/summary.h"
#include "report/work_groups.h"

namespace dataflint::report {
namespace {

using analysis::CorePart;
using analysis::WallPart;
using spark_api::OptionalText;

void OptionalTime(JsonWriter& json, std::string_view key, model::TimeMs time) {
  if (model::IsKnown(time)) json.Field(key, FormatIsoTime(time));
}

void OptionalStage(JsonWriter& json, std::string_view key, model::StageKey stage) {
  if (stage.stage_id >= 0) json.Field(key, NameOf(stage));
}

void OptionalId(JsonWriter& json, std::string_view key, std::int64_t id) {
  if (id >= 0) json.Field(key, id);
}

void WriteDatabricks(const model::Application& app, JsonWriter& json) {
  const model::DatabricksContext& context = app.databricks;
  if (!context.is_databricks) return;
  json.BeginObject("databricks");
  json.Field("photon", context.is_photon);
  OptionalText(json, "sparkContextId", app.text(context.spark_context_id));
  OptionalText(json, "runtime", app.text(context.runtime));
  OptionalText(json, "clusterId", app.text(context.cluster_id));
  OptionalText(json, "clusterName", app.text(context.cluster_name));
  OptionalText(json, "clusterSource", app.text(context.cluster_source));
  OptionalText(json, "workerNodeType", app.text(context.worker_node_type));
  OptionalText(json, "driverNodeType", app.text(context.driver_node_type));
  OptionalText(json, "cloud", app.text(context.cloud));
  OptionalText(json, "region", app.text(context.region));
  OptionalText(json, "orgId", app.text(context.org_id));
  json.EndObject();
}

void WriteApplication(const Report& report, const Summary& summary, JsonWriter& json) {
  const model::Application& app = *report.app;
  const analysis::Figures& figures = report.figures;
  json.BeginObject("application");
  json.Field("id", app.text(app.id));
  json.Field("name", app.text(app.name));
  OptionalText(json, "attemptId", app.text(app.attempt_id));
  json.Field("user", app.text(app.user));
  json.Field("sparkVersion", app.text(app.spark_version));
  json.Field("status", NameOf(summary.status));
  if (app.exit_code != model::kNoExitCode) json.Field("exitCode", app.exit_code);
  OptionalTime(json, "startTime", app.start_time);
  OptionalTime(json, "endTime", app.end_time);
  OptionalTime(json, "lastEventTime", app.last_event_time);
  json.Field("durationMs", figures.wall_time.total);
  json.Field("maxCores", figures.max_cores);
  json.Field("maxExecutors", figures.max_executors);
  json.Field("peakRunningTasks", figures.peak_running_tasks);
  json.Field("tasks", figures.total_tasks);
  json.Field("failedTasks", figures.failed_tasks);
  json.Field("killedTasks", figures.killed_tasks);
  json.Field("stages", summary.stages_run);
  json.Field("sparkJobs", static_cast<std::int64_t>(app.spark_jobs.size()));
  json.Field("failedSparkJobs", summary.failed_spark_jobs);
  json.Field("sqlExecutions", static_cast<std::int64_t>(app.sql_executions.size()));
  json.Field("dataflintPlugin", app.plugin.seen);
  WriteDatabricks(app, json);
  json.EndObject();
}

void WriteCoreParts(const analysis::CoreTime& core_time, JsonWriter& json) {
  json.BeginObject("parts");
  for (std::size_t i = 0; i < analysis::kCorePartCount; ++i) {
    const auto part = static_cast<CorePart>(i);
    json.Field(analysis::NameOf(part), core_time[part]);
  }
  json.EndObject();
}

void WriteCriticalPath(const analysis::Figures& figures, JsonWriter& json) {
  json.BeginArray("criticalPath");
  for (const analysis::CriticalLink& link : figures.critical_path) {
    const bool is_stage = link.kind == analysis::CriticalLink::Kind::kStage;
    json.BeginObject();
    json.Field("kind", is_stage ? std::string_view("stage") : std::string_view("gap"));
    json.Field("begin", FormatIsoTime(link.begin));
    json.Field("end", FormatIsoTime(link.end));
    json.Field("durationMs", link.duration());
    if (is_stage) {
      json.Field("stage", NameOf(link.stage));
      OptionalId(json, "taskId", link.task_id);
    } else {
      json.Field("part", analysis::NameOf(link.gap));
    }
    json.EndObject();
  }
  json.EndArray();
}

void WriteDriverGaps(const analysis::Figures& figures, JsonWriter& json) {
  json.BeginArray("driverGaps");
  for (const analysis::DriverGap& gap : figures.driver_gaps) {
    json.BeginObject();
    json.Field("part", analysis::NameOf(gap.kind));
    json.Field("begin", FormatIsoTime(gap.begin));
    json.Field("end", FormatIsoTime(gap.end));
    json.Field("durationMs", gap.duration());
    OptionalId(json, "sqlExecutionId", gap.sql_execution_id);
    OptionalStage(json, "stageBefore", gap.stage_before);
    OptionalStage(json, "stageAfter", gap.stage_after);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFigures(const Report& report, JsonWriter& json) {
  const analysis::Figures& figures = report.figures;
  json.BeginObject("figures");
  json.BeginObject("wallTime");
  json.Field("unit", "ms");
  json.Field("total", figures.wall_time.total);
  json.BeginObject("parts");
  for (std::size_t i = 0; i < analysis::kWallPartCount; ++i) {
    const auto part = static_cast<WallPart>(i);
    json.Field(analysis::NameOf(part), figures.wall_time[part]);
  }
  json.EndObject();
  json.EndObject();
  json.BeginObject("coreTime");
  json.Field("unit", "core-ms");
  json.Field("available", figures.core_time.available);
  WriteCoreParts(figures.core_time, json);
  json.EndObject();
  WriteCriticalPath(figures, json);
  WriteDriverGaps(figures, json);
  json.BeginObject("replay");
  json.Field("unit", "ms");
  json.Field("unchanged", report.replay.wall);
  json.Field("error", report.replay.error);
  json.EndObject();
  json.EndObject();
}

void WriteRange(JsonWriter& json, std::string_view key, std::int64_t low, std::int64_t expected,
                std::int64_t high) {
  json.BeginObject(key);
  json.Field("low", low);
  json.Field("expected", expected);
  json.Field("high", high);
  json.EndObject();
}

void WriteImpact(std::string_view key, const insights::Impact& impact, JsonWriter& json) {
  json.BeginObject(key);
  WriteRange(json, "wallMs", impact.wall_ms_low, impact.wall_ms_expected, impact.wall_ms_high);
  WriteRange(json, "coreMs", impact.core_ms_low, impact.core_ms_expected, impact.core_ms_high);
  json.Field("isUpperBound", impact.is_upper_bound);
  json.Field("isReplayed", impact.is_replayed);
  json.Field("method", impact.method);
  json.EndObject();
}

void WriteFinding(const insights::Finding& finding, JsonWriter& json) {
  json.BeginObject();
  json.Field("id", finding.id);
  json.Field("insight", finding.insight);
  json.Field("severity", insights::NameOf(finding.severity));
  json.Field("confidence", insights::NameOf(finding.confidence));
  json.Field("scope", insights::NameOf(finding.scope));
  json.Field("subject", finding.subject);
  OptionalStage(json, "stage", finding.stage);
  OptionalId(json, "sqlExecutionId", finding.sql_execution_id);
  json.Field("title", finding.title);
  json.Field("why", finding.why);
  json.BeginArray("evidence");
  for (const insights::Evidence& evidence : finding.evidence) {
    json.BeginObject();
    json.Field("name", evidence.name);
    json.Field("value", evidence.value);
    json.Field("unit", insights::NameOf(evidence.unit));
    OptionalText(json, "where", evidence.where);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("changes");
  for (const insights::Change& change : finding.changes) {
    json.BeginObject();
    json.Field("kind", insights::NameOf(change.kind));
    json.Field("text", change.text);
    json.Field("reason", change.reason);
    json.Field("withPrevious", change.with_previous);
    json.EndObject();
  }
  json.EndArray();
  WriteImpact("impact", finding.impact, json);
  json.BeginArray("missing");
  for (const std::string& missing : finding.missing) json.String(missing);
  json.EndArray();
  json.EndObject();
}

void WriteBytes(const Volume& volume, JsonWriter& json) {
  json.Field("inputBytes", volume.input);
  json.Field("outputBytes", volume.output);
  json.Field("shuffleReadBytes", volume.shuffle_read);
  json.Field("shuffleWriteBytes", volume.shuffle_write);
  json.Field("diskBytesSpilled", volume.disk_spill);
}

void WriteStage(const model::Application& app, const StageSummary& summary, JsonWriter& json) {
  const model::StageAttempt& stage = *summary.stage;
  const analysis::StageFigures& figures = *summary.figures;
  json.BeginObject();
  json.Field("stage", NameOf(stage.key));
  json.Field("stageId", stage.key.stage_id);
  json.Field("attemptId", stage.key.attempt_id);
  json.Field("name", app.text(stage.name));
  json.Field("status", model::NameOf(stage.status));
  OptionalId(json, "sqlExecutionId", stage.sql_execution_id);
  OptionalTime(json, "submissionTime", stage.submission_time);
  OptionalTime(json, "completionTime", stage.completion_time);
  json.Field("durationMs", summary.duration);
  json.Field("criticalTimeMs", figures.critical_time);
  json.Field("numTasks", stage.num_tasks);
  json.Field("tasks", figures.tasks);
  json.Field("successfulTasks", figures.successful_tasks);
  json.Field("failedTasks", stage.num_failed_tasks);
  json.Field("killedTasks", stage.num_killed_tasks);
  json.BeginObject("taskDurationMs");
  json.Field("min", figures.duration_min);
  json.Field("p25", figures.duration_p25);
  json.Field("median", figures.duration_median);
  json.Field("p75", figures.duration_p75);
  json.Field("max", figures.duration_max);
  OptionalId(json, "maxTaskId", figures.max_task_id);
  json.EndObject();
  json.Field("slots", figures.slots);
  json.BeginObject("coreTime");
  json.Field("total", figures.core_time.available);
  WriteCoreParts(figures.core_time, json);
  json.Field("tail", figures.tail_core_time);
  json.Field("narrow", figures.narrow_core_time);
  json.EndObject();
  WriteBytes(summary, json);
  OptionalText(json, "failureReason", app.text(stage.failure_reason));
  json.EndObject();
}

void WriteSql(const model::Application& app, const SqlSummary& summary, JsonWriter& json) {
  const model::SqlExecution& sql = *summary.sql;
  json.BeginObject();
  json.Field("id", sql.id);
  json.Field("rootId", sql.root_id);
  json.Field("description", app.text(sql.description));
  json.Field("status", summary.status);
  OptionalTime(json, "submissionTime", sql.submission_time);
  OptionalTime(json, "completionTime", sql.completion_time);
  json.Field("durationMs", summary.duration);
  json.Field("coreTimeMs", summary.core_time);
  json.Field("planVersions", static_cast<std::int64_t>(sql.plans.size()));
  json.BeginArray("sparkJobs");
  for (const std::uint32_t job : sql.spark_jobs) json.Int(app.spark_jobs[job].job_id);
  json.EndArray();
  json.Field("stages", summary.stages);
  json.Field("tasks", summary.tasks);
  WriteBytes(summary, json);
  OptionalText(json, "error", app.text(sql.error_message));
  json.EndObject();
}

void WriteIdentity(const model::Application& app, const WorkGroup& group, JsonWriter& json) {
  const model::Attribution& who = app.attributions[group.attribution];
  OptionalText(json, "jobId", app.text(who.job_id));
  OptionalText(json, "jobRunId", app.text(who.job_run_id));
  OptionalText(json, "parentRunId", app.text(who.parent_run_id));
  OptionalText(json, "taskKey", app.text(who.task_key));
  OptionalText(json, "notebookPath", app.text(who.notebook_path));
  OptionalText(json, "user", app.text(who.user));
  OptionalText(json, "pool", app.text(who.pool));
  OptionalText(json, "jobGroup", app.text(group.job_group));
}

void WriteWorkGroup(const model::Application& app, const WorkGroup& group, JsonWriter& json) {
  json.BeginObject();
  json.Field("kind", NameOf(group.kind));
  json.Field("name", NameOf(app, group));
  WriteIdentity(app, group, json);
  OptionalText(json, "description", app.text(group.description));
  OptionalTime(json, "firstSubmissionTime", group.first_submission);
  OptionalTime(json, "lastCompletionTime", group.last_completion);
  json.Field("running", group.is_running);
  json.Field("sparkJobs", group.spark_jobs);
  json.Field("failedSparkJobs", group.failed_spark_jobs);
  json.Field("stages", group.stages);
  json.Field("tasks", group.tasks);
  json.Field("busyTimeMs", group.busy_time);
  json.Field("coreTimeMs", group.core_time);
  WriteBytes(group, json);
  json.EndObject();
}

void WriteSpark(const Report& report, const JsonOptions& options, JsonWriter& json) {
  json.BeginObject("spark");
  json.Key("application");
  spark_api::WriteApplication(report, json);
  json.Key("jobs");
  spark_api::WriteJobs(report, json);
  json.Key("stages");
  spark_api::WriteStages(report, options.quantiles, json);
  json.Key("executors");
  spark_api::WriteExecutors(report, json);
  json.Key("rdds");
  spark_api::WriteRdds(report, json);
  json.Key("environment");
  spark_api::WriteEnvironment(report, json);
  json.Key("sql");
  spark_api::WriteSql(report, json);
  json.Key("streaming");
  spark_api::WriteStreaming(report, json);
  const model::StageAttempt* stage =
      options.stage ? report.app->FindStage(*options.stage) : nullptr;
  if (stage != nullptr) {
    json.Key("tasks");
    spark_api::WriteTasks(report, *stage, json);
  }
  json.EndObject();
}

}  // namespace

void WriteNotSeen(const Report& report, JsonWriter& json) {
  json.BeginArray("notSeen");
  report.app->issues.ForEach([&](ImportIssue issue, std::int64_t count, const auto& places) {
    const ImportIssueSpec& spec = SpecOf(issue);
    json.BeginObject();
    json.Field("issue", spec.id);
    json.Field("severity", dataflint::NameOf(spec.severity));
    json.Field("sentence", spec.sentence);
    json.Field("count", count);
    json.BeginObject("touches");
    const TouchedGroups& touched = TouchedBy(issue);
    for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
      if (touched[i] == Touch::kExact) continue;
      json.Field(NameOf(static_cast<FigureGroup>(i)), NameOf(touched[i]));
    }
    json.EndObject();
    json.BeginArray("places");
    for (const IssuePlace& place : places) {
      json.BeginObject();
      OptionalText(json, "source", place.source);
      OptionalId(json, "byteOffset", place.byte_offset);
      OptionalText(json, "detail", place.detail);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  });
  json.EndArray();
}

void WriteSwitchedOff(std::string_view key, const insights::Adjustments& adjustments,
                      JsonWriter& json) {
  json.BeginArray(key);
  for (const auto& off : adjustments.switched_off) {
    json.BeginObject();
    json.Field("insight", off.insight);
    OptionalText(json, "dataflintAlert", off.alert);
    json.Field("by", off.by);
    json.EndObject();
  }
  json.EndArray();
}

namespace {

void WriteAdjustments(const insights::Adjustments& adjustments, JsonWriter& json) {
  json.BeginObject("insights");
  WriteSwitchedOff("disabled", adjustments, json);
  json.BeginArray("thresholds");
  for (const auto& changed : adjustments.thresholds) {
    json.BeginObject();
    json.Field("insight", changed.insight);
    json.Field("name", changed.threshold->name);
    json.Field("value", changed.value);
    json.Field("declared", changed.threshold->value);
    json.Field("unit", insights::NameOf(changed.threshold->unit));
    json.Field("by", changed.by);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

void WriteCompleteness(const Completeness& completeness, JsonWriter& json) {
  json.BeginObject("completeness");
  json.Field("dataLoss", completeness.has_data_loss);
  json.BeginObject("figures");
  for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
    json.Field(NameOf(static_cast<FigureGroup>(i)), NameOf(completeness.groups[i]));
  }
  json.EndObject();
  json.BeginArray("stagesWithMissingTasks");
  for (const StageWithMissingTasks& stage : completeness.stages) {
    json.BeginObject();
    json.Field("stage", NameOf(stage.stage));
    json.Field("numTasks", stage.num_tasks);
    json.Field("missingTasks", stage.missing_tasks);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteStatistics(const Report& report, JsonWriter& json) {
  json.BeginObject("statistics");
  json.Field("bytes", report.reading.bytes);
  json.Field("lines", report.reading.lines);
  json.Field("shapeLines", report.reading.shape_lines);
  json.Field("fallbackLines", report.reading.fallback_lines);
  json.BeginObject("events");
  for (const auto& [name, count] : report.app->events_by_name) {
    json.Field(report.app->text(name), count);
  }
  json.EndObject();
  json.EndObject();
}

void WriteReport(const Report& report, const JsonOptions& options, JsonWriter& json) {
  const Summary summary = Summarize(report);
  json.BeginObject();
  json.Field("schema", kReportSchema);
  json.BeginObject("dataflint");
  json.Field("version", DATAFLINT_VERSION);
  json.EndObject();
  OptionalText(json, "log", options.log);
  WriteApplication(report, summary, json);
  WriteFigures(report, json);
  json.BeginArray("findings");
  for (const insights::Finding& finding : report.findings) WriteFinding(finding, json);
  json.EndArray();
  if (report.together.is_replayed) WriteImpact("together", report.together, json);
  WriteAdjustments(report.adjustments, json);
  json.BeginArray("stages");
  for (const StageSummary& stage : summary.stages) WriteStage(*report.app, stage, json);
  json.EndArray();
  json.BeginArray("sqlExecutions");
  for (const SqlSummary& sql : summary.sql) WriteSql(*report.app, sql, json);
  json.EndArray();
  json.BeginArray("workGroups");
  for (const WorkGroup& group : WorkGroupsOf(report, summary)) {
    WriteWorkGroup(*report.app, group, json);
  }
  json.EndArray();
  WriteCompleteness(report.completeness, json);
  WriteNotSeen(report, json);
  WriteStatistics(report, json);
  if (options.full) {
    WriteSpark(report, options, json);
    if (report.app->plugin.seen) {
      json.Key("plugin");
      WritePlugin(report, json);
    }
  }
  json.EndObject();
}

void WriteUnreadable(const std::string& log, const Error& error, JsonWriter& json) {
  json.BeginObject();
  json.Field("schema", kUnreadableSchema);
  json.Field("log", log);
  json.BeginObject("error");
  OptionalText(json, "what", error.what);
  OptionalText(json, "where", error.where);
  OptionalText(json, "why", error.why);
  OptionalText(json, "fix", error.fix);
  json.EndObject();
  json.EndObject();
}

}  // namespace dataflint::report
