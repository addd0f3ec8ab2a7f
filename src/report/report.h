// Report: everything known of one application, ready to be shown. engine/ makes it; the writers of
// this folder (report_json.h, terminal/, markdown.h, csv.h) turn it into bytes. Views into the
// engine that made it: valid until that goes or is pushed again. One thread at a time.
#ifndef DATAFLINT_REPORT_REPORT_H_
#define DATAFLINT_REPORT_REPORT_H_

#include <cstdint>
#include <vector>

#include "analysis/figures.h"
#include "insights/insight.h"
#include "model/application.h"
#include "report/completeness.h"

namespace dataflint::report {

// How the log was read; figures about ourselves, not about the application.
struct ReadingStatistics {
  std::int64_t bytes = 0;           // unpacked
  std::int64_t lines = 0;           // not counting empty ones
  std::int64_t shape_lines = 0;     // read by shape
  std::int64_t fallback_lines = 0;  // hot events that went to the general JSON reader
};

// The run played again by a list scheduler, unchanged (replay/).
struct UnchangedReplay {
  std::int64_t wall = 0;  // ms
  double error = 0;       // (replayed wall - recorded wall) / recorded wall
};

struct Report {
  const model::Application* app = nullptr;
  analysis::Figures figures;
  UnchangedReplay replay;
  std::vector<insights::Finding> findings;  // most important first
  insights::Impact together;                // of all findings; is_replayed false: not known
  insights::Adjustments adjustments;        // of what the insights declare
  Completeness completeness;
  ReadingStatistics reading;
};

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_REPORT_H_
