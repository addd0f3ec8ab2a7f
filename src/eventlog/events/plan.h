// Plan trees as SQL events carry them (SparkPlanInfo).
#ifndef DATAFLINT_EVENTLOG_EVENTS_PLAN_H_
#define DATAFLINT_EVENTLOG_EVENTS_PLAN_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Reads a `sparkPlanInfo` object into nodes in pre-order, however deep, without recursion.
// `truncated` becomes true when Spark had shortened a text in it. Once the application's plan texts
// take more than the budget, simple strings and metadata stay empty; `dropped` says so.
struct PlanReading {
  model::PlanVersion plan;
  bool dropped = false;
};
PlanReading ReadPlan(const JsonValue& info, EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_PLAN_H_
