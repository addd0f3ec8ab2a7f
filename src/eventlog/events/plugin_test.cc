#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

std::string Plugin(const std::string& event, const std::string& fields) {
  return R"({"Event":"org.apache.spark.dataflint.listener.)" + event + R"(",)" + fields + "}";
}

TEST(PluginEvents, AllFourOfThePredecessor) {
  const LogOf log(
      {AppStart(),
       Plugin("DataflintEnvironmentInfoEvent",
              R"("environmentInfo":{"driverXmxBytes":2147483648})"),
       Plugin(
           "IcebergCommitEvent",
           R"("icebergCommit":{"executionId":5,"tableName":"db.t","commitId":3,"operation":"overwrite","metrics":{"durationMS":158,"addedDataFiles":3}})"),
       Plugin(
           "DataflintDeltaLakeScanEvent",
           R"("scanInfo":{"minExecutionId":17,"tablePath":"/c","tableName":null,"partitionColumns":["ds"],"clusteringColumns":["a","b"],"clusteringColumnsPhysicalNames":["x"],"zorderColumns":[]})"),
       Plugin("DataflintDeltaLakeScanEvent",
              R"("scanInfo":{"executionId":9,"nodeId":1,"tablePath":"/d","tableName":"d"})"),
       Plugin(
           "DatabricksAdditionalExecutionEvent",
           R"("databricksAdditionalExecutionInfo":{"executionId":3,"version":0,"nodeIdToRddScopeId":{"0":"25","1":"24"}})"),
       Plugin(
           "DatabricksAdditionalExecutionEvent",
           R"("databricksAdditionalExecutionInfo":{"executionId":3,"version":1,"nodeIdToRddScopeId":{"0":"26","2":null}})")});
  const model::PluginFacts& plugin = log.app().plugin;
  EXPECT_TRUE(plugin.seen);
  EXPECT_EQ(plugin.driver_max_heap_bytes, 2147483648);
  ASSERT_EQ(plugin.iceberg_commits.size(), 1U);
  EXPECT_EQ(plugin.iceberg_commits[0].sql_execution_id, 5);
  EXPECT_EQ(log.text(plugin.iceberg_commits[0].operation), "overwrite");
  EXPECT_EQ(plugin.iceberg_commits[0].metrics[1].second, 3);
  ASSERT_EQ(plugin.delta_scans.size(), 2U);
  EXPECT_EQ(log.text(plugin.delta_scans[0].table_name), "/c");
  EXPECT_EQ(plugin.delta_scans[0].clustering_columns.size(), 2U);
  EXPECT_EQ(plugin.delta_scans[1].min_execution_id, 9);
  ASSERT_EQ(plugin.node_rdd_scopes.size(), 1U);
  ASSERT_EQ(plugin.node_rdd_scopes[0].second.size(), 1U);
  EXPECT_EQ(log.text(plugin.node_rdd_scopes[0].second[0].second), "26");
}

// Were each looked for among all, this would take half a minute.
TEST(PluginEvents, ManyExecutionsAreReadInProportion) {
  LogReader reader;
  const auto begin = std::chrono::steady_clock::now();
  for (int id = 0; id < 100'000; ++id) {
    reader.Push(Plugin("DatabricksAdditionalExecutionEvent",
                       R"("databricksAdditionalExecutionInfo":{"executionId":)" +
                           std::to_string(id) + R"(,"nodeIdToRddScopeId":{"0":"1"}})") +
                "\n");
  }
  reader.Finish();
  EXPECT_EQ(reader.application().plugin.node_rdd_scopes.size(), 100'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
}

}  // namespace
}  // namespace dataflint::eventlog
