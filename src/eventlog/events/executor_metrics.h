// Executor metrics as events carry them: an object of Spark's ExecutorMetricType names.
#ifndef DATAFLINT_EVENTLOG_EVENTS_EXECUTOR_METRICS_H_
#define DATAFLINT_EVENTLOG_EVENTS_EXECUTOR_METRICS_H_

#include <cstdint>

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Peaks of an `Executor Metrics` or `Task Executor Metrics` object; names that a runtime added are
// skipped. seen = false when it is no object.
model::ExecutorPeaks ReadExecutorPeaks(const JsonValue& object);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_EXECUTOR_METRICS_H_
