// Clusters of a workspace: what they are made of, when they ran, where their logs go, and what happened to
// them (Clusters API 2.1; databricks-api.md §2).
//
// Members that the answer leaves out are as a new value has them; unknown members are passed over, and words
// of closed lists kept as they come, for Databricks adds to them. Called by Test Connection and the
// collector; any thread.
#ifndef DATAFLINT_DATABRICKS_CLUSTERS_H_
#define DATAFLINT_DATABRICKS_CLUSTERS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "databricks/client.h"

namespace dataflint::databricks {

inline constexpr std::int64_t kNoMoment = -1;  // of times: not told

struct LogDelivery {
  enum class Kind : std::uint8_t { kNone, kDbfs, kVolume, kS3 };
  Kind kind = Kind::kNone;
  std::string destination;     // "dbfs:/cluster-logs", "/Volumes/c/s/v/logs", "s3://bucket/prefix"
  std::string last_exception;  // of delivery, as the cluster tells it; empty: none
};

struct Cluster {
  std::string cluster_id;
  std::string name;
  std::string source;  // UI, JOB, API, ...
  std::string state;   // RUNNING, TERMINATED, ...
  std::string state_message;
  std::string spark_version;
  std::string runtime_engine;  // PHOTON, STANDARD; empty: as spark_version says
  std::string node_type_id;
  std::string driver_node_type_id;
  std::string creator;
  std::string spark_context_id;  // decimal: up to 2^63, and compared with texts of the Jobs API
  std::int64_t num_workers = 0;  // that are wanted
  std::optional<std::int64_t> min_workers;  // of autoscaling
  std::optional<std::int64_t> max_workers;
  std::int64_t autotermination_minutes = 0;  // 0: never
  std::int64_t start_time = kNoMoment;       // ms since 1970, when it was asked for
  std::int64_t terminated_time = kNoMoment;
  std::string termination_code;  // JOB_FINISHED, SPOT_INSTANCE_TERMINATION, ...
  LogDelivery log_delivery;
  std::string job_id;  // of the tag JobId, for clusters of jobs
};

struct ClusterEvent {
  std::int64_t timestamp = kNoMoment;
  std::string type;  // RUNNING, RESIZING, UPSIZE_COMPLETED, NODES_LOST, TERMINATING, ...
  std::optional<std::int64_t> current_workers;
  std::optional<std::int64_t> target_workers;
  std::string cause;
  std::string reason_code;
};

Cluster ReadCluster(const JsonValue& cluster);
ClusterEvent ReadClusterEvent(const JsonValue& event);

// Pinned and active ones, and those terminated within 30 days; false from `sink`: enough.
ApiResult<void> ForEachCluster(Client& client, const std::function<bool(Cluster)>& sink,
                               const std::stop_token& stop = {});
ApiResult<Cluster> GetCluster(Client& client, const std::string& cluster_id,
                              const std::stop_token& stop = {});
// Those of [from, to], ms since 1970, oldest first.
ApiResult<std::vector<ClusterEvent>> GetClusterEvents(Client& client, const std::string& cluster_id,
                                                      std::int64_t from, std::int64_t to,
                                                      const std::stop_token& stop = {});

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_CLUSTERS_H_
