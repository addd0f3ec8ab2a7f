#include <gtest/gtest.h>

#include <limits>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

const std::string kProgress =
    R"({"id":"q","runId":"r","name":"n","timestamp":"2023-11-14T22:13:20.500Z","batchId":3,"batchDuration":77,)"
    R"("durationMs":{"addBatch":50,"triggerExecution":77},"stateOperators":[{"operatorName":"agg","numRowsTotal":9,"numRowsUpdated":2,"memoryUsedBytes":1000}],)"
    R"("sources":[{"description":"Kafka","startOffset":null,"endOffset":{"t":{"0":5}},"numInputRows":5,"inputRowsPerSecond":"NaN","processedRowsPerSecond":2.5},)"
    R"({"description":"Rate","startOffset":"1","endOffset":"2","numInputRows":1}],"sink":{"description":"console"}})";

std::string Query(const std::string& event, const std::string& fields) {
  return R"({"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$Query)" + event +
         R"(Event",)" + fields + "}";
}
std::string Quoted(const std::string& json) {
  std::string text = "\"";
  for (const char c : json) {
    if (c == '"') text += '\\';
    text += c;
  }
  return text + "\"";
}

TEST(StreamingEvents, ProgressAsObjectAndAsText) {
  for (const std::string& progress : {kProgress, Quoted(kProgress)}) {
    const LogOf log(
        {AppStart(),
         Query("Started",
               R"("id":"q","runId":"r","name":"n","timestamp":"2023-11-14T22:13:20.100Z")"),
         Query("Progress", R"("progress":)" + progress),
         Query("Idle", R"("id":"q","runId":"r","timestamp":"x")"),
         Query("Terminated", R"("id":"q","runId":"r","exception":"boom")")});
    EXPECT_EQ(log.CountOf(ImportIssue::unknown_event) + log.CountOf(ImportIssue::bad_number), 0);
    ASSERT_EQ(log.app().streaming_queries.size(), 1U);
    const model::StreamingQuery& query = log.app().streaming_queries[0];
    EXPECT_EQ(log.text(query.id), "q");
    EXPECT_EQ(log.text(query.run_id), "r");
    EXPECT_EQ(log.text(query.name), "n");
    EXPECT_EQ(query.start_time, kBegin + 100);
    EXPECT_EQ(log.text(query.exception), "boom");
    EXPECT_EQ(query.end_time, kBegin + 500);
    ASSERT_EQ(query.progress.size(), 1U);
    const model::StreamingProgress& row = query.progress[0];
    EXPECT_EQ(row.batch_id, 3);
    EXPECT_EQ(row.timestamp, kBegin + 500);
    EXPECT_EQ(row.batch_duration, 77);
    EXPECT_EQ(row.num_input_rows, 6);
    ASSERT_EQ(row.sources.size(), 2U);
    EXPECT_EQ(log.text(row.sources[0].end_offset), R"({"t":{"0":5}})");
    EXPECT_EQ(row.sources[0].input_rows_per_second, 0);
    EXPECT_EQ(row.sources[0].processed_rows_per_second, 2.5);
    EXPECT_EQ(row.state_operators[0].memory_used_bytes, 1000);
    EXPECT_EQ(log.text(row.sink), "console");
  }
}

TEST(StreamingEvents, TimesBeforeSparkAndAfterAllOfUsAreNone) {
  const LogOf log(
      {AppStart(),
       Query("Started", R"("id":"q","runId":"r","timestamp":"1970-01-02T00:00:00.000Z")"),
       Query("Started", R"("id":"q","runId":"s","timestamp":"9000-01-01T00:00:00.000Z")"),
       Query("Progress", R"("progress":{"id":"q","runId":"r","timestamp":9000000000000000})")});
  EXPECT_EQ(log.CountOf(ImportIssue::bad_time), 1);
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 2);
  EXPECT_EQ(log.app().first_event_time, kBegin);
  EXPECT_EQ(log.app().last_event_time, kBegin);
}

TEST(StreamingEvents, BeforeSpark3TheTriggerTimeIsTheBatchDuration) {
  const LogOf log(
      {AppStart(),
       Query(
           "Progress",
           R"("progress":{"id":"q","runId":"r","timestamp":"not a time","batchId":0,"durationMs":{"triggerExecution":42}})")});
  const model::StreamingProgress& row = log.app().streaming_queries[0].progress[0];
  EXPECT_EQ(row.batch_duration, 42);
  EXPECT_EQ(row.timestamp, model::kNoTime);
}

TEST(StreamingEvents, ProgressThatIsNoJsonOrHasNoNumbersIsCounted) {
  const std::string bad = R"({"id":"q","runId":"r","batchId":"x","batchDuration":1.5})";
  const LogOf log({AppStart(), Query("Progress", R"("progress":"{\"id\":")"),
                   Query("Progress", R"("progress":)" + Quoted(bad)),
                   Query("Progress", R"("progress":)" + bad)});
  EXPECT_EQ(log.CountOf(ImportIssue::bad_json), 1);
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 4);
}

TEST(StreamingEvents, WhatIsPastABudgetIsCounted) {
  ReaderOptions options;
  options.memory.query_batches = 2;
  options.memory.offset_texts = 0;
  const std::string progress = Query("Progress", R"("progress":)" + kProgress);
  const LogOf log({AppStart(), progress, progress, progress, progress}, options);
  EXPECT_EQ(log.app().streaming_queries[0].progress.size(), 2U);
  EXPECT_EQ(log.CountOf(ImportIssue::list_dropped), 2);
  EXPECT_EQ(log.CountOf(ImportIssue::text_dropped), 5);  // all offsets but the first
}

TEST(StreamingEvents, RowsOfSourcesAddUpToNoMoreThanThereIs) {
  const std::string source = R"({"numInputRows":9223372036854775807})";
  const LogOf log({AppStart(), Query("Progress", R"("progress":{"id":"q","runId":"r","sources":[)" +
                                                     source + "," + source + "]}")});
  EXPECT_EQ(log.app().streaming_queries[0].progress[0].num_input_rows,
            std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace dataflint::eventlog
