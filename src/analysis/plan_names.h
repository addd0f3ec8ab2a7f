// What plan nodes and Spark jobs are called by Spark, where figures depend on it. Pure.
#ifndef DATAFLINT_ANALYSIS_PLAN_NAMES_H_
#define DATAFLINT_ANALYSIS_PLAN_NAMES_H_

#include <string_view>

#include "model/application.h"

namespace dataflint::analysis {

// A node that writes a table or files: "Execute InsertIntoHadoopFsRelationCommand", "AppendData",
// "AtomicCreateTableAsSelect", "Execute MergeIntoCommand", ... and the same of Gpu and Photon.
bool IsWritingNode(std::string_view node_name);
// "Execute <a command>": runs on the driver.
bool IsCommandNode(std::string_view node_name);
// BroadcastExchange and its kin of other engines.
bool IsBroadcastExchangeNode(std::string_view node_name);
// Without the unit that Spark 2 put behind names: "metadata time (ms)" is "metadata time".
std::string_view MetricNameWithoutUnit(std::string_view metric_name);

// Spark jobs that Spark starts itself, by their description or call site.
bool ListsFiles(const model::Application& app, const model::SparkJob& spark_job);
bool CollectsBroadcast(const model::Application& app, const model::SparkJob& spark_job);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_PLAN_NAMES_H_
