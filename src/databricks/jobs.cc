#include "databricks/jobs.h"

#include <utility>

#include "databricks/pages.h"

namespace dataflint::databricks {
namespace {

RunState ReadState(const JsonValue& run) {
  const JsonValue state = run["state"];
  return {std::string(state["life_cycle_state"].Text()), std::string(state["result_state"].Text()),
          std::string(state["state_message"].Text())};
}

TaskRun ReadTask(const JsonValue& from) {
  TaskRun task;
  task.run_id = from["run_id"].Int();
  task.task_key = from["task_key"].Text();
  task.attempt_number = from["attempt_number"].Int();
  const JsonValue cluster = from["cluster_instance"];
  task.cluster_id = cluster["cluster_id"].Text();
  task.spark_context_id = cluster["spark_context_id"].Text();
  task.notebook_path = from["notebook_task"]["notebook_path"].Text();
  task.start_time = from["start_time"].Int(-1);
  task.end_time = from["end_time"].Int(-1);
  task.setup_ms = from["setup_duration"].Int();
  task.execution_ms = from["execution_duration"].Int();
  task.cleanup_ms = from["cleanup_duration"].Int();
  task.state = ReadState(from);
  return task;
}

// The most that the service gives at once: 25 runs, though its text says less than that.
constexpr std::string_view kRunsAtOnce = "25";

}  // namespace

Job ReadJob(const JsonValue& from) {
  Job job;
  job.job_id = from["job_id"].Int();
  job.name = from["settings"]["name"].Text();
  job.creator = from["creator_user_name"].Text();
  job.run_as = from["run_as_user_name"].Text();
  job.created_time = from["created_time"].Int(-1);
  return job;
}

JobRun ReadRun(const JsonValue& from) {
  JobRun run;
  run.job_id = from["job_id"].Int();
  run.run_id = from["run_id"].Int();
  run.name = from["run_name"].Text();
  run.type = from["run_type"].Text();
  run.creator = from["creator_user_name"].Text();
  run.page_url = from["run_page_url"].Text();
  run.start_time = from["start_time"].Int(-1);
  run.end_time = from["end_time"].Int(-1);
  run.run_ms = from["run_duration"].Int();
  run.state = ReadState(from);
  for (const JsonValue task : from["tasks"].items()) run.tasks.push_back(ReadTask(task));
  return run;
}

ApiResult<void> ForEachJob(Client& client, const std::function<bool(Job)>& sink,
                           const std::stop_token& stop) {
  const Question question{.endpoint = Endpoint::kJobsList, .query = {{"limit", "100"}}};
  return ForEachPage(
      client, question,
      [&](const JsonValue& page) {
        for (const JsonValue job : page["jobs"].items()) {
          if (!sink(ReadJob(job))) return false;
        }
        return true;
      },
      stop);
}

ApiResult<void> ForEachRun(Client& client, const RunFilter& filter,
                           const std::function<bool(JobRun)>& sink, const std::stop_token& stop) {
  Question question{.endpoint = Endpoint::kRunsList,
                    .query = {{"limit", std::string(kRunsAtOnce)}}};
  if (filter.job_id) question.query.push_back({"job_id", std::to_string(*filter.job_id)});
  if (filter.started_from >= 0) {
    question.query.push_back({"start_time_from", std::to_string(filter.started_from)});
  }
  if (filter.started_to >= 0) {
    question.query.push_back({"start_time_to", std::to_string(filter.started_to)});
  }
  return ForEachPage(
      client, std::move(question),
      [&](const JsonValue& page) {
        for (const JsonValue run : page["runs"].items()) {
          if (!sink(ReadRun(run))) return false;
        }
        return true;
      },
      stop);
}

ApiResult<JobRun> GetRun(Client& client, std::int64_t run_id, const std::stop_token& stop) {
  const Question question{.endpoint = Endpoint::kRunsGet,
                          .query = {{"run_id", std::to_string(run_id)}}};
  std::optional<JobRun> run;
  // More than 100 tasks come in pages that repeat the run itself.
  const ApiResult<void> done = ForEachPage(
      client, question,
      [&](const JsonValue& page) {
        JobRun part = ReadRun(page);
        if (!run) {
          run = std::move(part);
        } else {
          for (TaskRun& task : part.tasks) run->tasks.push_back(std::move(task));
        }
        return true;
      },
      stop);
  if (!done) return tl::unexpected(done.error());
  return *std::move(run);
}

}  // namespace dataflint::databricks
