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

std::string Replaced(std::string line, const std::string& what, const std::string& by) {
  const std::size_t at = line.find(what);
  return at == std::string::npos ? "no " + what : line.replace(at, what.size(), by);
}

std::string WithCores(const std::string& cores) {
  return Replaced(ExecutorAdded("7"), "\"Total Cores\":4", "\"Total Cores\":" + cores);
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
      {ImportIssue::negative_duration,
       Join(Whole({ExecutorAdded("2", 500), ExecutorRemoved("2", 400)}))},
      {ImportIssue::negative_duration,
       Join(Whole({ExecutorRemoved("2", 400), ExecutorAdded("2", 500)}))},
      {ImportIssue::negative_duration, Join({AppStart(), Environment(), AppEnd(-9000)})},
      {ImportIssue::bad_number, Join(Whole({WithCores("-4"), WithCores("2147483648")})), 2},
      {ImportIssue::bad_number,
       Join(Whole(
           {R"({"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"1","Host":"h","Port":7},"Maximum Memory":-9223372036854775808,"Timestamp":1700000000500})",
            R"({"Event":"SparkListenerBlockUpdated","Block Updated Info":{"Block Manager ID":{"Executor ID":"1"},"Block ID":"rdd_0_0","Storage Level":{"Use Disk":false,"Use Memory":false},"Memory Size":-9223372036854775808,"Disk Size":0}})"})),
       2},
      {ImportIssue::bad_id, Join(Whole(OneTask(TaskStart(1, 1), TaskEnd(1, 1)))) + TaskEnd(-1, 2)},
      {ImportIssue::bad_id, Join(Whole({TaskEnd(1, -2)}))},
      {ImportIssue::bad_id, Join(Whole({StageSubmitted(-1), StageCompleted(-1)})), 2},
      {ImportIssue::bad_id, Join(Whole({JobStart(-1, "")}))},
      {ImportIssue::bad_id, Join(Whole({JobEnd(-1)}))},
      {ImportIssue::bad_number, Join(Whole({JobStart(0, StageInfo(1, -5)), JobEnd(0)}))},
      {ImportIssue::bad_time,
       Join(Whole({Replaced(JobStart(0, StageInfo(1)), At(100), "1700000000"), JobEnd(0)}))},
      {ImportIssue::no_finish_time,
       Join(Whole(OneTask(TaskStart(1, 1), Replaced(TaskEnd(1, 1), At(1300), "0"))))},
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
      {ImportIssue::second_application, Join(Whole({AppStart("app-2"), AppStart("app-1")}))},
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

// Every time that a figure is made of, once as 0 and once as -1. Where Spark itself writes 0 (a task
// that still runs, a result that came with the end) there is nothing wrong.
TEST(ImportIssuesOfEvents, NoTimeIsDroppedInSilence) {
  const std::vector<std::string> lines = {AppStart(),
                                          Environment(),
                                          ExecutorAdded("1"),
                                          SqlStart(1, PlanNode("Scan")),
                                          JobStart(0, StageInfo(1)),
                                          StageSubmitted(1),
                                          TaskStart(1, 1),
                                          TaskEnd(1, 1),
                                          StageCompleted(1),
                                          JobEnd(0),
                                          SqlEnd(1),
                                          ExecutorRemoved("1", 7000),
                                          AppEnd()};
  int times = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string begin = std::to_string(kBegin).substr(0, 8);
    for (std::size_t at = 0; (at = lines[i].find(begin, at)) != std::string::npos; ++at) {
      ++times;
      for (const char* wrong : {"0", "-1"}) {
        std::vector<std::string> changed = lines;
        changed[i].replace(at, At(0).size(), wrong);
        LogReader reader;
        reader.Push(Join(changed));
        reader.Finish();
        const ImportIssues& issues = reader.application().issues;
        EXPECT_GT(
            issues.CountOf(ImportIssue::bad_time) + issues.CountOf(ImportIssue::no_finish_time), 0)
            << changed[i];
        EXPECT_EQ(issues.CountOf(ImportIssue::sql_start_missing), 0) << changed[i];
        EXPECT_EQ(reader.application().FindStage({1, 0})->status, model::StageStatus::kComplete);
      }
    }
  }
  EXPECT_EQ(times, 14);
}

TEST(ImportIssuesOfEvents, ATaskThatCannotBePlacedIsDataLoss) {
  const LogOf log({AppStart(), Environment(), TaskEnd(-1, 2), AppEnd()});
  EXPECT_TRUE(log.app().issues.HasDataLoss());
}

TEST(ImportIssuesOfEvents, AnExecutionThatCannotBeNamedIsLeftOut) {
  const std::string plan = R"(,"sparkPlanInfo":)" + PlanNode("Scan") + "}";
  for (const std::string id : {"-1", "-7", "\"x\""}) {
    const auto event = [&](std::string_view name, std::string_view rest) {
      std::string line = R"({"Event":"org.apache.spark.sql.execution.ui.SparkListener)";
      line += name;
      line += R"(","executionId":)";
      line += id;
      line += rest;
      return line;
    };
    const LogOf log({AppStart(), Environment(), event("SQLExecutionStart", plan),
                     event("SQLAdaptiveExecutionUpdate", plan),
                     event("SQLAdaptiveSQLMetricUpdates",
                           R"(,"sqlPlanMetrics":[{"name":"a","accumulatorId":1}]})"),
                     event("DriverAccumUpdates", R"(,"accumUpdates":[[1,2]]})"),
                     event("SQLExecutionEnd", "}"), AppEnd()});
    EXPECT_EQ(log.CountOf(ImportIssue::bad_id), 5) << id;
    EXPECT_TRUE(log.app().sql_executions.empty()) << id;
  }
}

TEST(ImportIssuesOfEvents, ATaskWithoutFinishTimeTakesWhatItMeasured) {
  const LogOf log({AppStart(), Environment(), JobStart(0, StageInfo(1)), StageSubmitted(1),
                   TaskStart(1, 1), Replaced(TaskEnd(1, 1), At(1300), "0"), StageCompleted(1),
                   JobEnd(0), AppEnd()});
  EXPECT_EQ(log.stage(1).tasks.Row(0)[model::TaskColumn::duration], 901);
}

TEST(ImportIssuesOfEvents, ATaskWithoutFinishTimeTakesNoYears) {
  const std::string end =
      Replaced(Replaced(TaskEnd(1, 1), At(1300), "0"), R"("Executor Run Time":900)",
               R"("Executor Run Time":9007199254740992)");
  const LogOf log({AppStart(), Environment(), JobStart(0, StageInfo(1)), StageSubmitted(1),
                   TaskStart(1, 1), end, StageCompleted(1), JobEnd(0), AppEnd()});
  EXPECT_EQ(log.CountOf(ImportIssue::bad_number), 1);
  EXPECT_EQ(log.stage(1).tasks.Row(0)[model::TaskColumn::duration], 0);
  EXPECT_EQ(log.app().last_event_time, kBegin + 9000);
}

TEST(ImportIssuesOfEvents, AnApplicationInSecondsStartsWithItsFirstEvent) {
  const LogOf log({Replaced(AppStart(), At(0), "1700000000"), Environment(), ExecutorAdded("1"),
                   Replaced(AppEnd(), At(9000), "1700000009")});
  EXPECT_EQ(log.CountOf(ImportIssue::bad_time), 2);
  EXPECT_FALSE(model::IsKnown(log.app().start_time));
  EXPECT_EQ(log.app().first_event_time, kBegin + 10);
  EXPECT_EQ(log.app().end_time, kBegin + 10);
  EXPECT_EQ(log.CountOf(ImportIssue::unfinished_application), 0);
}

TEST(ImportIssuesOfEvents, WhatIsLeftOutForAnotherApplicationIsCounted) {
  const LogOf log({AppStart(), Environment(), AppStart("app-2"), JobStart(0, StageInfo(1)),
                   TaskEnd(1, 1), AppStart("app-1"), AppEnd()});
  EXPECT_EQ(log.CountOf(ImportIssue::second_application), 1);
  EXPECT_EQ(log.CountOf(ImportIssue::left_out_line), 2);
}

// Where there is no room, what is left out is named; what is kept is right.
TEST(ImportIssuesOfEvents, BudgetsOfRowsAreKept) {
  ReaderOptions options;
  options.memory.executors = 2;
  const LogOf executors({AppStart(), Environment(), ExecutorAdded("1"), ExecutorRemoved("1", 20),
                         ExecutorAdded("1", 30), ExecutorRemoved("1", 40), ExecutorAdded("1", 50),
                         ExecutorAdded("2", 60), AppEnd()},
                        options);
  EXPECT_EQ(executors.CountOf(ImportIssue::executor_dropped), 2);
  ASSERT_EQ(executors.app().executors.size(), 3U);
  EXPECT_EQ(executors.text(executors.app().executors[2].id), "(others)");
  EXPECT_EQ(executors.app().executors[2].add_time, kBegin + 50);
  EXPECT_TRUE(executors.app().executors[2].is_active);

  options = {};
  options.memory.open_spark_jobs = 4;
  const LogOf jobs({AppStart(), Environment(), JobStart(0, StageInfo(0)), JobEnd(0),
                    JobStart(1, StageInfo(1)), JobStart(2, StageInfo(2)), JobStart(3, StageInfo(3)),
                    JobEnd(1), JobStart(4, StageInfo(4)), AppEnd()},
                   options);
  EXPECT_EQ(jobs.CountOf(ImportIssue::spark_job_dropped), 1);
  EXPECT_EQ(jobs.app().spark_jobs.size(), 4U);

  // One event of Spark before 1.2 can name millions.
  const LogOf ids(
      {AppStart(), Environment(),
       R"({"Event":"SparkListenerJobStart","Job ID":0,"Stage IDs":[0,1,2,3,4,5,6]})", AppEnd()},
      options);
  EXPECT_EQ(ids.CountOf(ImportIssue::list_dropped), 1);
  EXPECT_EQ(ids.app().spark_jobs[0].stage_ids.size(), 4U);

  // Each of a stage's tasks counts in all Spark jobs that list it.
  options = {};
  options.memory.spark_jobs_of_stage = 2;
  const LogOf shared({AppStart(), Environment(), JobStart(0, StageInfo(1)),
                      JobStart(1, StageInfo(1)), JobStart(2, StageInfo(1)), StageSubmitted(1),
                      TaskStart(1, 1), TaskEnd(1, 1), StageCompleted(1), AppEnd()},
                     options);
  EXPECT_EQ(shared.CountOf(ImportIssue::list_dropped), 1);
  EXPECT_EQ(shared.app().spark_jobs[1].num_completed_tasks, 1);
  EXPECT_EQ(shared.app().spark_jobs[2].num_completed_tasks, 0);

  options = {};
  options.memory.spark_jobs = 1;
  options.memory.sql_executions = 1;
  const LogOf rows({AppStart(), Environment(), SqlStart(0, PlanNode("Scan")), SqlEnd(0),
                    SqlStart(1, PlanNode("Scan")), SqlEnd(1), JobStart(0, StageInfo(0)), JobEnd(0),
                    JobStart(1, StageInfo(1)), JobEnd(1), AppEnd()},
                   options);
  EXPECT_EQ(rows.CountOf(ImportIssue::sql_plan_dropped), 2);
  EXPECT_EQ(rows.CountOf(ImportIssue::spark_job_dropped), 1);
  EXPECT_EQ(rows.app().sql_executions.size(), 1U);
  EXPECT_EQ(rows.app().spark_jobs.size(), 1U);

  options = {};
  options.memory.stage_accumulators = 2;
  const std::string three =
      R"({"ID":1,"Name":"a","Update":1},{"ID":2,"Name":"b","Update":2},{"ID":3,"Name":"c","Update":3})";
  const LogOf accumulators(
      {AppStart(), Environment(), JobStart(0, StageInfo(1, 2)), StageSubmitted(1, 2),
       TaskEnd(1, 1, 0, R"({"Reason":"Success"})", three),
       TaskEnd(1, 2, 1, R"({"Reason":"Success"})", three), StageCompleted(1, 2), JobEnd(0),
       AppEnd()},
      options);
  EXPECT_EQ(accumulators.CountOf(ImportIssue::accumulator_dropped), 1);
  ASSERT_EQ(accumulators.stage(1).accumulators.size(), 2U);
  EXPECT_EQ(accumulators.stage(1).accumulators[1].sum, 4);
}

// A few lists fill the budget; a list that is told again takes the room of the one before.
TEST(ImportIssuesOfEvents, BudgetsOfListsAreKept) {
  const auto with_parents = [](const std::string& line, int count) {
    std::string parents = "0";
    for (int id = 1; id < count; ++id) parents += "," + std::to_string(id);
    return Replaced(line, R"("Parent IDs":[])", R"("Parent IDs":[)" + parents + "]");
  };
  ReaderOptions options;
  options.memory.lists = 1000;
  const LogOf stages({AppStart(), Environment(), JobStart(0, StageInfo(1) + "," + StageInfo(2)),
                      with_parents(StageSubmitted(1), 100), with_parents(StageCompleted(1), 100),
                      with_parents(StageSubmitted(2), 30), with_parents(StageCompleted(2), 20),
                      JobEnd(0), AppEnd()},
                     options);
  EXPECT_EQ(stages.CountOf(ImportIssue::list_dropped), 1);
  EXPECT_EQ(stages.stage(1).parent_stage_ids.size(), 100U);
  EXPECT_EQ(stages.stage(2).parent_stage_ids.size(), 20U);

  const std::string plugin = R"({"Event":"org.apache.spark.dataflint.listener.)";
  const std::string streaming =
      R"({"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$Query)";
  const std::vector<std::string> others = {
      plugin + R"(IcebergCommitEvent","icebergCommit":{"metrics":{"a":1}}})",
      plugin + R"(DataflintDeltaLakeScanEvent","scanInfo":{"partitionColumns":["a"]}})",
      plugin + R"(DatabricksAdditionalExecutionEvent","databricksAdditionalExecutionInfo":)"
               R"({"executionId":1,"nodeIdToRddScopeId":{"0":"1"}}})",
      streaming + R"(StartedEvent","id":"q","runId":"r"})",
      streaming + R"(ProgressEvent","progress":{"id":"q","runId":"r"}})",
      streaming + R"(TerminatedEvent","id":"q","runId":"r"})",
      R"({"Event":"SparkListenerResourceProfileAdded","Resource Profile Id":1})",
      ExecutorAdded("1"),
      SqlStart(1, PlanNode("Scan"), R"(,"modifiedConfigs":{"a":"b"})"),
      StageSubmitted(1, 1, 0, "", R"({"RDD ID":1})"),
      Replaced(StageCompleted(1), R"("Accumulables":[])",
               R"("Accumulables":[{"ID":1,"Name":"mine","Value":"1"}])"),
  };
  options.memory.lists = 0;
  for (const std::string& line : others) {
    const LogOf log({AppStart(), line}, options);
    EXPECT_GT(log.CountOf(ImportIssue::list_dropped), 0) << line;
  }

  options = {};
  options.memory.list_items = 2;
  const LogOf long_ones(
      {AppStart(), JobStart(0, StageInfo(1), R"("spark.job.tags":"a,b,c")"),
       with_parents(StageSubmitted(1), 3),
       streaming +
           R"(ProgressEvent","progress":{"id":"q","runId":"r","stateOperators":[{},{},{}]}})",
       SqlStart(1, PlanNode("Scan"), R"(,"modifiedConfigs":{"a":"1","b":"2","c":"3"})")},
      options);
  EXPECT_EQ(long_ones.CountOf(ImportIssue::list_dropped), 4);
  EXPECT_EQ(long_ones.app().spark_jobs[0].job_tags.size(), 2U);
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
