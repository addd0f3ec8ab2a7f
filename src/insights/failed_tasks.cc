#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/failure_text.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_core_time", 0.01, Unit::kShare,
     "core time in failed attempts of one kind, of available core time"},
    {"failed_jobs", 1, Unit::kCount, "or: Spark jobs that failed by them, whatever the time"},
};

// All failed attempts with one normalised exception.
struct Group {
  std::uint32_t failure = 0;  // one of them, index into Application::task_failures
  std::int64_t attempts = 0;
  std::int64_t time = 0;                         // core-ms
  std::map<std::size_t, std::int64_t> by_stage;  // stage index -> attempts
  std::set<std::uint32_t> executors;
  std::int64_t longest = -1;
  std::int64_t longest_task_id = -1;
  std::size_t longest_stage = 0;
  std::int64_t fetch_failures = 0;  // of the attempts: consequences of a lost executor
  std::int64_t tasks = 0;           // that these attempts are of
  std::int64_t recovered = 0;       // of these, that later succeeded in the same stage attempt
  std::int64_t resubmitted = 0;  // tasks whose results were lost with an executor, to be run again
  std::set<std::uint32_t> failed_jobs;  // indices
};

struct Attempt {
  std::int64_t failed_at = std::numeric_limits<std::int64_t>::min();  // end of the last one
  std::int64_t succeeded_at = -1;  // not before: what a lost executor had done is lost with it
  std::string_view key;
};

class Groups {
 public:
  explicit Groups(const Run& run) : run_(run) {
    const std::vector<model::TaskFailure>& failures = run.app().task_failures;
    keys_.reserve(failures.size());
    for (const model::TaskFailure& failure : failures) {
      keys_.push_back(IsIntended(run.app(), failure) ? std::string()
                                                     : NormalisedFailure(run.app(), failure));
      if (lost_.empty() && IsExecutorLoss(run.app(), failure)) lost_ = keys_.back();
    }
    // Where an executor was lost, tasks that miss what it had shuffled tell of the same.
    for (std::size_t i = 0; i < failures.size(); ++i) {
      if (!lost_.empty() && IsFetchFailure(run.app(), failures[i])) keys_[i] = lost_;
    }
  }

  void AddStage(std::size_t index) {
    const model::StageAttempt& stage = run_.stage(index);
    std::vector<std::int64_t> flags;
    std::vector<std::int64_t> failure;
    stage.tasks.Read(TaskColumn::flags, flags);
    stage.tasks.Read(TaskColumn::failure, failure);
    std::unordered_map<std::int64_t, Attempt> by_task;  // task index
    for (std::size_t i = 0; i < flags.size(); ++i) {
      if ((flags[i] & model::kTaskFailed) == 0) continue;
      if ((flags[i] & model::kTaskResubmitted) != 0) {
        if (!lost_.empty()) ++groups_[lost_].resubmitted;
        continue;
      }
      const auto which = static_cast<std::size_t>(failure[i]);
      if (which == 0 || which >= keys_.size() || keys_[which].empty()) continue;
      const model::TaskRow row = stage.tasks.Row(i);
      AddAttempt(index, static_cast<std::uint32_t>(which), row);
      Attempt& attempt = by_task[row[TaskColumn::index]];
      attempt.failed_at = std::max(attempt.failed_at, SaturatingAdd(row[TaskColumn::launch_time],
                                                                    row[TaskColumn::duration]));
      attempt.key = keys_[which];
    }
    if (!by_task.empty()) AddRecovered(index, by_task);
  }

  std::map<std::string, Group>& all() { return groups_; }

 private:
  void AddAttempt(std::size_t index, std::uint32_t which, const model::TaskRow& row) {
    Group& group = groups_[keys_[which]];
    ++group.attempts;
    ++group.by_stage[index];
    group.executors.insert(static_cast<std::uint32_t>(row[TaskColumn::executor]));
    group.time = SaturatingAdd(group.time, row[TaskColumn::duration]);
    const bool is_fetch = IsFetchFailure(run_.app(), run_.app().task_failures[which]);
    group.fetch_failures += is_fetch ? 1 : 0;
    // What a consequence says does not tell the cause.
    if (group.failure != 0 && is_fetch &&
        !IsFetchFailure(run_.app(), run_.app().task_failures[group.failure])) {
      return;
    }
    if (row[TaskColumn::duration] > group.longest ||
        (!is_fetch && group.failure != 0 &&
         IsFetchFailure(run_.app(), run_.app().task_failures[group.failure]))) {
      group.longest = row[TaskColumn::duration];
      group.longest_task_id = row[TaskColumn::task_id];
      group.longest_stage = index;
      group.failure = which;
    }
  }

  // Which of them succeeded in the end.
  void AddRecovered(std::size_t index, std::unordered_map<std::int64_t, Attempt>& by_task) {
    const model::StageAttempt& stage = run_.stage(index);
    std::vector<std::int64_t> flags(model::TaskTable::kBlockRows);
    std::vector<std::int64_t> task(model::TaskTable::kBlockRows);
    std::vector<std::int64_t> launch(model::TaskTable::kBlockRows);
    std::vector<std::int64_t> duration(model::TaskTable::kBlockRows);
    stage.tasks.ForEachBlock([&](std::size_t, std::size_t count, auto&& read) {
      read(TaskColumn::flags, flags.data());
      read(TaskColumn::index, task.data());
      read(TaskColumn::launch_time, launch.data());
      read(TaskColumn::duration, duration.data());
      for (std::size_t i = 0; i < count; ++i) {
        if ((flags[i] & model::kTaskSucceeded) == 0) continue;
        const auto found = by_task.find(task[i]);
        if (found == by_task.end()) continue;
        Attempt& attempt = found->second;
        const std::int64_t end = SaturatingAdd(launch[i], duration[i]);
        if (end >= attempt.failed_at) attempt.succeeded_at = std::max(attempt.succeeded_at, end);
      }
    });
    for (const auto& [task_index, attempt] : by_task) {
      Group& group = groups_[std::string(attempt.key)];
      ++group.tasks;
      group.recovered += attempt.succeeded_at >= 0 ? 1 : 0;
    }
  }

  const Run& run_;
  std::vector<std::string> keys_;
  std::string lost_;  // key of the lost executors
  std::map<std::string, Group> groups_;
};

// A job that was cancelled, or cut off by the end of its context, did not fail by its tasks:
// "Job 79 cancelled because SparkContext was shut down".
bool WasCancelled(const Run& run, const model::SparkJob& job) {
  const std::string_view why = run.app().text(job.failure);
  return why.starts_with("Job ") && why.find(" cancelled") < why.find('\n');
}

// Spark jobs that failed with a stage in which the group's attempts failed.
void FindFailedJobs(const Run& run, Group& group) {
  for (const auto& [index, attempts] : group.by_stage) {
    if (run.stage(index).status != model::StageStatus::kFailed) continue;
    for (const std::uint32_t job_index : run.stage(index).spark_jobs) {
      const model::SparkJob& job = run.app().spark_jobs[job_index];
      if (job.status == model::SparkJobStatus::kFailed && !WasCancelled(run, job)) {
        group.failed_jobs.insert(job_index);
      }
    }
  }
}

// Stages that were done for nothing: those of jobs that failed, and those that ran again because
// what they had shuffled was lost.
std::vector<std::size_t> LostStages(const Run& run, const Group& group) {
  std::unordered_set<std::int64_t> lost;  // stage ids
  for (const std::uint32_t job : group.failed_jobs) {
    const std::vector<std::int64_t>& ids = run.app().spark_jobs[job].stage_ids;
    lost.insert(ids.begin(), ids.end());
  }
  std::vector<std::size_t> stages;
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageKey key = run.stage(index).key;
    const bool ran_again = group.fetch_failures > 0 && key.attempt_id > 0;
    if (ran_again || lost.contains(key.stage_id)) stages.push_back(index);
  }
  return stages;
}

// Without the attempts that failed, and without stages of which nothing else is left; high: and
// without what was done for nothing.
WhatIf WithoutFailures(const Run& run, const Group& group) {
  std::vector<std::uint32_t> failed;
  std::vector<std::uint32_t> only_failed;
  for (const auto& [index, attempts] : group.by_stage) {
    auto& stages = run.figures_of(index).successful_tasks > 0 ? failed : only_failed;
    stages.push_back(static_cast<std::uint32_t>(index));
  }
  const WhatIf::Change drop = [failed, only_failed](replay::Recording& recording) {
    for (const std::uint32_t stage : failed) replay::DropFailures(recording, stage);
    for (const std::uint32_t stage : only_failed) replay::SkipStage(recording, stage);
  };
  const std::vector<std::size_t> lost = LostStages(run, group);
  const WhatIf::Change drop_all = [drop, lost](replay::Recording& recording) {
    drop(recording);
    for (const std::size_t stage : lost) {
      replay::SkipStage(recording, static_cast<std::uint32_t>(stage));
    }
  };
  return {WhatIf::Order::kFailures, drop, drop, drop_all};
}

void Report(const Context& context, const std::string& key, Group& group,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  FindFailedJobs(run, group);
  const auto failed_jobs = static_cast<std::int64_t>(group.failed_jobs.size());
  if (ShareOf(group.time, run.available()) < context.settings.Get("min_share_of_core_time") &&
      static_cast<double>(failed_jobs) < context.settings.Get("failed_jobs")) {
    return;
  }
  const model::TaskFailure& failure = run.app().task_failures[group.failure];
  Finding finding;
  finding.subject = "failure " + key;
  if (group.by_stage.size() == 1) {
    finding.scope = Scope::kStage;
    finding.stage = run.stage(group.by_stage.begin()->first).key;
    finding.sql_execution_id = run.stage(group.by_stage.begin()->first).sql_execution_id;
  }
  if (failed_jobs > 0) {  // costs more than its time: as much as any finding of this severity
    constexpr double kHighShare = 0.10;
    finding.severity = Severity::kHigh;
    finding.ranks_as_ms = Scaled(run.wall(), kHighShare);
  }
  Impact& impact = finding.impact;
  impact.is_upper_bound = false;
  finding.what_if = WithoutFailures(run, group);
  impact.method = "each task at once as its successful attempt";
  if (failed_jobs > 0) impact.method += " (high: and all of the failed jobs)";
  if (group.fetch_failures > 0) impact.method += " (high: and the stages that ran again)";

  const std::string attempts = FormatCountOf(group.attempts, "task attempt", "task attempts");
  const std::string what = ShortFailure(run.app(), failure);
  if (IsExecutorLoss(run.app(), failure)) {
    finding.title = attempts + " failed because executors were lost" +
                    (what.empty() ? std::string() : " (" + what + ')');
  } else {
    finding.title = attempts + " failed with " + what;
  }
  if (failed_jobs > 0) {
    const std::uint32_t first = *group.failed_jobs.begin();
    finding.title +=
        (group.attempts == 1 ? ", and with it Spark job " : ", and with them Spark job ") +
        std::to_string(run.app().spark_jobs[first].job_id);
    if (failed_jobs > 1) finding.title += " and " + FormatCount(failed_jobs - 1) + " more";
  }
  finding.why =
      (group.attempts == 1 ? "It took " : "They took ") + FormatCoreTime(group.time) + " on " +
      FormatCountOf(static_cast<std::int64_t>(group.executors.size()), "executor", "executors");
  const std::string frame = FirstOwnFrame(run.app(), failure);
  if (!frame.empty()) finding.why += "; raised at " + Shortened(frame, 120);
  finding.why += '.';
  if (group.recovered > 0) {
    finding.why +=
        ' ' +
        (group.recovered == group.tasks ? std::string(group.tasks == 1 ? "The task" : "All tasks")
                                        : FormatCount(group.recovered) + " of " +
                                              FormatCountOf(group.tasks, "task", "tasks")) +
        " succeeded when tried again.";
  } else if (group.fetch_failures == 0) {  // else the stage itself ran again
    finding.why += group.tasks == 1 ? " The task did not succeed in a later attempt."
                                    : " None of the tasks succeeded in a later attempt.";
  }
  if (group.fetch_failures > 0 && group.fetch_failures < group.attempts) {
    finding.why += ' ' + FormatCount(group.fetch_failures) +
                   " of the attempts failed because data that the executor had shuffled was gone.";
  }
  finding.evidence = {
      {"failed attempts", static_cast<double>(group.attempts), Unit::kCount, ""},
      {"their time", static_cast<double>(group.time), Unit::kCoreMilliseconds, ""},
      {"longest failed attempt", static_cast<double>(group.longest), Unit::kMilliseconds,
       TaskPlace(run.stage(group.longest_stage), group.longest_task_id)},
  };
  if (group.resubmitted > 0) {
    finding.evidence.push_back({"results lost with executors, to be computed again (Resubmitted)",
                                static_cast<double>(group.resubmitted), Unit::kCount, ""});
  }
  std::size_t shown = 0;
  for (const auto& [index, count] : group.by_stage) {
    if (shown++ == 5) break;
    finding.evidence.push_back({"failed attempts", static_cast<double>(count), Unit::kCount,
                                StagePlace(run.stage(index))});
  }
  shown = 0;
  for (const std::uint32_t job : group.failed_jobs) {
    if (shown++ == 5) break;
    finding.evidence.push_back({"failed", 1, Unit::kCount,
                                "spark job " + std::to_string(run.app().spark_jobs[job].job_id)});
  }
  const std::string_view reason = run.app().text(failure.reason);
  const auto tells = [&](StringId text) {
    return !run.app().text(text).empty() && run.app().text(text) != reason;
  };
  const bool is_told =
      tells(failure.class_name) || tells(failure.description) || tells(failure.error_message);
  const bool recovered = is_told && group.recovered == group.tasks && failed_jobs == 0;
  AdviseOnFailure(run, failure, recovered, finding);
  if (!is_told) {
    Miss("the log gives no message for these failures", finding);
  }
  out.push_back(std::move(finding));
}

void FindFailedTasks(const Context& context, std::vector<Finding>& out) {
  Groups groups(context.run);
  for (std::size_t i = 0; i < context.app.stages.size() && i < context.figures.stages.size(); ++i) {
    if (context.app.stages[i].num_failed_tasks > 0) groups.AddStage(i);
  }
  for (auto& [key, group] : groups.all()) Report(context, key, group, out);
}

constexpr InsightSpec kFailedTasks = {
    .id = "failed-tasks",
    .title = "Task attempts fail",
    .sees =
        "Failed attempts, grouped by their exception with numbers and paths left out, that took "
        "min_share_of_core_time of the core time, or by which failed_jobs Spark jobs or more "
        "failed. Data that is missing because an executor was lost counts with the loss.",
    .why =
        "A failed attempt's work is done again; after spark.task.maxFailures failures of one task "
        "the job fails.",
    .advice =
        "What is known to help against the exception; else the first line of the stack that is not "
        "Spark's own.",
    .formula =
        "Replay of these stages with each task at once as its successful attempt. High: and "
        "without the stages of jobs that failed (not those that were cancelled) and those that ran "
        "again for lost data. Killed attempts (speculation, cancelled stages) are not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindFailedTasks,
};
DATAFLINT_REGISTER_INSIGHT(kFailedTasks);

}  // namespace
}  // namespace dataflint::insights
