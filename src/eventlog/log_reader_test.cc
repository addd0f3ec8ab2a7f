#include "eventlog/log_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/saved_state.h"

namespace dataflint::eventlog {
namespace {

using model::TaskColumn;

std::string TaskEnd(int id, const std::string& accumulables = "") {
  const std::string n = std::to_string(id);
  return R"({"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"ResultTask",)"
         R"("Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":)" +
         n + R"(,"Index":)" + n + R"(,"Attempt":0,"Partition ID":)" + n +
         R"(,"Launch Time":1700000000100,"Executor ID":"1",)"
         R"("Host":"worker-1","Locality":"PROCESS_LOCAL","Speculative":false,"Getting Result Time":0,)"
         R"("Finish Time":17000000002)" +
         (id < 10 ? "0" + n : n) +
         R"(,"Failed":false,"Killed":false,)"
         R"("Accumulables":[)" +
         accumulables +
         R"(]},"Task Executor Metrics":{"JVMHeapMemory":123,)"
         R"("JVMOffHeapMemory":7},"Task Metrics":{"Executor Deserialize Time":3,)"
         R"("Executor Deserialize CPU Time":2000000,"Executor Run Time":90,"Executor CPU Time":80000000,)"
         R"("Peak Execution Memory":64,"Result Size":1000,"JVM GC Time":5,"Result Serialization Time":1,)"
         R"("Memory Bytes Spilled":0,"Disk Bytes Spilled":11,"Shuffle Read Metrics":)"
         R"({"Remote Blocks Fetched":1,"Local Blocks Fetched":2,"Fetch Wait Time":3,"Remote Bytes Read":4,)"
         R"("Remote Bytes Read To Disk":5,"Local Bytes Read":6,"Total Records Read":7,)"
         R"("Remote Requests Duration":8,"Push Based Shuffle":{"Corrupt Merged Block Chunks":0,)"
         R"("Merged Fetch Fallback Count":1,"Merged Remote Blocks Fetched":2,"Merged Local Blocks Fetched":3,)"
         R"("Merged Remote Chunks Fetched":4,"Merged Local Chunks Fetched":5,"Merged Remote Bytes Read":6,)"
         R"("Merged Local Bytes Read":7,"Merged Remote Requests Duration":8}},"Shuffle Write Metrics":)"
         R"({"Shuffle Bytes Written":9,"Shuffle Write Time":10,"Shuffle Records Written":11},)"
         R"("Input Metrics":{"Bytes Read":12,"Records Read":13},"Output Metrics":{"Bytes Written":14,)"
         R"("Records Written":15},"Updated Blocks":[]}})";
}

std::string TaskStart(int id) {
  const std::string n = std::to_string(id);
  return R"({"Event":"SparkListenerTaskStart","Stage ID":1,"Stage Attempt ID":0,"Task Info":{"Task ID":)" +
         n + R"(,"Index":)" + n + R"(,"Attempt":0,"Partition ID":)" + n +
         R"(,"Launch Time":1700000000100,"Executor ID":"1","Host":"worker-1","Locality":"PROCESS_LOCAL",)"
         R"("Speculative":false,"Getting Result Time":0,"Finish Time":0,"Failed":false,"Killed":false,)"
         R"("Accumulables":[]}})";
}

std::string Accumulable(int id, const std::string& update) {
  return R"({"ID":)" + std::to_string(id) + R"(,"Name":"rows )" + std::to_string(id) +
         R"(","Update":)" + update + R"(,"Value":)" + update +
         R"(,"Internal":true,"Count Failed Values":true})";
}

// Five tasks whose accumulables come, go and change their order.
std::vector<std::string> Lines() {
  std::vector<std::string> lines = {
      R"({"Event":"SparkListenerLogStart","Spark Version":"3.5.1"})",
      R"({"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"app-1","Timestamp":1700000000000,"User":"u"})",
      R"({"Event":"SparkListenerEnvironmentUpdate","JVM Information":{},"Spark Properties":{"spark.master":"yarn"},"System Properties":{},"Classpath Entries":{}})",
      R"({"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1700000000050,"Stage Infos":[{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"count","Number of Tasks":5,"RDD Info":[],"Parent IDs":[],"Details":""}],"Stage IDs":[1],"Properties":{}})",
      R"({"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"count","Number of Tasks":5,"RDD Info":[],"Parent IDs":[],"Details":"","Submission Time":1700000000060},"Properties":{}})"};
  const std::string opaque =
      R"({"ID":9,"Name":"wait","Update":"00:00:00.008","Value":"00:00:00.008","Internal":false,"Count Failed Values":true})";
  const std::string internal =
      R"({"ID":8,"Name":"internal.metrics.executorRunTime","Update":90,"Value":90,"Internal":true,"Count Failed Values":true})";
  const std::vector<std::string> accumulables = {
      Accumulable(1, "5") + "," + Accumulable(2, "\"7\"") + "," + internal,
      Accumulable(1, "6") + "," + internal + "," + Accumulable(3, "-4"), "",
      Accumulable(3, "1") + "," + Accumulable(1, "2") + "," + opaque,
      Accumulable(2, "\"1\"") + "," + opaque + "," + Accumulable(1, "123456789012")};
  for (int i = 0; i < 5; ++i) {
    lines.push_back(TaskStart(i));
    lines.push_back(TaskEnd(i, accumulables[static_cast<std::size_t>(i)]));
  }
  lines.emplace_back(
      R"({"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"count","Number of Tasks":5,"RDD Info":[],"Parent IDs":[],"Details":"","Submission Time":1700000000060,"Completion Time":1700000000300,"Accumulables":[]}})");
  lines.emplace_back(
      R"({"Event":"SparkListenerJobEnd","Job ID":0,"Completion Time":1700000000310,"Job Result":{"Result":"JobSucceeded"}})");
  lines.emplace_back(R"({"Event":"SparkListenerApplicationEnd","Timestamp":1700000001000})");
  return lines;
}

std::string Join(const std::vector<std::string>& lines, const std::string& separator) {
  std::string log;
  for (const std::string& line : lines) log += line + separator;
  return log;
}

// The whole model as bytes: equal models give equal states (maps excepted, the model has none).
std::string StateOf(const LogReader& reader) {
  StateWriter writer;
  writer.Write(reader.application());
  return writer.Take();
}

std::string Read(const std::string& log, std::size_t chunk, bool shape_reader = true) {
  LogReader reader({.shape_reader = shape_reader});
  for (std::size_t at = 0; at < log.size(); at += chunk) {
    // A copy of its own: reading behind it is seen by AddressSanitizer.
    const std::string piece = log.substr(at, chunk);
    reader.Push(piece);
  }
  reader.Finish();
  return StateOf(reader);
}

TEST(LogReader, ReadsTaskLinesByShape) {
  LogReader reader;
  reader.Push(Join(Lines(), "\n"));
  reader.Finish();
  EXPECT_EQ(reader.statistics().shape_lines, 10);
  EXPECT_EQ(reader.statistics().fallback_lines, 0);
  const model::StageAttempt* stage = reader.application().FindStage({1, 0});
  ASSERT_NE(stage, nullptr);
  EXPECT_EQ(stage->tasks.size(), 5U);
  EXPECT_EQ(stage->total(TaskColumn::executor_cpu_time), 5 * 80'000'000);
  EXPECT_EQ(stage->total(TaskColumn::shuffle_merged_local_bytes_read), 5 * 7);
  ASSERT_EQ(stage->accumulators.size(), 3U);
  EXPECT_EQ(stage->accumulators[0].accumulator_id, 1);
  EXPECT_EQ(stage->accumulators[0].sum, 5 + 6 + 2 + 123'456'789'012);
  EXPECT_EQ(stage->accumulators[1].sum, 8);
  EXPECT_EQ(stage->accumulators[2].sum, -3);
  EXPECT_EQ(stage->peaks()[model::ExecutorMetric::JVMHeapMemory], 123);
}

TEST(LogReader, ShapeAndJsonReadersAgree) {
  const std::string log = Join(Lines(), "\n");
  EXPECT_EQ(Read(log, log.size(), true), Read(log, log.size(), false));
}

TEST(LogReader, BothReadersRefuseTheSameTimes) {
  const std::string launch = R"("Launch Time":1700000000100)";
  const std::string getting = R"("Getting Result Time":0)";
  const std::string finish = R"("Finish Time":1700000000202)";
  for (const std::string& field : {launch, getting, finish}) {
    for (const char* time :
         {"0", "-1", "-1700000000100", "1", "1700000000", "999999999999", "1000000000000",
          "1700000000100", "4102444799999", "4102444800000", "253402300799999", "253402300800000",
          "300000000005000", "9223372036854775807"}) {
      std::string line = TaskEnd(2);
      line.replace(line.find(field), field.size(), field.substr(0, field.find(':') + 1) + time);
      std::string start = TaskStart(3);
      const std::size_t at = start.find(field.substr(0, field.find(':') + 1)) + field.find(':') + 1;
      start.replace(at, start.find(',', at) - at, time);
      const std::string log = TaskStart(2) + "\n" + line + "\n" + start + "\n";
      EXPECT_EQ(Read(log, log.size(), true), Read(log, log.size(), false)) << line;
    }
  }
}

TEST(LogReader, BothReadersSeeTheTimesOfTasksToldTwice) {
  const auto at = [](std::string line, const std::string& from, const std::string& to) {
    return line.replace(line.find(from), from.size(), to);
  };
  const std::string launch = R"("Launch Time":1700000000100)";
  const std::string finish = R"("Finish Time":1700000000202)";
  const std::vector<std::string> lines = {
      TaskStart(2), at(TaskStart(2), launch, R"("Launch Time":1600000000000)"), TaskEnd(2),
      at(TaskEnd(2), finish, R"("Finish Time":1800000000000)")};
  for (std::size_t i = 2; i <= lines.size(); ++i) {
    const std::string log =
        Join({lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i)}, "\n");
    EXPECT_EQ(Read(log, log.size(), true), Read(log, log.size(), false)) << i;
  }
}

TEST(LogReader, ATaskFarInTheFutureHasNoTimes) {
  std::string line = TaskEnd(2);
  for (const std::string_view time : {"1700000000100", "1700000000202"}) {
    line.replace(line.find(time), time.size(), "300000000005000");
  }
  LogReader reader;
  reader.Push(line + "\n");
  reader.Finish();
  const model::Application& app = reader.application();
  EXPECT_EQ(app.issues.CountOf(ImportIssue::bad_number), 2);
  EXPECT_EQ(app.last_event_time, model::kNoTime);
  EXPECT_EQ(app.FindStage({1, 0})->tasks.Row(0)[TaskColumn::launch_time], model::kNoTime);
}

TEST(LogReader, LinesReadByShapeUseUpTheBudgetOfAll) {
  const std::string id = R"("Task ID":10)";
  const auto dropped = [&](bool shape_reader) {
    ReaderOptions options;
    options.shape_reader = shape_reader;
    options.memory.total = 200'000;
    LogReader reader(options);
    for (int task = 0; task < 1000; ++task) {
      std::string accumulables;
      for (int i = 0; i < 20; ++i) {
        accumulables += (i > 0 ? "," : "") + Accumulable(task * 20 + i, "1");
      }
      std::string line = TaskEnd(10, accumulables);
      line.replace(line.find(id), id.size(), R"("Task ID":)" + std::to_string(100 + task));
      reader.Push(line + "\n");
    }
    EXPECT_EQ(reader.statistics().shape_lines > 900, shape_reader);
    return reader.application().issues.CountOf(ImportIssue::accumulator_dropped);
  };
  EXPECT_GT(dropped(false), 10'000);
  EXPECT_GT(dropped(true), 5'000);
}

TEST(LogReader, ChunksOfAnySizeGiveTheSameModel) {
  const std::string log = Join(Lines(), "\n");
  const std::string whole = Read(log, log.size());
  for (const std::size_t chunk : {1UL, 2UL, 3UL, 7UL, 64UL, 100UL, 999UL, 1500UL, 4096UL}) {
    EXPECT_EQ(Read(log, chunk), whole) << chunk;
  }
}

TEST(LogReader, LineEndsBomAndBlankLinesDoNotMatter) {
  LogReader clean;
  clean.Push(Join(Lines(), "\n"));
  clean.Finish();
  // Issues hold byte offsets, which line ends move: the log of this test must have none.
  clean.application().issues.ForEach(
      [](ImportIssue issue, std::int64_t, const auto&) { ADD_FAILURE() << SpecOf(issue).id; });
  const std::string whole = StateOf(clean);
  EXPECT_EQ(Read("\xef\xbb\xbf" + Join(Lines(), "\n"), 1 << 20), whole);
  EXPECT_EQ(Read("\xef\xbb\xbf" + Join(Lines(), "\n"), 1), whole);
  EXPECT_EQ(Read(Join(Lines(), "\r\n"), 1 << 20), whole);
  EXPECT_EQ(Read("\n\n" + Join(Lines(), "\n \n\r\n"), 1 << 20), whole);
  std::string open_end = Join(Lines(), "\n");
  open_end.pop_back();
  EXPECT_EQ(Read(open_end, 1 << 20), whole);
}

TEST(LogReader, ACutLogGivesAPrefixAndSaysSo) {
  const std::string log = Join(Lines(), "\n");
  for (std::size_t size = 1; size < log.size(); ++size) {
    LogReader reader;
    reader.Push(log.substr(0, size));
    reader.Finish();
    const bool between_lines = log[size - 1] == '\n' || log[size] == '\n';
    EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::truncated_last_line),
              between_lines ? 0 : 1)
        << size;
    EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::bad_json), 0) << size;
  }
}

TEST(LogReader, ALineThatIsTooLongIsSkippedAndCounted) {
  std::vector<std::string> lines = Lines();
  lines.insert(lines.begin() + 2, "{\"Event\":\"" + std::string(50'000, 'x') + "\"}");
  LogReader reader({.max_line_bytes = 10'000});
  const std::string log = Join(lines, "\n");
  for (std::size_t at = 0; at < log.size(); at += 777) reader.Push(log.substr(at, 777));
  reader.Finish();
  EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::line_too_long), 1);
  EXPECT_EQ(reader.application().FindStage({1, 0})->tasks.size(), 5U);
}

TEST(LogReader, AReadingSavedAnywhereGoesOnAsIfNothingHadBeen) {
  const std::string log = Join(Lines(), "\n");
  const std::string whole = Read(log, log.size());
  for (std::size_t at = 0; at <= log.size(); at += 97) {
    LogReader first;
    first.Push(log.substr(0, at));
    const std::string state = first.SaveState();
    LogReader second;
    ASSERT_TRUE(second.RestoreState(state)) << at;
    second.Push(log.substr(at));
    second.Finish();
    EXPECT_TRUE(StateOf(second) == whole) << at;
  }
}

TEST(LogReader, AClosingThatIsTakenBackLeavesNoTrace) {
  std::vector<std::string> lines = Lines();
  lines.insert(lines.end() - 1, TaskStart(7));
  const std::string log = Join(lines, "\n");
  const std::string whole = Read(log, log.size());
  for (std::size_t at = 0; at <= log.size(); at += 53) {
    LogReader plain;
    plain.Push(log.substr(0, at));
    LogReader reader;
    reader.Push(log.substr(0, at));
    reader.Finish(true);
    reader.Finish(true);
    reader.Reopen();
    // Hot events are counted by name only now and then.
    plain.application().events_by_name = reader.application().events_by_name;
    EXPECT_TRUE(StateOf(reader) == StateOf(plain)) << at;
    reader.Finish(true);
    reader.Push(log.substr(at));
    reader.Finish();
    EXPECT_TRUE(StateOf(reader) == whole) << at;
  }
}

TEST(LogReader, ADamagedStateIsRefused) {
  LogReader reader;
  reader.Push(Join(Lines(), "\n"));
  const std::string state = reader.SaveState();
  for (std::size_t size = 0; size < state.size(); size += 7) {
    LogReader other;
    EXPECT_FALSE(other.RestoreState(std::string_view(state).substr(0, size))) << size;
  }
  LogReader other;
  EXPECT_FALSE(other.RestoreState(state + "x"));
}

TEST(LogReader, EveryLineIsCountedOnce) {
  LogReader reader;
  reader.Push(TaskStart(0) + "\n{\"Event\":\"SparkListenerTaskGettingResult\",\"Task Info\":{}}\n" +
              TaskEnd(0) + "\n");
  reader.Finish();
  EXPECT_EQ(reader.statistics().lines, 3);
  EXPECT_EQ(reader.statistics().shape_lines, 2);
}

TEST(LogReader, ATaskThatEndsTwiceCountsOnce) {
  std::vector<std::string> lines = Lines();
  lines.push_back(TaskEnd(2));
  LogReader reader;
  reader.Push(Join(lines, "\n"));
  reader.Finish();
  EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::duplicate_task_end), 1);
  EXPECT_EQ(reader.application().FindStage({1, 0})->tasks.size(), 5U);
}

TEST(LogReader, ATaskThatNeverEndsAndDoesNotSayWhenItStartedTookNoTime) {
  std::vector<std::string> lines = Lines();
  const std::string launch = R"("Launch Time":1700000000100)";
  std::string start = TaskStart(7);
  start.replace(start.find(launch), launch.size(), R"("Launch Time":0)");
  lines.insert(lines.end() - 1, start);
  LogReader reader;
  reader.Push(Join(lines, "\n"));
  reader.Finish();
  const model::TaskRow row = reader.application().FindStage({1, 0})->tasks.Row(5);
  EXPECT_TRUE(row.Has(model::kTaskRunning));
  EXPECT_EQ(row[TaskColumn::duration], 0);
}

TEST(LogReader, ATaskThatNeverEndsStaysRunning) {
  std::vector<std::string> lines = Lines();
  lines.insert(lines.end() - 1, TaskStart(7));
  LogReader reader;
  reader.Push(Join(lines, "\n"));
  reader.Finish();
  const model::TaskTable& tasks = reader.application().FindStage({1, 0})->tasks;
  ASSERT_EQ(tasks.size(), 6U);
  EXPECT_TRUE(tasks.Row(5).Has(model::kTaskRunning));
  EXPECT_EQ(tasks.Row(5)[TaskColumn::duration], 900);
  EXPECT_EQ(reader.application().issues.CountOf(ImportIssue::unfinished_task), 1);
}

}  // namespace
}  // namespace dataflint::eventlog
