// What is paired with what, and where the difference of two made runs came from.
#include "compare/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"
#include "compare/attribution.h"

namespace dataflint::compare {
namespace {

using analysis::MadeApplication;
using analysis::MadeTask;
using analysis::WallPart;

// A run with its figures; stays where it is, since others point into it.
class MadeRun : public MadeApplication {
 public:
  explicit MadeRun(model::TimeMs end) : MadeApplication(0, end) { Executor(2, 0); }

  // A stage outside queries with one task, called `name`.
  model::StageAttempt& Named(std::int64_t id, std::string_view name, model::TimeMs begin,
                             model::TimeMs end) {
    MadeTask task;
    task.launch = begin;
    task.finish = end;
    task.run = end - begin;
    model::StageAttempt& stage = Stage(id, begin, end, {task});
    stage.name = app.strings.Intern(name);
    return stage;
  }
  void Described(std::int64_t id, std::string_view description,
                 const std::vector<std::string>& nodes) {
    Sql(id, 0, 10, nodes).description = app.strings.Intern(description);
  }

  const insights::Run& run() {
    if (run_ == nullptr) {
      figures_ = analysis::Analyze(app);
      run_ = std::make_unique<insights::Run>(app, figures_);
    }
    return *run_;
  }

 private:
  analysis::Figures figures_;
  std::unique_ptr<insights::Run> run_;
};

std::int64_t SumOf(const Comparison& comparison) {
  std::int64_t sum = comparison.rest;
  for (const Contribution& part : comparison.contributions) sum += DifferenceOf(part.time);
  return sum;
}

// "0-2 1-none none-1": ids of paired queries.
std::string PairsOf(const Comparison& comparison) {
  std::string text;
  const auto id = [](const model::SqlExecution* sql) {
    return sql == nullptr ? std::string("none") : std::to_string(sql->id);
  };
  for (const QueryMatch& match : comparison.queries) {
    text += (text.empty() ? "" : " ") + id(match.sql.a) + '-' + id(match.sql.b);
  }
  return text;
}

const Reason* Find(const std::vector<Reason>& reasons, Reason::Kind kind) {
  const auto found = std::find_if(reasons.begin(), reasons.end(),
                                  [&](const Reason& reason) { return reason.kind == kind; });
  return found == reasons.end() ? nullptr : &*found;
}

TEST(Compare, TheStageThatGrewIsTheFirstPart) {
  MadeRun a(1000);
  a.Named(0, "load at job.py:1", 100, 300);
  a.Named(1, "sum at job.py:2", 400, 900);
  MadeRun b(2000);
  b.Named(0, "load at job.py:1", 100, 320);
  b.Named(7, "sum at job.py:2", 420, 1900);
  const Comparison comparison = Compare(a.run(), b.run());
  EXPECT_EQ(DifferenceOf(comparison.wall), 1000);
  EXPECT_EQ(comparison.rest, 0);
  EXPECT_EQ(SumOf(comparison), 1000);
  ASSERT_EQ(comparison.stages.size(), 2U);
  ASSERT_FALSE(comparison.contributions.empty());
  EXPECT_EQ(comparison.contributions[0].stage, 1);
  EXPECT_EQ(comparison.contributions[0].time, (Amounts{500, 1480}));
}

TEST(Compare, WhatOnlyOneRunHasStaysAlone) {
  MadeRun a(1000);
  a.Named(0, "load at job.py:1", 0, 1000);
  MadeRun b(1500);
  b.Named(0, "load at job.py:1", 0, 1000);
  b.Named(1, "check at job.py:9", 1000, 1500);
  const Comparison comparison = Compare(a.run(), b.run());
  ASSERT_EQ(comparison.stages.size(), 2U);
  EXPECT_TRUE(comparison.stages[0].in_both());
  EXPECT_FALSE(comparison.stages[1].totals.a.exists());
  EXPECT_EQ(comparison.contributions[0].time, (Amounts{0, 500}));
  EXPECT_TRUE(comparison.contributions[0].reasons.empty());
}

TEST(Compare, AttemptsOfAStageAreOne) {
  MadeRun a(1000);
  a.Named(0, "load at job.py:1", 0, 400);
  MadeRun b(1000);
  b.Named(0, "load at job.py:1", 0, 400);
  b.Named(0, "load at job.py:1", 500, 900).key.attempt_id = 1;
  const Comparison comparison = Compare(a.run(), b.run());
  ASSERT_EQ(comparison.stages.size(), 1U);
  EXPECT_EQ(comparison.stages[0].totals.b.attempts.size(), 2U);
  EXPECT_EQ(comparison.stages[0].totals.b.path, 800);
}

TEST(Compare, AStageOfAQueryThatIsInBothIsNotAnotherQuerys) {
  MadeRun a(1000);
  a.Described(0, "one", {"SortMergeJoin", "Scan csv customers"});
  a.Described(1, "two", {"Sort", "Scan csv days"});
  a.Named(0, "scan customers at job.py:1", 0, 100).sql_execution_id = 0;
  a.Named(1, "join at job.py:2", 100, 500).sql_execution_id = 0;
  MadeRun b(1000);
  b.Described(0, "one", {"SortMergeJoin"});
  b.Described(1, "two", {"Sort", "Scan csv days", "Scan csv customers"});
  b.Named(0, "scan customers at job.py:1", 0, 100).sql_execution_id = 1;
  b.Named(1, "join at job.py:2", 100, 500).sql_execution_id = 1;
  for (const StageMatch& match : Compare(a.run(), b.run()).stages) {
    EXPECT_FALSE(match.in_both());
  }
}

TEST(Compare, GapsArePairedByTheirKind) {
  MadeRun a(1000);
  a.Named(0, "load at job.py:1", 0, 400);
  a.Named(1, "sum at job.py:2", 500, 1000);
  MadeRun b(4000);
  b.Named(0, "load at job.py:1", 0, 400);
  b.Named(1, "sum at job.py:2", 3500, 4000);
  const Comparison comparison = Compare(a.run(), b.run());
  EXPECT_EQ(comparison.contributions[0].stage, -1);
  EXPECT_EQ(comparison.contributions[0].gap, WallPart::kUserCode);
  EXPECT_EQ(comparison.contributions[0].time, (Amounts{100, 3100}));
  EXPECT_EQ(comparison.contributions[0].links, (Amounts{1, 1}));
}

TEST(Compare, QueriesAreFoundAgainByDescriptionAndPlan) {
  MadeRun a(100);
  a.Described(0, "load", {"Sort", "Scan csv x"});
  a.Described(1, "load", {"HashAggregate", "Scan csv y"});
  a.Described(2, "gone", {"Window", "Scan csv z"});
  MadeRun b(100);
  b.Described(0, "load", {"HashAggregate", "Scan csv y"});
  b.Described(1, "load", {"Sort", "Scan csv x"});
  b.Described(2, "new", {"Union", "Scan csv w"});
  EXPECT_EQ(PairsOf(Compare(a.run(), b.run())), "0-1 1-0 2-none none-2");
}

TEST(Compare, OfQueriesAlikeTheFirstGoesWithTheFirst) {
  MadeRun a(100);
  MadeRun b(100);
  for (std::int64_t id = 0; id < 3; ++id) a.Described(id, "batch", {"Sort"});
  for (std::int64_t id = 5; id < 7; ++id) b.Described(id, "batch", {"Sort"});
  EXPECT_EQ(PairsOf(Compare(a.run(), b.run())), "0-5 1-6 2-none");
}

TEST(Compare, AQueryIsFoundAgainWhenItsLineOrItsPlanChanged) {
  MadeRun a(100);
  a.Described(0, "count at job.py:12", {"HashAggregate", "Scan csv orders"});
  a.Described(1, "save at job.py:20", {"SortMergeJoin", "Scan csv orders"});
  MadeRun b(100);
  b.Described(0, "count at job.py:14", {"HashAggregate", "Scan csv orders"});
  b.Described(1, "save at job.py:20", {"BroadcastHashJoin", "Scan csv orders"});
  const Comparison comparison = Compare(a.run(), b.run());
  EXPECT_EQ(PairsOf(comparison), "0-0 1-1");
  EXPECT_TRUE(comparison.queries[0].plan.empty());
  ASSERT_EQ(comparison.queries[1].plan.size(), 2U);
  EXPECT_EQ(comparison.queries[1].plan[0].name, "BroadcastHashJoin");
  EXPECT_EQ(comparison.queries[1].plan[0].count, (Amounts{0, 1}));
}

// A stage that both runs waited for, for 10 s and for `b_path` ms.
StageMatch OnPath(std::int64_t b_path) {
  StageMatch match;
  for (StageTotals* totals : {&match.totals.a, &match.totals.b}) {
    totals->attempts = {0};
    totals->path = 10'000;
    totals->tasks = 8;
    totals->slots = 4;
    totals->slowest = 2'000;
    totals->bytes_read = std::int64_t{1} << 30;
    totals->core_time.available = 16'000;
    totals->core_time[analysis::CorePart::kCpu] = 16'000;
  }
  match.totals.b.path = b_path;
  return match;
}

TEST(Reasons, NothingMovedNothingIsSaid) { EXPECT_TRUE(ReasonsOf(OnPath(20'000)).empty()); }

TEST(Reasons, OnlyWhatMovedTheSameWay) {
  StageMatch match = OnPath(20'000);
  match.totals.b.bytes_read /= 2;  // less to read does not make a stage longer
  match.totals.b.slots = 8;        // nor do more slots
  EXPECT_EQ(Find(ReasonsOf(match), Reason::Kind::kBytesRead), nullptr);
  EXPECT_EQ(Find(ReasonsOf(match), Reason::Kind::kSlots), nullptr);
  match.totals.b.slots = 2;
  ASSERT_NE(Find(ReasonsOf(match), Reason::Kind::kSlots), nullptr);
}

TEST(Reasons, MoreToReadAndSlowerAByte) {
  StageMatch match = OnPath(60'000);
  match.totals.b.bytes_read *= 2;
  match.totals.b.core_time.available = 96'000;
  match.totals.b.core_time[analysis::CorePart::kGc] = 80'000;
  const std::vector<Reason> reasons = ReasonsOf(match);
  ASSERT_NE(Find(reasons, Reason::Kind::kBytesRead), nullptr);
  const Reason* part = Find(reasons, Reason::Kind::kCorePart);
  ASSERT_NE(part, nullptr);
  EXPECT_EQ(part->part, analysis::CorePart::kGc);
  const Reason* rate = Find(reasons, Reason::Kind::kCoreTimePerByte);
  ASSERT_NE(rate, nullptr);
  EXPECT_EQ(rate->value, (Amounts{16'000, 48'000}));
}

TEST(Reasons, SpillWaitTasksAndTheSlowest) {
  StageMatch match = OnPath(30'000);
  match.totals.b.disk_spill = std::int64_t{1} << 30;
  match.totals.b.wait = 5'000;
  match.totals.b.tasks = 2;
  match.totals.b.slowest = 12'000;
  match.totals.b.failed_tasks = 3;
  const std::vector<Reason> reasons = ReasonsOf(match);
  for (const Reason::Kind kind : {Reason::Kind::kSpill, Reason::Kind::kWait, Reason::Kind::kTasks,
                                  Reason::Kind::kSlowestTask, Reason::Kind::kFailedTasks}) {
    EXPECT_NE(Find(reasons, kind), nullptr) << NameOf(kind);
  }
}

TEST(Reasons, OffThePathInOne) {
  StageMatch match = OnPath(20'000);
  match.totals.a.path = 0;
  const std::vector<Reason> reasons = ReasonsOf(match);
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_EQ(reasons[0].kind, Reason::Kind::kOffPath);
}

TEST(Amounts, DifferencesStopAtTheEnds) {
  EXPECT_EQ(DifferenceOf({INT64_MIN, INT64_MAX}), INT64_MAX);
  EXPECT_EQ(DifferenceOf({INT64_MAX, INT64_MIN}), INT64_MIN);
  EXPECT_FALSE(IsChanged({100, 109}));
  EXPECT_TRUE(IsChanged({100, 112}));
  EXPECT_TRUE(IsChanged({0, 1}));
  EXPECT_FALSE(IsChanged({0, 0}));
}

}  // namespace
}  // namespace dataflint::compare
