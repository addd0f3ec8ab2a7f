// Advice: changes in the form Spark accepts, and what a finding could not see, worded once.
//
// Sizes are whole MiB ("64m"): Spark rejects "4.8g". A setting is only advised where the
// application's Spark knows it; jobs outside SQL get code, since SQL settings do not reach them.
// Called by insights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

Change SetTo(std::string_view key, std::string_view value, std::string reason);
Change SetTo(std::string_view key, std::int64_t value, std::string reason);
Change InCode(std::string text, std::string reason);
Change InSql(std::string text, std::string reason);
Change OnCluster(std::string text, std::string reason);

// Whole MiB, rounded up, at least 1: "64m".
std::string MebibytesSetting(std::int64_t bytes);

// How to give the stage `count` partitions instead of what it has: by where its input comes from
// (shuffle, files, RDD), by adaptive execution, by Spark version. Adds one to three changes.
void AdvisePartitions(const Run& run, std::size_t stage_index, std::int64_t count,
                      const std::string& reason, Finding& finding);

// More memory for each slot: executor memory and overhead, fewer cores, or the node type.
void AdviseMemory(const Run& run, std::int64_t heap_bytes, const std::string& reason,
                  Finding& finding);

// Says what of this stage the log does not tell, and lowers the confidence.
void NoteMissing(const Run& run, std::size_t stage_index, Finding& finding);
// Likewise for a SQL execution's plan.
void NoteMissing(const Run& run, const model::SqlExecution& sql, Finding& finding);
void Miss(std::string what, Finding& finding);  // adds to `missing`, lowers the confidence one step

// A finding about one stage attempt, with scope, subject and SQL execution filled in.
Finding OfStage(const Run& run, std::size_t stage_index);
// A finding about one plan node: subject "sql 7 node 3".
Finding OfNode(const model::SqlExecution& sql, std::int32_t node);

std::string StagePlace(const model::StageAttempt& stage);  // "stage 12.0"
std::string TaskPlace(const model::StageAttempt& stage,
                      std::int64_t task_id);                               // "stage 12.0 task 7"
std::string NodePlace(const model::SqlExecution& sql, std::int32_t node);  // "sql 7 node 3"
// "stage 12.0", and what it was called when that says anything: "stage 12.0 (count at
// Daily.scala:7)".
std::string StageTitle(const Run& run, std::size_t stage_index);

}  // namespace dataflint::insights
