// Spark jobs: start and end. Follows AppStatusListener.onJobStart and onJobEnd.
#include <string_view>
#include <utility>
#include <vector>

#include "eventlog/events/properties.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"
#include "eventlog/events/stage_info.h"
#include "eventlog/sorted_list.h"

namespace dataflint::eventlog {
namespace {

using model::SparkJob;
using model::StageAttempt;
using model::StageStatus;

// The job lists a stage, whose tasks count for it from now on. False when it listed it before, or
// when there is no room: each task counts in all jobs of its stage.
bool ListStage(std::uint32_t stage_index, std::uint32_t job_index, EventContext& context) {
  constexpr std::string_view kWhat = "Spark jobs of a stage";
  StageAttempt& stage = context.app().stages[stage_index];
  SparkJob& job = context.app().spark_jobs[job_index];
  std::vector<std::uint32_t>& open = context.state.spark_jobs_of_stage[stage.key.stage_id];
  if (!open.empty() && open.back() == job_index) return false;
  const std::size_t most = context.budgets().spark_jobs_of_stage;
  if (stage.spark_jobs.size() >= most || open.size() >= most) {
    context.builder.Issue(ImportIssue::list_dropped, kWhat);
    return false;
  }
  constexpr std::size_t kBytes = sizeof(stage.spark_jobs[0]) + sizeof(job.stage_ids[0]);
  if (!context.builder.HasRoomForList(kBytes, kWhat)) return false;
  stage.spark_jobs.push_back(job_index);
  job.stage_ids.push_back(stage.key.stage_id);
  open.push_back(job_index);
  ++context.state.open_stages;
  return true;
}

// The stages that the job lists: rows for them, and what the job learns from them.
void ReadStages(const JsonValue& infos, std::uint32_t job_index, EventContext& context) {
  std::int64_t last_stage = -1;
  for (const JsonValue& info : infos.items()) {
    const std::int64_t index = ReadStageInfo(info, StageInfoOf::kJobStart, context);
    if (index < 0) continue;
    if (!ListStage(static_cast<std::uint32_t>(index), job_index, context)) continue;
    JsonValue name;
    JsonValue details;
    JsonValue completed;
    info.Pick({{"Stage Name", name}, {"Details", details}, {"Completion Time", completed}});
    const StageAttempt& stage = context.app().stages[static_cast<std::size_t>(index)];
    SparkJob& job = context.app().spark_jobs[job_index];
    if (!IsLive(stage)) {
      InsertSorted(context.state.pending_again, static_cast<std::uint32_t>(index));
    }
    if (!completed.present()) job.num_tasks += stage.num_tasks;
    if (stage.key.stage_id >= last_stage) {
      last_stage = stage.key.stage_id;
      job.name = InternWithoutSecrets(name.Text(), context);
      job.details = InternWithoutSecrets(details.Text(), context);
    }
    if (job.sql_execution_id >= 0) {
      context.builder.sql_metrics().AddStage(job.sql_execution_id, stage.key.stage_id,
                                             stage.num_tasks);
    }
  }
}

// Before Spark 1.2 a job named its stages by id alone.
void ReadStageIds(const JsonValue& ids, std::uint32_t job_index, EventContext& context) {
  for (const JsonValue& id : ids.items()) {
    if (context.state.open_stages >= context.budgets().open_spark_jobs) {
      context.builder.Issue(ImportIssue::list_dropped, "Stage IDs");
      return;
    }
    const std::int64_t stage_id = id.Int(-1);
    if (stage_id < 0) {
      context.builder.Issue(ImportIssue::bad_id, id.Raw());
      continue;
    }
    ListStage(context.builder.StageIndex({stage_id, 0}), job_index, context);
  }
}

void JoinSqlExecution(std::uint32_t job_index, EventContext& context) {
  const SparkJob& job = context.app().spark_jobs[job_index];
  const std::int64_t index = context.builder.FindSql(job.sql_execution_id);
  model::SqlExecution& execution = context.app().sql_executions[static_cast<std::size_t>(index)];
  execution.spark_jobs.push_back(job_index);
  const auto [known, fresh] = context.state.stages_of_sql.try_emplace(execution.id);
  if (fresh) {
    for (const std::int64_t stage : execution.stage_ids) known->second.Insert(stage);
  }
  for (const std::int64_t stage : job.stage_ids) {
    if (known->second.Insert(stage)) execution.stage_ids.push_back(stage);
  }
}

// The job has ended: its stages' later attempts are not its.
void LeaveStages(std::uint32_t job_index, EventContext& context) {
  auto& jobs_of_stage = context.state.spark_jobs_of_stage;
  for (const std::int64_t stage_id : context.app().spark_jobs[job_index].stage_ids) {
    const auto jobs = jobs_of_stage.find(stage_id);
    if (jobs == jobs_of_stage.end()) continue;
    context.state.open_stages -= std::erase(jobs->second, job_index);
    if (jobs->second.empty()) jobs_of_stage.erase(jobs);
  }
}

// Stages that the job listed and that nobody submitted are skipped: what they would have made was
// there. Spark before 4.1 takes them off numActiveStages too, which falls below zero; that is not
// followed.
void SkipPendingStages(std::uint32_t job_index, OpenSparkJob& open, EventContext& context) {
  SparkJob& job = context.app().spark_jobs[job_index];
  for (const std::int64_t stage_id : job.stage_ids) {
    const std::int64_t index = context.builder.LatestStage(stage_id);
    if (index < 0) continue;
    StageAttempt& stage = context.app().stages[static_cast<std::size_t>(index)];
    const bool listed_again =
        EraseSorted(context.state.pending_again, static_cast<std::uint32_t>(index));
    if (!listed_again) {
      if (stage.status != StageStatus::kPending) continue;
      if (!stage.tasks.empty() || stage.num_active_tasks > 0) {
        stage.status = StageStatus::kActive;  // it ran; the line that said so is missing
        continue;
      }
      stage.status = StageStatus::kSkipped;
    }
    InsertSorted(open.skipped_stages, stage_id);
    job.num_skipped_tasks += stage.num_tasks;
  }
  job.num_skipped_stages = static_cast<std::int64_t>(open.skipped_stages.size());
}

}  // namespace

void ReadJobStart(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue submitted;
  JsonValue stage_infos;
  JsonValue stage_ids;
  JsonValue properties;
  event.Pick({{"Job ID", id},
              {"Submission Time", submitted},
              {"Stage Infos", stage_infos},
              {"Stage IDs", stage_ids},
              {"Properties", properties}});
  if (!context.Need(id, "Job ID")) return;
  const std::int64_t job_id = id.Int(-1);
  if (job_id < 0) {
    context.builder.Issue(ImportIssue::bad_id, id.Raw());
    return;
  }
  if (context.builder.FindSparkJob(job_id) >= 0) return;  // told twice
  if (context.app().spark_jobs.size() >= context.budgets().spark_jobs ||
      context.state.open_spark_jobs.size() + context.state.open_stages >=
          context.budgets().open_spark_jobs) {
    context.builder.Issue(ImportIssue::spark_job_dropped, id.Raw());
    return;
  }
  LocalProperties local = ReadLocalProperties(properties, context);
  if (local.sql_execution_id >= 0 && context.builder.SqlIndex(local.sql_execution_id) < 0) {
    local.sql_execution_id = -1;
  }
  const std::uint32_t index = context.builder.SparkJobIndex(job_id);
  context.state.open_spark_jobs.try_emplace(index);
  {
    SparkJob& job = context.app().spark_jobs[index];
    job.submission_time = context.Time(submitted);
    job.description = local.description;
    job.job_group = local.job_group;
    context.builder.KeepList(job.job_tags, std::move(local.job_tags), "spark.job.tags");
    job.sql_execution_id = local.sql_execution_id;
    job.attribution = local.attribution;
  }
  if (stage_infos.is_array()) {
    ReadStages(stage_infos, index, context);
  } else {
    ReadStageIds(stage_ids, index, context);
  }
  if (local.sql_execution_id >= 0) JoinSqlExecution(index, context);
}

void ReadJobEnd(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue completed;
  JsonValue result;
  event.Pick({{"Job ID", id}, {"Completion Time", completed}, {"Job Result", result}});
  if (!context.Need(id, "Job ID")) return;
  const std::int64_t job_id = id.Int(-1);
  if (job_id < 0) {
    context.builder.Issue(ImportIssue::bad_id, id.Raw());
    return;
  }
  const model::TimeMs time = context.Time(completed);
  const std::int64_t found = context.builder.FindSparkJob(job_id);
  if (found < 0) return;
  const auto index = static_cast<std::uint32_t>(found);
  const auto open = context.state.open_spark_jobs.find(index);
  if (open == context.state.open_spark_jobs.end()) return;  // told twice
  SkipPendingStages(index, open->second, context);
  context.state.open_spark_jobs.erase(open);
  LeaveStages(index, context);

  SparkJob& job = context.app().spark_jobs[index];
  JsonValue what;
  JsonValue exception;
  result.Pick({{"Result", what}, {"Exception", exception}});
  job.completion_time = time;
  if (what.Text() == "JobSucceeded") {
    job.status = model::SparkJobStatus::kSucceeded;
  } else if (what.Text() == "JobFailed") {
    constexpr std::size_t kFailureBytes = 16384;
    job.status = model::SparkJobStatus::kFailed;
    job.failure = InternWithoutSecrets(exception["Message"].Text(), context, kFailureBytes);
  } else {
    job.status = model::SparkJobStatus::kUnknown;
    context.Need(what, "Job Result");
  }
  if (model::IsKnown(job.submission_time) && model::IsKnown(time) && time < job.submission_time) {
    context.builder.Issue(ImportIssue::negative_duration, "job");
  }
}

}  // namespace dataflint::eventlog
