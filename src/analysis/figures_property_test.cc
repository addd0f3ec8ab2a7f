// Whatever an application looks like, its parts add up: random and hostile applications.
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "analysis/any_application_test.h"
#include "analysis/figures.h"

namespace dataflint::analysis {
namespace {

using model::IsKnown;

void CheckFigures(const model::Application& app, const Figures& figures) {
  std::int64_t sum = 0;
  for (const std::int64_t part : figures.core_time.parts) {
    ASSERT_GE(part, 0);
    ASSERT_LE(part, figures.core_time.available);
    sum += part;
  }
  ASSERT_EQ(sum, figures.core_time.available);
  ASSERT_GE(figures.widened_core_time, 0);
  ASSERT_LE(figures.widened_core_time, figures.core_time.available);

  std::int64_t wall = 0;
  for (const std::int64_t part : figures.wall_time.parts) {
    ASSERT_GE(part, 0);
    wall += part;
  }
  ASSERT_EQ(wall, figures.wall_time.total);
  const TimeMs begin = IsKnown(figures.begin) ? figures.begin : 0;
  const TimeMs end = IsKnown(figures.end) ? figures.end : 0;
  ASSERT_EQ(wall, end - begin);

  std::int64_t gaps = 0;
  TimeMs last = begin;
  for (const DriverGap& gap : figures.driver_gaps) {
    ASSERT_GE(gap.begin, last);
    ASSERT_GT(gap.end, gap.begin);
    ASSERT_LE(gap.end, end);
    last = gap.end;
    gaps += gap.duration();
  }
  ASSERT_EQ(gaps, wall - figures.wall_time[WallPart::kExecuting] -
                      figures.wall_time[WallPart::kStartUp] -
                      figures.wall_time[WallPart::kClosing]);

  TimeMs at = begin;
  for (const CriticalLink& link : figures.critical_path) {
    ASSERT_EQ(link.begin, at);
    ASSERT_GT(link.end, link.begin);
    at = link.end;
  }
  ASSERT_EQ(at, end);

  ASSERT_EQ(figures.stages.size(), app.stages.size());
  CoreTime stages;
  std::int64_t critical = 0;
  for (const StageFigures& stage : figures.stages) {
    std::int64_t parts = 0;
    for (std::size_t p = 0; p < kCorePartCount; ++p) {
      ASSERT_GE(stage.core_time.parts[p], 0);
      parts += stage.core_time.parts[p];
      stages.parts[p] += stage.core_time.parts[p];
    }
    ASSERT_EQ(parts, stage.core_time.available);
    ASSERT_GE(stage.scheduler_delay, 0);
    ASSERT_LE(stage.duration_min, stage.duration_p25);
    ASSERT_LE(stage.duration_p25, stage.duration_median);
    ASSERT_LE(stage.duration_median, stage.duration_p75);
    ASSERT_LE(stage.duration_p75, stage.duration_max);
    ASSERT_GE(stage.tail_core_time, 0);
    ASSERT_LE(stage.tail_core_time, figures.core_time[CorePart::kIdleTail]);
    ASSERT_LE(stage.narrow_core_time, figures.core_time[CorePart::kIdleNarrow]);
    critical += stage.critical_time;
  }
  ASSERT_LE(critical, wall);
  for (std::size_t p = 0; p <= static_cast<std::size_t>(CorePart::kFailed); ++p) {
    ASSERT_EQ(stages.parts[p], figures.core_time.parts[p]);
  }
}

TEST(FiguresProperty, PartsAddUpInRandomApplications) {
  for (std::uint64_t seed = 0; seed < 800; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::int64_t begin = random.OneIn(2) ? 1'700'000'000'000 : random.Below(100);
    const std::int64_t length =
        random.OneIn(3) ? 10 + random.Below(50) : 1 + random.Below(1'000'000);
    MadeApplication made(begin, begin + length);
    AddAll(random, false, begin, length, made);
    CheckFigures(made.app, Analyze(made.app));
    if (HasFatalFailure()) return;
  }
}

TEST(FiguresProperty, PartsAddUpInHostileApplications) {
  for (std::uint64_t seed = 0; seed < 2500; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::int64_t begin = random.Time(1'700'000'000'000, 1000, true);
    const std::int64_t length = 1 + random.Below(1'000'000);
    MadeApplication made(begin, random.Time(1'700'000'000'000 + length, 1000, true));
    if (random.OneIn(3)) made.app.end_time = kNoTime;
    if (random.OneIn(3)) made.app.start_time = kNoTime;
    if (random.OneIn(6)) made.app.first_event_time = made.app.last_event_time = kNoTime;
    AddAll(random, true, 1'700'000'000'000, length, made);
    CheckFigures(made.app, Analyze(made.app));
    if (HasFatalFailure()) return;
  }
}

// Field by field, so that a difference says where it is.
void CheckEqual(const Figures& grown, const Figures& fresh) {
  ASSERT_EQ(grown.begin, fresh.begin);
  ASSERT_EQ(grown.end, fresh.end);
  ASSERT_EQ(grown.max_cores, fresh.max_cores);
  ASSERT_EQ(grown.max_executors, fresh.max_executors);
  ASSERT_EQ(grown.peak_running_tasks, fresh.peak_running_tasks);
  ASSERT_EQ(grown.core_time.parts, fresh.core_time.parts);
  ASSERT_EQ(grown.widened_core_time, fresh.widened_core_time);
  ASSERT_EQ(grown.wall_time.parts, fresh.wall_time.parts);
  ASSERT_EQ(grown.stages.size(), fresh.stages.size());
  for (std::size_t i = 0; i < grown.stages.size(); ++i) {
    ASSERT_EQ(grown.stages[i].tail_core_time, fresh.stages[i].tail_core_time) << i;
    ASSERT_EQ(grown.stages[i].narrow_core_time, fresh.stages[i].narrow_core_time) << i;
    ASSERT_EQ(grown.stages[i].tail_begin, fresh.stages[i].tail_begin) << i;
    ASSERT_EQ(grown.stages[i].slots, fresh.stages[i].slots) << i;
    ASSERT_TRUE(grown.stages[i] == fresh.stages[i]) << i;
  }
  ASSERT_TRUE(grown.driver_gaps == fresh.driver_gaps);
  ASSERT_TRUE(grown.critical_path == fresh.critical_path);
  ASSERT_TRUE(grown == fresh);
}

// One thing that a log that goes on may do to an application.
void Grow(Random& random, bool hostile, std::int64_t begin, std::int64_t length,
          MadeApplication& made) {
  model::Application& app = made.app;
  const auto time = [&] { return random.Time(begin, length, hostile); };
  const auto any = [&](auto& rows) -> auto& {
    return rows[static_cast<std::size_t>(random.Below(static_cast<std::int64_t>(rows.size())))];
  };
  switch (random.Below(hostile ? 11 : 10)) {
    case 0:
    case 1:
      AddAll(random, hostile, begin, length, made);
      break;
    case 2:
    case 3:
      if (app.stages.empty()) break;
      made.AddTask(any(app.stages), AnyTask(random, time(), length / 4 + 1, hostile));
      break;
    case 4:
      if (app.stages.empty()) break;
      any(app.stages).completion_time = time();
      break;
    case 5: {
      if (app.stages.empty()) break;
      model::StageAttempt& stage = any(app.stages);
      stage.status = random.OneIn(2) ? model::StageStatus::kComplete : model::StageStatus::kActive;
      stage.num_tasks = random.Below(20);
      break;
    }
    case 6:
      if (!app.spark_jobs.empty()) any(app.spark_jobs).completion_time = time();
      if (!app.sql_executions.empty()) any(app.sql_executions).completion_time = time();
      break;
    case 7:
      if (!app.executors.empty()) any(app.executors).remove_time = time();
      break;
    case 8:
      app.last_event_time = std::max(app.last_event_time, time());
      break;
    case 9:
      app.end_time = random.OneIn(2) ? kNoTime : time();
      break;
    default:
      app.start_time = app.first_event_time = time();
      if (random.OneIn(3)) made.Property("spark.task.cpus", "3");
      break;
  }
}

void GrowAndCompare(std::uint64_t seed, bool hostile) {
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::int64_t begin = 1'700'000'000'000;
  const std::int64_t length =
      random.OneIn(3) ? 20 + random.Below(100) : 1 + random.Below(1'000'000);
  MadeApplication made(begin, begin + length / 8);
  made.app.end_time = kNoTime;
  Analyzer analyzer;
  Figures figures;
  for (std::int64_t step = 1; step <= 40; ++step) {
    SCOPED_TRACE(step);
    // New things are mostly late ones.
    const std::int64_t from = random.OneIn(4) ? begin : begin + step * length / 40;
    for (std::int64_t n = random.Below(4); n >= 0; --n) {
      Grow(random, hostile, from, length / 8 + 1, made);
    }
    // Tasks that run now, in this look at it only.
    std::vector<std::pair<std::size_t, std::size_t>> rows;
    for (std::size_t i = 0; i < made.app.stages.size(); ++i) {
      if (!random.OneIn(5)) continue;
      rows.emplace_back(i, made.app.stages[i].tasks.size());
      MadeTask task;
      task.launch = random.Time(from, length / 8 + 1, hostile);
      task.finish = std::max(task.launch, made.app.last_event_time);
      task.flags = model::kTaskRunning;
      for (std::int64_t n = random.Below(3); n >= 0; --n) made.AddTask(made.app.stages[i], task);
    }
    analyzer.Update(made.app, figures);
    CheckEqual(figures, Analyze(made.app));
    if (testing::Test::HasFatalFailure()) return;
    for (const auto& [stage, size] : rows) made.app.stages[stage].tasks.Truncate(size);
  }
}

TEST(AnalyzerProperty, AGrowingApplicationHasTheFiguresOfAWholeOne) {
  for (std::uint64_t seed = 0; seed < 80 && !HasFatalFailure(); ++seed) {
    GrowAndCompare(seed, false);
  }
}

TEST(AnalyzerProperty, AlsoAHostileOne) {
  for (std::uint64_t seed = 0; seed < 80 && !HasFatalFailure(); ++seed) GrowAndCompare(seed, true);
}

}  // namespace
}  // namespace dataflint::analysis
