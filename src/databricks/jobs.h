// Jobs and their runs (Jobs API 2.2; databricks-api.md §3).
//
// A run is read with all pages of its tasks; a task that was retried or repaired is there once for each
// attempt. Members that the answer leaves out are as a new value has them; unknown ones are passed over.
// Called by Test Connection and the collector; any thread.
#ifndef DATAFLINT_DATABRICKS_JOBS_H_
#define DATAFLINT_DATABRICKS_JOBS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "databricks/client.h"

namespace dataflint::databricks {

struct Job {
  std::int64_t job_id = 0;
  std::string name;
  std::string creator;
  std::string run_as;
  std::int64_t created_time = -1;  // ms since 1970; -1: not told
};

// Of a run or a task of it.
struct RunState {
  std::string life_cycle;  // PENDING, RUNNING, TERMINATED, SKIPPED, INTERNAL_ERROR, ...
  std::string result;      // SUCCESS, FAILED, ...; empty before it has ended
  std::string message;
  bool has_ended() const {
    return life_cycle == "TERMINATED" || life_cycle == "SKIPPED" || life_cycle == "INTERNAL_ERROR";
  }
};

struct TaskRun {
  std::int64_t run_id = 0;  // its own
  std::string task_key;
  std::int64_t attempt_number = 0;
  std::string cluster_id;        // empty: none (serverless, SQL, not yet)
  std::string spark_context_id;  // decimal; the name of its event log's folder
  std::string notebook_path;
  std::int64_t start_time = -1;  // ms since 1970; -1: not told
  std::int64_t end_time = -1;    // 0 or -1 while it runs
  std::int64_t setup_ms = 0;
  std::int64_t execution_ms = 0;
  std::int64_t cleanup_ms = 0;
  RunState state;
};

struct JobRun {
  std::int64_t job_id = 0;
  std::int64_t run_id = 0;
  std::string name;
  std::string type;  // JOB_RUN, SUBMIT_RUN, WORKFLOW_RUN
  std::string creator;
  std::string page_url;
  std::int64_t start_time = -1;
  std::int64_t end_time = -1;
  std::int64_t run_ms = 0;  // of runs with several tasks; repairs included
  RunState state;
  std::vector<TaskRun> tasks;  // empty in lists
};

Job ReadJob(const JsonValue& job);
JobRun ReadRun(const JsonValue& run);

ApiResult<void> ForEachJob(Client& client, const std::function<bool(Job)>& sink,
                           const std::stop_token& stop = {});
struct RunFilter {
  std::optional<std::int64_t> job_id;
  std::int64_t started_from = -1;  // ms since 1970, inclusive; -1: no limit
  std::int64_t started_to = -1;
};
// In no order that could be relied on.
ApiResult<void> ForEachRun(Client& client, const RunFilter& filter,
                           const std::function<bool(JobRun)>& sink,
                           const std::stop_token& stop = {});
ApiResult<JobRun> GetRun(Client& client, std::int64_t run_id, const std::stop_token& stop = {});

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_JOBS_H_
