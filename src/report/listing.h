// Listing: many applications, a row each; what is shown for a folder of logs.
// Called by cli/analyze/analyze_many, rows made on its threads, texts on one.
#ifndef DATAFLINT_REPORT_LISTING_H_
#define DATAFLINT_REPORT_LISTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/report.h"
#include "report/summary.h"
#include "report/terminal/canvas.h"

namespace dataflint::report {

// What is kept of an application (or of a log that could not be read) once its engine is gone.
struct ApplicationRow {
  std::string log;
  bool readable = true;  // else only `log` and `problem` are set
  std::string problem;   // what is wrong with the log, one clause; empty: nothing

  std::string id;
  std::string name;
  ApplicationStatus status = ApplicationStatus::kUnfinished;
  model::TimeMs start_time = model::kNoTime;
  std::int64_t duration = 0;  // ms
  std::int64_t max_cores = 0;
  std::int64_t core_time = 0;  // core-ms available
  std::int64_t idle_core_time = 0;
  std::int64_t tasks = 0;
  std::int64_t failed_tasks = 0;
  std::int64_t failed_spark_jobs = 0;
  std::int64_t findings = 0;
  insights::Severity severity = insights::Severity::kInfo;  // of the most severe finding
  std::int64_t savings = 0;   // ms of wall time that the first finding would save, at most
  std::string first_insight;  // its insight's id
  std::string first_finding;  // its title
};

ApplicationRow RowOf(const Report& report, std::string log);

enum class RowOrder : std::uint8_t { kTime, kSavings, kName };
// Largest first; logs that could not be read last. kName: by log.
void Sort(std::vector<ApplicationRow>& rows, RowOrder order);

// `top` 0: all rows.
std::string RenderListing(const std::vector<ApplicationRow>& rows, std::size_t top,
                          const terminal::Style& style);
std::string ListingAsCsv(const std::vector<ApplicationRow>& rows, std::size_t top);
std::string ListingAsMarkdown(const std::vector<ApplicationRow>& rows, std::size_t top);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_LISTING_H_
