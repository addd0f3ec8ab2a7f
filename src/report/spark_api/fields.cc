#include "report/spark_api/fields.h"

#include <algorithm>

namespace dataflint::report::spark_api {

void CountMap(JsonWriter& json, const model::Application& app, std::string_view key,
              const std::vector<std::pair<StringId, std::int64_t>>& counts) {
  json.BeginObject(key);
  for (const auto& [name, count] : counts) json.Field(app.text(name), count);
  json.EndObject();
}

void TextMap(JsonWriter& json, const model::Application& app, std::string_view key,
             const model::Properties& texts) {
  json.BeginObject(key);
  for (const auto& [name, value] : texts) json.Field(app.text(name), app.text(value));
  json.EndObject();
}

void IdList(JsonWriter& json, std::string_view key, const std::vector<std::int64_t>& ids) {
  json.BeginArray(key);
  for (const std::int64_t id : ids) json.Int(id);
  json.EndArray();
}

void Peaks(JsonWriter& json, std::string_view key, const model::ExecutorPeaks& peaks) {
  json.BeginObject(key);
  for (std::size_t i = 0; i < model::kExecutorMetricCount; ++i) {
    const auto metric = static_cast<model::ExecutorMetric>(i);
    // An executor that was lost reports -1: never sampled.
    json.Field(model::NameOf(metric), std::max<std::int64_t>(peaks[metric], 0));
  }
  json.EndObject();
}

void AccumulatorUpdates(JsonWriter& json, const model::Application& app,
                        const std::vector<model::AccumulableValue>& values) {
  json.BeginArray("accumulatorUpdates");
  for (const model::AccumulableValue& value : values) {
    json.BeginObject();
    json.Field("id", value.id);
    json.Field("name", app.text(value.name));
    json.Field("value", app.text(value.value));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
