#include "report/headline.h"

#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "report/failed_work.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using terminal::Clean;
using terminal::Joined;

constexpr std::string_view kLogComplete = "log complete";

std::string Cores(const analysis::Figures& figures) {
  if (figures.max_cores == 0) return {};
  std::string text = FormatCountOf(figures.max_cores, "core", "cores");
  if (figures.max_executors > 0) {
    text += " on " + FormatCountOf(figures.max_executors, "executor", "executors");
  }
  return text;
}

std::string Work(const Report& report, const Summary& summary) {
  std::string text = FormatCountOf(report.figures.total_tasks, "task", "tasks") + " in " +
                     FormatCountOf(summary.stages_run, "stage", "stages");
  const auto queries = static_cast<std::int64_t>(report.app->sql_executions.size());
  if (queries > 0) text += ", " + FormatCountOf(queries, "query", "queries");
  return text;
}

std::string Failures(const Report& report, const Summary& summary) {
  const std::int64_t jobs = summary.failed_spark_jobs;
  const std::int64_t queries = summary.failed_queries;
  const std::int64_t tasks = report.figures.failed_tasks;
  std::vector<std::string> texts;
  if (jobs > 0) texts.push_back(FormatCountOf(jobs, "Spark job", "Spark jobs") + " failed");
  if (queries > 0) texts.push_back(FormatCountOf(queries, "query", "queries") + " failed");
  if (tasks > 0) texts.push_back(FormatCountOf(tasks, "task", "tasks") + " failed");
  return Joined(texts, ", ");
}

std::string_view LogState(const Completeness& completeness) {
  if (completeness.has_data_loss || !completeness.stages.empty()) {
    return "log incomplete: see the end";
  }
  for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
    const bool is_figure = static_cast<FigureGroup>(i) != FigureGroup::kPlans;
    if (is_figure && completeness.groups[i] > Touch::kApproximate)
      return "some figures are limited: see the end";
  }
  return kLogComplete;
}

std::string Surroundings(const model::Application& app) {
  const model::DatabricksContext& databricks = app.databricks;
  std::vector<std::string> texts;
  if (!app.text(app.spark_version).empty()) {
    texts.push_back("Spark " + Clean(app.text(app.spark_version)));
  }
  if (databricks.is_databricks) {
    texts.push_back("DBR " + Clean(app.text(databricks.runtime)) +
                    (databricks.is_photon ? ", Photon" : ""));
    texts.push_back(Clean(app.text(databricks.cluster_name)));
    texts.push_back(Clean(app.text(databricks.worker_node_type)));
  }
  if (!app.text(app.user).empty()) texts.push_back(Clean(app.text(app.user)));
  if (model::IsKnown(app.start_time)) texts.push_back(FormatMoment(app.start_time) + " UTC");
  if (app.plugin.seen) texts.emplace_back("plugin yes");
  return Joined(texts, " · ");
}

}  // namespace

bool IsLogComplete(const Completeness& completeness) {
  return LogState(completeness) == kLogComplete;
}

Headline HeadlineOf(const Report& report, const Summary& summary) {
  const model::Application& app = *report.app;
  Headline headline;
  headline.name = Clean(app.text(app.name));
  if (headline.name.empty()) headline.name = "unnamed application";
  headline.id = Clean(app.text(app.id));
  if (!app.text(app.attempt_id).empty()) {
    headline.id += " attempt " + Clean(app.text(app.attempt_id));
  }
  headline.status = summary.status;
  headline.duration = FormatDuration(report.figures.wall_time.total);
  headline.cores = Cores(report.figures);
  headline.work = Work(report, summary);
  headline.failures = Failures(report, summary);
  headline.failed_work = FailedWorkOf(report, summary).lines;
  headline.has_failed_jobs = summary.failed_spark_jobs > 0;
  headline.surroundings = Surroundings(app);
  headline.log_state = LogState(report.completeness);
  headline.is_complete = IsLogComplete(report.completeness);
  return headline;
}

}  // namespace dataflint::report
