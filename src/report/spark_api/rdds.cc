#include <algorithm>
#include <string>
#include <vector>

#include "report/spark_api/fields.h"
#include "report/spark_api/spark_api.h"

namespace dataflint::report::spark_api {
namespace {

std::string Address(const model::Application& app, const model::Executor& executor) {
  return std::string(app.text(executor.host)) + ':' + std::to_string(executor.port);
}

void WriteDistribution(const model::Application& app, const model::RddDistribution& part,
                       JsonWriter& json) {
  const model::Executor& executor = app.executors[part.executor];
  json.BeginObject();
  json.Field("address", Address(app, executor));
  json.Field("memoryUsed", part.memory_used);
  json.Field("memoryRemaining", executor.remaining_memory);
  json.Field("diskUsed", part.disk_used);
  if (executor.max_on_heap_memory >= 0) {
    json.Field("onHeapMemoryUsed", part.on_heap_used);
    json.Field("offHeapMemoryUsed", part.off_heap_used);
    json.Field("onHeapMemoryRemaining", executor.remaining_on_heap_memory);
    json.Field("offHeapMemoryRemaining", executor.remaining_off_heap_memory);
  }
  json.EndObject();
}

void WritePartition(const model::Application& app, const model::RddPartition& partition,
                    JsonWriter& json) {
  json.BeginObject();
  json.Field("blockName", app.text(partition.block_name));
  json.Field("storageLevel", app.text(partition.storage_level));
  json.Field("memoryUsed", partition.memory_used);
  json.Field("diskUsed", partition.disk_used);
  json.BeginArray("executors");
  for (const std::uint32_t executor : partition.executors) {
    json.String(app.text(app.executors[executor].id));
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

void WriteRdds(const Report& report, JsonWriter& json) {
  const model::Application& app = *report.app;
  std::vector<const model::Rdd*> rdds;
  for (const model::Rdd& rdd : app.rdds) {
    if (rdd.num_cached_partitions > 0) rdds.push_back(&rdd);
  }
  std::stable_sort(rdds.begin(), rdds.end(),
                   [](const auto* a, const auto* b) { return a->id < b->id; });
  json.BeginArray();
  for (const model::Rdd* rdd : rdds) {
    json.BeginObject();
    json.Field("id", rdd->id);
    json.Field("name", app.text(rdd->name));
    json.Field("numPartitions", rdd->num_partitions);
    json.Field("numCachedPartitions", rdd->num_cached_partitions);
    json.Field("storageLevel", app.text(rdd->storage_level));
    json.Field("memoryUsed", rdd->memory_used);
    json.Field("diskUsed", rdd->disk_used);
    json.BeginArray("dataDistribution");
    for (const model::RddDistribution& part : rdd->distribution) WriteDistribution(app, part, json);
    json.EndArray();
    json.BeginArray("partitions");
    for (const model::RddPartition& partition : rdd->partitions)
      WritePartition(app, partition, json);
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace dataflint::report::spark_api
