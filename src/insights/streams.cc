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
  // A stream's jobs run in a group of the name of its run.
  const auto is_run = [&](StringId group) {
    return std::any_of(app.streaming_queries.begin(), app.streaming_queries.end(),
                       [&](const model::StreamingQuery& query) { return query.run_id == group; });
  };
  return std::any_of(sql.spark_jobs.begin(), sql.spark_jobs.end(), [&](std::uint32_t job) {
    const StringId group = app.spark_jobs[job].job_group;
    return group != StringId{} && is_run(group);
  });
}

}  // namespace dataflint::insights
