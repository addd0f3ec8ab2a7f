// The readers that events.def names, one function each; see event_context.h for their form.
#ifndef DATAFLINT_EVENTLOG_EVENTS_READERS_H_
#define DATAFLINT_EVENTLOG_EVENTS_READERS_H_

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

void ReadNothing(const JsonValue& event, EventContext& context);   // known, counted, not looked at
void ReadOnlyTime(const JsonValue& event, EventContext& context);  // its time is a sign of life

#define READER(name) void name(const JsonValue& event, EventContext& context)
READER(ReadLogStart);
READER(ReadDatabricksMetadata);
READER(ReadApplicationStart);
READER(ReadApplicationEnd);
READER(ReadEnvironmentUpdate);
READER(ReadResourceProfileAdded);
READER(ReadExecutorAdded);
READER(ReadExecutorRemoved);
READER(ReadExecutorExcluded);
READER(ReadExecutorUnexcluded);
READER(ReadExecutorExcludedForStage);
READER(ReadNodeExcluded);
READER(ReadNodeUnexcluded);
READER(ReadNodeExcludedForStage);
READER(ReadExecutorMetricsUpdate);
READER(ReadStageExecutorMetrics);
READER(ReadBlockManagerAdded);
READER(ReadBlockManagerRemoved);
READER(ReadBlockUpdated);
READER(ReadUnpersistRdd);
READER(ReadJobStart);
READER(ReadJobEnd);
READER(ReadStageSubmitted);
READER(ReadStageCompleted);
READER(ReadTaskStart);
READER(ReadTaskEnd);
READER(ReadSqlExecutionStart);
READER(ReadSqlExecutionEnd);
READER(ReadSqlAdaptiveExecutionUpdate);
READER(ReadSqlAdaptiveMetricUpdates);
READER(ReadDriverAccumUpdates);
READER(ReadStreamingQueryStarted);
READER(ReadStreamingQueryProgress);
READER(ReadStreamingQueryTerminated);
READER(ReadPluginEnvironment);
READER(ReadPluginIcebergCommit);
READER(ReadPluginDeltaScan);
READER(ReadPluginDatabricksExecution);
#undef READER

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_READERS_H_
