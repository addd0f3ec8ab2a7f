// AnyApplication: applications made by chance, sound ones and hostile ones, for property tests.
#ifndef DATAFLINT_ANALYSIS_ANY_APPLICATION_TEST_H_
#define DATAFLINT_ANALYSIS_ANY_APPLICATION_TEST_H_

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "analysis/made_application_test.h"
#include "base/saturate.h"

namespace dataflint::analysis {

using model::kNoTime;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t Below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool OneIn(std::int64_t n) { return Below(n) == 0; }
  // A time near `around`; now and then none, negative, or huge.
  std::int64_t Time(std::int64_t around, std::int64_t spread, bool hostile) {
    if (hostile && OneIn(12)) {
      constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
      const std::int64_t wild[] = {kNoTime,
                                   0,
                                   -5,
                                   kMax,
                                   kMax - 1,
                                   std::numeric_limits<std::int64_t>::min(),
                                   std::int64_t{1} << 40,
                                   SaturatingAdd(around, std::int64_t{1} << 36)};
      return wild[Below(8)];
    }
    return SaturatingAdd(around, Below(spread));
  }

 private:
  std::mt19937_64 engine_;
};

inline MadeTask AnyTask(Random& random, std::int64_t base, std::int64_t spread, bool hostile) {
  MadeTask task;
  task.launch = random.Time(base, spread, hostile);
  const std::int64_t duration = random.OneIn(6) ? 0 : random.Time(0, spread / 2 + 1, hostile);
  task.finish = static_cast<std::int64_t>(static_cast<std::uint64_t>(task.launch) +
                                          static_cast<std::uint64_t>(duration));
  constexpr std::int64_t kFlags[] = {model::kTaskSucceeded | model::kTaskHasMetrics,
                                     model::kTaskSucceeded | model::kTaskHasMetrics,
                                     model::kTaskFailed | model::kTaskHasMetrics,
                                     model::kTaskKilled,
                                     model::kTaskFailed | model::kTaskResubmitted,
                                     model::kTaskRunning,
                                     model::kTaskSucceeded | model::kTaskSpeculative};
  task.flags = kFlags[random.Below(7)];
  task.run = random.Time(0, spread / 2 + 1, hostile);
  task.cpu_ms = random.Below(spread + 1);
  task.gc = random.Time(0, spread, hostile);
  task.fetch_wait = random.Time(0, spread, hostile);
  task.shuffle_write_ns = random.Time(0, spread * 1'000'000, hostile);
  task.deserialize = random.Time(0, 100, hostile);
  task.result_serialization = random.Time(0, 100, hostile);
  task.executor = random.Below(4);
  task.attempt = random.OneIn(5) ? 1 : 0;
  return task;
}

// Executors, SQL executions, Spark jobs and stages with tasks, in [begin, begin + length) or so.
inline void AddAll(Random& random, bool hostile, std::int64_t begin, std::int64_t length,
                   MadeApplication& made) {
  const auto time = [&] { return random.Time(begin, length, hostile); };
  if (random.OneIn(3))
    made.Property("spark.task.cpus", random.OneIn(2) ? "2" : "99999999999999999999");
  if (random.OneIn(3)) made.Property("spark.master", random.OneIn(2) ? "local[3]" : "local[*]");
  if (random.OneIn(6)) made.Property("spark.executor.cores", "4");
  made.Executor(random.OneIn(2) ? 0 : 2, time()).is_driver = true;
  for (std::int64_t i = random.Below(4); i > 0; --i) {
    const std::int64_t cores = random.OneIn(4) ? random.Time(0, 5, true) : random.Below(9);
    model::Executor& executor = made.Executor(cores, random.OneIn(3) ? kNoTime : time(),
                                              random.OneIn(2) ? kNoTime : time());
    if (random.OneIn(2)) executor.block_manager_add_time = time();
  }
  made.app.executors.resize(4);
  for (std::int64_t i = random.Below(4); i > 0; --i) {
    const std::vector<std::string> nodes[] = {
        {},
        {"Execute InsertIntoHadoopFsRelationCommand", "BroadcastExchange"},
        {"Project", "Scan"}};
    model::SqlExecution& sql = made.Sql(random.Below(3), time(), random.OneIn(4) ? kNoTime : time(),
                                        nodes[random.Below(3)]);
    sql.root_id = random.Below(4);
    if (sql.plans.empty()) continue;
    made.DriverMetric(sql, 1, "metadata time", 1, random.Time(0, 1000, hostile));
    made.DriverMetric(sql, 1, "time to build", 2, random.Time(0, 1000, hostile));
  }
  for (std::int64_t i = random.Below(5); i > 0; --i) {
    model::SparkJob& job =
        made.SparkJob(time(), random.OneIn(4) ? kNoTime : time(), random.Below(4) - 1);
    if (random.OneIn(3)) job.description = made.app.strings.Intern("broadcast exchange (runId 7)");
    if (random.OneIn(5))
      job.description = made.app.strings.Intern("Listing leaf files and directories");
  }
  for (std::int64_t i = random.Below(8); i > 0; --i) {
    std::vector<MadeTask> tasks;
    const std::int64_t base = begin + random.Below(length);
    for (std::int64_t t = random.Below(random.OneIn(10) ? 3000 : 12); t > 0; --t) {
      tasks.push_back(AnyTask(random, base, length / 4 + 1, hostile));
    }
    model::StageAttempt& stage =
        made.Stage(random.Below(6), random.OneIn(5) ? kNoTime : time(),
                   random.OneIn(5) ? kNoTime : time(), tasks, {random.Below(6), random.Below(6)});
    stage.key.attempt_id = i;
    stage.sql_execution_id = random.Below(4) - 1;
    if (random.OneIn(3)) stage.status = model::StageStatus::kActive;
    if (random.OneIn(3)) stage.num_tasks = random.Time(0, 20, hostile);
    if (!made.app.spark_jobs.empty() && random.OneIn(2)) stage.spark_jobs.push_back(0);
    if (random.OneIn(2)) stage.tasks.Seal();
  }
}

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_ANY_APPLICATION_TEST_H_
