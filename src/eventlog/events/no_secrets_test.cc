// A secret in any free text of any event reaches neither the model nor a saved state.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

constexpr std::string_view kSecret = "hunter2secret";
const std::string kText = "could not open jdbc:postgresql://h/db?user=a&password=hunter2secret&x=1";

// `{"<name>":"<kText>"` for each name, with a comma before each.
std::string With(std::initializer_list<std::string_view> names) {
  std::string members;
  for (const std::string_view name : names) {
    members.append(",\"").append(name).append("\":\"").append(kText).append("\"");
  }
  return members;
}

std::string Reason(const std::string& kind, const std::string& members) {
  return R"({"Reason":")" + kind + "\"" + members + "}";
}

std::vector<std::string> Lines() {
  const std::string rdd =
      R"({"RDD ID":1,"Scope":"{\"id\":\"3\",\"name\":\"Scan (select \\\"password\\\":\\\"hunter2secret\\\")\"}",)"
      R"("Number of Partitions":1,"Parent IDs":[])" +
      With({"Name", "Callsite"}) + "}";
  const std::string cached =
      R"({"RDD ID":1,"Storage Level":{"Use Memory":true,"Replication":1},"Number of Partitions":1)" +
      With({"Name"}) + "}";
  const std::string node = R"({"nodeName":")" + kText + R"(","simpleString":")" + kText +
                           R"(","children":[],"metadata":{"Location":")" + kText +
                           R"("},"metrics":[]})";
  const std::string of_stage = With({"Failure Reason", "Details", "Stage Name"}) +
                               R"(,"Accumulables":[{"ID":1,"Name":"seen","Value":")" + kText +
                               "\"}]";
  std::string stage = StageInfo(1, 1, "", 0, rdd);
  stage.replace(stage.find("stage 1"), 7, kText);
  stage.replace(stage.find("call stack"), 10, kText);
  std::string other_stage =
      R"({"Stage ID":2,"Stage Attempt ID":0,"Number of Tasks":4,"RDD Info":[)" + cached + "]" +
      of_stage + R"(,"Submission Time":)" + At(200);
  const std::string streaming =
      R"({"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$Query)";
  const std::string sql = R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQL)";
  const std::string plugin = R"({"Event":"org.apache.spark.dataflint.listener.)";
  const std::string local =
      R"("spark.job.description":")" + kText + R"(","spark.jobGroup.id":")" + kText + "\"";

  std::vector<std::string> lines = {
      AppStart(),
      Environment(R"("spark.jars.repositories":"https://me:hunter2secret@repo/x")"),
      R"({"Event":"SparkListenerExecutorAdded","Timestamp":)" + At(10) +
          R"(,"Executor ID":"1","Executor Info":{"Host":"h","Total Cores":4,"Log Urls":{"stdout":")" +
          kText + R"("},"Attributes":{"where":")" + kText + R"("}}})",
      JobStart(1, stage, local),
      StageSubmitted(1, 1, 0, local, rdd),
      R"({"Event":"SparkListenerStageSubmitted","Stage Info":)" + other_stage +
          R"(},"Properties":{)" + local + "}}",
      R"({"Event":"SparkListenerStageCompleted","Stage Info":)" + other_stage +
          R"(,"Completion Time":)" + At(900) + "}}",
      R"({"Event":"SparkListenerExecutorRemoved","Timestamp":)" + At(4000) +
          R"(,"Executor ID":"1")" + With({"Removed Reason"}) + "}",
      R"({"Event":"SparkListenerExecutorRemoved","Timestamp":)" + At(4000) +
          R"(,"Executor ID":"unknown")" + With({"Removed Reason"}) + "}",
      sql + R"(ExecutionStart","executionId":1,"sparkPlanInfo":)" + node + R"(,"time":)" + At(50) +
          With({"description", "details", "physicalPlanDescription"}) +
          R"(,"modifiedConfigs":{"spark.x":")" + kText + R"("}})",
      sql + R"(AdaptiveExecutionUpdate","executionId":1,"sparkPlanInfo":)" + node +
          With({"physicalPlanDescription"}) + "}",
      sql + R"(ExecutionEnd","executionId":1,"time":)" + At(6000) + With({"errorMessage"}) + "}",
      streaming + R"(StartedEvent","id":"q","runId":"r","timestamp":)" + At(1) + With({"name"}) +
          "}",
      streaming + R"(ProgressEvent","progress":{"id":"q","runId":"r","timestamp":)" + At(2) +
          R"(,"sources":[{"a":0)" + With({"description", "startOffset", "endOffset"}) +
          R"(}],"sink":{"a":0)" + With({"description"}) + "}}}",
      streaming + R"(TerminatedEvent","id":"q","runId":"r")" + With({"exception"}) + "}",
      plugin + R"(DataflintDeltaLakeScanEvent","scanInfo":{"minExecutionId":1)" +
          With({"tablePath", "tableName"}) + "}}",
      JobEnd(1, 5000, R"({"Result":"JobFailed","Exception":{"Message":")" + kText + R"("}})"),
      R"({"password":"hunter2secret")",  // bad-json: its beginning is told
  };
  const std::string frame = R"([{"Declaring Class":"a","Method Name":"b"}])";
  const std::vector<std::string> reasons = {
      Reason("ExceptionFailure", With({"Class Name", "Description", "Full Stack Trace"})),
      Reason("ExceptionFailure", With({"Description"}) + R"(,"Stack Trace":)" + frame),
      Reason("ExceptionFailure", R"(,"Full Stack Trace":")" + std::string(32'750, 'x') +
                                     " https://me:hunter2secret@host/" + "\""),
      Reason("TaskKilled", With({"Kill Reason"})),
      Reason("FetchFailed", With({"Message"})),
      Reason("ExecutorLostFailure", With({"Loss Reason"})),
      Reason(kText, ""),
  };
  int task = 0;
  for (const std::string& reason : reasons) lines.push_back(TaskEnd(1, ++task, 0, reason));
  return lines;
}

TEST(NoSecrets, OfAnyEventIsKept) {
  LogReader reader;
  reader.BeginPart("log");
  for (const std::string& line : Lines()) {
    reader.Push(line);
    reader.Push("\n");
    ASSERT_EQ(reader.SaveState().find(kSecret), std::string::npos) << line;
  }
  EXPECT_GT(reader.application().issues.CountOf(ImportIssue::bad_json), 0);
  reader.Finish(true);
  reader.Reopen();
  EXPECT_EQ(reader.SaveState().find(kSecret), std::string::npos);
}

}  // namespace
}  // namespace dataflint::eventlog
