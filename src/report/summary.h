// Summary: what every form of the report derives from a Report in the same way: states in words,
// sums over an SQL execution, and which stages and queries matter. Called by the
// writers, once a report; pure.
#ifndef DATAFLINT_REPORT_SUMMARY_H_
#define DATAFLINT_REPORT_SUMMARY_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "insights/stage_words.h"
#include "report/report.h"

namespace dataflint::report {

enum class ApplicationStatus : std::uint8_t {
  kUnfinished,  // no application end in the log
  kFinished,
  kFailed,  // ended with an exit code other than zero (Spark 4.1 and later say)
};
std::string_view NameOf(ApplicationStatus status);  // "unfinished", "finished", "failed"
ApplicationStatus StatusOf(const model::Application& app);

// RUNNING, COMPLETED or FAILED, by the rule of Spark's REST API (SQLExecutionUIData.executionStatus
// of Spark 3.4 and later): an execution that ended without saying how still runs while its jobs do.
std::string_view StatusOf(const model::Application& app, const model::SqlExecution& sql);

// Milliseconds from submission to completion; of what is unfinished, to the end of the log. 0 when
// never submitted.
using insights::DurationOf;  // of a stage: what findings say too
std::int64_t DurationOf(const model::Application& app, const model::SqlExecution& sql);
std::int64_t DurationOf(const model::Application& app, const model::SparkJob& job);

// What stage attempts took and moved; of one, or summed over several.
struct Volume {
  std::int64_t stages = 0;     // attempts that ran
  std::int64_t tasks = 0;      // their attempts, failed and killed ones too
  std::int64_t core_time = 0;  // core-ms the tasks took (cpu to failed)
  std::int64_t input = 0;      // bytes
  std::int64_t output = 0;
  std::int64_t shuffle_read = 0;
  std::int64_t shuffle_write = 0;
  std::int64_t disk_spill = 0;

  void Add(const Volume& other);  // saturating, as shuffled() is
  std::int64_t shuffled() const;  // read and written
};

struct StageSummary : Volume {
  const model::StageAttempt* stage = nullptr;
  const model::SqlExecution* sql = nullptr;  // that it ran for; null: none, or not in the log
  const analysis::StageFigures* figures = nullptr;
  std::int64_t duration = 0;  // ms
};

// The stage attempts that ran for a query, its sub-executions' not included.
struct SqlSummary : Volume {
  const model::SqlExecution* sql = nullptr;
  std::string_view status;
  std::int64_t duration = 0;  // ms
};

struct Summary {
  ApplicationStatus status = ApplicationStatus::kUnfinished;
  std::int64_t failed_spark_jobs = 0;
  std::int64_t failed_queries = 0;
  std::int64_t stages_run = 0;       // attempts that had a task or were submitted
  std::vector<StageSummary> stages;  // in the model's order; skipped ones are left out
  std::vector<SqlSummary> sql;       // in the model's order
};

Summary Summarize(const Report& report);

// Indices of at most `count` entries, most important first: by time on the critical path, then core
// time, then duration. What has less than a hundredth of the run in all of these is left out, but
// for the first and for what failed.
std::vector<std::size_t> StagesThatMatter(const Report& report, const Summary& summary,
                                          std::size_t count);
std::vector<std::size_t> SqlThatMatters(const Report& report, const Summary& summary,
                                        std::size_t count);

// All of them: first what matters, `mattering` of them, then the others by core time and duration.
struct Order {
  std::vector<std::size_t> indices;
  std::size_t mattering = 0;
};
Order StagesInOrder(const Report& report, const Summary& summary);
Order SqlInOrder(const Report& report, const Summary& summary);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_SUMMARY_H_
