#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/failed_attempts.h"
#include "insights/failure_text.h"
#include "insights/finding_limits.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_core_time", 0.01, Unit::kShare,
     "core time in failed attempts of one kind, of available core time"},
    {"failed_jobs", 1, Unit::kCount, "or: Spark jobs that failed by them, whatever the time"},
};

bool IsTold(const Context& context, const FailureGroup& group) {
  return ShareOf(group.time, context.run.available()) >=
             context.settings.Get("min_share_of_core_time") ||
         static_cast<double>(group.failed_jobs.size()) >= context.settings.Get("failed_jobs");
}

void Report(const Context& context, const std::string& key, const FailureGroup& group,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const auto failed_jobs = static_cast<std::int64_t>(group.failed_jobs.size());
  const model::TaskFailure& failure = run.app().task_failures[group.failure];
  Finding finding;
  finding.subject = "failure " + key;
  if (group.by_stage.size() == 1) {
    finding.scope = Scope::kStage;
    finding.stage = run.stage(group.by_stage.begin()->first).key;
    finding.sql_execution_id = run.stage(group.by_stage.begin()->first).sql_execution_id;
  }
  RankByFailedJobs(run, group, finding);
  Impact& impact = finding.impact;
  impact.core_ms_high = group.time;  // at most, until it is played
  impact.wall_ms_high = run.wall();
  impact.is_upper_bound = false;
  finding.what_if = WithoutFailures(run, group);
  impact.method = "each task at once as its successful attempt";
  if (failed_jobs > 0) impact.method += " (high: and all of the failed jobs)";
  if (group.fetch_failures > 0) impact.method += " (high: and the stages that ran again)";

  const std::string attempts = FormatCountOf(group.attempts, "task attempt", "task attempts");
  const std::string what = ShortFailure(run.app(), failure);
  if (IsExecutorLoss(run.app(), failure) || IsFetchFailure(run.app(), failure)) {
    finding.part_of = "executor-lost";  // where the log says that one was
  } else if (SaysOutOfHeap(run.app(), failure)) {
    finding.part_of = "executor-memory-high";
  }
  if (IsExecutorLoss(run.app(), failure)) {
    finding.title = attempts + " failed because executors were lost" +
                    (what.empty() ? std::string() : " (" + what + ')');
  } else {
    finding.title = attempts + " failed with " + what;
  }
  finding.title += FailedJobsIn(run, group, group.attempts == 1);
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
  AddFailedJobs(run, group, finding);
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
  using Entry = std::pair<const std::string, FailureGroup>;
  std::vector<const Entry*> told;
  for (const Entry& entry : context.run.failed_attempts().groups()) {
    if (IsTold(context, entry.second)) told.push_back(&entry);
  }
  const std::size_t others = KeepHeaviest(told, [](const Entry* entry) {
    return std::pair(entry->second.failed_jobs.size(), entry->second.time);
  });
  for (const Entry* entry : told) Report(context, entry->first, entry->second, out);
  if (!out.empty()) TellLeftOut(others, out.front());
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
        "Replay of these stages with each task at once as its successful attempt, without stages "
        "that were complete and ran again for lost data. High: and without any later attempt of a "
        "stage or the stages of jobs that failed (not those that were cancelled). Killed attempts "
        "(speculation, cancelled stages) are not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindFailedTasks,
};
DATAFLINT_REGISTER_INSIGHT(kFailedTasks);

}  // namespace
}  // namespace dataflint::insights
