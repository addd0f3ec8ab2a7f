// SqlExecution: one SQL execution with every version of its plan and its metrics. Names follow
// ExecutionData of Spark's REST API v1; plan graph clusters and edges are derived in analysis/.
#ifndef DATAFLINT_MODEL_SQL_EXECUTION_H_
#define DATAFLINT_MODEL_SQL_EXECUTION_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/string_pool.h"
#include "model/stage_attempt.h"
#include "model/time.h"

namespace dataflint::model {

// Spark's metric types (SQLMetrics.scala) and those that runtimes add.
enum class MetricType : std::uint8_t {
  kSum,
  kSize,
  kTiming,
  kNsTiming,
  kAverage,
  kV2Custom,  // "v2Custom_<class>"
  kCount,
  kMinimum,
  kMaximum,  // Databricks
  kOther,
};
MetricType MetricTypeOf(std::string_view text);

struct PlanMetric {
  StringId name{};
  std::int64_t accumulator_id = -1;
  MetricType type = MetricType::kSum;
  StringId type_text{};  // as written
  DF_FIELDS(name, accumulator_id, type, type_text)
};

// One node of a plan tree. Nodes lie in pre-order: a child comes after its parent.
struct PlanNode {
  StringId name{};  // nodeName, trailing spaces kept
  StringId simple_string{};
  std::int32_t parent = -1;  // index in the plan version; -1 the root
  std::int32_t depth = 0;
  std::vector<std::pair<StringId, StringId>> metadata;
  std::vector<PlanMetric> metrics;
  DF_FIELDS(name, simple_string, parent, depth, metadata, metrics)
};

// Spark cut the text: it ends in an ellipsis, or says so of a list or of a value in it ("... 12 more
// fields", "Location: InMemoryFileIndex[s3://bucket/or..., ").
bool IsShortened(std::string_view text);

struct PlanVersion {
  std::vector<PlanNode> nodes;  // without metrics in versions that a later one replaced
  StringId description{};       // physicalPlanDescription; empty when it was not kept
  bool truncated = false;       // some simpleString or metadata value was shortened by Spark
  DF_FIELDS(nodes, description, truncated)
};

// One SQL metric (accumulator) of one execution, folded as SQLAppStatusListener does: the task
// updates of the latest attempt of each stage, and the driver's updates.
struct MetricFold {
  std::int64_t accumulator_id = -1;
  MetricType type = MetricType::kSum;
  StringId type_text{};
  std::int64_t count = 0;  // values folded; 0 = never updated
  std::int64_t total = 0;
  std::int64_t valid_count = 0;  // values that minimum, median and maximum are taken from
  // Of the task values; only for kSize, kTiming, kNsTiming and kAverage.
  std::int64_t min = 0;
  std::int64_t median = 0;
  std::int64_t max = 0;
  StageKey max_stage;             // where the largest value comes from;
  std::int64_t max_task_id = -1;  // -1: from the driver
  bool has_tasks = false;         // some value came from a task
  bool approximate = false;       // the median is from a sketch (sketched_metric)
  DF_FIELDS(accumulator_id, type, type_text, count, total, valid_count, min, median, max, max_stage,
            max_task_id, has_tasks, approximate)
};

struct SqlExecution {
  std::int64_t id = -1;
  std::int64_t root_id = -1;  // rootExecutionId; = id when the log does not say
  StringId query_id{};        // Spark 4.1 on
  StringId description{};
  StringId details{};
  StringId error_message{};  // empty: none
  bool has_error_field = false;
  TimeMs submission_time = kNoTime;
  TimeMs completion_time = kNoTime;
  std::vector<std::pair<StringId, StringId>> modified_configs;
  std::vector<std::uint32_t> spark_jobs;  // indices into Application::spark_jobs
  std::vector<std::int64_t> stage_ids;    // of those jobs, in order of appearance
  std::vector<PlanVersion> plans;         // [0] as submitted, then one per AQE update; may be empty
  std::vector<MetricFold> metrics;        // sorted by accumulator_id

  const PlanVersion* final_plan() const { return plans.empty() ? nullptr : &plans.back(); }
  const MetricFold* FindMetric(std::int64_t accumulator_id) const;

  DF_FIELDS(id, root_id, query_id, description, details, error_message, has_error_field,
            submission_time, completion_time, modified_configs, spark_jobs, stage_ids, plans,
            metrics)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_SQL_EXECUTION_H_
