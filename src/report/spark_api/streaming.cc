#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

void WriteSource(const model::Application& app, const model::StreamingSource& source,
                 JsonWriter& json) {
  json.BeginObject();
  json.Field("description", app.text(source.description));
  json.Field("startOffset", app.text(source.start_offset));
  json.Field("endOffset", app.text(source.end_offset));
  json.Field("numInputRows", source.num_input_rows);
  json.Field("inputRowsPerSecond", source.input_rows_per_second);
  json.Field("processedRowsPerSecond", source.processed_rows_per_second);
  json.EndObject();
}

void WriteState(const model::Application& app, const model::StreamingState& state,
                JsonWriter& json) {
  json.BeginObject();
  json.Field("operatorName", app.text(state.operator_name));
  json.Field("numRowsTotal", state.num_rows_total);
  json.Field("numRowsUpdated", state.num_rows_updated);
  json.Field("memoryUsedBytes", state.memory_used_bytes);
  json.EndObject();
}

void WriteProgress(const model::Application& app, const model::StreamingProgress& progress,
                   JsonWriter& json) {
  json.BeginObject();
  json.Field("batchId", progress.batch_id);
  OptionalTime(json, "timestamp", progress.timestamp);
  json.Field("batchDuration", progress.batch_duration);
  CountMap(json, app, "durationMs", progress.duration_ms);
  json.Field("numInputRows", progress.num_input_rows);
  json.BeginArray("stateOperators");
  for (const model::StreamingState& state : progress.state_operators) WriteState(app, state, json);
  json.EndArray();
  json.BeginArray("sources");
  for (const model::StreamingSource& source : progress.sources) WriteSource(app, source, json);
  json.EndArray();
  json.Field("sink", app.text(progress.sink));
  json.EndObject();
}

}  // namespace

void WriteStreaming(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  json.BeginArray();
  for (const model::StreamingQuery& query : app.streaming_queries) {
    json.BeginObject();
    json.Field("id", app.text(query.id));
    json.Field("runId", app.text(query.run_id));
    OptionalText(json, "name", app.text(query.name));
    OptionalTime(json, "startTime", query.start_time);
    OptionalTime(json, "endTime", query.end_time);
    OptionalText(json, "exception", app.text(query.exception));
    json.BeginArray("progress");
    for (const model::StreamingProgress& progress : query.progress) {
      WriteProgress(app, progress, json);
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
