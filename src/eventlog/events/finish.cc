#include "eventlog/events/finish.h"

#include <cstdint>
#include <string>

#include "base/ascii.h"
#include "base/saturate.h"

namespace dataflint::eventlog {
namespace {

using model::Application;
using model::StageAttempt;
using model::StageStatus;

std::string NameOf(const StageAttempt& stage) { return "stage " + NameOf(stage.key); }

// The environment repeats what ApplicationStart says: Spark sets these properties itself.
void InferApplication(EventContext& context) {
  Application& app = context.app();
  app.id = context.Intern(app.SparkProperty("spark.app.id"));
  app.name = context.Intern(app.SparkProperty("spark.app.name"));
  app.start_time = app.first_event_time;
  std::int64_t start = 0;
  for (const char c : app.SparkProperty("spark.app.startTime")) {
    if (!IsDigit(c) || start > model::kLatestTime) return;
    start = start * 10 + (c - '0');
  }
  if (model::IsPlausible(start) && start <= app.first_event_time) app.start_time = start;
}

// Spark drops events when its listener bus is full. A stage that is complete had every task
// succeed, so fewer successes are a contradiction; unless lines were lost on the way, or an earlier
// attempt or a compaction explains it.
bool MissesTasks(const StageAttempt& stage, const EventContext& context) {
  if (stage.status != StageStatus::kComplete || stage.key.attempt_id > 0) return false;
  const std::int64_t latest = context.builder.LatestStage(stage.key.stage_id);
  return latest >= 0 &&
         context.app().stages[static_cast<std::size_t>(latest)].key.attempt_id == 0 &&
         stage.num_completed_indices < stage.num_tasks;
}

void JudgeStages(EventContext& context) {
  const Application& app = context.app();
  const bool whole =
      context.state.application_started && app.is_finished() && !app.issues.HasDataLoss();
  for (const StageAttempt& stage : app.stages) {
    if (stage.status == StageStatus::kActive) {
      context.builder.Issue(ImportIssue::unfinished_stage, NameOf(stage));
    }
    if (whole && MissesTasks(stage, context)) {
      context.builder.Issue(ImportIssue::dropped_events,
                            NameOf(stage) + ": " + std::to_string(stage.num_completed_indices) +
                                " of " + std::to_string(stage.num_tasks) + " tasks ended");
    }
  }
}

// Spark writes Executor CPU Time since 2.1. Tasks that ran and used no processor do not exist.
bool LacksCpuTimes(const Application& app) {
  constexpr std::int64_t kEnoughToTell = 1000;  // ms of run time
  std::int64_t run_time = 0;
  for (const StageAttempt& stage : app.stages) {
    if (stage.total(model::TaskColumn::executor_cpu_time) > 0) return false;
    run_time = SaturatingAdd(run_time, stage.total(model::TaskColumn::executor_run_time));
  }
  return run_time >= kEnoughToTell;
}

void JudgeSqlExecutions(EventContext& context) {
  for (const model::SqlExecution& sql : context.app().sql_executions) {
    if (context.state.announced_sql.Contains(sql.id)) continue;
    context.builder.Issue(ImportIssue::sql_start_missing,
                          "SQL execution " + std::to_string(sql.id));
  }
}

}  // namespace

void FinishApplication(EventContext& context) {
  Application& app = context.app();
  JudgeStages(context);
  JudgeSqlExecutions(context);
  if (LacksCpuTimes(app)) context.builder.Issue(ImportIssue::no_cpu_time);
  if (!context.state.application_started) {
    context.builder.Issue(ImportIssue::no_application_start);
    InferApplication(context);
  }
  if (!app.environment.seen) context.builder.Issue(ImportIssue::no_environment);
  if (!app.is_finished()) context.builder.Issue(ImportIssue::unfinished_application);
}

}  // namespace dataflint::eventlog
