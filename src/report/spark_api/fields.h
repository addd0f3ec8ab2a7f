// Small writers that the entities of this folder and report_json share; one thread.
#ifndef DATAFLINT_REPORT_SPARK_API_FIELDS_H_
#define DATAFLINT_REPORT_SPARK_API_FIELDS_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/json_writer.h"
#include "model/application.h"

namespace dataflint::report::spark_api {

// A date; nothing when the time is not known.
inline void OptionalTime(JsonWriter& json, std::string_view key, model::TimeMs time) {
  if (model::IsKnown(time)) json.Field(key, FormatApiTime(time));
}

// A text; nothing when it is empty.
inline void OptionalText(JsonWriter& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.Field(key, text);
}

// {"name": value, ...} of pooled names.
void CountMap(JsonWriter& json, const model::Application& app, std::string_view key,
              const std::vector<std::pair<StringId, std::int64_t>>& counts);
void TextMap(JsonWriter& json, const model::Application& app, std::string_view key,
             const model::Properties& texts);
void IdList(JsonWriter& json, std::string_view key, const std::vector<std::int64_t>& ids);

// {"JVMHeapMemory": 0, ...}; zeros for what was never seen.
void Peaks(JsonWriter& json, std::string_view key, const model::ExecutorPeaks& peaks);

// AccumulableInfo[].
void AccumulatorUpdates(JsonWriter& json, const model::Application& app,
                        const std::vector<model::AccumulableValue>& values);

}  // namespace dataflint::report::spark_api

#endif  // DATAFLINT_REPORT_SPARK_API_FIELDS_H_
