#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {

// coresGranted and its like are never set by a History Server; they are left out here too.
void WriteApplication(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  json.BeginObject();
  json.Field("id", app.text(app.id));
  json.Field("name", app.text(app.name));
  json.BeginArray("attempts");
  json.BeginObject();
  OptionalText(json, "attemptId", app.text(app.attempt_id));
  const bool finished = app.is_finished() && model::IsKnown(app.start_time);
  json.Field("startTime", FormatApiTime(app.start_time));
  json.Field("endTime", FormatApiTime(app.end_time));
  json.Field("lastUpdated", FormatApiTime(app.last_event_time));
  json.Field("duration", finished ? app.end_time - app.start_time : 0);
  json.Field("sparkUser", app.text(app.user));
  json.Field("completed", app.is_finished());
  json.Field("appSparkVersion", app.text(app.spark_version));
  if (app.exit_code != model::kNoExitCode) json.Field("exitCode", app.exit_code);
  json.Field("startTimeEpoch", app.start_time);
  json.Field("endTimeEpoch", app.end_time);
  json.Field("lastUpdatedEpoch", app.last_event_time);
  json.EndObject();
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report::spark_api
