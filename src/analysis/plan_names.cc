#include "analysis/plan_names.h"

namespace dataflint::analysis {
namespace {

constexpr std::string_view kExecute = "Execute ";

std::string_view WithoutEngine(std::string_view name) {
  for (const std::string_view engine : {"Gpu", "Photon"}) {
    if (name.starts_with(engine)) name.remove_prefix(engine.size());
  }
  return name;
}

}  // namespace

bool IsWritingNode(std::string_view name) {
  if (name.starts_with(kExecute)) name.remove_prefix(kExecute.size());
  name = WithoutEngine(name);
  for (const std::string_view verb : {"Insert", "Append", "Overwrite", "Write", "Save", "Merge",
                                      "Delete", "Update", "ReplaceData"}) {
    if (name.starts_with(verb)) return true;
  }
  return name.find("AsSelect") != std::string_view::npos;
}

bool IsCommandNode(std::string_view name) { return name.starts_with(kExecute); }

bool IsBroadcastExchangeNode(std::string_view name) {
  return name.find("BroadcastExchange") != std::string_view::npos;
}

std::string_view MetricNameWithoutUnit(std::string_view name) {
  constexpr std::string_view kUnit = " (ms)";
  if (name.ends_with(kUnit)) name.remove_suffix(kUnit.size());
  return name;
}

bool ListsFiles(const model::Application& app, const model::SparkJob& spark_job) {
  const std::string_view description = app.text(spark_job.description);
  return description.find("Listing leaf files") != std::string_view::npos ||
         description.find("Filtering files for query") != std::string_view::npos;
}

bool CollectsBroadcast(const model::Application& app, const model::SparkJob& spark_job) {
  const std::string_view name = app.text(spark_job.name);
  // Spark 3 names the closure that every broadcast and subquery thread runs in; Spark 2 the thread
  // pool.
  return app.text(spark_job.description).starts_with("broadcast exchange") ||
         name.find("withThreadLocalCaptured") != std::string_view::npos ||
         name.find("run at ThreadPoolExecutor.java") != std::string_view::npos;
}

}  // namespace dataflint::analysis
