// What can only be said when the whole log has been read.
#ifndef DATAFLINT_EVENTLOG_EVENTS_FINISH_H_
#define DATAFLINT_EVENTLOG_EVENTS_FINISH_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Names what the log lacks (its start, end, environment, ends of stages, whole events) and infers
// the application's name, id and start when their event is missing.
void FinishApplication(EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_FINISH_H_
