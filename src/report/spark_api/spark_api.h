// The part of a report under "spark": what Spark's REST API v1 answers for the same application,
// with its names, units, nesting and orders (core/.../status/api/v1/api.scala,
// sql/.../v1/sql/api.scala, Spark 4.x: newer fields are there for older logs too). Fields without a
// value are left out, as there.
//
// Beyond the API: spark.streaming, named after StreamingQueryProgress; of an SQL execution the stage
// attempts that ran each node, and the plans that adaptive execution replaced. Different from it:
// lastUpdated is the last event's time, not the file's; the time of whatever is unfinished ends
// with the log, not now; a task's accumulatorUpdates are left out when its stage has any, since
// they are only kept summed up. Called by report_json; one file an entity.
#ifndef DATAFLINT_REPORT_SPARK_API_SPARK_API_H_
#define DATAFLINT_REPORT_SPARK_API_SPARK_API_H_

#include <span>

#include "base/json_writer.h"
#include "report/report.h"

namespace dataflint::report::spark_api {

// Each writes one value: an object or an array.
void WriteApplication(const Report& report, JsonWriter& json);  // ApplicationInfo
void WriteJobs(const Report& report, JsonWriter& json);         // JobData[], newest first
// StageData[], newest first, as with withSummaries=true: indices min(floor(q n), n - 1).
void WriteStages(const Report& report, std::span<const double> quantiles, JsonWriter& json);
void WriteExecutors(const Report& report, JsonWriter& json);    // ExecutorSummary[], dead ones too
void WriteRdds(const Report& report, JsonWriter& json);         // RDDStorageInfo[], those cached
void WriteEnvironment(const Report& report, JsonWriter& json);  // ApplicationEnvironmentInfo
void WriteSql(const Report& report, JsonWriter& json);          // ExecutionData[], oldest first
void WriteStreaming(const Report& report, JsonWriter& json);
void WriteTasks(const Report& report, const model::StageAttempt& stage,
                JsonWriter& json);  // TaskData[], by task id

}  // namespace dataflint::report::spark_api

#endif  // DATAFLINT_REPORT_SPARK_API_SPARK_API_H_
