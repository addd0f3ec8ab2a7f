#include "insights/advice.h"

#include <algorithm>

#include "base/quantity.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

Change Of(Change::Kind kind, std::string text, std::string reason) {
  return {kind, std::move(text), std::move(reason)};
}

// Bytes that the stage takes in, over all tasks.
std::int64_t InputOf(const model::StageAttempt& stage) {
  return stage.total(model::TaskColumn::input_bytes) +
         stage.total(model::TaskColumn::shuffle_remote_bytes_read) +
         stage.total(model::TaskColumn::shuffle_local_bytes_read);
}

// `repartition(n, ...)` and `coalesce(n)` in the code: no setting changes their n.
bool IsFixedByCode(const Run& run, const StagePlan& plan) {
  for (const std::int32_t exchange : plan.reads) {
    const std::string_view text = run.app().text(plan.node(exchange).simple_string);
    if (text.find("REPARTITION_BY_NUM") != std::string_view::npos ||
        text.find("RoundRobinPartitioning") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

void AdviseShufflePartitions(const Run& run, std::size_t index, std::int64_t count,
                             const std::string& reason, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const StagePlan& plan = run.PlanOf(index);
  const bool adaptive = plan.sql != nullptr && run.IsAdaptive(*plan.sql);
  const bool was_merged = adaptive && plan.Has(run.app(), Operator::kShuffleRead);
  if (adaptive && was_merged && count > stage.num_tasks) {
    // Adaptive execution merged partitions up to the advisory size: that is what has to shrink.
    const std::int64_t size =
        std::max<std::int64_t>(kMiB, InputOf(stage) / std::max<std::int64_t>(1, count));
    finding.changes.push_back(
        SetTo("spark.sql.adaptive.advisoryPartitionSizeInBytes", MebibytesSetting(size), reason));
    if (run.IsAtLeast(3, 2)) {
      finding.changes.push_back(SetTo("spark.sql.adaptive.coalescePartitions.minPartitionSize",
                                      MebibytesSetting(std::min<std::int64_t>(size, kMiB)),
                                      "adaptive execution must not merge them again"));
    }
  }
  const std::int64_t now =
      run.Number("spark.sql.shuffle.partitions", 200, finding.sql_execution_id);
  if (count > now || !was_merged) {
    finding.changes.push_back(SetTo("spark.sql.shuffle.partitions", count, reason));
  }
  if (run.is_databricks() && run.IsOn("spark.databricks.adaptive.autoOptimizeShuffle.enabled",
                                      false, finding.sql_execution_id)) {
    finding.changes.push_back(SetTo("spark.databricks.adaptive.autoOptimizeShuffle.enabled",
                                    "false",
                                    "while it is on, it overrides spark.sql.shuffle.partitions"));
  }
}

}  // namespace

Change SetTo(std::string_view key, std::string_view value, std::string reason) {
  return Of(Change::Kind::kSetting, std::string(key) + '=' + std::string(value), std::move(reason));
}

Change SetTo(std::string_view key, std::int64_t value, std::string reason) {
  return SetTo(key, std::to_string(value), std::move(reason));
}

Change InCode(std::string text, std::string reason) {
  return Of(Change::Kind::kCode, std::move(text), std::move(reason));
}

Change InSql(std::string text, std::string reason) {
  return Of(Change::Kind::kSql, std::move(text), std::move(reason));
}

Change OnCluster(std::string text, std::string reason) {
  return Of(Change::Kind::kCluster, std::move(text), std::move(reason));
}

std::string MebibytesSetting(std::int64_t bytes) {
  return std::to_string(std::max<std::int64_t>(1, CeilDiv(bytes, kMiB))) + 'm';
}

void AdvisePartitions(const Run& run, std::size_t index, std::int64_t count,
                      const std::string& reason, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const StagePlan& plan = run.PlanOf(index);
  const std::string n = std::to_string(count);
  if (plan.sql == nullptr) {
    const bool reads_shuffle = stage.total(model::TaskColumn::shuffle_read_records) > 0;
    finding.changes.push_back(
        reads_shuffle ? InCode("pass " + n +
                                   " as numPartitions to the operation that shuffles (reduceByKey, "
                                   "groupByKey, join, sortByKey, repartition)",
                               reason)
                      : InCode(count > stage.num_tasks ? "rdd.repartition(" + n + "), or " + n +
                                                             " as minPartitions of the read"
                                                       : "rdd.coalesce(" + n + ")",
                               reason));
    return;
  }
  if (!plan.known()) {
    finding.changes.push_back(InCode("df.repartition(" + n + ")", reason));
    return;
  }
  if (IsFixedByCode(run, plan)) {
    const std::vector<std::string> keys =
        PartitioningKeys(run.app().text(plan.node(plan.reads.front()).simple_string));
    const std::string columns = keys.empty() ? "" : ", " + Listed(keys);
    finding.changes.push_back(InCode("repartition(" + n + columns + ") instead of repartition(" +
                                         std::to_string(stage.num_tasks) + columns + ')',
                                     reason));
    return;
  }
  if (!plan.reads.empty()) {
    AdviseShufflePartitions(run, index, count, reason, finding);
    return;
  }
  const std::int64_t input = stage.total(model::TaskColumn::input_bytes);
  if (plan.Has(run.app(), Operator::kScan) && input > 0) {
    const std::int64_t size = std::max(kMiB, input / std::max<std::int64_t>(1, count));
    finding.changes.push_back(
        SetTo("spark.sql.files.maxPartitionBytes", MebibytesSetting(size), reason));
    return;
  }
  finding.changes.push_back(
      InCode((count > stage.num_tasks ? "df.repartition(" : "df.coalesce(") + n + ")", reason));
}

void AdviseMemory(const Run& run, std::int64_t heap_bytes, const std::string& reason,
                  Finding& finding) {
  const std::string size = MebibytesSetting(heap_bytes);
  switch (run.deployment()) {
    case Deployment::kDatabricks:
      finding.changes.push_back(
          OnCluster("a worker type with more memory per core (memory-optimised), for about " +
                        FormatBytes(heap_bytes) + " of heap where there are " +
                        FormatBytes(run.executor_heap()),
                    reason));
      return;
    case Deployment::kLocal:
      finding.changes.push_back(SetTo("spark.driver.memory", size, reason));
      return;
    case Deployment::kDynamic:
    case Deployment::kStatic:
      finding.changes.push_back(SetTo("spark.executor.memory", size, reason));
      if (run.slots_per_executor() > 1) {
        const std::int64_t cores = std::max<std::int64_t>(
            1, Scaled(run.slots_per_executor(),
                      ShareOf(run.executor_heap(), std::max<std::int64_t>(1, heap_bytes))));
        if (cores < run.slots_per_executor()) {
          finding.changes.push_back(SetTo("spark.executor.cores", cores,
                                          "instead: the same memory for fewer tasks at a time"));
        }
      }
      return;
  }
}

void Miss(std::string what, Finding& finding) {
  finding.missing.push_back(std::move(what));
  finding.confidence =
      finding.confidence == Confidence::kHigh ? Confidence::kMedium : Confidence::kLow;
}

void NoteMissing(const Run& run, std::size_t index, Finding& finding) {
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  if (stage.status == model::StageStatus::kComplete && figures.tasks < stage.num_tasks) {
    Miss(FormatCount(stage.num_tasks - figures.tasks) + " of " + FormatCount(stage.num_tasks) +
             " tasks of " + StagePlace(stage) + " are not in the log",
         finding);
  }
  if (figures.tasks > 0 && stage.total(model::TaskColumn::executor_run_time) == 0 &&
      figures.duration_max > 0) {
    Miss("the tasks of " + StagePlace(stage) + " carry no metrics", finding);
  }
  const StagePlan& plan = run.PlanOf(index);
  if (plan.sql != nullptr) {
    if (plan.plan == nullptr) {
      Miss("the plan of sql " + std::to_string(plan.sql->id) + " is not in the log", finding);
    } else if (!plan.known()) {
      Miss("which plan nodes " + StagePlace(stage) +
               " ran is not known: its tasks updated no SQL metric",
           finding);
    }
  }
}

void NoteMissing(const Run&, const model::SqlExecution& sql, Finding& finding) {
  if (sql.plans.empty()) {
    Miss("the plan of sql " + std::to_string(sql.id) + " is not in the log", finding);
  } else if (sql.plans.back().truncated) {
    Miss("Spark shortened texts of the plan of sql " + std::to_string(sql.id) +
             " (spark.sql.maxMetadataStringLength, spark.sql.debug.maxToStringFields)",
         finding);
  }
}

Finding OfStage(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  Finding finding;
  finding.scope = Scope::kStage;
  finding.subject = StagePlace(stage);
  finding.stage = stage.key;
  finding.sql_execution_id = stage.sql_execution_id;
  return finding;
}

Finding OfNode(const model::SqlExecution& sql, std::int32_t node) {
  Finding finding;
  finding.scope = Scope::kPlanNode;
  finding.subject = NodePlace(sql, node);
  finding.sql_execution_id = sql.id;
  return finding;
}

std::string StagePlace(const model::StageAttempt& stage) { return "stage " + NameOf(stage.key); }

std::string TaskPlace(const model::StageAttempt& stage, std::int64_t task_id) {
  return StagePlace(stage) + " task " + std::to_string(task_id);
}

std::string NodePlace(const model::SqlExecution& sql, std::int32_t node) {
  return "sql " + std::to_string(sql.id) + " node " + std::to_string(node);
}

std::string StageTitle(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string_view name = run.app().text(stage.name);
  if (name.empty() || name.find("ThreadPoolExecutor") != std::string_view::npos ||
      name.find("NativeMethodAccessor") != std::string_view::npos ||
      name.find("DirectMethodHandleAccessor") != std::string_view::npos) {
    return StagePlace(stage);
  }
  return StagePlace(stage) + " (" + std::string(name) + ')';
}

}  // namespace dataflint::insights
