// MadeApplication: hand-made applications for the tests of this folder, a line a thing.
#ifndef DATAFLINT_ANALYSIS_MADE_APPLICATION_TEST_H_
#define DATAFLINT_ANALYSIS_MADE_APPLICATION_TEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/application.h"

namespace dataflint::analysis {

struct MadeTask {
  model::TimeMs launch = 0;
  model::TimeMs finish = 0;
  std::int64_t flags = model::kTaskSucceeded | model::kTaskHasMetrics;
  std::int64_t executor = 0;
  std::int64_t run = 0;
  std::int64_t cpu_ms = 0;
  std::int64_t gc = 0;
  std::int64_t fetch_wait = 0;
  std::int64_t shuffle_write_ns = 0;
  std::int64_t deserialize = 0;
  std::int64_t result_serialization = 0;
  std::int64_t attempt = 0;
};

class MadeApplication {
 public:
  MadeApplication(model::TimeMs begin, model::TimeMs end) {
    app.start_time = app.first_event_time = begin;
    app.end_time = app.last_event_time = end;
    app.environment.seen = true;
  }

  void Property(std::string_view name, std::string_view value) {
    app.environment.spark.emplace_back(app.strings.Intern(name), app.strings.Intern(value));
  }

  model::Executor& Executor(std::int64_t cores, model::TimeMs add,
                            model::TimeMs remove = model::kNoTime) {
    model::Executor executor;
    executor.id = app.strings.Intern(std::to_string(app.executors.size()));
    executor.announced = cores > 0;
    executor.total_cores = cores;
    executor.add_time = add;
    executor.remove_time = remove;
    return app.executors.emplace_back(executor);
  }

  // A complete stage attempt with a Spark job of its own (job -1: none), or an added one.
  model::StageAttempt& Stage(std::int64_t id, model::TimeMs submitted, model::TimeMs completed,
                             const std::vector<MadeTask>& tasks,
                             std::vector<std::int64_t> parents = {}) {
    model::StageAttempt stage;
    stage.key = {id, 0};
    stage.status = model::StageStatus::kComplete;
    stage.num_tasks = static_cast<std::int64_t>(tasks.size());
    stage.submission_time = submitted;
    stage.completion_time = completed;
    stage.parent_stage_ids = std::move(parents);
    for (const MadeTask& task : tasks) AddTask(stage, task);
    return app.stages.emplace_back(std::move(stage));
  }

  void AddTask(model::StageAttempt& stage, const MadeTask& task) {
    using model::TaskColumn;
    model::TaskRow row;
    row[TaskColumn::task_id] = next_task_id_++;
    row[TaskColumn::index] = static_cast<std::int64_t>(stage.tasks.size());
    row[TaskColumn::attempt] = task.attempt;
    row[TaskColumn::executor] = task.executor;
    row[TaskColumn::flags] = task.flags;
    row[TaskColumn::launch_time] = task.launch;
    // Wild times may lie further apart than a number reaches.
    row[TaskColumn::duration] = static_cast<std::int64_t>(static_cast<std::uint64_t>(task.finish) -
                                                          static_cast<std::uint64_t>(task.launch));
    row[TaskColumn::executor_run_time] = task.run;
    row[TaskColumn::executor_cpu_time] = task.cpu_ms * 1'000'000;
    row[TaskColumn::jvm_gc_time] = task.gc;
    row[TaskColumn::shuffle_fetch_wait_time] = task.fetch_wait;
    row[TaskColumn::shuffle_write_time] = task.shuffle_write_ns;
    row[TaskColumn::executor_deserialize_time] = task.deserialize;
    row[TaskColumn::result_serialization_time] = task.result_serialization;
    stage.tasks.Append(row);
  }

  model::SparkJob& SparkJob(model::TimeMs submitted, model::TimeMs completed,
                            std::int64_t sql = -1) {
    model::SparkJob job;
    job.job_id = static_cast<std::int64_t>(app.spark_jobs.size());
    job.submission_time = submitted;
    job.completion_time = completed;
    job.sql_execution_id = sql;
    return app.spark_jobs.emplace_back(job);
  }

  model::SqlExecution& Sql(std::int64_t id, model::TimeMs submitted, model::TimeMs completed,
                           const std::vector<std::string>& nodes = {}) {
    model::SqlExecution sql;
    sql.id = sql.root_id = id;
    sql.submission_time = submitted;
    sql.completion_time = completed;
    if (!nodes.empty()) {
      model::PlanVersion& plan = sql.plans.emplace_back();
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        model::PlanNode node;
        node.name = app.strings.Intern(nodes[i]);
        node.parent = static_cast<std::int32_t>(i) - 1;
        node.depth = static_cast<std::int32_t>(i);
        plan.nodes.push_back(node);
      }
    }
    return app.sql_executions.emplace_back(std::move(sql));
  }

  // A driver metric of a node of the last plan.
  void DriverMetric(model::SqlExecution& sql, std::size_t node, std::string_view name,
                    std::int64_t accumulator_id, std::int64_t value) {
    model::PlanMetric metric;
    metric.name = app.strings.Intern(name);
    metric.accumulator_id = accumulator_id;
    metric.type = model::MetricType::kTiming;
    sql.plans.back().nodes[node].metrics.push_back(metric);
    model::MetricFold fold;
    fold.accumulator_id = accumulator_id;
    fold.type = model::MetricType::kTiming;
    fold.count = 1;
    fold.total = value;
    sql.metrics.push_back(fold);
  }

  model::Application app;

 private:
  std::int64_t next_task_id_ = 0;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_MADE_APPLICATION_TEST_H_
