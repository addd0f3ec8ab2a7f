#include "insights/failed_attempts.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/contains.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/failure_text.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

struct Attempt {
  std::int64_t failed_at = std::numeric_limits<std::int64_t>::min();  // end of the last one
  std::int64_t succeeded_at = -1;  // not before: what a lost executor had done is lost with it
  std::string_view key;
};

// The attempt after which Spark gave a job up: "Job aborted due to stage failure: Task 3 in stage 2.0
// failed 4 times, most recent failure: Lost task 3.3 in stage 2.0 (TID 12) ...".
struct LostTask {
  std::int64_t index = -1;
  std::int64_t attempt = -1;
  model::StageKey stage;
};

// "3.3" at the front of `text`, which then begins behind it.
std::optional<std::pair<std::int64_t, std::int64_t>> TakePair(std::string_view& text) {
  std::pair<std::int64_t, std::int64_t> pair;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, pair.first);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, pair.second);
  if (second.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(second.ptr - text.data()));
  return pair;
}

std::optional<LostTask> LostTaskOf(std::string_view failure) {
  constexpr std::string_view kLost = "most recent failure: Lost task ";
  constexpr std::string_view kIn = " in stage ";
  const std::size_t at = failure.find(kLost);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = failure.substr(at + kLost.size());
  const auto task = TakePair(rest);
  if (!task || !rest.starts_with(kIn)) return std::nullopt;
  rest.remove_prefix(kIn.size());
  const auto stage = TakePair(rest);
  if (!stage) return std::nullopt;
  return LostTask{task->first, task->second, {stage->first, stage->second}};
}

// Whether Spark gave a job up because a stage missed shuffled data too often, or may not be run again
// for it.
bool IsForLostData(std::string_view failure) {
  return failure.find("failed the maximum allowable number of times") != std::string_view::npos ||
         failure.find("indeterminate output") != std::string_view::npos;
}

using PlaceInCode = std::pair<std::size_t, std::int64_t>;  // name of a Spark job, its tasks

class Grouping {
 public:
  explicit Grouping(const Run& run) : run_(run) {
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
    for (const std::uint32_t job : stage.spark_jobs) stages_of_job_[job].push_back(index);
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

  // Spark jobs that failed, each to the failure that Spark gives as the reason. Others of the same
  // stage did not end it, and a job that was cancelled or cut off failed by none.
  void AddFailedJobs() {
    const std::vector<model::SparkJob>& jobs = run_.app().spark_jobs;
    for (std::size_t i = 0; i < jobs.size() && !groups_.empty(); ++i) {
      if (jobs[i].status != model::SparkJobStatus::kSucceeded) continue;
      if (const auto place = PlaceOf(i)) last_success_[*place] = static_cast<std::uint32_t>(i);
    }
    std::vector<FailureGroup*> with_lost_data;
    for (auto& [name, group] : groups_) {
      if (group.fetch_failures > 0) with_lost_data.push_back(&group);
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (jobs[i].status != model::SparkJobStatus::kFailed) continue;
      const auto job = static_cast<std::uint32_t>(i);
      const std::string_view why = run_.app().text(jobs[i].failure);
      if (IsForLostData(why)) {
        for (FailureGroup* group : with_lost_data) AddFailedJob(job, *group);
        continue;
      }
      const std::optional<LostTask> task = LostTaskOf(why);
      const auto group = groups_.find(task ? KeyOf(*task) : KeyOfMessage(job, why));
      if (group != groups_.end()) AddFailedJob(job, group->second);
    }
  }

  std::map<std::string, FailureGroup>& all() { return groups_; }

 private:
  // What the attempt failed with; empty when the log does not have it.
  std::string KeyOf(const LostTask& task) const {
    const std::optional<std::size_t> index = run_.IndexOf(task.stage);
    if (!index) return {};
    const model::TaskTable& tasks = run_.stage(*index).tasks;
    const std::vector<std::int64_t> task_index = tasks.Read(TaskColumn::index);
    const std::vector<std::int64_t> attempt = tasks.Read(TaskColumn::attempt);
    const std::vector<std::int64_t> failure = tasks.Read(TaskColumn::failure);
    for (std::size_t i = 0; i < task_index.size(); ++i) {
      if (task_index[i] != task.index || attempt[i] != task.attempt) continue;
      const auto which = static_cast<std::size_t>(failure[i]);
      return which < keys_.size() ? keys_[which] : std::string();
    }
    return {};
  }

  // Spark 4 gives the exception's own message as the reason, whichever task of the job raised it.
  std::string KeyOfMessage(std::uint32_t job, std::string_view why) const {
    if (why.empty()) return {};
    const auto stages = stages_of_job_.find(job);
    if (stages == stages_of_job_.end()) return {};
    for (const std::size_t stage : stages->second) {
      const auto failures = failures_of_stage_.find(stage);
      if (failures == failures_of_stage_.end()) continue;
      for (const std::uint32_t which : failures->second) {
        if (Contains(run_.app().text(run_.app().task_failures[which].error_message), why)) {
          return keys_[which];
        }
      }
    }
    return {};
  }

  // If tasks of the job failed so.
  void AddFailedJob(std::uint32_t job, FailureGroup& group) {
    const std::vector<std::size_t>& stages = stages_of_job_[job];
    const bool is_in = std::any_of(stages.begin(), stages.end(), [&](std::size_t stage) {
      return group.by_stage.contains(stage);
    });
    if (!is_in) return;
    group.failed_jobs.insert(job);
    const std::optional<PlaceInCode> place = PlaceOf(job);
    const auto last = place ? last_success_.find(*place) : last_success_.end();
    if (last != last_success_.end() && last->second > job) group.jobs_done_later.insert(job);
  }

  // Where the code starts the job, and with how many tasks; nothing where that is in Spark itself. One
  // line of code may run many queries: that two of them are the same it does not tell.
  std::optional<PlaceInCode> PlaceOf(std::size_t job) const {
    const model::SparkJob& one = run_.app().spark_jobs[job];
    if (one.sql_execution_id >= 0) return std::nullopt;
    if (CallSite(run_.app().text(one.name)).find(" at ") == std::string::npos) return std::nullopt;
    return PlaceInCode(static_cast<std::size_t>(one.name), one.num_tasks);
  }

  void AddAttempt(std::size_t index, std::uint32_t which, const model::TaskRow& row) {
    FailureGroup& group = groups_[keys_[which]];
    failures_of_stage_[index].insert(which);
    ++group.attempts;
    ++group.by_stage[index];
    group.executors.insert(static_cast<std::uint32_t>(row[TaskColumn::executor]));
    group.time = SaturatingAdd(group.time, run_.InCoreTime(index, row[TaskColumn::duration]));
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
      FailureGroup& group = groups_[std::string(attempt.key)];
      ++group.tasks;
      group.recovered += attempt.succeeded_at >= 0 ? 1 : 0;
    }
  }

  const Run& run_;
  std::vector<std::string> keys_;
  std::string lost_;  // key of the lost executors
  std::map<std::string, FailureGroup> groups_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> stages_of_job_;   // that had failures
  std::unordered_map<std::size_t, std::set<std::uint32_t>> failures_of_stage_;  // as task_failures
  std::map<PlaceInCode, std::uint32_t> last_success_;  // index of a Spark job
};

// Attempts of stages that an earlier attempt had completed: they ran for data that was lost since.
std::vector<std::uint32_t> RanForLostData(const Run& run, const FailureGroup& group) {
  std::vector<std::uint32_t> again;
  if (group.fetch_failures == 0) return again;
  std::unordered_map<std::int64_t, std::int64_t> completed;  // stage id -> its first such attempt
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageAttempt& stage = run.stage(index);
    if (stage.status != model::StageStatus::kComplete) continue;
    const auto [known, is_new] = completed.try_emplace(stage.key.stage_id, stage.key.attempt_id);
    known->second = std::min(known->second, stage.key.attempt_id);
  }
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageKey key = run.stage(index).key;
    const auto first = completed.find(key.stage_id);
    if (first == completed.end() || key.attempt_id <= first->second) continue;
    again.push_back(static_cast<std::uint32_t>(index));
  }
  return again;
}

// Stages that were done for nothing: those of jobs that failed and were done again, and those that
// ran again because what they had shuffled was lost.
std::vector<std::size_t> LostStages(const Run& run, const FailureGroup& group) {
  std::unordered_set<std::int64_t> lost;  // stage ids
  for (const std::uint32_t job : group.failed_jobs) {
    if (!group.jobs_done_later.contains(job)) continue;
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

// What it did not get done is left to do: the run that has no such failure goes on with it.
bool IsStillToBeDone(const Run& run, const FailureGroup& group, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  if (stage.status != model::StageStatus::kFailed) return false;
  return std::any_of(stage.spark_jobs.begin(), stage.spark_jobs.end(), [&](std::uint32_t job) {
    return group.failed_jobs.contains(job) && !group.jobs_done_later.contains(job);
  });
}

}  // namespace

void FailureGroup::Add(const FailureGroup& other) {
  const bool is_larger =
      attempts == 0 || (other.fetch_failures == 0 && fetch_failures > 0) ||
      (other.longest > longest && (fetch_failures > 0) == (other.fetch_failures > 0));
  if (is_larger) {
    failure = other.failure;
    longest = other.longest;
    longest_task_id = other.longest_task_id;
    longest_stage = other.longest_stage;
  }
  attempts += other.attempts;
  time = SaturatingAdd(time, other.time);
  for (const auto& [stage, count] : other.by_stage) by_stage[stage] += count;
  executors.insert(other.executors.begin(), other.executors.end());
  fetch_failures += other.fetch_failures;
  tasks += other.tasks;
  recovered += other.recovered;
  resubmitted += other.resubmitted;
  failed_jobs.insert(other.failed_jobs.begin(), other.failed_jobs.end());
  jobs_done_later.insert(other.jobs_done_later.begin(), other.jobs_done_later.end());
}

FailedAttempts::FailedAttempts(const Run& run) {
  Grouping grouping(run);
  const std::size_t stages = std::min(run.app().stages.size(), run.figures().stages.size());
  for (std::size_t i = 0; i < stages; ++i) {
    if (run.stage(i).num_failed_tasks > 0) grouping.AddStage(i);
  }
  grouping.AddFailedJobs();
  groups_ = std::move(grouping.all());
}

FailureGroup FailedAttempts::OfLostExecutors(const Run& run) const {
  FailureGroup lost;
  for (const auto& [key, group] : groups_) {
    const model::TaskFailure& failure = run.app().task_failures[group.failure];
    if (IsExecutorLoss(run.app(), failure) || IsFetchFailure(run.app(), failure)) lost.Add(group);
  }
  return lost;
}

bool SavesNoTime(const Run& run, const FailureGroup& group) {
  return group.fetch_failures == 0 &&
         std::all_of(group.by_stage.begin(), group.by_stage.end(),
                     [&](const auto& entry) { return IsStillToBeDone(run, group, entry.first); });
}

WhatIf WithoutFailures(const Run& run, const FailureGroup& group) {
  std::vector<std::uint32_t> failed;
  std::vector<std::uint32_t> only_failed;
  for (const auto& [index, attempts] : group.by_stage) {
    if (IsStillToBeDone(run, group, index)) continue;
    auto& stages = run.figures_of(index).successful_tasks > 0 ? failed : only_failed;
    stages.push_back(static_cast<std::uint32_t>(index));
  }
  std::vector<std::uint32_t> skipped = RanForLostData(run, group);
  skipped.insert(skipped.end(), only_failed.begin(), only_failed.end());
  const WhatIf::Change drop = [failed, skipped](replay::Recording& recording) {
    for (const std::uint32_t stage : failed) replay::DropFailures(recording, stage);
    for (const std::uint32_t stage : skipped) replay::SkipStage(recording, stage);
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

void RankByFailedJobs(const Run& run, const FailureGroup& group, Finding& finding) {
  if (group.failed_jobs.empty()) return;
  constexpr double kHighShare = 0.10;
  finding.severity = Severity::kHigh;
  finding.ranks_as_ms = Scaled(run.wall(), kHighShare);
}

std::string FailedJobsIn(const Run& run, const FailureGroup& group, bool is_one) {
  if (group.failed_jobs.empty()) return {};
  const std::uint32_t first = *group.failed_jobs.begin();
  const auto count = static_cast<std::int64_t>(group.failed_jobs.size());
  return (is_one ? ", and with it Spark job " : ", and with them Spark job ") +
         std::to_string(run.app().spark_jobs[first].job_id) +
         (count > 1 ? " and " + FormatCount(count - 1) + " more" : std::string());
}

void AddFailedJobs(const Run& run, const FailureGroup& group, Finding& finding) {
  std::size_t shown = 0;
  for (const std::uint32_t job : group.failed_jobs) {
    if (shown++ == 5) break;
    finding.evidence.push_back({"failed", 1, Unit::kCount,
                                "spark job " + std::to_string(run.app().spark_jobs[job].job_id)});
  }
}

}  // namespace dataflint::insights
