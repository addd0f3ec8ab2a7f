#include "report/work_groups.h"

#include <algorithm>
#include <compare>
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

void LabelByAttribution(const model::Application& app, WorkGroup& group) {
  const model::Attribution& who = app.attributions[group.attribution];
  if (who.job_id != StringId::kEmpty) {
    group.kind = WorkGroupKind::kJobRun;
  } else if (who.notebook_path != StringId::kEmpty) {
    group.kind = WorkGroupKind::kNotebook;
    group.label = who.notebook_path;
  } else if (who.user != StringId::kEmpty) {
    group.kind = WorkGroupKind::kUser;
    group.label = who.user;
  } else if (who.pool != StringId::kEmpty) {
    group.kind = WorkGroupKind::kJobGroup;
    group.label = who.pool;
  }
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

// When a Spark job ran, by group.
struct Stretch {
  std::size_t group;
  TimeMs begin;
  TimeMs end;
  auto operator<=>(const Stretch&) const = default;
};

// The union of each group's stretches.
void AddBusyTime(std::vector<Stretch>& stretches, std::vector<WorkGroup>& groups) {
  std::sort(stretches.begin(), stretches.end());
  TimeMs until = model::kNoTime;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Stretch& stretch = stretches[i];
    if (i == 0 || stretch.group != stretches[i - 1].group) until = stretch.begin;
    const TimeMs from = std::max(stretch.begin, until);
    if (stretch.end <= from) continue;
    groups[stretch.group].busy_time += stretch.end - from;
    until = stretch.end;
  }
}

class Grouping {
 public:
  explicit Grouping(const model::Application& app) : app_(app) {
    for (const model::StreamingQuery& query : app.streaming_queries) {
      query_of_run_.emplace(query.run_id, &query);
    }
  }

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
      app_.databricks.is_databricks ? LabelByAttribution(app_, key) : LabelByJobGroup(key);
      groups_.push_back(key);
    }
    return found->second;
  }

  std::vector<WorkGroup>& groups() { return groups_; }

 private:
  void LabelByJobGroup(WorkGroup& group) const {
    if (group.job_group == StringId::kEmpty) return;
    const auto query = query_of_run_.find(group.job_group);
    if (query == query_of_run_.end()) {
      group.kind = WorkGroupKind::kJobGroup;
      group.label = group.job_group;
      return;
    }
    group.kind = WorkGroupKind::kStreamingQuery;
    const StringId name = query->second->name;
    group.label = name != StringId::kEmpty ? name : query->second->id;
  }

  const model::Application& app_;
  std::unordered_map<StringId, const model::StreamingQuery*> query_of_run_;
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

std::string NameOf(const model::Application& app, const WorkGroup& group) {
  switch (group.kind) {
    case WorkGroupKind::kNone:
      return app.databricks.is_databricks ? "no job or notebook" : "no job group";
    case WorkGroupKind::kJobRun:
      return JobRunName(app, app.attributions[group.attribution]);
    case WorkGroupKind::kJobGroup:
      if (app.databricks.is_databricks) return "pool " + std::string(app.text(group.label));
      break;
    default:
      break;
  }
  return std::string(app.text(group.label));
}

std::vector<WorkGroup> WorkGroupsOf(const Report& report, const Summary& summary) {
  const model::Application& app = *report.app;
  Grouping grouping(app);
  std::vector<WorkGroup>& groups = grouping.groups();
  std::vector<Stretch> stretches;
  stretches.reserve(app.spark_jobs.size());
  for (std::size_t i = 0; i < app.spark_jobs.size(); ++i) {
    const model::SparkJob& job = app.spark_jobs[i];
    const std::size_t at = grouping.GroupOf(static_cast<std::int64_t>(i));
    AddJob(job, groups[at]);
    if (IsKnown(job.submission_time)) {
      stretches.push_back({at, job.submission_time, job.submission_time + DurationOf(app, job)});
    }
  }
  AddBusyTime(stretches, groups);
  for (const StageSummary& stage : summary.stages) {
    groups[grouping.GroupOf(SubmitterOf(app, *stage.stage))].Add(stage);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const WorkGroup& a, const WorkGroup& b) {
    return a.core_time > b.core_time;
  });
  return std::move(groups);
}

}  // namespace dataflint::report
