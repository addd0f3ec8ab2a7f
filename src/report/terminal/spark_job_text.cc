#include <algorithm>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "report/terminal/detail_text.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

Ink InkOf(model::SparkJobStatus status) {
  switch (status) {
    case model::SparkJobStatus::kSucceeded:
      return Ink::kGood;
    case model::SparkJobStatus::kFailed:
      return Ink::kFailed;
    default:
      return Ink::kStrong;
  }
}

void DrawHeader(const Page& page, const model::SparkJob& job) {
  const model::Application& app = page.app();
  Canvas& canvas = page.canvas;
  canvas.Line(Fit("Spark job " + std::to_string(job.job_id) + "  " + CallSite(app.text(job.name)),
                  canvas.width() - 22),
              Clean(app.text(app.id)), Ink::kStrong, Ink::kDim);
  std::string line = canvas.Paint(InkOf(job.status), model::NameOf(job.status)) + "   " +
                     FormatDuration(DurationOf(app, job)) + "   " +
                     FormatCountOf(job.num_tasks, "task", "tasks") + ", " +
                     FormatCount(job.num_skipped_tasks) + " skipped, " +
                     FormatCount(job.num_failed_tasks) + " failed";
  if (model::IsKnown(job.submission_time)) {
    line += "   " + FormatTimeOfDay(job.submission_time) + " UTC";
  }
  if (job.sql_execution_id >= 0) line += "   sql " + std::to_string(job.sql_execution_id);
  canvas.Line(line);
}

void DrawWords(const Page& page, const model::SparkJob& job) {
  const model::Application& app = page.app();
  const auto entry = [&](std::string_view label, StringId text) {
    if (text == StringId::kEmpty) return;
    page.canvas.Entry(label, Fit(Clean(app.text(text)), 400), 0, 14, Ink::kDim, Ink::kPlain);
  };
  entry("description", job.description);
  entry("job group", job.job_group);
  for (const StringId tag : job.job_tags) entry("job tag", tag);
  const model::Attribution& who = app.attributions[job.attribution];
  entry("Databricks job", who.job_id);
  entry("job run", who.job_run_id);
  entry("task", who.task_key);
  entry("notebook", who.notebook_path);
  entry("user", who.user);
  entry("failure", job.failure);
}

}  // namespace

std::string RenderSparkJob(const Report& report, const model::SparkJob& job,
                           const TextOptions& options) {
  const Summary summary = Summarize(report);
  Canvas canvas(options.style);
  const Page page{report, summary, options, canvas};
  DrawHeader(page, job);
  DrawWords(page, job);
  std::vector<const StageSummary*> stages;
  for (const StageSummary& stage : summary.stages) {
    const auto& jobs = stage.stage->spark_jobs;
    const bool its = std::any_of(jobs.begin(), jobs.end(), [&](std::uint32_t index) {
      return report.app->spark_jobs[index].job_id == job.job_id;
    });
    if (its) stages.push_back(&stage);
  }
  const auto skipped =
      static_cast<std::int64_t>(job.stage_ids.size()) - static_cast<std::int64_t>(stages.size());
  std::string right =
      FormatCountOf(static_cast<std::int64_t>(stages.size()), "attempt", "attempts");
  if (skipped > 0) right += ", " + FormatCountOf(skipped, "stage", "stages") + " skipped";
  canvas.Heading("its stages", right);
  DrawStageTable(page, stages);
  return canvas.Take();
}

}  // namespace dataflint::report::terminal
