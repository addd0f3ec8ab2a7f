// What must be done for SQL executions when the log, or what is there of it, has been read.
#ifndef DATAFLINT_EVENTLOG_EVENTS_SQL_EXECUTION_H_
#define DATAFLINT_EVENTLOG_EVENTS_SQL_EXECUTION_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Keeps the newest plan text of every execution that has not ended.
void KeepOpenPlanTexts(EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_SQL_EXECUTION_H_
