// Every import issue about lines and contents is produced by a case here, and by nothing else in
// it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

// A log that has nothing wrong, with more lines before its end.
std::vector<std::string> Whole(const std::vector<std::string>& more = {}) {
  std::vector<std::string> lines = {AppStart(), Environment(), ExecutorAdded("1")};
  lines.insert(lines.end(), more.begin(), more.end());
  lines.push_back(AppEnd());
  return lines;
}

struct Case {
  ImportIssue issue;
  std::string log;
  std::int64_t times = 1;
};

std::string Join(const std::vector<std::string>& lines) {
  std::string log;
  for (const std::string& line : lines) log += line + "\n";
  return log;
}

std::vector<std::string> OneTask(const std::string& start, const std::string& end) {
  std::vector<std::string> lines = {JobStart(0, StageInfo(1)), StageSubmitted(1)};
  if (!start.empty()) lines.push_back(start);
  lines.push_back(end);
  lines.push_back(StageCompleted(1));
  lines.push_back(JobEnd(0));
  return lines;
}

std::vector<Case> Cases() {
  const std::string deep = std::string(1'000'000, '[');
  std::vector<std::string> two_ends = OneTask(TaskStart(1, 1), TaskEnd(1, 1));
  two_ends.insert(two_ends.begin() + 4, TaskEnd(1, 1));
  return {
      {ImportIssue::truncated_last_line, Join(Whole()) + R"({"Event":"SparkListenerApp)"},
      {ImportIssue::bad_json, Join(Whole({"{\"Event\":\"SparkListenerLogStart\",}"}))},
      {ImportIssue::not_an_event, Join(Whole({"{\"event\":1}", "[1]", "7"})), 3},
      {ImportIssue::invalid_utf8,
       Join(Whole({"{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"\xff\"}"}))},
      {ImportIssue::unknown_event, Join(Whole({R"({"Event":"com.example.Custom"})"}))},
      {ImportIssue::nesting_too_deep, Join(Whole({deep}))},
      {ImportIssue::missing_field,
       Join(Whole({R"({"Event":"SparkListenerJobStart","Stage Infos":[]})"}))},
      {ImportIssue::bad_number,
       Join(Whole({R"({"Event":"SparkListenerUnpersistRDD","RDD ID":"x"})"}))},
      {ImportIssue::bad_number,
       Join(Whole({JobStart(0, StageInfo(1), R"("spark.sql.execution.id":"NaN")"), JobEnd(0)}))},
      {ImportIssue::negative_duration,
       Join(Whole({JobStart(0, StageInfo(1), "", 100), JobEnd(0, 50)}))},
      {ImportIssue::negative_duration,
       Join(Whole(
           {SqlStart(0, PlanNode("A")),
            R"({"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd","executionId":0,"time":1700000000001})"}))},
      {ImportIssue::task_without_stage, Join(Whole({TaskStart(9, 1), TaskEnd(9, 1)}))},
      {ImportIssue::task_end_without_start, Join(Whole(OneTask("", TaskEnd(1, 1))))},
      {ImportIssue::duplicate_task_end, Join(Whole(two_ends))},
      {ImportIssue::stage_without_job, Join(Whole({StageSubmitted(1, 0), StageCompleted(1, 0)}))},
      {ImportIssue::negative_stage_attempt,
       Join(Whole({TaskEnd(1, 1, 0, R"({"Reason":"Success"})", "", -1)}))},
      {ImportIssue::unfinished_application, Join({AppStart(), Environment()})},
      {ImportIssue::unfinished_task,
       Join(Whole({JobStart(0, StageInfo(1)), StageSubmitted(1, 0), TaskStart(1, 1),
                   StageCompleted(1, 0), JobEnd(0)}))},
      {ImportIssue::unfinished_stage,
       Join(Whole({JobStart(0, StageInfo(1)), StageSubmitted(1), JobEnd(0)}))},
      {ImportIssue::no_environment, Join({AppStart(), AppEnd()})},
      {ImportIssue::no_application_start, Join({Environment(), AppEnd()})},
      {ImportIssue::no_cpu_time, Join(Whole({JobStart(0, StageInfo(1, 2)), StageSubmitted(1, 2),
                                             TaskStart(1, 1), TaskStart(1, 2, 1), TaskEnd(1, 1),
                                             TaskEnd(1, 2, 1), StageCompleted(1, 2), JobEnd(0)}))},
      {ImportIssue::sql_start_missing,
       Join(Whole({JobStart(0, StageInfo(1), R"("spark.sql.execution.id":"5")"), JobEnd(0)}))},
      {ImportIssue::dropped_events,
       Join(Whole({JobStart(0, StageInfo(1)), StageSubmitted(1), StageCompleted(1), JobEnd(0)}))},
      {ImportIssue::truncated_plan,
       Join(Whole({SqlStart(0, PlanNode("Scan [... 3 more fields]")), SqlEnd(0)}))},
      {ImportIssue::second_application,
       Join(Whole({AppStart("app-2"), JobStart(0, StageInfo(1)), AppStart("app-1")}))},
  };
}

TEST(ImportIssuesOfEvents, EveryCaseProducesItsIssueAlone) {
  LogReader whole;
  whole.Push(Join(Whole(OneTask(TaskStart(1, 1), TaskEnd(1, 1)))));
  whole.Finish();
  whole.application().issues.ForEach([](ImportIssue issue, std::int64_t, const auto&) {
    ADD_FAILURE() << "in a log with nothing wrong: " << SpecOf(issue).id;
  });
  for (const Case& one : Cases()) {
    LogReader reader;
    reader.Push(one.log);
    reader.Finish();
    EXPECT_EQ(reader.application().issues.CountOf(one.issue), one.times) << SpecOf(one.issue).id;
    reader.application().issues.ForEach([&](ImportIssue issue, std::int64_t, const auto& places) {
      if (issue == one.issue) return;
      ADD_FAILURE() << SpecOf(one.issue).id << " also gives " << SpecOf(issue).id << ": "
                    << places.front().detail;
    });
  }
}

TEST(ImportIssuesOfEvents, BadLinesLoseNothingElse) {
  const std::vector<std::string> good = Whole(OneTask(TaskStart(1, 1), TaskEnd(1, 1)));
  for (std::size_t at = 0; at <= good.size(); ++at) {
    std::vector<std::string> lines = good;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                 {"garbage", "{\"Event\":", "[]", "{}"});
    LogReader reader;
    reader.Push(Join(lines));
    reader.Finish();
    const model::Application& app = reader.application();
    EXPECT_EQ(app.issues.CountOf(ImportIssue::bad_json), 2);
    EXPECT_EQ(app.issues.CountOf(ImportIssue::not_an_event), 2);
    EXPECT_EQ(app.stages.size(), 1U);
    EXPECT_EQ(app.stages[0].num_complete_tasks, 1);
    EXPECT_TRUE(app.is_finished());
  }
}

}  // namespace
}  // namespace dataflint::eventlog
