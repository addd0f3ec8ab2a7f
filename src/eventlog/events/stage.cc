// Stages: submitted and completed, and the RDDs they announce.
#include <algorithm>

#include "eventlog/events/properties.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"
#include "eventlog/events/stage_info.h"
#include "eventlog/events/storage.h"
#include "eventlog/sorted_list.h"

namespace dataflint::eventlog {
namespace {

using model::StageAttempt;
using model::StageStatus;

std::vector<std::int64_t> ReadParents(const JsonValue& array, const EventContext& context) {
  std::vector<std::int64_t> ids;
  for (const JsonValue& id : context.Items(array, "Parent IDs")) ids.push_back(id.Int(-1));
  return ids;
}

std::uint32_t ReadRdd(const JsonValue& info, std::int64_t id, EventContext& context) {
  JsonValue name;
  JsonValue partitions;
  info.Pick({{"Name", name}, {"Number of Partitions", partitions}});
  const std::uint32_t index = context.builder.RddIndex(id);
  model::Rdd& rdd = context.app().rdds[index];
  rdd.name = InternWithoutSecrets(name.Text(), context);
  rdd.num_partitions = partitions.Int();
  return index;
}

// An RDD with a storage level starts to be tracked when the first stage with it is submitted; the
// level never changes (LiveRDD).
void TrackStorage(model::Rdd& rdd, const JsonValue& info, EventContext& context) {
  if (rdd.persisted) return;
  JsonValue name;
  JsonValue level;
  JsonValue partitions;
  info.Pick({{"Name", name}, {"Storage Level", level}, {"Number of Partitions", partitions}});
  const StorageLevel storage = ReadStorageLevel(level);
  if (!storage.IsValid()) return;
  rdd.persisted = true;
  rdd.storage_level = Describe(storage, context);
  // A table that is cached names its RDD only then, by its plan.
  rdd.name = InternWithoutSecrets(name.Text(), context);
  rdd.num_partitions = partitions.Int();
}

std::vector<std::int64_t> ReadRdds(const JsonValue& infos, StageInfoOf of, EventContext& context) {
  std::vector<std::int64_t> ids;
  for (const JsonValue& info : context.Items(infos, "RDD Info")) {
    const JsonValue id = info["RDD ID"];
    if (!id.present()) continue;
    const std::int64_t rdd_id = id.Int(-1);
    const std::int64_t known = context.builder.FindRdd(rdd_id);
    constexpr std::size_t kBytesARdd =
        sizeof(model::Rdd) * 3 / 2 + 64;  // with its place in the index
    if (known < 0 && !context.builder.HasRoomForList(kBytesARdd, "RDDs")) continue;
    ids.push_back(rdd_id);
    const std::uint32_t index =
        known >= 0 ? static_cast<std::uint32_t>(known) : ReadRdd(info, rdd_id, context);
    if (of == StageInfoOf::kSubmitted) TrackStorage(context.app().rdds[index], info, context);
  }
  return ids;
}

// Accumulables as StageData.accumulatorUpdates shows them: not the internal and SQL ones.
std::vector<model::AccumulableValue> ReadAccumulables(const JsonValue& accumulables,
                                                      const EventContext& context) {
  std::vector<model::AccumulableValue> values;
  for (const JsonValue& accumulable : context.Items(accumulables, "Accumulables")) {
    JsonValue id;
    JsonValue name;
    JsonValue value;
    JsonValue internal;
    JsonValue metadata;
    accumulable.Pick({{"ID", id},
                      {"Name", name},
                      {"Value", value},
                      {"Internal", internal},
                      {"Metadata", metadata}});
    if (internal.Bool() || metadata.Text() == "sql") continue;
    constexpr std::size_t kValueBytes = 4096;
    const std::string_view text =
        value.is_array() || value.is_object() ? value.Raw() : value.Text();
    values.push_back(
        {id.Int(), context.Intern(name), InternWithoutSecrets(text, context, kValueBytes)});
  }
  return values;
}

// Spark jobs that have not ended and list the stage.
std::vector<std::uint32_t> OpenSparkJobsOf(std::int64_t stage_id, const EventContext& context) {
  const auto jobs = context.state.spark_jobs_of_stage.find(stage_id);
  return jobs == context.state.spark_jobs_of_stage.end() ? std::vector<std::uint32_t>{}
                                                         : jobs->second;
}

// Unlike one that was skipped, it cannot be submitted any more.
bool HasRun(const StageAttempt& stage) {
  return stage.status == StageStatus::kComplete || stage.status == StageStatus::kFailed;
}

void CountInSparkJobs(const StageAttempt& stage, EventContext& context) {
  for (const std::uint32_t index : stage.spark_jobs) {
    model::SparkJob& job = context.app().spark_jobs[index];
    --job.num_active_stages;
    const auto open = context.state.open_spark_jobs.find(index);
    if (stage.status == StageStatus::kFailed) {
      ++job.num_failed_stages;
    } else if (open != context.state.open_spark_jobs.end()) {
      const bool skipped = stage.status == StageStatus::kSkipped;
      auto& stages = skipped ? open->second.skipped_stages : open->second.completed_stages;
      InsertSorted(stages, stage.key.stage_id);
      (skipped ? job.num_skipped_stages : job.num_completed_stages) =
          static_cast<std::int64_t>(stages.size());
      if (skipped) job.num_skipped_tasks += stage.num_tasks;
    }
  }
}

}  // namespace

std::int64_t ReadStageInfo(const JsonValue& info, StageInfoOf of, EventContext& context) {
  JsonValue id;
  JsonValue attempt;
  JsonValue name;
  JsonValue tasks;
  JsonValue rdds;
  JsonValue parents;
  JsonValue details;
  JsonValue submitted;
  JsonValue completed;
  JsonValue failure;
  JsonValue accumulables;
  JsonValue profile;
  JsonValue push_enabled;
  JsonValue mergers;
  info.Pick({{"Stage ID", id},
             {"Stage Attempt ID", attempt},
             {"Stage Name", name},
             {"Number of Tasks", tasks},
             {"RDD Info", rdds},
             {"Parent IDs", parents},
             {"Details", details},
             {"Submission Time", submitted},
             {"Completion Time", completed},
             {"Failure Reason", failure},
             {"Accumulables", accumulables},
             {"Resource Profile Id", profile},
             {"Shuffle Push Enabled", push_enabled},
             {"Shuffle Push Mergers Count", mergers}});
  if (!context.Need(id, "Stage ID")) return -1;
  const model::StageKey key{id.Int(-1), attempt.Int(0)};
  if (key.stage_id < 0 || key.attempt_id < 0) {
    context.builder.Issue(ImportIssue::bad_id, id.Raw());
    return -1;
  }
  const std::int64_t known = context.builder.FindStage(key);
  if (known >= 0 && of != StageInfoOf::kJobStart &&
      HasRun(context.app().stages[static_cast<std::size_t>(known)])) {
    return -1;  // told twice
  }
  const std::uint32_t index = context.builder.StageIndex(key);
  std::vector<std::int64_t> rdd_ids = ReadRdds(rdds, of, context);
  StageAttempt& stage = context.app().stages[index];
  if (known >= 0 && of == StageInfoOf::kJobStart && !IsLive(stage)) return index;

  context.Need(tasks, "Number of Tasks");
  stage.name = InternWithoutSecrets(name.Text(), context);
  stage.num_tasks = context.Count(tasks);
  context.builder.KeepList(stage.rdd_ids, std::move(rdd_ids), "RDDs of a stage");
  context.builder.KeepList(stage.parent_stage_ids, ReadParents(parents, context),
                           "parents of a stage");
  stage.details = InternWithoutSecrets(details.Text(), context);
  stage.resource_profile_id = profile.Int();
  stage.is_shuffle_push_enabled = push_enabled.Bool();
  stage.shuffle_mergers_count = mergers.Int();
  stage.submission_time = context.Time(submitted);
  stage.completion_time = context.Time(completed);
  stage.failure_reason = InternWithoutSecrets(failure.Text(), context);
  if (of == StageInfoOf::kCompleted) {
    context.builder.KeepList(stage.accumulables, ReadAccumulables(accumulables, context),
                             "accumulables of a stage");
    if (model::IsKnown(stage.submission_time) && model::IsKnown(stage.completion_time) &&
        stage.completion_time < stage.submission_time) {
      context.builder.Issue(ImportIssue::negative_duration, "stage");
    }
  }
  return index;
}

void ReadStageSubmitted(const JsonValue& event, EventContext& context) {
  JsonValue info;
  JsonValue properties;
  event.Pick({{"Stage Info", info}, {"Properties", properties}});
  if (!context.Need(info, "Stage Info")) return;
  const std::int64_t index = ReadStageInfo(info, StageInfoOf::kSubmitted, context);
  if (index < 0) return;
  const LocalProperties local = ReadLocalProperties(properties, context);
  StageAttempt& stage = context.app().stages[static_cast<std::size_t>(index)];
  stage.status = StageStatus::kActive;
  stage.scheduling_pool = local.pool == StringId::kEmpty ? context.Intern("default") : local.pool;
  stage.description = local.description;
  stage.job_group = local.job_group;
  stage.sql_execution_id = local.sql_execution_id;
  EraseSorted(context.state.pending_again, static_cast<std::uint32_t>(index));

  std::vector<std::uint32_t> jobs = OpenSparkJobsOf(stage.key.stage_id, context);
  if (jobs.empty()) context.builder.Issue(ImportIssue::stage_without_job);
  context.builder.KeepList(stage.spark_jobs, std::move(jobs), "Spark jobs of a stage");
  for (const std::uint32_t job_index : stage.spark_jobs) {
    model::SparkJob& job = context.app().spark_jobs[job_index];
    OpenSparkJob& open = context.state.open_spark_jobs[job_index];
    EraseSorted(open.completed_stages, stage.key.stage_id);
    job.num_completed_stages = static_cast<std::int64_t>(open.completed_stages.size());
    ++job.num_active_stages;
  }
  context.builder.sql_metrics().StageSubmitted(stage.key);
}

void ReadStageCompleted(const JsonValue& event, EventContext& context) {
  const JsonValue info = event["Stage Info"];
  if (!context.Need(info, "Stage Info")) return;
  const std::int64_t index = ReadStageInfo(info, StageInfoOf::kCompleted, context);
  if (index < 0) return;
  StageAttempt& stage = context.app().stages[static_cast<std::size_t>(index)];
  if (stage.status == StageStatus::kSkipped) return;  // told twice
  if (stage.failure_reason != StringId::kEmpty) {
    stage.status = StageStatus::kFailed;
  } else {
    // Old logs may lack the submission time until now; a stage that never had one was skipped.
    const bool submitted =
        stage.status == StageStatus::kActive || model::IsKnown(stage.submission_time);
    stage.status = submitted ? StageStatus::kComplete : StageStatus::kSkipped;
  }
  CountInSparkJobs(stage, context);
  for (const std::uint32_t executor : stage.excluded_executors) {
    EraseSorted(context.app().executors[executor].excluded_in_stages, stage.key.stage_id);
  }
  context.builder.StageEnded(static_cast<std::uint32_t>(index));
}

}  // namespace dataflint::eventlog
