// For tests of event readers: a log made of lines, read, and its model.
#ifndef DATAFLINT_EVENTLOG_EVENTS_LOG_OF_TEST_H_
#define DATAFLINT_EVENTLOG_EVENTS_LOG_OF_TEST_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "eventlog/log_reader.h"

namespace dataflint::eventlog {

class LogOf {
 public:
  LogOf(std::initializer_list<std::string> lines, const ReaderOptions& options = {})
      : reader_(options) {
    for (const std::string& line : lines) Add(line);
    reader_.Finish();
  }
  const model::Application& app() const { return reader_.application(); }
  std::string_view text(StringId id) const { return app().text(id); }
  std::int64_t CountOf(ImportIssue issue) const { return app().issues.CountOf(issue); }
  const model::StageAttempt& stage(std::int64_t id, std::int64_t attempt = 0) const {
    return *app().FindStage({id, attempt});
  }

 private:
  void Add(const std::string& line) {
    reader_.Push(line);
    reader_.Push("\n");
  }
  LogReader reader_;
};

// Times of the made logs are milliseconds after this.
inline constexpr std::int64_t kBegin = 1'700'000'000'000;
inline std::string At(std::int64_t ms) { return std::to_string(kBegin + ms); }

inline std::string AppStart(const std::string& id = "app-1") {
  return R"({"Event":"SparkListenerApplicationStart","App Name":"made","App ID":")" + id +
         R"(","Timestamp":)" + At(0) + R"(,"User":"someone"})";
}
inline std::string AppEnd(std::int64_t ms = 9000) {
  return R"({"Event":"SparkListenerApplicationEnd","Timestamp":)" + At(ms) + "}";
}
inline std::string Environment(const std::string& spark_properties = "") {
  return R"({"Event":"SparkListenerEnvironmentUpdate","JVM Information":{"Java Version":"17"},)"
         R"("Spark Properties":{)" +
         spark_properties +
         R"(},"Hadoop Properties":{},"System Properties":{},"Metrics Properties":{},)"
         R"("Classpath Entries":{"/a.jar":"System Classpath"}})";
}
inline std::string ExecutorAdded(const std::string& id, std::int64_t ms = 10,
                                 const std::string& host = "worker-1") {
  return R"({"Event":"SparkListenerExecutorAdded","Timestamp":)" + At(ms) + R"(,"Executor ID":")" +
         id + R"(","Executor Info":{"Host":")" + host +
         R"(","Total Cores":4,"Log Urls":{"stdout":"u"},"Attributes":{"zone":"a"},)"
         R"("Resources":{"gpu":{"name":"gpu","addresses":["0","1"]}},"Resource Profile Id":0}})";
}
inline std::string ExecutorRemoved(const std::string& id, std::int64_t ms) {
  return R"({"Event":"SparkListenerExecutorRemoved","Timestamp":)" + At(ms) +
         R"(,"Executor ID":")" + id + R"(","Removed Reason":"worker lost"})";
}
// A `Stage Info`; `more` begins with a comma.
inline std::string StageInfo(int id, int tasks = 1, const std::string& more = "", int attempt = 0,
                             const std::string& rdds = "") {
  return R"({"Stage ID":)" + std::to_string(id) + R"(,"Stage Attempt ID":)" +
         std::to_string(attempt) + R"(,"Stage Name":"stage )" + std::to_string(id) +
         R"(","Number of Tasks":)" + std::to_string(tasks) + R"(,"RDD Info":[)" + rdds +
         R"(],"Parent IDs":[],"Details":"call stack","Accumulables":[],"Resource Profile Id":0)" +
         more + "}";
}
inline std::string JobStart(int id, const std::string& stage_infos,
                            const std::string& properties = "", std::int64_t ms = 100) {
  return R"({"Event":"SparkListenerJobStart","Job ID":)" + std::to_string(id) +
         R"(,"Submission Time":)" + At(ms) + R"(,"Stage Infos":[)" + stage_infos +
         R"(],"Stage IDs":[],"Properties":{)" + properties + "}}";
}
inline std::string JobEnd(int id, std::int64_t ms = 5000,
                          const std::string& result = R"({"Result":"JobSucceeded"})") {
  return R"({"Event":"SparkListenerJobEnd","Job ID":)" + std::to_string(id) +
         R"(,"Completion Time":)" + At(ms) + R"(,"Job Result":)" + result + "}";
}
inline std::string StageSubmitted(int id, int tasks = 1, int attempt = 0,
                                  const std::string& properties = "",
                                  const std::string& rdds = "") {
  return R"({"Event":"SparkListenerStageSubmitted","Stage Info":)" +
         StageInfo(id, tasks, R"(,"Submission Time":)" + At(200), attempt, rdds) +
         R"(,"Properties":{)" + properties + "}}";
}
inline std::string StageCompleted(int id, int tasks = 1, int attempt = 0,
                                  const std::string& more = "") {
  return R"({"Event":"SparkListenerStageCompleted","Stage Info":)" +
         StageInfo(id, tasks,
                   R"(,"Submission Time":)" + At(200) + R"(,"Completion Time":)" + At(4000) + more,
                   attempt) +
         "}";
}
inline std::string TaskInfo(int id, int index, std::int64_t finish_ms,
                            const std::string& accumulables = "") {
  const std::string finish = finish_ms < 0 ? "0" : At(finish_ms);
  return R"({"Task ID":)" + std::to_string(id) + R"(,"Index":)" + std::to_string(index) +
         R"(,"Attempt":0,"Partition ID":)" + std::to_string(index) + R"(,"Launch Time":)" +
         At(300) +
         R"(,"Executor ID":"1","Host":"worker-1","Locality":"ANY","Speculative":false,)"
         R"("Getting Result Time":0,"Finish Time":)" +
         finish + R"(,"Failed":false,"Killed":false,"Accumulables":[)" + accumulables + "]}";
}
inline std::string TaskStart(int stage, int id, int index = 0) {
  return R"({"Event":"SparkListenerTaskStart","Stage ID":)" + std::to_string(stage) +
         R"(,"Stage Attempt ID":0,"Task Info":)" + TaskInfo(id, index, -1) + "}";
}
inline std::string TaskEnd(int stage, int id, int index = 0,
                           const std::string& reason = R"({"Reason":"Success"})",
                           const std::string& accumulables = "", int attempt = 0) {
  return R"({"Event":"SparkListenerTaskEnd","Stage ID":)" + std::to_string(stage) +
         R"(,"Stage Attempt ID":)" + std::to_string(attempt) +
         R"(,"Task Type":"ResultTask","Task End Reason":)" + reason + R"(,"Task Info":)" +
         TaskInfo(id, index, 1300, accumulables) +
         R"(,"Task Metrics":{"Executor Deserialize Time":1,"Executor Run Time":900,)"
         R"("JVM GC Time":20,"Shuffle Read Metrics":{"Remote Blocks Fetched":1,"Fetch Wait Time":2,)"
         R"("Remote Bytes Read":3,"Total Records Read":4},"Input Metrics":)"
         R"({"Data Read Method":"Hadoop","Bytes Read":1000,"Records Read":10}}})";
}
inline std::string SqlStart(int id, const std::string& plan, const std::string& more = "") {
  return R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart",)"
         R"("executionId":)" +
         std::to_string(id) +
         R"(,"description":"select","details":"stack","physicalPlanDescription":"== Plan )" +
         std::to_string(id) + R"( ==","sparkPlanInfo":)" + plan + R"(,"time":)" + At(50) + more +
         "}";
}
inline std::string SqlEnd(int id, const std::string& more = "") {
  return R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd",)"
         R"("executionId":)" +
         std::to_string(id) + R"(,"time":)" + At(6000) + more + "}";
}
inline std::string PlanNode(const std::string& name, const std::string& children = "",
                            const std::string& metrics = "") {
  return R"({"nodeName":")" + name + R"(","simpleString":")" + name + R"( details","children":[)" +
         children + R"(],"metadata":{},"metrics":[)" + metrics + "]}";
}

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_LOG_OF_TEST_H_
