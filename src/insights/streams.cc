#include "insights/streams.h"

#include <algorithm>
#include <string_view>

namespace dataflint::insights {

bool IsOfAStream(const model::Application& app, const model::SqlExecution& sql) {
  if (app.streaming_queries.empty()) return false;
  // What Spark calls each batch, unless the user's code names its jobs.
  const std::string_view description = app.text(sql.description);
  if (description.find("runId = ") != std::string_view::npos &&
      description.find("batch = ") != std::string_view::npos) {
    return true;
  }
  return std::any_of(sql.spark_jobs.begin(), sql.spark_jobs.end(), [&](std::uint32_t job) {
    const std::int64_t index = app.spark_jobs[job].properties;
    if (index < 0) return false;
    const model::Properties& properties = app.property_sets[static_cast<std::size_t>(index)];
    return std::any_of(properties.begin(), properties.end(), [&](const auto& property) {
      return app.text(property.first) == "sql.streaming.queryId";
    });
  });
}

}  // namespace dataflint::insights
