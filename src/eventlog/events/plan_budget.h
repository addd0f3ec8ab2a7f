// Which plans stay when there are more than memory is given to.
//
// Every execution keeps its first plan and its last one; versions that AQE made between lose their
// metrics, and in large numbers their nodes. When the plans of all executions outgrow their budget,
// the shortest executions lose plans and metrics first: what took long is what a person asks about.
// Each loss is an import issue (sql_plan_dropped). Called by the SQL event readers.
#ifndef DATAFLINT_EVENTLOG_EVENTS_PLAN_BUDGET_H_
#define DATAFLINT_EVENTLOG_EVENTS_PLAN_BUDGET_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// The newest plan of execution `index` (if any) is about to be followed by another one.
void ReplaceNewestPlan(std::uint32_t index, EventContext& context);
// Execution `index` has got a plan, or its metrics: makes room where that is too much.
void CountNewestPlan(std::uint32_t index, EventContext& context);
void CountMetrics(std::uint32_t index, EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_PLAN_BUDGET_H_
