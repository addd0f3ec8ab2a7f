// Advice: changes in the form Spark accepts, and what a finding could not see, worded once.
//
// Sizes are whole MiB ("64m"), or bytes where that Spark takes no unit: it rejects "4.8g". A setting
// is only advised where the application's Spark knows it; jobs outside SQL get code, since SQL
// settings do not reach them.
// Called by insights.
#ifndef DATAFLINT_INSIGHTS_ADVICE_H_
#define DATAFLINT_INSIGHTS_ADVICE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "insights/insight.h"
#include "insights/run.h"
#include "insights/spark_settings.h"

namespace dataflint::insights {

// Adds "key=value", unless the application's Spark does not know the setting, or what it is set to is
// not in the log (false); once for each setting. Says when it is one that only a new application takes.
// spark.sql.shuffle.partitions is advised in any case: what it is, tasks show.
bool Set(const Run& run, const SparkSetting& setting, std::string_view value, std::string reason,
         Finding& finding);
bool Set(const Run& run, const SparkSetting& setting, std::int64_t value, std::string reason,
         Finding& finding);
// Likewise, of a size, rounded up to whole MiB.
bool SetBytes(const Run& run, const SparkSetting& setting, std::int64_t bytes, std::string reason,
              Finding& finding);
// While it lives, what is added to the finding's changes is one change in several parts: each goes with
// the one before it (Change::with_previous).
class OneChange {
 public:
  explicit OneChange(Finding& finding) : finding_(finding), first_(finding.changes.size()) {}
  ~OneChange() {
    for (std::size_t i = first_ + 1; i < finding_.changes.size(); ++i) {
      finding_.changes[i].with_previous = true;
    }
  }
  OneChange(const OneChange&) = delete;
  OneChange& operator=(const OneChange&) = delete;

 private:
  Finding& finding_;
  std::size_t first_;
};

// What is in force of a setting: a count, bytes of a size, milliseconds of a time.
std::int64_t Present(const Run& run, const SparkSetting& setting, std::int64_t by_default,
                     std::int64_t sql_execution_id = -1);
// Set, where `value` (as Present gives it) is more or less than what is in force; else false.
bool SetIfMore(const Run& run, const SparkSetting& setting, std::int64_t value,
               std::int64_t by_default, std::string reason, Finding& finding);
bool SetIfLess(const Run& run, const SparkSetting& setting, std::int64_t value,
               std::int64_t by_default, std::string reason, Finding& finding);
// Cores of an executor with so many slots, each of spark.task.cpus.
std::int64_t CoresFor(const Run& run, std::int64_t slots);
Change InCode(std::string text, std::string reason);
Change InSql(std::string text, std::string reason);
Change OnCluster(std::string text, std::string reason);

// How many partitions a stage should have, so that the data of a task fits into the memory of a
// slot (when it spilled) and no slot is without a task (when it has fewer tasks than slots); 0 when
// neither is the case. Insights that speak of one stage all advise this number.
std::int64_t PartitionsWanted(const Run& run, std::size_t stage_index);
// Bytes that the stage's tasks held in memory, all together: what they spilled and what they kept.
std::int64_t DataInMemory(const model::StageAttempt& stage);
// Bytes that its tasks read of shuffles, from other machines and their own.
std::int64_t ShuffleReadOf(const model::StageAttempt& stage);
// Bytes of a slot's memory that the data of a task should take at most; 0 when it is not known.
std::int64_t MemoryForATask(const Run& run);

// How to give the stage `count` partitions instead of what it has: by where its input comes from
// (shuffle, files, RDD), by adaptive execution, by Spark version. Adds one to three changes.
void AdvisePartitions(const Run& run, std::size_t stage_index, std::int64_t count,
                      const std::string& reason, Finding& finding);

// The stage's work in so many tasks, each of which takes `own_ms` whatever its data.
WhatIf::Change InTasks(std::size_t stage_index, std::int64_t count, std::int64_t own_ms);

// Heap with which execution and storage share `factor` times the memory that they share now: Spark
// keeps 300 MiB of it for itself.
std::int64_t HeapFor(const Run& run, double factor);

// The setting that says how many partitions a shuffle of the query has at first, and its value.
const SparkSetting& ShuffleCountSetting(const Run& run, const model::SqlExecution& sql);
std::int64_t ShuffleCount(const Run& run, const model::SqlExecution& sql);

// The exchange of a repartition(n) of the user's code that the stage reads, -1 none: no setting
// changes its n, and adaptive execution leaves it alone.
std::int32_t FixedByCode(const Run& run, const StagePlan& plan);
inline bool IsFixedByCode(const Run& run, const StagePlan& plan) {
  return FixedByCode(run, plan) >= 0;
}

// `statement` with a REBALANCE hint, and adaptive execution with it, without which Spark leaves the
// hint out; false where Spark does not know it.
bool AdviseRebalance(const Run& run, const model::SqlExecution& sql, std::string statement,
                     std::string reason, Finding& finding);

// For a sentence: "the heap of 4 GiB"; "the heap" where its size is not in the log.
std::string HeapInWords(const Run& run);

// More memory for each slot: executor memory and overhead, fewer cores, or the node type.
void AdviseMemory(const Run& run, std::int64_t heap_bytes, const std::string& reason,
                  Finding& finding);

// Says what of this stage the log does not tell, and lowers the confidence.
void NoteMissing(const Run& run, std::size_t stage_index, Finding& finding);
// Likewise for a SQL execution's plan.
void NoteMissing(const Run& run, const model::SqlExecution& sql, Finding& finding);
// Likewise, whether people sit in front of the run, where the finding takes it that none do.
void NoteIfMaybeInteractive(const Run& run, Finding& finding);
void Miss(std::string what, Finding& finding);  // adds to `missing`, lowers the confidence one step

// A finding about one stage attempt, with scope, subject and SQL execution filled in.
Finding OfStage(const Run& run, std::size_t stage_index);
// A finding about one plan node: subject "sql 7 node 3".
Finding OfNode(const model::SqlExecution& sql, std::int32_t node);

std::string StagePlace(const model::StageAttempt& stage);  // "stage 12.0"
std::string TaskPlace(const model::StageAttempt& stage,
                      std::int64_t task_id);                               // "stage 12.0 task 7"
std::string NodePlace(const model::SqlExecution& sql, std::int32_t node);  // "sql 7 node 3"

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_ADVICE_H_
