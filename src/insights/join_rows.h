// JoinRows: how many rows a join took in on both sides and put out, and the run in which it puts out
// fewer. Called by the insights that tell of joins with too many rows; pure.
#ifndef DATAFLINT_INSIGHTS_JOIN_ROWS_H_
#define DATAFLINT_INSIGHTS_JOIN_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "insights/insight.h"
#include "insights/plan_tree.h"
#include "insights/run.h"

namespace dataflint::insights {

struct JoinRows {
  std::int64_t left = 0;
  std::int64_t right = 0;
  std::int64_t out = 0;
  std::string left_name;  // "orders", or "the left side"
  std::string right_name;
  std::int64_t larger() const { return left > right ? left : right; }
  std::int64_t smaller() const { return left < right ? left : right; }
};
// None where the log does not tell all three.
std::optional<JoinRows> RowsOfJoin(const PlanTree& tree, std::int32_t join);

// Core time of the stages that ran the join.
std::int64_t CoreTimeOfJoin(const Run& run, const PlanTree& tree, std::int32_t join);

// What of their time stages take when the join has less to do.
struct TimeLeft {
  double stage = 1;   // those that ran it
  double behind = 1;  // those that read its `rows` behind a shuffle, unless they are fewer by then
};
WhatIf WithFewerRows(const PlanTree& tree, std::int32_t join, std::int64_t rows,
                     const TimeLeft& low, const TimeLeft& expected, const TimeLeft& high);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_JOIN_ROWS_H_
