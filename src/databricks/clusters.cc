#include "databricks/clusters.h"

#include <string_view>
#include <utility>

#include "base/json_writer.h"
#include "databricks/pages.h"

namespace dataflint::databricks {
namespace {

std::optional<std::int64_t> IntIfPresent(const JsonValue& value) {
  std::int64_t number = 0;
  if (!value.present() || !value.TryInt(number)) return std::nullopt;
  return number;
}

LogDelivery ReadLogDelivery(const JsonValue& cluster) {
  LogDelivery delivery;
  const JsonValue conf = cluster["cluster_log_conf"];
  const struct {
    std::string_view key;
    LogDelivery::Kind kind;
  } kinds[] = {{"dbfs", LogDelivery::Kind::kDbfs},
               {"volumes", LogDelivery::Kind::kVolume},
               {"s3", LogDelivery::Kind::kS3}};
  for (const auto& [key, kind] : kinds) {
    if (!conf[key].is_object()) continue;
    delivery.kind = kind;
    delivery.destination = conf[key]["destination"].Text();
  }
  delivery.last_exception = cluster["cluster_log_status"]["last_exception"].Text();
  return delivery;
}

}  // namespace

Cluster ReadCluster(const JsonValue& from) {
  Cluster cluster;
  cluster.cluster_id = from["cluster_id"].Text();
  cluster.name = from["cluster_name"].Text();
  cluster.source = from["cluster_source"].Text();
  cluster.state = from["state"].Text();
  cluster.state_message = from["state_message"].Text();
  cluster.spark_version = from["spark_version"].Text();
  cluster.runtime_engine = from["runtime_engine"].Text();
  cluster.node_type_id = from["node_type_id"].Text();
  cluster.driver_node_type_id = from["driver_node_type_id"].Text();
  cluster.creator = from["creator_user_name"].Text();
  cluster.spark_context_id = from["spark_context_id"].Text();
  cluster.num_workers = from["num_workers"].Int();
  const JsonValue autoscale = from["autoscale"];
  cluster.min_workers = IntIfPresent(autoscale["min_workers"]);
  cluster.max_workers = IntIfPresent(autoscale["max_workers"]);
  cluster.autotermination_minutes = from["autotermination_minutes"].Int();
  cluster.start_time = from["start_time"].Int(kNoMoment);
  cluster.terminated_time = from["terminated_time"].Int(kNoMoment);
  cluster.termination_code = from["termination_reason"]["code"].Text();
  cluster.log_delivery = ReadLogDelivery(from);
  cluster.job_id = from["default_tags"]["JobId"].Text();
  return cluster;
}

ClusterEvent ReadClusterEvent(const JsonValue& from) {
  ClusterEvent event;
  event.timestamp = from["timestamp"].Int(kNoMoment);
  event.type = from["type"].Text();
  const JsonValue details = from["details"];
  event.current_workers = IntIfPresent(details["current_num_workers"]);
  event.target_workers = IntIfPresent(details["target_num_workers"]);
  event.cause = details["cause"].Text();
  event.reason_code = details["reason"]["code"].Text();
  return event;
}

ApiResult<void> ForEachCluster(Client& client, const std::function<bool(Cluster)>& sink,
                               const std::stop_token& stop) {
  const Question question{.endpoint = Endpoint::kClustersList, .query = {{"page_size", "100"}}};
  return ForEachPage(
      client, question,
      [&](const JsonValue& page) {
        for (const JsonValue cluster : page["clusters"].items()) {
          if (!sink(ReadCluster(cluster))) return false;
        }
        return true;
      },
      stop);
}

ApiResult<Cluster> GetCluster(Client& client, const std::string& cluster_id,
                              const std::stop_token& stop) {
  const ApiResult<Answer> answer =
      client.Ask({.endpoint = Endpoint::kClustersGet, .query = {{"cluster_id", cluster_id}}}, stop);
  if (!answer) return tl::unexpected(answer.error());
  return ReadCluster(answer->root());
}

ApiResult<std::vector<ClusterEvent>> GetClusterEvents(Client& client, const std::string& cluster_id,
                                                      std::int64_t from, std::int64_t to,
                                                      const std::stop_token& stop) {
  std::vector<ClusterEvent> events;
  constexpr std::int64_t kMostAtOnce = 500;
  // By offset: the page tokens of this call are newer than some workspaces.
  for (std::int64_t offset = 0;; offset += kMostAtOnce) {
    Question question{.endpoint = Endpoint::kClusterEvents};
    JsonWriter json(question.body, JsonWriter::Style::kCompact);
    json.BeginObject();
    json.Field("cluster_id", cluster_id);
    json.Field("start_time", from);
    json.Field("end_time", to);
    json.Field("order", "ASC");
    json.Field("offset", offset);
    json.Field("limit", kMostAtOnce);
    json.EndObject();
    json.Flush();
    const ApiResult<Answer> answer = client.Ask(question, stop);
    if (!answer) return tl::unexpected(answer.error());
    std::int64_t got = 0;
    for (const JsonValue event : answer->root()["events"].items()) {
      events.push_back(ReadClusterEvent(event));
      ++got;
    }
    if (got < kMostAtOnce) return events;
  }
}

}  // namespace dataflint::databricks
