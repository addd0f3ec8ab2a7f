// WorkGroups: on whose behalf the application worked. A Databricks cluster runs many jobs,
// notebooks and users in one Spark application, a Spark server many job groups; each gets the Spark
// jobs it started and what they took. Used by the report's writers; pure; one thread.
#ifndef DATAFLINT_REPORT_WORK_GROUPS_H_
#define DATAFLINT_REPORT_WORK_GROUPS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "report/summary.h"

namespace dataflint::report {

enum class WorkGroupKind : std::uint8_t {
  kNone,            // Spark jobs that say nothing
  kJobRun,          // a Databricks job's run, or a task of it
  kNotebook,        // a notebook on an all-purpose cluster
  kUser,            // commands of a user outside notebooks
  kStreamingQuery,  // a streaming query's run
  kJobGroup,        // spark.jobGroup.id
};
std::string_view NameOf(WorkGroupKind kind);  // "job-run", "notebook", ...

struct WorkGroup : Volume {
  WorkGroupKind kind = WorkGroupKind::kNone;
  std::uint32_t attribution = 0;  // index into Application::attributions, on Databricks
  StringId job_group{};           // elsewhere
  StringId description{};         // of its first Spark job
  StringId label{};               // notebook, user, pool, query or job group: what kind says

  std::int64_t spark_jobs = 0;
  std::int64_t failed_spark_jobs = 0;
  std::int64_t busy_time = 0;  // ms in which at least one of its Spark jobs ran
  model::TimeMs first_submission = model::kNoTime;
  model::TimeMs last_completion = model::kNoTime;
  bool is_running = false;  // a Spark job of it had not ended when the log did
};

// For a person: "job 313 run 18", "/Users/x/load", "nightly".
std::string NameOf(const model::Application& app, const WorkGroup& group);

// In order of core time, then of the first Spark job. On Databricks a group is a distinct
// Attribution; elsewhere a job group, and the micro-batches of a streaming query are one. A stage
// attempt belongs to the Spark job that submitted it: of those that name it the first that had not
// ended, as DAGScheduler.submitMissingTasks takes its properties. Stages without a Spark job are in
// the kNone group, so core times add up to those of all stages.
std::vector<WorkGroup> WorkGroupsOf(const Report& report, const Summary& summary);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_WORK_GROUPS_H_
