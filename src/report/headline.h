// Headline: what the first lines of a report say of an application, in words. Used by terminal/,
// html/ and markdown, so that all say the same; texts are clean (terminal/text.h); pure.
#ifndef DATAFLINT_REPORT_HEADLINE_H_
#define DATAFLINT_REPORT_HEADLINE_H_

#include <string>
#include <vector>

#include "report/report.h"
#include "report/summary.h"

namespace dataflint::report {

struct Headline {
  std::string name;  // "unnamed application" when the log has none
  std::string id;    // with its attempt
  ApplicationStatus status = ApplicationStatus::kUnfinished;
  std::string duration;  // "2 m 6 s"
  std::string cores;     // "4 cores on 2 executors"; empty: none seen
  std::string work;      // "68 tasks in 23 stages, 8 queries"
  std::string failures;  // "1 Spark job failed, 1 query failed, 3 tasks failed"; empty: none
  std::vector<std::string> failed_work;  // which these were, and by what (failed_work.h)
  bool has_failed_jobs = false;
  std::string surroundings;  // "Spark 4.3.0 · spark · 24 Nov 2026 04:19:06 UTC"
  std::string log_state;     // "log complete"
  bool is_complete = true;   // the log is, as far as figures go
};

// Whether nothing that figures are made of is missing or in doubt.
bool IsLogComplete(const Completeness& completeness);

Headline HeadlineOf(const Report& report, const Summary& summary);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_HEADLINE_H_
