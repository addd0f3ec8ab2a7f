// StagePlan: the part of a SQL execution's plan that one stage attempt ran.
//
// Found through accumulators: a node belongs to a stage when tasks of the stage updated one of the
// node's metrics; nodes without metrics belong where their neighbours do, up to the next exchange.
// An exchange works in two stages: its write side ends one, its read side begins the next. Never
// guessed from texts. Made by Run on demand; one thread.
#ifndef DATAFLINT_INSIGHTS_STAGE_PLAN_H_
#define DATAFLINT_INSIGHTS_STAGE_PLAN_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "insights/plan_text.h"
#include "model/application.h"

namespace dataflint::insights {

struct StagePlan {
  const model::SqlExecution* sql = nullptr;  // null: the stage ran outside SQL, or the plan is lost
  const model::PlanVersion* plan = nullptr;  // the last version
  std::vector<std::int32_t> nodes;           // in pre-order, exchanges left out
  std::vector<std::int32_t> reads;           // exchanges whose output the stage reads
  std::vector<std::int32_t> writes;          // exchanges (or broadcasts) it writes
  // The first of `nodes` that does it, by Operator; -1 none. Empty: to be searched.
  std::vector<std::int32_t> first_of;

  bool known() const {
    return plan != nullptr && (!nodes.empty() || !reads.empty() || !writes.empty());
  }
  const model::PlanNode& node(std::int32_t index) const {
    return plan->nodes[static_cast<std::size_t>(index)];
  }
  // First node (in pre-order) that does this; -1 none.
  std::int32_t Find(const model::Application& app, Operator op) const;
  bool Has(const model::Application& app, Operator op) const { return Find(app, op) >= 0; }
};

// What this stage's tasks added to the node's metrics whose names contain `part`; 0 when nothing.
std::int64_t StageSum(const model::Application& app, const model::StageAttempt& stage,
                      const model::PlanNode& node, std::string_view part);

// `sql`: the execution that the stage ran for; null none. Looks at the whole plan: of many stages, ask
// Run::PlanOf.
StagePlan FindStagePlan(const model::Application& app, const model::StageAttempt& stage,
                        const model::SqlExecution* sql);

// Total of the node's metric of that name, of a time in ms; -1 when it has none or it was never set.
std::int64_t MetricTotal(const model::Application& app, const model::SqlExecution& sql,
                         const model::PlanNode& node, std::string_view name);
// Of the first of these names that gives one: what runtimes call the same thing.
std::int64_t MetricTotal(const model::Application& app, const model::SqlExecution& sql,
                         const model::PlanNode& node, std::span<const std::string_view> names);
const model::MetricFold* FindMetricFold(const model::Application& app,
                                        const model::SqlExecution& sql, const model::PlanNode& node,
                                        std::string_view name);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STAGE_PLAN_H_
