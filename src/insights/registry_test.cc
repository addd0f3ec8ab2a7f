// What RunInsights does with the findings of all insights: switched off, left out, joined, sorted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"
#include "insights/finding_limits.h"
#include "insights/insight.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;
using analysis::MadeTask;
using model::TaskColumn;

constexpr std::int64_t kBegin = 1'700'000'000'000;

// A stage of eight tasks, one of which runs 60 s and spills, the others 5 s; then a minute of the
// driver's own work before a short stage.
MadeApplication SkewedRun() {
  MadeApplication made(kBegin, kBegin + 140'000);
  made.Property("spark.master", "yarn");
  for (int i = 0; i < 2; ++i) {
    model::Executor& executor = made.Executor(4, kBegin);
    executor.max_on_heap_memory = std::int64_t{1} << 30;
    executor.total_tasks = 4;
  }
  std::vector<MadeTask> tasks(8);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const std::int64_t duration = i == 0 ? 60'000 : 5'000;
    tasks[i].launch = kBegin + 1'000;
    tasks[i].finish = tasks[i].launch + duration;
    tasks[i].run = duration;
    tasks[i].executor = static_cast<std::int64_t>(i % 2);
  }
  made.SparkJob(kBegin + 1'000, kBegin + 61'000);
  model::StageAttempt& stage = made.Stage(0, kBegin + 1'000, kBegin + 61'000, {});
  stage.spark_jobs = {0};
  for (const MadeTask& task : tasks) {
    model::TaskRow row;
    row[TaskColumn::task_id] = row[TaskColumn::index] =
        static_cast<std::int64_t>(stage.tasks.size());
    row[TaskColumn::executor] = task.executor;
    row[TaskColumn::flags] = task.flags;
    row[TaskColumn::launch_time] = task.launch;
    row[TaskColumn::duration] = task.finish - task.launch;
    row[TaskColumn::executor_run_time] = task.run;
    const bool is_long = task.run > 10'000;
    row[TaskColumn::shuffle_remote_bytes_read] = (is_long ? 400 : 20) << 20;
    row[TaskColumn::shuffle_read_records] = is_long ? 400'000 : 20'000;
    row[TaskColumn::disk_bytes_spilled] = is_long ? 600 << 20 : 0;
    row[TaskColumn::memory_bytes_spilled] = is_long ? 900 << 20 : 0;
    for (std::size_t c = model::kFirstTaskMetric; c < model::kTaskColumnCount; ++c) {
      stage.MutableTotal(static_cast<TaskColumn>(c)) += row.values[c];
    }
    stage.tasks.Append(row);
  }
  stage.num_tasks = 8;
  made.SparkJob(kBegin + 121'000, kBegin + 131'000);
  std::vector<MadeTask> last(8);
  for (MadeTask& task : last) {
    task.launch = kBegin + 121'000;
    task.finish = kBegin + 131'000;
    task.run = 10'000;
  }
  made.Stage(1, kBegin + 121'000, kBegin + 131'000, last).spark_jobs = {1};
  return made;
}

std::vector<Finding> FindingsOf(const MadeApplication& made, const Overrides& overrides = {}) {
  replay::Replay replay;
  replay.Update(made.app);
  return RunInsights(made.app, analysis::Analyze(made.app), replay, overrides).list;
}

std::multiset<std::string> IdsOf(const std::vector<Finding>& findings) {
  std::multiset<std::string> ids;
  for (const Finding& finding : findings) ids.emplace(finding.insight);
  return ids;
}

// Two insights of this test: they find what it says.
std::vector<Finding> of_one;
std::vector<Finding> of_other;
void FindOne(const Context& /*context*/, std::vector<Finding>& out) { out = of_one; }
void FindOther(const Context& /*context*/, std::vector<Finding>& out) { out = of_other; }

constexpr InsightSpec MadeInsight(std::string_view id,
                                  void (*run)(const Context&, std::vector<Finding>&)) {
  return {.id = id,
          .title = "Made",
          .sees = "what the test says",
          .why = "",
          .advice = "",
          .formula = "",
          .dataflint_alert = "",
          .thresholds = {},
          .run = run};
}
constexpr InsightSpec kOne = MadeInsight("made-one", FindOne);
constexpr InsightSpec kOther = MadeInsight("made-other", FindOther);
DATAFLINT_REGISTER_INSIGHT(kOne);
DATAFLINT_REGISTER_INSIGHT(kOther);

Finding OfStageNumber(std::int64_t stage) {
  Finding finding;
  finding.scope = Scope::kStage;
  finding.stage = {stage, 0};
  finding.sql_execution_id = stage;
  finding.subject = "stage " + std::to_string(stage) + ".0";
  finding.severity = Severity::kLow;
  return finding;
}

Finding OfTheApplication() {
  Finding finding;
  finding.subject = "application";
  finding.severity = Severity::kLow;
  return finding;
}

// What is left of both insights, by their subjects.
std::vector<Finding> LeftOf(std::vector<Finding> one, std::vector<Finding> other) {
  of_one = std::move(one);
  of_other = std::move(other);
  std::vector<Finding> left = FindingsOf(SkewedRun());
  of_one.clear();
  of_other.clear();
  std::erase_if(left, [](const Finding& finding) { return !finding.insight.starts_with("made-"); });
  return left;
}

TEST(Registry, APartJoinsWhatIsAboutTheSame) {
  Finding part = OfStageNumber(0);
  part.part_of = "made-other";
  EXPECT_EQ(LeftOf({part}, {OfStageNumber(0)}).size(), 1U);
  EXPECT_EQ(LeftOf({part}, {OfTheApplication()}).size(), 1U);
  EXPECT_EQ(LeftOf({part}, {OfStageNumber(1)}).size(), 2U);
}

TEST(Registry, APartThatIsAboutAllOfTheRunDoesNotVanishInOneStage) {
  Finding part = OfTheApplication();
  part.part_of = "made-other";
  EXPECT_EQ(LeftOf({part}, {OfStageNumber(0)}).size(), 2U);
  EXPECT_EQ(LeftOf({part}, {OfTheApplication()}).size(), 1U);
}

TEST(Registry, APartThatNamesWhatItIsPartOfJoinsOnlyThat) {
  Finding part = OfStageNumber(0);
  part.part_of = "made-other";
  part.part_of_subject = "host worker-2";
  Finding host = OfTheApplication();
  host.subject = "host worker-1";
  EXPECT_EQ(LeftOf({part}, {host}).size(), 2U);
  host.subject = "host worker-2";
  EXPECT_EQ(LeftOf({part}, {host}).size(), 1U);
}

TEST(Registry, APartDoesNotVanishInWhatIsTooSmallToTell) {
  Finding part = OfStageNumber(0);
  part.part_of = "made-other";
  Finding small = OfStageNumber(0);
  small.severity = Severity::kInfo;
  small.impact.core_ms_high = small.impact.wall_ms_high = 100;  // of 140 s
  const std::vector<Finding> left = LeftOf({part}, {small});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().insight, "made-one");
}

TEST(Registry, APartOfWhatPlayingShowsToBeTooSmallIsToldAndSoAreItsParts) {
  Finding part = OfStageNumber(0);
  part.part_of = "made-other";
  Finding of_part = part;
  of_part.part_of = "made-one";
  of_part.evidence = {{"made", 1, Unit::kCount, ""}};
  Finding small = OfStageNumber(0);
  small.severity = Severity::kInfo;
  small.what_if.expected = [](replay::Recording& /*saves nothing*/) {};
  const std::vector<Finding> left = LeftOf({part, of_part}, {small});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().insight, "made-one");
  ASSERT_EQ(left.front().evidence.size(), 1U);
}

TEST(Registry, APartIsPlayedOnlyWhereWhatExplainsItIsNotTold) {
  int plays = 0;
  std::vector<Finding> parts(5, OfStageNumber(0));
  for (Finding& part : parts) {
    part.part_of = "made-other";
    part.what_if.expected = [&](replay::Recording& /*recording*/) { ++plays; };
  }
  EXPECT_EQ(LeftOf(parts, {OfStageNumber(0)}).size(), 1U);
  EXPECT_EQ(plays, 0);
  Finding small = OfStageNumber(0);
  small.severity = Severity::kInfo;
  EXPECT_EQ(LeftOf(parts, {small}).size(), 5U);
  EXPECT_GE(plays, 5);
}

TEST(Registry, AlternativesAreAboutTheSame) {
  const auto why = [](const Finding& other) {
    Finding finding = OfStageNumber(0);
    finding.alternative_to = "made-other";
    for (const Finding& left : LeftOf({finding}, {other})) {
      if (left.insight == "made-one") return left.why;
    }
    return std::string("gone");
  };
  EXPECT_EQ(why(OfStageNumber(1)), "");
  EXPECT_THAT(why(OfStageNumber(0)), testing::HasSubstr("the alternative to made-other-"));
  EXPECT_THAT(why(OfTheApplication()), testing::HasSubstr("the alternative to made-other-"));
}

TEST(Registry, WhatTheInsightPutsBelowTheFloorIsNotPlayed) {
  int plays = 0;
  Finding finding = OfStageNumber(0);
  finding.severity = Severity::kInfo;
  finding.what_if.expected = [&](replay::Recording& /*recording*/) { ++plays; };
  finding.impact.core_ms_high = finding.impact.wall_ms_high = 100;  // of 140 s
  EXPECT_TRUE(LeftOf({finding}, {}).empty());
  EXPECT_EQ(plays, 0);
  finding.impact = {};  // only playing tells
  LeftOf({finding}, {});
  EXPECT_GT(plays, 0);
}

TEST(Registry, OfTooManyFindingsTheHeaviestAreToldAndHowManyAreNot) {
  std::vector<Finding> many;
  for (std::int64_t i = 0; i < 300; ++i) {
    many.push_back(OfStageNumber(i));
    many.back().impact.core_ms_high = i;
  }
  const std::vector<Finding> left = LeftOf(many, {});
  EXPECT_EQ(left.size(), kMostOfInsight);
  for (const Finding& finding : left) EXPECT_GE(finding.stage.stage_id, 100);
  const auto says = std::count_if(left.begin(), left.end(), [](const Finding& finding) {
    return !finding.missing.empty() && finding.missing.back().starts_with("100 more findings");
  });
  EXPECT_EQ(says, 1);
}

// How many insights the files of this folder register.
std::size_t RegisteredInTheSources() {
  std::size_t insights = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(DATAFLINT_SOURCE_DIR "/src/insights")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("DATAFLINT_REGISTER_INSIGHT(")) ++insights;
    }
  }
  return insights;
}

TEST(Registry, InsightsAreSortedById) {
  const auto all = AllInsights();
  EXPECT_EQ(all.size(), RegisteredInTheSources() + 2);  // none got lost in linking; two are made
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto* a, const auto* b) { return a->id < b->id; }));
}

TEST(Registry, TheSpillOfASkewedTaskIsToldBySkew) {
  const std::vector<Finding> findings = FindingsOf(SkewedRun());
  EXPECT_EQ(IdsOf(findings).count("skew"), 1U);
  EXPECT_EQ(IdsOf(findings).count("spill"), 0U);
  const auto skew = std::find_if(findings.begin(), findings.end(),
                                 [](const Finding& finding) { return finding.insight == "skew"; });
  EXPECT_EQ(skew->evidence.back().name, "spilled to disk");
  EXPECT_EQ(skew->evidence.back().value, 600 << 20);
}

TEST(Registry, ASpillThatNothingExplainsIsTold) {
  MadeApplication made = SkewedRun();
  made.Property("spark.dataflint.alert.disabled", "skew");
  EXPECT_EQ(IdsOf(FindingsOf(made)).count("spill"), 1U);
}

TEST(Registry, SwitchedOffByOwnIdAndByTheAlertsId) {
  const std::multiset<std::string> all = IdsOf(FindingsOf(SkewedRun()));
  ASSERT_TRUE(all.contains("driver-bound") && all.contains("skew"));
  for (const char* list : {"driver-bound, skew", "partitionSkew,driver-bound"}) {
    MadeApplication made = SkewedRun();
    made.Property("spark.dataflint.alert.disabled", list);
    const std::multiset<std::string> left = IdsOf(FindingsOf(made));
    EXPECT_FALSE(left.contains("driver-bound") || left.contains("skew")) << list;
  }
}

std::set<std::string> NamesOf(const std::vector<Finding>& findings) {
  std::set<std::string> ids;
  for (const Finding& finding : findings) ids.insert(finding.id);
  return ids;
}

TEST(Registry, FindingsHaveTheSameIdsInTheNextRun) {
  const std::vector<Finding> first = FindingsOf(SkewedRun());
  ASSERT_GT(first.size(), 1U);
  EXPECT_EQ(NamesOf(first).size(), first.size());
  MadeApplication made = SkewedRun();
  for (model::StageAttempt& stage : made.app.stages) stage.key.stage_id += 40;
  made.app.start_time -= 5'000;
  EXPECT_EQ(NamesOf(FindingsOf(made)), NamesOf(first));
}

TEST(Registry, FindingsOfAnotherStageHaveOtherIds) {
  MadeApplication made = SkewedRun();
  made.app.stages[0].name = made.app.strings.Intern("count at Other.scala:1");
  const std::vector<Finding> findings = FindingsOf(made);
  const std::set<std::string> before = NamesOf(FindingsOf(SkewedRun()));
  for (const Finding& finding : findings) {
    EXPECT_EQ(before.contains(finding.id), finding.stage.stage_id != 0) << finding.id;
  }
}

TEST(Registry, OverridesSwitchOffAndSetThresholds) {
  const auto left = [](Overrides::Layer layer) {
    return IdsOf(FindingsOf(SkewedRun(), Overrides{{std::move(layer)}}));
  };
  ASSERT_TRUE(left({}).contains("skew"));
  EXPECT_FALSE(left({"x", "", {{"skew", false}}, {}}).contains("skew"));
  EXPECT_TRUE(left({"x", "", {{"skew", false}}, {}}).contains("spill"));
  EXPECT_FALSE(left({"x", "", {}, {{"skew", "min_ratio", 13}}}).contains("skew"));
  EXPECT_TRUE(left({"x", "", {}, {{"skew", "min_ratio", 11}}}).contains("skew"));
  EXPECT_TRUE(left({"x", "other", {{"skew", false}}, {}}).contains("skew"));
}

TEST(Registry, LargestSavingFirst) {
  const std::vector<Finding> findings = FindingsOf(SkewedRun());
  ASSERT_GT(findings.size(), 1U);
  EXPECT_TRUE(std::is_sorted(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
    return a.impact.wall_ms_expected > b.impact.wall_ms_expected;
  }));
}

}  // namespace
}  // namespace dataflint::insights
