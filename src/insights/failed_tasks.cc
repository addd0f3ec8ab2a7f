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

Finding OfGroup(const Run& run, const std::string& key, const FailureGroup& group) {
  Finding finding;
  finding.subject = "failure " + key;
  if (group.by_stage.size() == 1) {
    finding.scope = Scope::kStage;
    finding.stage = run.stage(group.by_stage.begin()->first).key;
    finding.sql_execution_id = run.stage(group.by_stage.begin()->first).sql_execution_id;
  }
  RankByFailedJobs(run, group, finding);
  return finding;
}

Impact ImpactOf(const Run& run, const FailureGroup& group) {
  Impact impact;
  if (SavesNoTime(run, group)) {
    impact.is_upper_bound = false;
    impact.method = "none: nothing did later what the failed job was to do, so it is left to do";
    return impact;
  }
  impact.core_ms_high = group.time;  // at most, until it is played
  impact.wall_ms_high = run.wall();
  impact.is_upper_bound = false;
  impact.method = "each task at once as its successful attempt";
  if (!group.jobs_done_later.empty()) {
    impact.method += " (high: and all of the failed jobs that were done again)";
  }
  if (group.fetch_failures > 0) impact.method += " (high: and the stages that ran again)";
  return impact;
}

std::string TitleOf(const Run& run, const FailureGroup& group) {
  const model::TaskFailure& failure = run.app().task_failures[group.failure];
  const std::string what = ShortFailure(run.app(), failure);
  std::string title = FormatCountOf(group.attempts, "task attempt", "task attempts");
  if (IsExecutorLoss(run.app(), failure)) {
    title +=
        " failed because executors were lost" + (what.empty() ? std::string() : " (" + what + ')');
  } else {
    title += " failed with " + what;
  }
  return title + FailedJobsIn(run, group, group.attempts == 1);
}

// How the tasks went on after it.
std::string Afterwards(const FailureGroup& group) {
  if (group.recovered > 0) {
    const std::string all = group.tasks == 1 ? "The task" : "All tasks";
    const std::string some =
        FormatCount(group.recovered) + " of " + FormatCountOf(group.tasks, "task", "tasks");
    return ' ' + (group.recovered == group.tasks ? all : some) + " succeeded when tried again.";
  }
  if (group.fetch_failures > 0) return {};  // the stage itself ran again
  return group.tasks == 1 ? " The task did not succeed in a later attempt."
                          : " None of the tasks succeeded in a later attempt.";
}

std::string Why(const Run& run, const FailureGroup& group) {
  std::string why =
      (group.attempts == 1 ? "It took " : "They took ") + FormatCoreTime(group.time) + " on " +
      FormatCountOf(static_cast<std::int64_t>(group.executors.size()), "executor", "executors");
  const std::string frame = FirstOwnFrame(run.app(), run.app().task_failures[group.failure]);
  if (!frame.empty()) why += "; raised at " + Shortened(frame, 120);
  why += '.' + Afterwards(group);
  if (group.fetch_failures > 0 && group.fetch_failures < group.attempts) {
    why += ' ' + FormatCount(group.fetch_failures) +
           " of the attempts failed because data that the executor had shuffled was gone.";
  }
  return why;
}

std::vector<Evidence> EvidenceOf(const Run& run, const FailureGroup& group) {
  std::vector<Evidence> evidence = {
      {"failed attempts", static_cast<double>(group.attempts), Unit::kCount, ""},
      {"their time", static_cast<double>(group.time), Unit::kCoreMilliseconds, ""},
      {"longest failed attempt", static_cast<double>(group.longest), Unit::kMilliseconds,
       TaskPlace(run.stage(group.longest_stage), group.longest_task_id)},
  };
  if (group.resubmitted > 0) {
    evidence.push_back({"results lost with executors, to be computed again (Resubmitted)",
                        static_cast<double>(group.resubmitted), Unit::kCount, ""});
  }
  std::size_t shown = 0;
  for (const auto& [index, count] : group.by_stage) {
    if (shown++ == 5) break;
    evidence.push_back({"failed attempts", static_cast<double>(count), Unit::kCount,
                        StagePlace(run.stage(index))});
  }
  return evidence;
}

// Whether the log says more of the failure than its name.
bool IsExplained(const model::Application& app, const model::TaskFailure& failure) {
  const auto tells = [&](StringId text) {
    return !app.text(text).empty() && app.text(text) != app.text(failure.reason);
  };
  return tells(failure.class_name) || tells(failure.description) || tells(failure.error_message);
}

void Report(const Context& context, const std::string& key, const FailureGroup& group,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::TaskFailure& failure = run.app().task_failures[group.failure];
  Finding finding = OfGroup(run, key, group);
  finding.impact = ImpactOf(run, group);
  if (!SavesNoTime(run, group)) finding.what_if = WithoutFailures(run, group);
  if (IsExecutorLoss(run.app(), failure) || IsFetchFailure(run.app(), failure)) {
    finding.part_of = "executor-lost";  // where the log says that one was
  } else if (SaysOutOfHeap(run.app(), failure)) {
    finding.part_of = "executor-memory-high";
  }
  finding.title = TitleOf(run, group);
  finding.why = Why(run, group);
  finding.evidence = EvidenceOf(run, group);
  AddFailedJobs(run, group, finding);
  const bool is_explained = IsExplained(run.app(), failure);
  const bool recovered =
      is_explained && group.recovered == group.tasks && group.failed_jobs.empty();
  AdviseOnFailure(run, failure, recovered, finding);
  if (!is_explained) Miss("the log gives no message for these failures", finding);
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
        "stage or the stages of jobs that failed (not those that were cancelled) and that a later "
        "job from the same place in the code did again. What a failed job was to do and nothing "
        "did later saves nothing: it is left to do. Killed attempts (speculation, cancelled "
        "stages) are not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindFailedTasks,
};
DATAFLINT_REGISTER_INSIGHT(kFailedTasks);

}  // namespace
}  // namespace dataflint::insights
