// Task events read with simdjson: the whole truth, for lines that the shape reader refuses. Both
// readers fill the same ParsedTask, which a differential fuzzer compares.
#ifndef DATAFLINT_EVENTLOG_EVENTS_TASK_END_H_
#define DATAFLINT_EVENTLOG_EVENTS_TASK_END_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Reads a SparkListenerTaskStart or SparkListenerTaskEnd. False when it is to be left out: it names
// no task or a negative stage attempt (counted). Everything of `task` is set; its texts point into
// the line.
bool ReadTaskStartEvent(const JsonValue& event, EventContext& context, ParsedTask& task);
bool ReadTaskEndEvent(const JsonValue& event, EventContext& context, ParsedTask& task);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_TASK_END_H_
