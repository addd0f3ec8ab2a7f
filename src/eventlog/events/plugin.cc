// Events of the DataFlint plugin for Spark 0.x (package org.apache.spark.dataflint.listener).
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

std::vector<StringId> ReadNames(const JsonValue& array, const EventContext& context) {
  std::vector<StringId> names;
  for (const JsonValue& name : context.Items(array, "columns of a table"))
    names.push_back(context.Intern(name));
  return names;
}

}  // namespace

void ReadPluginEnvironment(const JsonValue& event, EventContext& context) {
  model::PluginFacts& plugin = context.app().plugin;
  plugin.seen = true;
  plugin.driver_max_heap_bytes = event["environmentInfo"]["driverXmxBytes"].Int(-1);
}

void ReadPluginIcebergCommit(const JsonValue& event, EventContext& context) {
  JsonValue execution;
  JsonValue table;
  JsonValue commit;
  JsonValue operation;
  JsonValue metrics;
  event["icebergCommit"].Pick({{"executionId", execution},
                               {"tableName", table},
                               {"commitId", commit},
                               {"operation", operation},
                               {"metrics", metrics}});
  context.app().plugin.seen = true;
  model::IcebergCommit row;
  row.sql_execution_id = execution.Int(-1);
  row.table_name = InternWithoutSecrets(table.Text(), context);
  row.commit_id = commit.Int();
  row.operation = context.Intern(operation);
  for (const JsonMember& metric : context.Members(metrics, "Iceberg metrics")) {
    row.metrics.emplace_back(context.Intern(metric.name()), metric.value.Int());
  }
  if (context.builder.HasRoomForList(sizeof(row) + row.metrics.size() * sizeof(row.metrics[0]),
                                     "Iceberg commits")) {
    context.app().plugin.iceberg_commits.push_back(std::move(row));
  }
}

void ReadPluginDeltaScan(const JsonValue& event, EventContext& context) {
  JsonValue execution;
  JsonValue old_execution;  // snapshots of October 2025
  JsonValue path;
  JsonValue table;
  JsonValue partition;
  JsonValue clustering;
  JsonValue zorder;
  event["scanInfo"].Pick({{"minExecutionId", execution},
                          {"tablePath", path},
                          {"tableName", table},
                          {"partitionColumns", partition},
                          {"clusteringColumns", clustering},
                          {"zorderColumns", zorder},
                          {"executionId", old_execution}});
  context.app().plugin.seen = true;
  model::DeltaScan row;
  row.min_execution_id = execution.present() ? execution.Int(-1) : old_execution.Int(-1);
  row.table_path = InternWithoutSecrets(path.Text(), context);
  row.table_name = InternWithoutSecrets((table.present() ? table : path).Text(), context);
  row.partition_columns = ReadNames(partition, context);
  row.clustering_columns = ReadNames(clustering, context);
  row.zorder_columns = ReadNames(zorder, context);
  const std::size_t names =
      row.partition_columns.size() + row.clustering_columns.size() + row.zorder_columns.size();
  if (context.builder.HasRoomForList(sizeof(row) + names * sizeof(StringId), "Delta scans")) {
    context.app().plugin.delta_scans.push_back(std::move(row));
  }
}

// On Databricks: which RDD scope belongs to which plan node, anew for every version of a plan.
void ReadPluginDatabricksExecution(const JsonValue& event, EventContext& context) {
  JsonValue execution;
  JsonValue scopes;
  event["databricksAdditionalExecutionInfo"].Pick(
      {{"executionId", execution}, {"nodeIdToRddScopeId", scopes}});
  model::PluginFacts& plugin = context.app().plugin;
  plugin.seen = true;
  model::Properties pairs;
  for (const JsonMember& member : context.Members(scopes, "RDD scopes")) {
    if (member.value.present()) {
      pairs.emplace_back(context.Intern(member.name()), context.Intern(member.value));
    }
  }
  auto& known = plugin.node_rdd_scopes;
  const std::int64_t id = execution.Int(-1);
  auto entry = context.state.node_rdd_scopes.find(id);
  if (entry == context.state.node_rdd_scopes.end()) {
    constexpr std::size_t kBytesARow = 2 * sizeof(known[0]);  // with its place in the index
    if (!context.builder.HasRoomForList(kBytesARow, "RDD scopes")) return;
    entry =
        context.state.node_rdd_scopes.emplace(id, static_cast<std::uint32_t>(known.size())).first;
    known.emplace_back().first = id;
  }
  context.builder.KeepList(known[entry->second].second, std::move(pairs), "RDD scopes");
}

}  // namespace dataflint::eventlog
