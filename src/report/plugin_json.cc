#include "report/plugin_json.h"

namespace dataflint::report {
namespace {

void WriteNames(const model::Application& app, std::string_view key,
                const std::vector<StringId>& names, JsonWriter& json) {
  json.BeginArray(key);
  for (const StringId name : names) json.String(app.text(name));
  json.EndArray();
}

void WriteCommit(const model::Application& app, const model::IcebergCommit& commit,
                 JsonWriter& json) {
  json.BeginObject();
  json.Field("sqlExecutionId", commit.sql_execution_id);
  json.Field("tableName", app.text(commit.table_name));
  json.Field("sequenceNumber", commit.commit_id);
  json.Field("operation", app.text(commit.operation));
  json.BeginObject("metrics");
  for (const auto& [name, value] : commit.metrics) json.Field(app.text(name), value);
  json.EndObject();
  json.EndObject();
}

void WriteScan(const model::Application& app, const model::DeltaScan& scan, JsonWriter& json) {
  json.BeginObject();
  json.Field("firstSqlExecutionId", scan.min_execution_id);
  json.Field("tableName", app.text(scan.table_name));
  json.Field("tablePath", app.text(scan.table_path));
  WriteNames(app, "partitionColumns", scan.partition_columns, json);
  WriteNames(app, "clusteringColumns", scan.clustering_columns, json);
  WriteNames(app, "zorderColumns", scan.zorder_columns, json);
  json.EndObject();
}

}  // namespace

void WritePlugin(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  const model::PluginFacts& plugin = app.plugin;
  json.BeginObject();
  if (plugin.driver_max_heap_bytes >= 0) {
    json.Field("driverMaxHeapBytes", plugin.driver_max_heap_bytes);
  }
  json.BeginArray("icebergCommits");
  for (const model::IcebergCommit& commit : plugin.iceberg_commits) WriteCommit(app, commit, json);
  json.EndArray();
  json.BeginArray("deltaScans");
  for (const model::DeltaScan& scan : plugin.delta_scans) WriteScan(app, scan, json);
  json.EndArray();
  json.BeginArray("nodeRddScopes");
  for (const auto& [sql_execution_id, scopes] : plugin.node_rdd_scopes) {
    json.BeginObject();
    json.Field("sqlExecutionId", sql_execution_id);
    json.BeginObject("rddScopeIds");
    for (const auto& [node, scope] : scopes) json.Field(app.text(node), app.text(scope));
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace dataflint::report
