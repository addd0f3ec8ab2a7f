#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

void WriteProperties(const model::Application& app, std::string_view key,
                     const model::Properties& properties, JsonWriter& json) {
  std::vector<Pair> sorted;
  for (const auto& [name, value] : properties) sorted.emplace_back(app.text(name), app.text(value));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Pair& a, const Pair& b) { return a.first < b.first; });
  json.BeginArray(key);
  for (const auto& [name, value] : sorted) {
    json.BeginArray();
    json.String(name);
    json.String(value);
    json.EndArray();
  }
  json.EndArray();
}

void WriteRuntime(const model::Application& app, JsonWriter& json) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNames = {
      {{"javaVersion", "Java Version"},
       {"javaHome", "Java Home"},
       {"scalaVersion", "Scala Version"}}};
  json.BeginObject("runtime");
  for (const auto& [field, logged] : kNames) {
    for (const auto& [name, value] : app.environment.jvm) {
      if (app.text(name) == logged) json.Field(field, app.text(value));
    }
  }
  json.EndObject();
}

void WriteProfile(const model::Application& app, const model::ResourceProfile& profile,
                  JsonWriter& json) {
  json.BeginObject();
  json.Field("id", profile.id);
  json.BeginObject("executorResources");
  for (const auto& request : profile.executor_requests) {
    json.BeginObject(app.text(request.name));
    json.Field("resourceName", app.text(request.name));
    json.Field("amount", request.amount);
    json.Field("discoveryScript", app.text(request.discovery_script));
    json.Field("vendor", app.text(request.vendor));
    json.EndObject();
  }
  json.EndObject();
  json.BeginObject("taskResources");
  for (const auto& request : profile.task_requests) {
    json.BeginObject(app.text(request.name));
    json.Field("resourceName", app.text(request.name));
    json.Field("amount", request.amount);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
}

}  // namespace

void WriteEnvironment(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  const model::Environment& environment = app.environment;
  json.BeginObject();
  WriteRuntime(app, json);
  WriteProperties(app, "sparkProperties", environment.spark, json);
  WriteProperties(app, "hadoopProperties", environment.hadoop, json);
  WriteProperties(app, "systemProperties", environment.system, json);
  WriteProperties(app, "metricsProperties", environment.metrics, json);
  WriteProperties(app, "classpathEntries", environment.classpath, json);
  json.BeginArray("resourceProfiles");
  for (const model::ResourceProfile& profile : environment.resource_profiles) {
    WriteProfile(app, profile, json);
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report::spark_api
