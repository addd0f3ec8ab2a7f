#include "report/work_groups.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace dataflint::report {
namespace {

using model::IsKnown;
using model::TimeMs;

// The Spark job that submitted this attempt; -1 none.
std::int64_t SubmitterOf(const model::Application& app, const model::StageAttempt& stage) {
  for (const std::uint32_t job : stage.spark_jobs) {
    const TimeMs completion = app.spark_jobs[job].completion_time;
    const bool had_ended =
        IsKnown(completion) && IsKnown(stage.submission_time) && completion < stage.submission_time;
    if (!had_ended) return std::int64_t{job};
  }
  return stage.spark_jobs.empty() ? -1 : std::int64_t{stage.spark_jobs.back()};
}

const model::StreamingQuery* QueryOf(const model::Application& app, StringId run_id) {
  for (const model::StreamingQuery& query : app.streaming_queries) {
    if (query.run_id == run_id) return &query;
  }
  return nullptr;
}

std::string JobRunName(const model::Application& app, const model::Attribution& who) {
  std::string name = "job " + std::string(app.text(who.job_id));
  const StringId run = who.parent_run_id != StringId::kEmpty ? who.parent_run_id : who.job_run_id;
  if (run != StringId::kEmpty) name += " run " + std::string(app.text(run));
  if (who.task_key != StringId::kEmpty) {
    name += " task " + std::string(app.text(who.task_key));
  } else if (who.parent_run_id != StringId::kEmpty && who.job_run_id != StringId::kEmpty) {
    name += " task run " + std::string(app.text(who.job_run_id));
  }
  return name;
}

void NameByAttribution(const model::Application& app, WorkGroup& group) {
  const model::Attribution& who = app.attributions[group.attribution];
  if (who.job_id != StringId::kEmpty) {
    group.kind = WorkGroupKind::kJobRun;
    group.name = JobRunName(app, who);
  } else if (who.notebook_path != StringId::kEmpty) {
    group.kind = WorkGroupKind::kNotebook;
    group.name = app.text(who.notebook_path);
  } else if (who.user != StringId::kEmpty) {
    group.kind = WorkGroupKind::kUser;
    group.name = app.text(who.user);
  } else if (who.pool != StringId::kEmpty) {
    group.kind = WorkGroupKind::kJobGroup;
    group.name = "pool " + std::string(app.text(who.pool));
  } else {
    group.name = "no job or notebook";
  }
}

void NameByJobGroup(const model::Application& app, WorkGroup& group) {
  if (group.job_group == StringId::kEmpty) {
    group.name = "no job group";
    return;
  }
  const model::StreamingQuery* query = QueryOf(app, group.job_group);
  if (query == nullptr) {
    group.kind = WorkGroupKind::kJobGroup;
    group.name = app.text(group.job_group);
    return;
  }
  group.kind = WorkGroupKind::kStreamingQuery;
  group.name = app.text(query->name != StringId::kEmpty ? query->name : query->id);
}

void AddJob(const model::SparkJob& job, WorkGroup& group) {
  if (group.spark_jobs++ == 0) group.description = job.description;
  group.failed_spark_jobs += job.status == model::SparkJobStatus::kFailed ? 1 : 0;
  if (IsKnown(job.submission_time) &&
      (!IsKnown(group.first_submission) || job.submission_time < group.first_submission)) {
    group.first_submission = job.submission_time;
  }
  group.is_running |= !IsKnown(job.completion_time);
  group.last_completion = std::max(group.last_completion, job.completion_time);
}

void AddStage(const StageSummary& stage, WorkGroup& group) {
  group.stages += 1;
  group.tasks += stage.figures->tasks;
  group.core_time += stage.core_time;
  group.input += stage.input;
  group.output += stage.output;
  group.shuffle_read += stage.shuffle_read;
  group.shuffle_write += stage.shuffle_write;
  group.disk_spill += stage.disk_spill;
}

// Length of the union of `times`, each with its end behind its begin.
std::int64_t UnionOf(std::vector<std::pair<TimeMs, TimeMs>>& times) {
  std::sort(times.begin(), times.end());
  std::int64_t length = 0;
  TimeMs until = model::kNoTime;
  for (const auto& [begin, end] : times) {
    const TimeMs from = IsKnown(until) ? std::max(begin, until) : begin;
    if (end <= from) continue;
    length += end - from;
    until = end;
  }
  return length;
}

class Grouping {
 public:
  explicit Grouping(const model::Application& app) : app_(app) {}

  // Index of the group of a Spark job (-1: none).
  std::size_t GroupOf(std::int64_t spark_job) {
    WorkGroup key;
    if (spark_job >= 0) {
      const model::SparkJob& job = app_.spark_jobs[static_cast<std::size_t>(spark_job)];
      if (app_.databricks.is_databricks) {
        key.attribution = job.attribution;
      } else {
        key.job_group = job.job_group;
      }
    }
    const std::uint64_t id =
        (std::uint64_t{key.attribution} << 32) | static_cast<std::uint32_t>(key.job_group);
    const auto [found, added] = index_.emplace(id, groups_.size());
    if (added) {
      app_.databricks.is_databricks ? NameByAttribution(app_, key) : NameByJobGroup(app_, key);
      groups_.push_back(std::move(key));
    }
    return found->second;
  }

  std::vector<WorkGroup>& groups() { return groups_; }

 private:
  const model::Application& app_;
  std::unordered_map<std::uint64_t, std::size_t> index_;
  std::vector<WorkGroup> groups_;
};

}  // namespace

std::string_view NameOf(WorkGroupKind kind) {
  switch (kind) {
    case WorkGroupKind::kNone:
      return "none";
    case WorkGroupKind::kJobRun:
      return "job-run";
    case WorkGroupKind::kNotebook:
      return "notebook";
    case WorkGroupKind::kUser:
      return "user";
    case WorkGroupKind::kStreamingQuery:
      return "streaming-query";
    case WorkGroupKind::kJobGroup:
      return "job-group";
  }
  return "none";
}

std::vector<WorkGroup> WorkGroupsOf(const Report& report, const Summary& summary) {
  const model::Application& app = *report.app;
  Grouping grouping(app);
  std::vector<WorkGroup>& groups = grouping.groups();
  std::vector<std::vector<std::pair<TimeMs, TimeMs>>> times;
  for (std::size_t i = 0; i < app.spark_jobs.size(); ++i) {
    const model::SparkJob& job = app.spark_jobs[i];
    const std::size_t at = grouping.GroupOf(static_cast<std::int64_t>(i));
    AddJob(job, groups[at]);
    times.resize(groups.size());
    if (IsKnown(job.submission_time)) {
      times[at].emplace_back(job.submission_time, job.submission_time + DurationOf(app, job));
    }
  }
  for (std::size_t i = 0; i < times.size(); ++i) groups[i].busy_time = UnionOf(times[i]);
  for (const StageSummary& stage : summary.stages) {
    AddStage(stage, groups[grouping.GroupOf(SubmitterOf(app, *stage.stage))]);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const WorkGroup& a, const WorkGroup& b) {
    return a.core_time > b.core_time;
  });
  return std::move(groups);
}

}  // namespace dataflint::report
