#include <algorithm>
#include <vector>

#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

void WriteJob(const model::Application& app, const model::SparkJob& job, JsonWriter& json) {
  json.BeginObject();
  json.Field("jobId", job.job_id);
  json.Field("name", app.text(job.name));
  OptionalText(json, "description", app.text(job.description));
  OptionalTime(json, "submissionTime", job.submission_time);
  OptionalTime(json, "completionTime", job.completion_time);
  IdList(json, "stageIds", job.stage_ids);
  OptionalText(json, "jobGroup", app.text(job.job_group));
  json.BeginArray("jobTags");
  for (const StringId tag : job.job_tags) json.String(app.text(tag));
  json.EndArray();
  json.Field("status", NameOf(job.status));
  json.Field("numTasks", job.num_tasks);
  json.Field("numActiveTasks", job.num_active_tasks);
  json.Field("numCompletedTasks", job.num_completed_tasks);
  json.Field("numSkippedTasks", job.num_skipped_tasks);
  json.Field("numFailedTasks", job.num_failed_tasks);
  json.Field("numKilledTasks", job.num_killed_tasks);
  json.Field("numCompletedIndices", job.num_completed_indices);
  json.Field("numActiveStages", job.num_active_stages);
  json.Field("numCompletedStages", job.num_completed_stages);
  json.Field("numSkippedStages", job.num_skipped_stages);
  json.Field("numFailedStages", job.num_failed_stages);
  CountMap(json, app, "killedTasksSummary", job.killed_tasks_summary);
  json.EndObject();
}

}  // namespace

void WriteJobs(const Report& report, JsonWriter& json) {
  std::vector<const model::SparkJob*> jobs;
  for (const model::SparkJob& job : report.app->spark_jobs) jobs.push_back(&job);
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const auto* a, const auto* b) { return a->job_id > b->job_id; });
  json.BeginArray();
  for (const model::SparkJob* job : jobs) WriteJob(*report.app, *job, json);
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
