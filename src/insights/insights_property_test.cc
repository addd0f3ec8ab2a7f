// Whatever an application looks like, findings are sound: savings within the run and in order,
// figures finite, settings such as Spark takes; and asking every insight costs little however large
// the run is.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/sound_findings_test.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;
using model::TaskColumn;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t Below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool OneIn(std::int64_t n) { return Below(n) == 0; }
  // At most `most`; of a hostile log now and then anything.
  std::int64_t Value(std::int64_t most, bool hostile) {
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kWild[] = {
        kMax, kMax - 1, kMax / 2, std::numeric_limits<std::int64_t>::min(), -1, 0, 1};
    if (hostile && OneIn(10)) return kWild[Below(std::ssize(kWild))];
    return Below(most + 1);
  }
  template <typename T, std::size_t kSize>
  const T& Of(const T (&choices)[kSize]) {
    return choices[Below(static_cast<std::int64_t>(kSize))];
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::int64_t kBegin = 1'700'000'000'000;
constexpr std::int64_t kMiB = std::int64_t{1} << 20;

constexpr std::string_view kNodes[] = {"AdaptiveSparkPlan",
                                       "SortMergeJoin",
                                       "ShuffledHashJoin",
                                       "BroadcastHashJoin",
                                       "HashAggregate",
                                       "Window",
                                       "Sort",
                                       "AQEShuffleRead",
                                       "Exchange",
                                       "Scan parquet",
                                       "Scan csv shop.t",
                                       "BatchScan lake.shop.t",
                                       "InMemoryTableScan",
                                       "Coalesce",
                                       "BatchEvalPython",
                                       "BroadcastExchange",
                                       "PhotonScan parquet",
                                       "CollectLimit",
                                       "Scan JDBCRelation(t)",
                                       "LocalTableScan",
                                       "Execute InsertIntoHadoopFsRelationCommand"};
constexpr std::string_view kTexts[] = {
    "",
    "Exchange hashpartitioning(cast(a#1 as bigint), b#2, 200), ENSURE_REQUIREMENTS",
    "Exchange SinglePartition, ENSURE_REQUIREMENTS",
    "Exchange RoundRobinPartitioning(3), REPARTITION_BY_NUM",
    "SortMergeJoin [cast(a#1 as bigint)], [b#2], LeftOuter",
    "HashAggregate(keys=[a#1, 12 more fields], functions=[])",
    "BatchEvalPython [f(a#1)#2], [pythonUDF0#3]",
    "InsertIntoHadoopFsRelationCommand s3a://b/t, false, [day#6], Parquet, [path=s3a://b/t]",
    "FileScan parquet [a#1] Location: InMemoryFileIndex[s3://b/t...",
    "[[[[((((,,,)",
    "], [)#9L("};
constexpr std::string_view kMetrics[] = {"number of files read",
                                         "size of files read",
                                         "scan time",
                                         "metadata time",
                                         "number of partitions read",
                                         "number of written files",
                                         "written output",
                                         "number of dynamic part",
                                         "spill size",
                                         "data size",
                                         "shuffle records written",
                                         "records read",
                                         "number of output rows",
                                         "bytes spilled to disk due to memory pressure"};
constexpr std::string_view kFailures[] = {
    "",
    "java.lang.OutOfMemoryError: Java heap space",
    "Traceback (most recent call last):\n  File \"/a/b.py\", line 3, in f\nValueError: 7",
    "Reason: Command exited with code 137",
    "Buffer overflow. Available: 0, required: 1",
    "Total size of serialized results"};

void AddPlan(Random& random, bool hostile, MadeApplication& made, model::SqlExecution& sql) {
  model::PlanVersion& plan = sql.plans.emplace_back();
  for (std::int64_t i = 0, nodes = random.Below(9); i < nodes; ++i) {
    model::PlanNode node;
    node.name = made.app.strings.Intern(random.Of(kNodes));
    node.simple_string = made.app.strings.Intern(random.Of(kTexts));
    node.parent = static_cast<std::int32_t>(i == 0 ? -1 : random.Below(i));
    node.depth = i == 0 ? 0 : plan.nodes[static_cast<std::size_t>(node.parent)].depth + 1;
    for (std::int64_t m = random.Below(5); m > 0; --m) {
      model::PlanMetric metric;
      metric.name = made.app.strings.Intern(random.Of(kMetrics));
      metric.accumulator_id = static_cast<std::int64_t>(sql.metrics.size());
      node.metrics.push_back(metric);
      model::MetricFold fold;
      fold.accumulator_id = metric.accumulator_id;
      fold.count = random.Below(2);
      fold.total = random.Value(random.OneIn(2) ? 100'000 : 1'000 * kMiB, hostile);
      sql.metrics.push_back(fold);
    }
    plan.nodes.push_back(std::move(node));
  }
  plan.truncated = random.OneIn(4);
}

void AddTasks(Random& random, bool hostile, std::int64_t length, MadeApplication& made,
              model::StageAttempt& stage) {
  constexpr std::int64_t kFlags[] = {model::kTaskSucceeded | model::kTaskHasMetrics,
                                     model::kTaskSucceeded | model::kTaskHasMetrics,
                                     model::kTaskSucceeded | model::kTaskHasMetrics,
                                     model::kTaskFailed,
                                     model::kTaskKilled,
                                     model::kTaskRunning};
  constexpr TaskColumn kSizes[] = {
      TaskColumn::input_bytes,          TaskColumn::shuffle_remote_bytes_read,
      TaskColumn::output_bytes,         TaskColumn::disk_bytes_spilled,
      TaskColumn::memory_bytes_spilled, TaskColumn::peak_execution_memory,
      TaskColumn::shuffle_read_records};
  const std::int64_t from = kBegin + random.Below(length);
  for (std::int64_t t = random.Below(random.OneIn(12) ? 6'000 : 40); t > 0; --t) {
    model::TaskRow row;
    row[TaskColumn::task_id] = random.Value(1'000, hostile);
    row[TaskColumn::index] = random.Below(40);
    row[TaskColumn::executor] = random.Below(4);
    row[TaskColumn::flags] = random.Of(kFlags);
    row[TaskColumn::launch_time] = from + random.Value(length / 4, hostile) / 2;
    row[TaskColumn::duration] = std::max<std::int64_t>(0, random.Value(length / 2, hostile));
    row[TaskColumn::executor_run_time] = random.Value(length / 2, hostile);
    row[TaskColumn::jvm_gc_time] = random.Value(length / 4, hostile);
    row[TaskColumn::executor_deserialize_time] = random.Value(100, hostile);
    for (const TaskColumn size : kSizes) {
      if (random.OneIn(2)) row[size] = random.Value(300 * kMiB, hostile);
    }
    if (row[TaskColumn::flags] == model::kTaskFailed) {
      row[TaskColumn::failure] =
          random.Below(static_cast<std::int64_t>(made.app.task_failures.size()));
      ++stage.num_failed_tasks;
    }
    for (std::size_t c = model::kFirstTaskMetric; c < model::kTaskColumnCount; ++c) {
      std::int64_t& total = stage.MutableTotal(static_cast<TaskColumn>(c));
      if (__builtin_add_overflow(total, row.values[c], &total)) {
        total = std::numeric_limits<std::int64_t>::max();
      }
    }
    stage.tasks.Append(row);
  }
}

MadeApplication AnyApplication(Random& random, bool hostile) {
  const std::int64_t length = random.OneIn(3) ? 10 + random.Below(500) : 1 + random.Below(900'000);
  MadeApplication made(kBegin, kBegin + length);
  model::Application& app = made.app;
  constexpr std::string_view kVersions[] = {"", "1.6.1", "2.4.8", "3.1.3", "3.5.1-amzn-0", "4.0.0"};
  constexpr std::string_view kMasters[] = {"yarn", "local[4]", "spark://m:7077", "*********",
                                           "k8s://x"};
  app.spark_version = app.strings.Intern(random.Of(kVersions));
  made.Property("spark.master", random.Of(kMasters));
  if (random.OneIn(3)) made.Property("spark.dynamicAllocation.enabled", "true");
  if (random.OneIn(3)) made.Property("spark.executor.memory", random.OneIn(2) ? "4g" : "99999999p");
  if (random.OneIn(4)) made.Property("spark.task.cpus", random.OneIn(2) ? "2" : "0");
  app.databricks.is_databricks = random.OneIn(4);
  app.databricks.is_photon = random.OneIn(4);
  for (const std::string_view text : kFailures) {
    model::TaskFailure failure;
    constexpr std::string_view kReasons[] = {"ExceptionFailure", "FetchFailed",
                                             "ExecutorLostFailure"};
    failure.reason = app.strings.Intern(random.Of(kReasons));
    failure.description = failure.stack = app.strings.Intern(text);
    app.task_failures.push_back(failure);
  }
  for (int i = 0; i < 4; ++i) {
    model::Executor& executor = made.Executor(random.Value(8, hostile), kBegin + random.Below(100));
    executor.max_memory = executor.max_on_heap_memory = random.Value(4096 * kMiB, hostile);
    executor.total_tasks = random.Below(50);
    executor.peaks.seen = random.OneIn(2);
    executor.peaks.values[0] = random.Value(4096 * kMiB, hostile);
    executor.peaks.values[4] = random.Value(4096 * kMiB, hostile);
  }
  for (std::int64_t i = random.Below(4); i > 0; --i) {
    model::SqlExecution& sql = made.Sql(i, kBegin, kBegin + length);
    if (!random.OneIn(4)) AddPlan(random, hostile, made, sql);
  }
  for (std::int64_t i = random.Below(7); i > 0; --i) {
    model::SparkJob& job = made.SparkJob(kBegin + random.Below(length), kBegin + length);
    if (random.OneIn(3)) job.status = model::SparkJobStatus::kFailed;
    model::StageAttempt& stage = made.Stage(i, kBegin + random.Below(length), kBegin + length, {});
    job.stage_ids.push_back(i);
    stage.spark_jobs.push_back(static_cast<std::uint32_t>(app.spark_jobs.size() - 1));
    stage.key.attempt_id = random.Below(2);
    stage.sql_execution_id = random.Below(5) - 1;
    if (random.OneIn(4)) stage.status = model::StageStatus::kFailed;
    if (random.OneIn(6))
      stage.description = app.strings.Intern("Listing leaf files and directories");
    if (random.OneIn(6))
      stage.details = app.strings.Intern("org.apache.spark.sql.DataFrameReader.json");
    AddTasks(random, hostile, length, made, stage);
    stage.num_tasks =
        random.OneIn(3) ? random.Value(50, hostile) : static_cast<std::int64_t>(stage.tasks.size());
    for (std::int64_t a = 0; a < 20; ++a) {
      if (random.OneIn(2)) stage.accumulators.push_back({a, 1, random.Value(200 * kMiB, hostile)});
    }
  }
  return made;
}

// Any thresholds that may be set, their ends most of all.
Overrides AnyOverrides(Random& random) {
  Overrides::Layer layer;
  for (const InsightSpec* spec : AllInsights()) {
    for (const ThresholdSpec& threshold : spec->thresholds) {
      const Range range = RangeOf(threshold);
      const double values[] = {range.least, range.most, threshold.value, range.least + 1};
      layer.thresholds.push_back(
          {std::string(spec->id), std::string(threshold.name), random.Of(values)});
    }
  }
  return {{layer}};
}

// Only of a log that can be is it known what the insights should state.
void CheckFindings(const model::Application& app, bool hostile, const Overrides& overrides) {
  const analysis::Figures figures = analysis::Analyze(app);
  const Run run(app, figures, overrides);
  replay::Replay replay;
  replay.Update(app);
  ExpectSound(RunInsights(app, figures, replay, overrides).list, run);
  if (!hostile) ExpectSoundInsights(app, figures, replay, run);
}

enum class Thresholds : std::uint8_t { kDeclared, kAny };

void CheckMany(std::uint64_t count, bool hostile, Thresholds thresholds = Thresholds::kDeclared) {
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const MadeApplication made = AnyApplication(random, hostile);
    CheckFindings(made.app, hostile,
                  thresholds == Thresholds::kAny ? AnyOverrides(random) : Overrides{});
    if (testing::Test::HasFailure()) return;
  }
}

TEST(InsightsProperty, FindingsOfRandomApplicationsAreSound) { CheckMany(600, false); }

TEST(InsightsProperty, FindingsOfHostileApplicationsAreSound) { CheckMany(800, true); }

TEST(InsightsProperty, FindingsAreSoundWhateverTheThresholds) {
  CheckMany(300, false, Thresholds::kAny);
  CheckMany(300, true, Thresholds::kAny);
}

// A log without an environment event does not tell what any setting is: Spark's defaults are not
// taken for it. How many partitions a shuffle has, tasks show.
TEST(InsightsProperty, WithoutSettingsNoneIsJudged) {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    MadeApplication made = AnyApplication(random, false);
    made.app.environment.seen = false;
    made.app.environment.spark.clear();
    replay::Replay replay;
    replay.Update(made.app);
    for (const Finding& finding : RunInsights(made.app, analysis::Analyze(made.app), replay).list) {
      EXPECT_FALSE(finding.changes.empty()) << finding.title;
      EXPECT_EQ((finding.title + finding.why).find("heap of"), std::string::npos) << finding.title;
      for (const Change& change : finding.changes) {
        EXPECT_TRUE(change.kind != Change::Kind::kSetting ||
                    change.text.starts_with("spark.sql.shuffle.partitions="))
            << change.text;
        EXPECT_EQ(change.reason.find("heap of"), std::string::npos) << change.reason;
      }
    }
    if (testing::Test::HasFailure()) return;
  }
}

// Several times what it takes; anything quadratic takes minutes. Sanitizers slow it down tenfold.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kMostMs = 20'000;
#else
constexpr double kMostMs = 1500;
#endif

void ExpectFast(const model::Application& app, const char* what) {
  const analysis::Figures figures = analysis::Analyze(app);
  replay::Replay replay;
  replay.Update(app);
  const std::clock_t start = std::clock();
  const std::vector<Finding> findings = RunInsights(app, figures, replay).list;
  const auto took = static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC;
  std::printf("all insights over %s: %.0f ms of CPU, %zu findings\n", what, took, findings.size());
  EXPECT_LT(took, kMostMs);
}

// 20,000 stages of a query each, a million tasks, every insight with something to look at.
TEST(InsightsProperty, ALargeRunTakesLittleTime) {
  constexpr std::int64_t kStages = 20'000;
  constexpr std::int64_t kTasks = 50;
  MadeApplication made(kBegin, kBegin + 100 * kStages);
  for (int i = 0; i < 4; ++i) {
    made.Executor(8, kBegin).max_on_heap_memory = 512 * kMiB;
  }
  for (std::int64_t i = 0; i < 300; ++i) {
    made.Property("spark.some.setting." + std::to_string(i), "value");
  }
  Random random(1);
  for (std::int64_t s = 0; s < kStages; ++s) {
    const std::int64_t begin = kBegin + 100 * s;
    AddPlan(random, false, made, made.Sql(s, begin, begin + 100));
    std::vector<analysis::MadeTask> tasks(kTasks);
    for (analysis::MadeTask& task : tasks) {
      task.launch = begin;
      task.finish = begin + (random.OneIn(40) ? 99 : 10);
      task.run = 9;
      task.executor = random.Below(4);
      task.gc = 2;
    }
    model::StageAttempt& stage = made.Stage(s, begin, begin + 100, tasks);
    stage.sql_execution_id = s;
    for (std::int64_t a = 0; a < 20; ++a) stage.accumulators.push_back({a, 1, kMiB});
    stage.MutableTotal(TaskColumn::disk_bytes_spilled) = 32 * kMiB;
    stage.tasks.Seal();
  }
  ExpectFast(made.app, "20,000 stages");
}

// One skewed, spilling stage of a million tasks.
TEST(InsightsProperty, ALargeStageTakesLittleTime) {
  constexpr std::int64_t kTasks = 1'000'000;
  MadeApplication made(kBegin, kBegin + 2 * kTasks);
  for (int i = 0; i < 4; ++i) made.Executor(8, kBegin).max_on_heap_memory = 512 * kMiB;
  model::StageAttempt& stage = made.Stage(0, kBegin, kBegin + 2 * kTasks, {});
  stage.num_tasks = kTasks;
  Random random(1);
  for (std::int64_t t = 0; t < kTasks; ++t) {
    model::TaskRow row;
    row[TaskColumn::task_id] = row[TaskColumn::index] = t;
    row[TaskColumn::executor] = t % 4;
    row[TaskColumn::flags] = model::kTaskSucceeded | model::kTaskHasMetrics;
    row[TaskColumn::launch_time] = kBegin + t / 32 * 50;
    row[TaskColumn::duration] = t == kTasks - 1 ? 300'000 : 40 + random.Below(10);
    row[TaskColumn::executor_run_time] = row[TaskColumn::duration];
    row[TaskColumn::input_bytes] = row[TaskColumn::duration] * 1000;
    row[TaskColumn::input_records] = row[TaskColumn::duration];
    row[TaskColumn::disk_bytes_spilled] = 1000;
    for (std::size_t c = model::kFirstTaskMetric; c < model::kTaskColumnCount; ++c) {
      stage.MutableTotal(static_cast<TaskColumn>(c)) += row.values[c];
    }
    stage.tasks.Append(row);
  }
  stage.tasks.Seal();
  ExpectFast(made.app, "a stage of a million tasks");
}

}  // namespace
}  // namespace dataflint::insights
