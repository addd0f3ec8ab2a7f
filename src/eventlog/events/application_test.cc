#include <gtest/gtest.h>

#include "eventlog/events/log_of_test.h"
#include "eventlog/events/properties.h"

namespace dataflint::eventlog {
namespace {

TEST(ApplicationEvents, StartEndAndVersion) {
  const LogOf log(
      {R"({"Event":"SparkListenerLogStart","Spark Version":"3.5.1"})",
       R"({"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"driver","Host":"h","Port":7},"Maximum Memory":100,"Timestamp":1700000000001})",
       R"({"Event":"SparkListenerApplicationStart","App Name":"n","App ID":"i","Timestamp":1700000000000,"User":"u","App Attempt ID":"2","Driver Logs":{"stdout":"x"},"Driver Attributes":{"a":"b"}})",
       Environment(),
       R"({"Event":"SparkListenerApplicationEnd","Timestamp":1700000009000,"ExitCode":3})"});
  const model::Application& app = log.app();
  EXPECT_EQ(log.text(app.name), "n");
  EXPECT_EQ(log.text(app.id), "i");
  EXPECT_EQ(log.text(app.user), "u");
  EXPECT_EQ(log.text(app.attempt_id), "2");
  EXPECT_EQ(log.text(app.spark_version), "3.5.1");
  EXPECT_EQ(app.start_time, kBegin);
  EXPECT_EQ(app.end_time, kBegin + 9000);
  EXPECT_EQ(app.exit_code, 3);
  ASSERT_EQ(app.executors.size(), 1U);
  EXPECT_TRUE(app.executors[0].is_driver);
  EXPECT_EQ(log.text(app.executors[0].log_urls[0].second), "x");
  EXPECT_EQ(log.text(app.executors[0].attributes[0].second), "b");
  EXPECT_FALSE(app.issues.HasDataLoss());
}

TEST(ApplicationEvents, TheNewestEnvironmentCountsAndSecretsAreNotKept) {
  const LogOf log(
      {AppStart(), Environment(R"("spark.a":"1")"),
       Environment(R"("spark.a":"2","spark.my.password":"p","spark.hadoop.fs.s3a.access.key":"k",)"
                   R"("spark.x":"uses a Token","fs.azure.account.key.x":"k2")"),
       AppEnd()});
  EXPECT_EQ(log.app().SparkProperty("spark.a"), "2");
  EXPECT_EQ(log.app().SparkProperty("spark.my.password"), kRedacted);
  EXPECT_EQ(log.app().SparkProperty("spark.hadoop.fs.s3a.access.key"), kRedacted);
  EXPECT_EQ(log.app().SparkProperty("spark.x"), kRedacted);
  EXPECT_EQ(log.app().SparkProperty("fs.azure.account.key.x"), kRedacted);
  for (const char* secret : {"p", "k", "k2", "uses a Token"}) {
    EXPECT_EQ(log.app().strings.Find(secret), StringId::kEmpty) << secret;
  }
}

TEST(ApplicationEvents, ResourceProfilesReplaceTheirNumber) {
  const LogOf log(
      {AppStart(),
       R"({"Event":"SparkListenerResourceProfileAdded","Resource Profile Id":0,"Executor Resource Requests":{"cores":{"Resource Name":"cores","Amount":2,"Discovery Script":"","Vendor":""}},"Task Resource Requests":{"cpus":{"Resource Name":"cpus","Amount":1.0}}})",
       R"({"Event":"SparkListenerResourceProfileAdded","Resource Profile Id":0,"Executor Resource Requests":{"cores":{"Resource Name":"cores","Amount":8,"Discovery Script":"s","Vendor":"v"}},"Task Resource Requests":{"cpus":{"Resource Name":"cpus","Amount":0.5}}})"});
  const auto& profiles = log.app().environment.resource_profiles;
  ASSERT_EQ(profiles.size(), 1U);
  EXPECT_EQ(profiles[0].executor_requests[0].amount, 8);
  EXPECT_EQ(log.text(profiles[0].executor_requests[0].vendor), "v");
  EXPECT_EQ(profiles[0].task_requests[0].amount, 0.5);
}

std::string Metadata(const std::string& context, int rollover) {
  return R"({"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.4.1","Timestamp":)" +
         At(rollover) + R"(,"Rollover Number":)" + std::to_string(rollover) +
         R"(,"SparkContext Id":)" + context + "}";
}

TEST(ApplicationEvents, DatabricksIsKnownByItsMetadata) {
  const LogOf log(
      {Metadata("9007199254740993123", 0), AppStart(), Metadata("9007199254740993123", 1)});
  const model::DatabricksContext& databricks = log.app().databricks;
  EXPECT_TRUE(databricks.is_databricks);
  EXPECT_FALSE(databricks.is_photon);
  EXPECT_EQ(log.text(databricks.spark_context_id),
            "9007199254740993123");  // more than a double holds
  EXPECT_EQ(log.text(log.app().spark_version), "3.4.1");
}

TEST(ApplicationEvents, DatabricksClusterFromTheEnvironment) {
  const LogOf log(
      {AppStart(),
       Environment(
           R"("spark.databricks.clusterUsageTags.clusterId":"0101-1",)"
           R"x("spark.databricks.clusterUsageTags.sparkVersion":"*********(redacted)",)x"
           R"("spark.databricks.clusterUsageTags.effectiveSparkVersion":"13.3.x-photon-scala2.12","spark.databricks.cloudProvider":"AWS",)"
           R"("spark.databricks.clusterUsageTags.clusterNodeType":"m6gd.2xlarge","spark.databricks.clusterUsageTags.region":"us-west-2")")});
  const model::DatabricksContext& databricks = log.app().databricks;
  EXPECT_TRUE(databricks.is_databricks);
  EXPECT_TRUE(databricks.is_photon);
  EXPECT_EQ(log.text(databricks.cluster_id), "0101-1");
  EXPECT_EQ(log.text(databricks.runtime), "13.3.x-photon-scala2.12");
  EXPECT_EQ(log.text(databricks.cloud), "AWS");
  EXPECT_EQ(log.text(databricks.worker_node_type), "m6gd.2xlarge");
  EXPECT_EQ(log.text(databricks.region), "us-west-2");
}

TEST(ApplicationEvents, ASecondApplicationIsLeftOutUntilTheFirstGoesOn) {
  const LogOf log({AppStart("app-1"), Environment(), JobStart(0, StageInfo(0)), AppStart("app-2"),
                   JobStart(1, StageInfo(1)), TaskEnd(1, 5), AppStart("app-1"), JobEnd(0),
                   AppEnd()});
  EXPECT_EQ(log.CountOf(ImportIssue::second_application), 1);
  ASSERT_EQ(log.app().spark_jobs.size(), 1U);
  EXPECT_EQ(log.app().spark_jobs[0].status, model::SparkJobStatus::kSucceeded);
  EXPECT_EQ(log.app().stages.size(), 1U);
  EXPECT_EQ(log.text(log.app().id), "app-1");
}

TEST(ApplicationEvents, PartsOfAnotherSparkContextAreLeftOut) {
  const LogOf log({Metadata("1", 0), AppStart(), Metadata("2", 0), JobStart(1, StageInfo(1)),
                   Metadata("1", 1), JobStart(2, StageInfo(2))});
  EXPECT_EQ(log.CountOf(ImportIssue::second_application), 1);
  ASSERT_EQ(log.app().spark_jobs.size(), 1U);
  EXPECT_EQ(log.app().spark_jobs[0].job_id, 2);
}

TEST(ApplicationEvents, AMissingStartIsInferredFromTheEnvironment) {
  const LogOf log(
      {Environment(
           R"("spark.app.id":"app-9","spark.app.name":"n9","spark.app.startTime":"1699999999000")"),
       JobStart(0, StageInfo(0)), AppEnd()});
  EXPECT_EQ(log.CountOf(ImportIssue::no_application_start), 1);
  EXPECT_EQ(log.text(log.app().id), "app-9");
  EXPECT_EQ(log.text(log.app().name), "n9");
  EXPECT_EQ(log.app().start_time, 1'699'999'999'000);
  const LogOf without({JobStart(0, StageInfo(0), "", 700)});
  EXPECT_EQ(without.app().start_time, kBegin + 700);
}

TEST(ApplicationEvents, EventsAreCountedByName) {
  const LogOf log(
      {AppStart(), R"({"Event":"com.example.Custom","x":1})", R"({"Event":"com.example.Custom"})",
       R"({"Event":"org.apache.spark.sql.catalyst.catalog.AlterTableEvent","name":"t"})",
       R"({"Event":"io.dataflint.spark.events.Anything","version":1})",
       R"({"Event":"org.apache.spark.scheduler.SparkListenerMiscellaneousProcessAdded","time":1700000000500,"processId":"p","info":{}})"});
  EXPECT_EQ(log.CountOf(ImportIssue::unknown_event), 2);
  EXPECT_EQ(log.app().issues.PlacesOf(ImportIssue::unknown_event)[0].detail, "com.example.Custom");
  std::int64_t custom = 0;
  for (const auto& [name, count] : log.app().events_by_name) {
    if (log.text(name) == "com.example.Custom") custom = count;
  }
  EXPECT_EQ(custom, 2);
  EXPECT_EQ(log.app().events_by_name.size(), 5U);
  EXPECT_EQ(log.app().last_event_time, kBegin + 500);
}

TEST(LooksSecretTest, KnowsSparksWordsAndConnectors) {
  EXPECT_TRUE(LooksSecret("spark.a.SECRET", ""));
  EXPECT_TRUE(LooksSecret("my.AccessKey", ""));
  EXPECT_TRUE(LooksSecret("x", "has a password in it"));
  EXPECT_TRUE(LooksSecret("jdbc.passwd", ""));
  EXPECT_FALSE(LooksSecret("spark.sql.shuffle.partitions", "200"));
  EXPECT_FALSE(LooksSecret("spark.databricks.clusterUsageTags.clusterId", "0101"));
}

TEST(ApplicationEvents, AnEndWithoutATimeLacksIt) {
  const LogOf log({AppStart(), ExecutorAdded("1", 700),
                   R"({"Event":"SparkListenerApplicationEnd","ExitCode":3})"});
  EXPECT_EQ(log.CountOf(ImportIssue::missing_field), 1);
  EXPECT_EQ(log.CountOf(ImportIssue::negative_duration), 0);
  EXPECT_EQ(log.app().end_time, kBegin + 700);
}

}  // namespace
}  // namespace dataflint::eventlog
