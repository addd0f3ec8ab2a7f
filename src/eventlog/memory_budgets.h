// MemoryBudgets: how much of what grows with a log's bytes, and not with its tasks, is kept.
//
// Tasks and stages that ended are always kept. Texts, plans, values of metrics, lists and what should
// have ended long ago are kept until their budget is used up; what is then left out is named by an
// import issue. Ordinary logs stay far below. Part of ReaderOptions.
#ifndef DATAFLINT_EVENTLOG_MEMORY_BUDGETS_H_
#define DATAFLINT_EVENTLOG_MEMORY_BUDGETS_H_

#include <cstddef>

namespace dataflint::eventlog {

struct MemoryBudgets {
  // All that is bounded below, together: once it is used up, nothing more of it is kept, however much
  // room each has (ModelBuilder::ShareBudgets).
  std::size_t total = std::size_t{170} << 20;
  std::size_t texts = std::size_t{64} << 20;        // every text of the model, plan texts included
  std::size_t plan_texts = std::size_t{32} << 20;   // plan descriptions, texts of plan nodes
  std::size_t plan_graphs = std::size_t{64} << 20;  // nodes and metrics of SQL executions
  std::size_t metric_values = std::size_t{48} << 20;  // task values held for medians
  std::size_t open_metrics = 500'000;     // SQL metrics of executions that have not ended
  std::size_t driver_updates = 500'000;   // their updates by the driver
  std::size_t executors = 150'000;        // rows, also of executors that came back under their id
  std::size_t spark_jobs = 200'000;       // rows
  std::size_t sql_executions = 200'000;   // rows
  std::size_t spark_jobs_of_stage = 500;  // each of its tasks counts in all of them
  std::size_t list_items = 200'000;       // of one list of one event; no real one has so many
  std::size_t open_spark_jobs = 50'000;   // that have not ended, and the stages they list
  std::size_t accumulators = 3'000'000;   // StageAttempt::accumulators of all stages
  std::size_t stage_accumulators = 500'000;  // and of one
  // Bytes of lists that events bring whole (ModelBuilder::KeepList): parents, RDDs and accumulables of
  // stages, settings of executors and SQL executions, resource profiles, streaming queries and their
  // micro-batches, what the DataFlint plugin for Spark wrote.
  std::size_t lists = std::size_t{96} << 20;
  std::size_t failure_texts = std::size_t{16} << 20;  // of tasks; then only their kind and class
  std::size_t offset_texts = std::size_t{8} << 20;    // of sources of streaming queries
  std::size_t query_batches = 20'000;      // micro-batches of one streaming query, the first ones
  std::size_t older_plan_nodes = 200'000;  // of plan versions that were replaced
  std::size_t unknown_removals = 10'000;   // of executors that were never added
  std::size_t event_names = 1000;          // more kinds of events are no event log
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_MEMORY_BUDGETS_H_
