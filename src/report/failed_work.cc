#include "report/failed_work.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "base/contains.h"
#include "base/quantity.h"
#include "insights/failure_text.h"
#include "report/stage_detail.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using terminal::Clean;
using terminal::Fit;

constexpr std::size_t kNamed = 3;
constexpr std::size_t kCauseWidth = 160;

// The first line that says something, the exception's package left out.
std::string FirstLine(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  text = text.substr(0, text.find('\n'));
  const std::string_view name = text.substr(0, text.find_first_of(": "));
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) {
    if (name.ends_with("Exception") || name.ends_with("Error")) text.remove_prefix(dot + 1);
  }
  return Fit(Clean(text), kCauseWidth);
}

const model::StageAttempt* FailedStageOf(const model::Application& app,
                                         const model::SparkJob& job) {
  const model::StageAttempt* failed = nullptr;
  for (const model::StageAttempt& stage : app.stages) {
    if (stage.status != model::StageStatus::kFailed) continue;
    const auto& ids = job.stage_ids;
    if (std::find(ids.begin(), ids.end(), stage.key.stage_id) != ids.end()) failed = &stage;
  }
  return failed;
}

std::string CauseOf(const model::Application& app, const model::SparkJob& job,
                    const model::StageAttempt* stage) {
  // What was cancelled did not end by what its tasks failed with.
  const bool was_cancelled = Contains(app.text(job.failure), " cancelled");
  if (stage != nullptr && !was_cancelled) {
    for (const TaskFailureRow& row : FailuresOf(app, *stage)) {
      if (insights::IsIntended(app, *row.failure)) continue;
      if (const std::string cause = insights::ShortFailure(app, *row.failure); !cause.empty()) {
        return Clean(cause);
      }
    }
    if (stage->failure_reason != StringId::kEmpty) {
      return FirstLine(app.text(stage->failure_reason));
    }
  }
  return FirstLine(app.text(job.failure));
}

std::string LineOf(std::string place, const std::string& cause) {
  return cause.empty() ? std::move(place) : std::move(place) + ": " + cause;
}

void AddSparkJob(const model::Application& app, const model::SparkJob& job, FailedWork& failed) {
  const model::StageAttempt* stage = FailedStageOf(app, job);
  std::string place = "Spark job " + std::to_string(job.job_id);
  if (stage != nullptr) place += ", stage " + NameOf(stage->key);
  if (job.sql_execution_id >= 0) place += ", query " + std::to_string(job.sql_execution_id);
  if (failed.lines.empty()) {
    failed.spark_job = job.job_id;
    if (stage != nullptr) failed.stage = stage->key;
    if (job.sql_execution_id >= 0) failed.sql = job.sql_execution_id;
  }
  failed.lines.push_back(LineOf(std::move(place), CauseOf(app, job, stage)));
}

void AddMore(std::int64_t count, std::string_view one, std::string_view many, FailedWork& failed) {
  const auto left = count - static_cast<std::int64_t>(kNamed);
  if (left > 0) failed.lines.push_back('+' + FormatCountOf(left, one, many));
}

}  // namespace

FailedWork FailedWorkOf(const Report& report, const Summary& summary) {
  const model::Application& app = *report.app;
  FailedWork failed;
  std::int64_t jobs = 0;
  std::unordered_set<std::int64_t> told;  // queries of failed Spark jobs
  for (const model::SparkJob& job : app.spark_jobs) {
    if (job.status != model::SparkJobStatus::kFailed) continue;
    told.insert(job.sql_execution_id);
    if (++jobs <= static_cast<std::int64_t>(kNamed)) AddSparkJob(app, job, failed);
  }
  AddMore(jobs, "more failed Spark job", "more failed Spark jobs", failed);
  std::int64_t queries = 0;
  for (const SqlSummary& query : summary.sql) {
    if (query.status != "FAILED" || told.contains(query.sql->id)) continue;
    if (!failed.sql) failed.sql = query.sql->id;
    if (++queries > static_cast<std::int64_t>(kNamed)) continue;
    failed.lines.push_back(LineOf("query " + std::to_string(query.sql->id),
                                  FirstLine(app.text(query.sql->error_message))));
  }
  AddMore(queries, "more failed query", "more failed queries", failed);
  return failed;
}

}  // namespace dataflint::report
