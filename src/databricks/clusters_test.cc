#include "databricks/clusters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "databricks/identity.h"
#include "databricks/scripted_workspace_test.h"

namespace dataflint::databricks {
namespace {

using testing::HasSubstr;

class ClustersTest : public ScriptedWorkspace {};

TEST_F(ClustersTest, AClusterOfAJob) {
  AnswerBody(
      R"({"cluster_id":"0712-060000-ab12cd34","cluster_name":"job-7-run-9-main","cluster_source":"JOB",
    "spark_version":"16.4.x-scala2.13","runtime_engine":"PHOTON","node_type_id":"m6i.xlarge",
    "driver_node_type_id":"m6i.large","autoscale":{"min_workers":2,"max_workers":8},"num_workers":3,
    "spark_context_id":9223372036854775807,"state":"TERMINATED","start_time":1752300000000,
    "terminated_time":1752303600000,"termination_reason":{"code":"JOB_FINISHED","type":"SUCCESS"},
    "cluster_log_conf":{"volumes":{"destination":"/Volumes/ops/logs/spark"}},
    "cluster_log_status":{"last_attempted":1752303500000,"last_exception":"no WRITE VOLUME"},
    "default_tags":{"JobId":"7"},"a_member_of_tomorrow":{"x":[1,2]}})");
  const auto cluster = GetCluster(*client_, "0712-060000-ab12cd34");
  ASSERT_TRUE(cluster.has_value()) << cluster.error().Message();
  EXPECT_EQ(cluster->spark_context_id, "9223372036854775807");
  EXPECT_EQ(cluster->min_workers, 2);
  EXPECT_EQ(cluster->max_workers, 8);
  EXPECT_EQ(cluster->job_id, "7");
  EXPECT_EQ(cluster->termination_code, "JOB_FINISHED");
  EXPECT_EQ(cluster->log_delivery.kind, LogDelivery::Kind::kVolume);
  EXPECT_EQ(cluster->log_delivery.destination, "/Volumes/ops/logs/spark");
  EXPECT_EQ(cluster->log_delivery.last_exception, "no WRITE VOLUME");
  EXPECT_THAT(Requests(), HasSubstr("/api/2.1/clusters/get?cluster_id=0712-060000-ab12cd34"));
}

TEST_F(ClustersTest, WhatIsLeftOutIsNotToldAndNullIsNothing) {
  AnswerBody(
      R"({"cluster_id":"a","num_workers":null,"cluster_log_conf":null,"start_time":"soon"})");
  const auto cluster = GetCluster(*client_, "a");
  ASSERT_TRUE(cluster.has_value());
  EXPECT_EQ(cluster->num_workers, 0);
  EXPECT_EQ(cluster->min_workers, std::nullopt);
  EXPECT_EQ(cluster->start_time, kNoMoment);
  EXPECT_EQ(cluster->log_delivery.kind, LogDelivery::Kind::kNone);
}

TEST_F(ClustersTest, ListsEndWhenEnoughIsKnown) {
  AnswerBody(R"({"clusters":[{"cluster_id":"1"},{"cluster_id":"2"}],"next_page_token":"t"})");
  std::vector<std::string> ids;
  const auto done = ForEachCluster(*client_, [&](Cluster cluster) {
    ids.push_back(cluster.cluster_id);
    return false;
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_THAT(ids, testing::ElementsAre("1"));
}

TEST_F(ClustersTest, EventsOfMoreThanOnePage) {
  std::string events;
  for (int i = 0; i < 500; ++i) {
    events += std::string(i == 0 ? "" : ",") + R"({"timestamp":)" + std::to_string(i) +
              R"(,"type":"RESIZING"})";
  }
  AnswerBody(R"({"events":[)" + events + R"(],"total_count":501})");
  AnswerBody(R"({"events":[{"timestamp":500,"type":"NODES_LOST","details":{"current_num_workers":3,
    "reason":{"code":"SPOT_INSTANCE_TERMINATION"}}}]})");
  const auto all = GetClusterEvents(*client_, "a", 0, 1000);
  ASSERT_TRUE(all.has_value()) << all.error().Message();
  ASSERT_EQ(all->size(), 501U);
  EXPECT_EQ(all->back().current_workers, 3);
  EXPECT_EQ(all->back().target_workers, std::nullopt);
  EXPECT_EQ(all->back().reason_code, "SPOT_INSTANCE_TERMINATION");
  const std::string requests = Requests();
  EXPECT_THAT(requests, HasSubstr(R"(\"offset\":500)"));
  EXPECT_THAT(requests, HasSubstr("POST"));
}

TEST_F(ClustersTest, WhoWeAre) {
  Answer(
      R"({"status": 200, "headers": {"X-Databricks-Org-Id": "900"}, "body": {"id": "12", "userName": "5f0c-aa",
    "displayName": "collector", "active": true, "schemas": []}})");
  const auto identity = GetIdentity(*client_);
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->display_name, "collector");
  EXPECT_EQ(identity->user_name, "5f0c-aa");
  EXPECT_EQ(identity->workspace_id, "900");
  EXPECT_TRUE(identity->is_active);
}

}  // namespace
}  // namespace dataflint::databricks
