// Application: one Spark application attempt as plain columns and rows; what everything after
// reading works on. Built by eventlog/, read by analysis/, insights/ and report/; knows no JSON and
// no files. Names are Spark's REST API v1's, then the event log's. One thread at a time.
#ifndef DATAFLINT_MODEL_APPLICATION_H_
#define DATAFLINT_MODEL_APPLICATION_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/import_issue.h"
#include "base/string_pool.h"
#include "model/executor.h"
#include "model/sql_execution.h"
#include "model/stage_attempt.h"
#include "model/streaming.h"
#include "model/time.h"

namespace dataflint::model {

using Properties = std::vector<std::pair<StringId, StringId>>;  // in the log's order

enum class SparkJobStatus : std::uint8_t { kRunning, kSucceeded, kFailed, kUnknown };
std::string_view NameOf(SparkJobStatus status);

// A Spark job (JobData). A Databricks job is something else: see Attribution.
struct SparkJob {
  std::int64_t job_id = -1;
  StringId name{};  // name of its last stage (result stage), as the API
  StringId description{};
  StringId details{};
  StringId job_group{};
  std::vector<StringId> job_tags;
  SparkJobStatus status = SparkJobStatus::kRunning;
  StringId failure{};  // exception text of a failed job
  TimeMs submission_time = kNoTime;
  TimeMs completion_time = kNoTime;
  std::vector<std::int64_t> stage_ids;
  std::int64_t sql_execution_id = -1;
  std::uint32_t attribution = 0;  // index into Application::attributions

  std::int64_t num_tasks = 0;
  std::int64_t num_active_tasks = 0;
  std::int64_t num_completed_tasks = 0;
  std::int64_t num_skipped_tasks = 0;
  std::int64_t num_failed_tasks = 0;
  std::int64_t num_killed_tasks = 0;
  std::int64_t num_completed_indices = 0;
  std::int64_t num_active_stages = 0;
  std::int64_t num_completed_stages = 0;
  std::int64_t num_skipped_stages = 0;
  std::int64_t num_failed_stages = 0;
  std::vector<std::pair<StringId, std::int64_t>> killed_tasks_summary;

  DF_FIELDS(job_id, name, description, details, job_group, job_tags, status, failure,
            submission_time, completion_time, stage_ids, sql_execution_id, attribution, num_tasks,
            num_active_tasks, num_completed_tasks, num_skipped_tasks, num_failed_tasks,
            num_killed_tasks, num_completed_indices, num_active_stages, num_completed_stages,
            num_skipped_stages, num_failed_stages, killed_tasks_summary)
};

// On whose behalf Spark jobs ran on a shared Databricks cluster; entry 0 is "nobody in particular".
// From the local properties of the job (eventlog/events/properties.h).
struct Attribution {
  StringId job_id{};         // Databricks job
  StringId job_run_id{};     // spark.databricks.job.runId (task run on newer runtimes)
  StringId parent_run_id{};  // run of the whole job
  StringId task_key{};
  StringId notebook_path{};
  StringId user{};
  StringId pool{};
  bool operator==(const Attribution&) const = default;
  DF_FIELDS(job_id, job_run_id, parent_run_id, task_key, notebook_path, user, pool)
};

// Why task attempts failed, one entry a distinct reason.
struct TaskFailure {
  StringId reason{};  // "ExceptionFailure", "FetchFailed", "ExecutorLostFailure", "TaskKilled", ...
  StringId class_name{};     // exception class
  StringId description{};    // its message, shortened
  StringId stack{};          // first lines of its stack
  StringId error_message{};  // as TaskData.errorMessage shows it
  bool operator==(const TaskFailure&) const = default;
  DF_FIELDS(reason, class_name, description, stack, error_message)
};

// An RDD that was announced by a stage, and what of it is stored (RDDStorageInfo).
struct RddPartition {
  StringId block_name{};
  StringId storage_level{};
  std::int64_t memory_used = 0;
  std::int64_t disk_used = 0;
  std::vector<std::uint32_t> executors;
  DF_FIELDS(block_name, storage_level, memory_used, disk_used, executors)
};
struct RddDistribution {
  std::uint32_t executor = 0;
  std::int64_t memory_used = 0;
  std::int64_t disk_used = 0;
  std::int64_t on_heap_used = 0;
  std::int64_t off_heap_used = 0;
  DF_FIELDS(executor, memory_used, disk_used, on_heap_used, off_heap_used)
};
struct Rdd {
  std::int64_t id = -1;
  StringId name{};
  std::int64_t num_partitions = 0;
  std::int64_t num_cached_partitions = 0;
  StringId storage_level{};  // "Memory Deserialized 1x Replicated"; empty: not stored
  bool persisted = false;    // storage level is not NONE and it was not unpersisted
  std::int64_t memory_used = 0;
  std::int64_t disk_used = 0;
  std::vector<RddDistribution> distribution;
  std::vector<RddPartition> partitions;
  DF_FIELDS(id, name, num_partitions, num_cached_partitions, storage_level, persisted, memory_used,
            disk_used, distribution, partitions)
};

struct ResourceProfile {
  struct Request {
    StringId name{};
    double amount = 0;
    StringId discovery_script{};
    StringId vendor{};
    DF_FIELDS(name, amount, discovery_script, vendor)
  };
  std::int64_t id = 0;
  std::vector<Request> executor_requests;  // amounts in the event's own units (MiB for memory)
  std::vector<Request> task_requests;
  DF_FIELDS(id, executor_requests, task_requests)
};

struct Environment {
  bool seen = false;
  Properties jvm;
  Properties spark;
  Properties hadoop;
  Properties system;
  Properties metrics;
  Properties classpath;
  std::vector<ResourceProfile> resource_profiles;  // by id
  DF_FIELDS(seen, jvm, spark, hadoop, system, metrics, classpath, resource_profiles)
};

// What is known of a Databricks cluster from the log alone; all texts as the log has them.
struct DatabricksContext {
  bool is_databricks = false;
  bool is_photon = false;
  StringId spark_context_id{};
  StringId runtime{};  // "13.3.x-aarch64-photon-scala2.12"
  StringId cluster_id{};
  StringId cluster_name{};
  StringId cluster_source{};
  StringId worker_node_type{};
  StringId driver_node_type{};
  StringId cloud{};
  StringId region{};
  StringId org_id{};
  DF_FIELDS(is_databricks, is_photon, spark_context_id, runtime, cluster_id, cluster_name,
            cluster_source, worker_node_type, driver_node_type, cloud, region, org_id)
};

// Events of the DataFlint plugin for Spark, the predecessor of ours.
struct IcebergCommit {
  std::int64_t sql_execution_id = -1;
  StringId table_name{};
  std::int64_t commit_id = 0;
  StringId operation{};
  std::vector<std::pair<StringId, std::int64_t>> metrics;  // by the event's own names
  DF_FIELDS(sql_execution_id, table_name, commit_id, operation, metrics)
};
struct DeltaScan {
  std::int64_t min_execution_id = -1;
  StringId table_path{};
  StringId table_name{};
  std::vector<StringId> partition_columns;
  std::vector<StringId> clustering_columns;
  std::vector<StringId> zorder_columns;
  DF_FIELDS(min_execution_id, table_path, table_name, partition_columns, clustering_columns,
            zorder_columns)
};
struct PluginFacts {
  bool seen = false;
  std::int64_t driver_max_heap_bytes = -1;
  std::vector<IcebergCommit> iceberg_commits;
  std::vector<DeltaScan> delta_scans;
  // SQL execution id -> pairs of plan node id and RDD scope id (Databricks).
  std::vector<std::pair<std::int64_t, Properties>> node_rdd_scopes;
  DF_FIELDS(seen, driver_max_heap_bytes, iceberg_commits, delta_scans, node_rdd_scopes)
};

inline constexpr std::int64_t kNoExitCode = INT64_MIN;  // the log does not say

struct Application {
  StringPool strings;

  StringId id{};
  StringId name{};
  StringId attempt_id{};  // empty: none
  StringId user{};
  StringId spark_version{};
  TimeMs start_time = kNoTime;
  TimeMs end_time = kNoTime;             // ApplicationEnd only
  std::int64_t exit_code = kNoExitCode;  // of ApplicationEnd, Spark 4.1 on
  TimeMs first_event_time = kNoTime;
  TimeMs last_event_time = kNoTime;  // largest time in any event; stands in for a missing end

  Environment environment;
  DatabricksContext databricks;
  PluginFacts plugin;
  std::vector<Attribution> attributions{1};

  std::vector<Executor> executors;           // in order of first appearance, the driver included
  std::vector<SparkJob> spark_jobs;          // in order of job start
  std::vector<StageAttempt> stages;          // in order of first appearance
  std::vector<SqlExecution> sql_executions;  // in order of start
  std::vector<Rdd> rdds;                     // by order of first appearance
  std::vector<StreamingQuery> streaming_queries;
  std::vector<TaskFailure> task_failures{1};  // [0]: no failure

  ImportIssues issues;
  std::vector<std::pair<StringId, std::int64_t>> events_by_name;  // count, in order of appearance

  // End of the application for every figure: its end event, else the last event's time.
  TimeMs effective_end_time() const { return IsKnown(end_time) ? end_time : last_event_time; }
  bool is_finished() const { return IsKnown(end_time); }
  std::string_view text(StringId string) const { return strings.Get(string); }
  // Value of a Spark property of the environment, or an empty view.
  std::string_view SparkProperty(std::string_view key) const;
  const StageAttempt* FindStage(StageKey key) const;
  const SqlExecution* FindSql(std::int64_t execution_id) const;
  const SparkJob* FindSparkJob(std::int64_t job_id) const;

  DF_FIELDS(strings, id, name, attempt_id, user, spark_version, start_time, end_time, exit_code,
            first_event_time, last_event_time, environment, databricks, plugin, attributions,
            executors, spark_jobs, stages, sql_executions, rdds, streaming_queries, task_failures,
            issues, events_by_name)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_APPLICATION_H_
