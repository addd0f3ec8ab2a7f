// ReadingState: what event readers must remember from one event to the next and the model does not
// hold.
//
// Plain data, named in DF_FIELDS, so that a paused reading can be saved and resumed. Owned by
// EventDispatcher; one thread.
#ifndef DATAFLINT_EVENTLOG_READING_STATE_H_
#define DATAFLINT_EVENTLOG_READING_STATE_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/string_pool.h"
#include "eventlog/number_set.h"
#include "model/time.h"

namespace dataflint::eventlog {

// Of a Spark job that has not ended: what its figures are counted from.
struct OpenSparkJob {
  std::vector<std::int64_t> completed_stages;  // stage ids, sorted
  std::vector<std::int64_t> skipped_stages;    // stage ids, sorted
  DF_FIELDS(completed_stages, skipped_stages)
};

// A SQL execution that has not ended: its newest plan text, which is kept before older ones.
struct OpenSqlExecution {
  std::string description;
  std::uint32_t plan_version = 0;  // index into SqlExecution::plans
  DF_FIELDS(description, plan_version)
};

// When and why an executor was removed.
struct ExecutorRemoval {
  model::TimeMs time = model::kNoTime;
  StringId reason{};
  DF_FIELDS(time, reason)
};

struct ReadingState {
  // After a second application starts in the same log, everything until the first goes on is left
  // out.
  bool left_out = false;
  bool application_started = false;

  // Spark jobs that have not ended.
  std::unordered_map<std::uint32_t, OpenSparkJob> open_spark_jobs;  // by index in Application
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> spark_jobs_of_stage;  // by stage id
  std::size_t open_stages = 0;                                                       // in these
  std::vector<std::uint32_t> pending_again;  // stages that a later Spark job lists anew, sorted

  NumberSet announced_sql;  // ids of executions whose start was read
  NumberSet ended_sql;      // and of those whose end was, whatever time it told
  std::unordered_map<std::int64_t, OpenSqlExecution> open_sql;  // by execution id
  // SqlExecution::stage_ids of executions that go on, by execution id.
  std::unordered_map<std::int64_t, NumberSet> stages_of_sql;
  std::size_t plan_text_bytes = 0;     // plan texts kept so far
  std::size_t failure_text_bytes = 0;  // texts of task failures kept so far
  std::size_t offset_text_bytes = 0;   // offsets of streaming sources kept so far
  std::size_t open_text_bytes = 0;     // plan texts in open_sql
  std::size_t older_plan_nodes = 0;    // nodes kept of plan versions that were replaced
  std::size_t plan_graph_bytes = 0;    // plans and metrics of all executions
  std::unordered_map<std::uint32_t, std::size_t> plan_graph_bytes_of;  // of each, by index

  // Executors that were removed and not added: mostly such as never came up; by id.
  std::unordered_map<StringId, ExecutorRemoval> removed_unknown;

  // Index of each stored block in Rdd::partitions, by RDD index and block name.
  std::unordered_map<std::uint32_t, std::unordered_map<StringId, std::uint32_t>> blocks;
  // RDD index of each block that an executor stores, by executor index and block name.
  std::unordered_map<std::uint32_t, std::unordered_map<StringId, std::uint32_t>> blocks_on;
  // Index of an executor in Rdd::distribution, by executor index and RDD index.
  std::unordered_map<std::uint32_t, std::unordered_map<std::uint32_t, std::uint32_t>> distributed;
  std::unordered_map<StringId, std::uint32_t> streaming_runs;  // by run id: index in Application
  // By execution id: index in PluginFacts::node_rdd_scopes.
  std::unordered_map<std::int64_t, std::uint32_t> node_rdd_scopes;
  std::unordered_map<StringId, std::uint32_t> event_counts;  // by name: index in events_by_name

  DF_FIELDS(left_out, application_started, open_spark_jobs, spark_jobs_of_stage, open_stages,
            pending_again, announced_sql, ended_sql, open_sql, stages_of_sql, plan_text_bytes,
            failure_text_bytes, offset_text_bytes, open_text_bytes, older_plan_nodes,
            plan_graph_bytes, plan_graph_bytes_of, removed_unknown, node_rdd_scopes, blocks,
            blocks_on, distributed, streaming_runs, event_counts)
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_READING_STATE_H_
