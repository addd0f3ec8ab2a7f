// Why a task attempt did not succeed, as Spark words it (TaskEndReason.toErrorString).
#ifndef DATAFLINT_EVENTLOG_EVENTS_TASK_FAILURE_H_
#define DATAFLINT_EVENTLOG_EVENTS_TASK_FAILURE_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Reads a `Task End Reason` other than Success.
model::TaskFailure ReadTaskFailure(const JsonValue& reason, EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_TASK_FAILURE_H_
