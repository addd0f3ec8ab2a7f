#include "report/summary.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/saturate.h"

namespace dataflint::report {
namespace {

using model::TaskColumn;

std::int64_t Between(const model::Application& app, model::TimeMs begin, model::TimeMs end) {
  if (!model::IsKnown(begin)) return 0;
  if (!model::IsKnown(end)) end = app.effective_end_time();
  return std::max<std::int64_t>(end - begin, 0);
}

StageSummary SummaryOf(const model::Application& app, const model::StageAttempt& stage,
                       const analysis::StageFigures& figures) {
  StageSummary summary;
  summary.stage = &stage;
  summary.figures = &figures;
  summary.duration = DurationOf(app, stage);
  summary.stages = 1;
  summary.tasks = figures.tasks;
  summary.core_time = figures.core_time.available;
  summary.input = stage.total(TaskColumn::input_bytes);
  summary.output = stage.total(TaskColumn::output_bytes);
  summary.shuffle_read = SaturatingAdd(stage.total(TaskColumn::shuffle_remote_bytes_read),
                                       stage.total(TaskColumn::shuffle_local_bytes_read));
  summary.shuffle_write = stage.total(TaskColumn::shuffle_write_bytes);
  summary.disk_spill = stage.total(TaskColumn::disk_bytes_spilled);
  return summary;
}

bool IsNoticeable(std::int64_t part, std::int64_t whole) { return part > 0 && part >= whole / 100; }

// Of the entries that are noticeable, and the first in any case, the `count` with the largest keys.
template <typename Entry, typename Key, typename Matters>
std::vector<std::size_t> Largest(const std::vector<Entry>& entries, std::size_t count, Key&& key,
                                 Matters&& matters) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key(entries[a]) > key(entries[b]); });
  if (order.empty()) return order;
  const auto unimportant = [&](std::size_t i) { return !matters(entries[i]); };
  order.erase(std::remove_if(order.begin() + 1, order.end(), unimportant), order.end());
  if (order.size() > count) order.resize(count);
  return order;
}

// The others behind those that matter.
template <typename Entry>
Order Completed(std::vector<std::size_t> mattering, const std::vector<Entry>& entries) {
  Order order{std::move(mattering), 0};
  order.mattering = order.indices.size();
  std::vector<bool> taken(entries.size());
  for (const std::size_t i : order.indices) taken[i] = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!taken[i]) order.indices.push_back(i);
  }
  std::stable_sort(order.indices.begin() + static_cast<std::ptrdiff_t>(order.mattering),
                   order.indices.end(), [&](std::size_t a, std::size_t b) {
                     return std::tuple(entries[a].core_time, entries[a].duration) >
                            std::tuple(entries[b].core_time, entries[b].duration);
                   });
  return order;
}

}  // namespace

void Volume::Add(const Volume& other) {
  for (std::int64_t Volume::* part :
       {&Volume::stages, &Volume::tasks, &Volume::core_time, &Volume::input, &Volume::output,
        &Volume::shuffle_read, &Volume::shuffle_write, &Volume::disk_spill}) {
    this->*part = SaturatingAdd(this->*part, other.*part);
  }
}

std::int64_t Volume::shuffled() const { return SaturatingAdd(shuffle_read, shuffle_write); }

std::string_view NameOf(ApplicationStatus status) {
  switch (status) {
    case ApplicationStatus::kUnfinished:
      return "unfinished";
    case ApplicationStatus::kFinished:
      return "finished";
    case ApplicationStatus::kFailed:
      return "failed";
  }
  return "unfinished";
}

ApplicationStatus StatusOf(const model::Application& app) {
  if (!app.is_finished()) return ApplicationStatus::kUnfinished;
  const bool failed = app.exit_code != model::kNoExitCode && app.exit_code != 0;
  return failed ? ApplicationStatus::kFailed : ApplicationStatus::kFinished;
}

std::string_view StatusOf(const model::Application& app, const model::SqlExecution& sql) {
  if (sql.has_error_field) return sql.error_message == StringId::kEmpty ? "COMPLETED" : "FAILED";
  const auto any_job_is = [&](model::SparkJobStatus status) {
    return std::any_of(sql.spark_jobs.begin(), sql.spark_jobs.end(),
                       [&](std::uint32_t job) { return app.spark_jobs[job].status == status; });
  };
  if (!model::IsKnown(sql.completion_time) || any_job_is(model::SparkJobStatus::kRunning)) {
    return "RUNNING";
  }
  return any_job_is(model::SparkJobStatus::kFailed) ? "FAILED" : "COMPLETED";
}

std::int64_t DurationOf(const model::Application& app, const model::SqlExecution& sql) {
  return Between(app, sql.submission_time, sql.completion_time);
}

std::int64_t DurationOf(const model::Application& app, const model::SparkJob& job) {
  return Between(app, job.submission_time, job.completion_time);
}

Summary Summarize(const Report& report) {
  const model::Application& app = *report.app;
  Summary summary;
  summary.status = StatusOf(app);
  summary.failed_spark_jobs =
      std::count_if(app.spark_jobs.begin(), app.spark_jobs.end(),
                    [](const auto& job) { return job.status == model::SparkJobStatus::kFailed; });

  std::unordered_map<std::int64_t, std::size_t> sql_index;
  for (const model::SqlExecution& sql : app.sql_executions) {
    sql_index.emplace(sql.id, summary.sql.size());
    SqlSummary& entry = summary.sql.emplace_back();
    entry.sql = &sql;
    entry.status = StatusOf(app, sql);
    entry.duration = DurationOf(app, sql);
    if (entry.status == "FAILED") ++summary.failed_queries;
  }
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    const model::StageAttempt& stage = app.stages[i];
    const analysis::StageFigures& figures = report.figures.stages[i];
    if (figures.tasks == 0 && !model::IsKnown(stage.submission_time)) continue;
    ++summary.stages_run;
    StageSummary& entry = summary.stages.emplace_back(SummaryOf(app, stage, figures));
    const auto found = sql_index.find(stage.sql_execution_id);
    if (found == sql_index.end()) continue;
    SqlSummary& sql = summary.sql[found->second];
    entry.sql = sql.sql;
    sql.Add(entry);
  }
  return summary;
}

std::vector<std::size_t> StagesThatMatter(const Report& report, const Summary& summary,
                                          std::size_t count) {
  const analysis::Figures& figures = report.figures;
  return Largest(
      summary.stages, count,
      [](const StageSummary& stage) {
        return std::tuple(stage.figures->critical_time, stage.core_time, stage.duration);
      },
      [&](const StageSummary& stage) {
        return stage.stage->status == model::StageStatus::kFailed ||
               IsNoticeable(stage.figures->critical_time, figures.wall_time.total) ||
               IsNoticeable(stage.duration, figures.wall_time.total) ||
               IsNoticeable(stage.core_time, figures.core_time.available);
      });
}

std::vector<std::size_t> SqlThatMatters(const Report& report, const Summary& summary,
                                        std::size_t count) {
  const analysis::Figures& figures = report.figures;
  return Largest(
      summary.sql, count,
      [](const SqlSummary& sql) { return std::tuple(sql.core_time, sql.duration); },
      [&](const SqlSummary& sql) {
        return sql.status == "FAILED" || IsNoticeable(sql.duration, figures.wall_time.total) ||
               IsNoticeable(sql.core_time, figures.core_time.available);
      });
}

Order StagesInOrder(const Report& report, const Summary& summary) {
  return Completed(StagesThatMatter(report, summary, summary.stages.size()), summary.stages);
}

Order SqlInOrder(const Report& report, const Summary& summary) {
  return Completed(SqlThatMatters(report, summary, summary.sql.size()), summary.sql);
}

}  // namespace dataflint::report
