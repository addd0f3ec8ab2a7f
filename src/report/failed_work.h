// Failed work: which Spark jobs and queries failed, and by what, in a line each; and where to look
// first. Used by the headline and by what the report points to at its end; texts are clean
// (terminal/text.h); pure.
#ifndef DATAFLINT_REPORT_FAILED_WORK_H_
#define DATAFLINT_REPORT_FAILED_WORK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/summary.h"

namespace dataflint::report {

struct FailedWork {
  // The first few Spark jobs, "Spark job 79, stage 238.0, query 27: ValueError: …", then the first
  // few queries that failed without a Spark job of theirs; and how many more there are.
  std::vector<std::string> lines;
  std::optional<std::int64_t> spark_job;  // of the first line of each kind
  std::optional<model::StageKey> stage;   // that failed the job
  std::optional<std::int64_t> sql;        // the job's query, or the first that failed
};

FailedWork FailedWorkOf(const Report& report, const Summary& summary);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_FAILED_WORK_H_
