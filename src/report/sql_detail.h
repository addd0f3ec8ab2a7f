// SqlDetail: what is behind one SQL execution: its plan as a tree of lines, each with the stages
// that ran it, its share of the query's core time and its metrics. Made for --sql, and
// for queries of the HTML report; pure.
#ifndef DATAFLINT_REPORT_SQL_DETAIL_H_
#define DATAFLINT_REPORT_SQL_DETAIL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/summary.h"

namespace dataflint::report {

// A node that does something; wrappers (InputAdapter, WholeStageCodegen, query stages) are left
// out. A chain of nodes stands in one column, and only where a node has several children do these
// begin branches: so the depth is that of joins, not of nodes.
struct PlanLine {
  std::int32_t node = 0;   // index into the plan version
  std::int32_t depth = 0;  // branches above it, its own included
  bool begins_branch = false;
  bool is_last_branch = true;  // no later branch of the same node
  std::string object;          // what it works on: "shop.orders", "by customer_id", "LeftOuter"
  std::vector<model::StageKey> stages;  // attempts whose tasks updated its metrics
  std::int64_t core_time = 0;           // of those stages; several nodes share a stage's time
  std::vector<std::string> metrics;     // "sort time 41.3 s", most telling first
};

struct SqlDetail {
  const model::SqlExecution* sql = nullptr;
  const model::PlanVersion* plan = nullptr;  // null: the log has none
  std::size_t version = 0;                   // index of `plan`; the last one is what ran
  std::vector<PlanLine> lines;               // in pre-order
  std::vector<const StageSummary*> stages;   // that ran for it, by core time
  std::int64_t core_time = 0;                // of those
};

// `summary` is of the same report and must outlive the detail.
SqlDetail DetailOf(const Report& report, const Summary& summary, const model::SqlExecution& sql);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_SQL_DETAIL_H_
