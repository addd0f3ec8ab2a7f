// Which findings of two runs are the same: by their ids, else by what they are about.
#include "compare/finding_match.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/made_application_test.h"

namespace dataflint::compare {
namespace {

using analysis::MadeApplication;
using insights::Finding;
using insights::Scope;

class FindingMatchTest : public testing::Test {
 protected:
  // Two runs of one job, whose stage `a` of the first is `b` of the second.
  FindingMatchTest() {
    Stage(a_, 0, "count at Job.scala:7");
    Stage(b_, 5, "count at Job.scala:7");
  }

  static void Stage(MadeApplication& made, std::int64_t id, std::string_view name) {
    analysis::MadeTask task;
    task.finish = 100;
    model::StageAttempt& stage = made.Stage(id, 0, 100, {task});
    stage.name = made.app.strings.Intern(name);
  }

  static Finding About(Scope scope, std::string_view insight, std::string id,
                       std::int64_t stage = -1) {
    Finding finding;
    finding.subject =
        scope == Scope::kStage ? "stage " + std::to_string(stage) + ".0" : "application";
    finding.scope = scope;
    finding.insight = insight;
    finding.id = std::move(id);
    finding.stage = {stage, 0};
    return finding;
  }

  // "skew-1/skew-2", "-/gc-1", ...
  std::vector<std::string> Matches(const std::vector<Finding>& a, const std::vector<Finding>& b) {
    const analysis::Figures figures_a = analysis::Analyze(a_.app);
    const analysis::Figures figures_b = analysis::Analyze(b_.app);
    const insights::Run run_a(a_.app, figures_a);
    const insights::Run run_b(b_.app, figures_b);
    const Comparison comparison = Compare(run_a, run_b);
    std::vector<std::string> texts;
    for (const FindingMatch& match : MatchFindings(comparison, a, b)) {
      const auto name = [](const Finding* finding) {
        return finding == nullptr ? std::string("-") : finding->id;
      };
      texts.push_back(name(match.finding.a) + '/' + name(match.finding.b));
    }
    return texts;
  }

 private:
  MadeApplication a_{0, 200};
  MadeApplication b_{0, 200};
};

TEST_F(FindingMatchTest, ByIdThenByStage) {
  const std::vector<Finding> a = {About(Scope::kStage, "skew", "skew-1", 0),
                                  About(Scope::kStage, "spill", "spill-1", 0),
                                  About(Scope::kApplication, "idle-cores", "idle-cores-1")};
  const std::vector<Finding> b = {About(Scope::kApplication, "gc-pressure", "gc-pressure-1"),
                                  About(Scope::kApplication, "idle-cores", "idle-cores-1"),
                                  About(Scope::kStage, "skew", "skew-2", 5)};
  EXPECT_EQ(Matches(a, b),
            (std::vector<std::string>{"-/gc-pressure-1", "spill-1/-", "skew-1/skew-2",
                                      "idle-cores-1/idle-cores-1"}));
}

TEST_F(FindingMatchTest, AStageThatIsInOneRunOnlyIsNotPaired) {
  EXPECT_EQ(Matches({About(Scope::kStage, "skew", "skew-1", 9)},
                    {About(Scope::kStage, "skew", "skew-2", 9)}),
            (std::vector<std::string>{"-/skew-2", "skew-1/-"}));
}

TEST_F(FindingMatchTest, OfTwoTablesTheOneThatIsGoneIsNotTheOther) {
  const auto of_table = [](std::string_view table, std::string id) {
    Finding finding = About(Scope::kApplication, "small-files-read", std::move(id));
    finding.subject = table;
    return finding;
  };
  EXPECT_EQ(Matches({of_table("table clicks", "a-1"), of_table("table orders of 7", "a-2")},
                    {of_table("table orders of 8", "b-1")}),
            (std::vector<std::string>{"a-1/-", "a-2/b-1"}));
}

TEST_F(FindingMatchTest, OfTwoFailuresOfAStageTheOneThatIsGoneIsNotTheOther) {
  const auto failing_with = [](std::string_view failure, std::string id, std::int64_t stage) {
    Finding finding = About(Scope::kStage, "failed-tasks", std::move(id), stage);
    finding.subject = failure;
    return finding;
  };
  EXPECT_EQ(Matches({failing_with("failure KeyError", "a-1", 0),
                     failing_with("failure Timeout", "a-2", 0)},
                    {failing_with("failure Timeout", "b-1", 5)}),
            (std::vector<std::string>{"a-1/-", "a-2/b-1"}));
}

TEST_F(FindingMatchTest, Nothing) { EXPECT_TRUE(Matches({}, {}).empty()); }

TEST_F(FindingMatchTest, WhatWasNotAskedIsNeitherNewNorGone) {
  Finding finding = About(Scope::kApplication, "skew", "skew-1");
  finding.dataflint_alert = "smallTasks";
  const insights::Adjustments all_on;
  insights::Adjustments off;
  off.switched_off.push_back({"skew", {}, "--disable"});
  insights::Adjustments other_off;
  other_off.switched_off.push_back({"spill", {}, "--disable"});
  other_off.switched_off.push_back({"skew", "otherAlert", "spark.dataflint.alert.disabled"});
  insights::Adjustments alert_off;
  alert_off.switched_off.push_back({"skew", "smallTasks", "spark.dataflint.alert.disabled"});

  const FindingMatch only_in_a{{&finding, nullptr}};
  const FindingMatch only_in_b{{nullptr, &finding}};
  const FindingMatch in_both{{&finding, &finding}};
  EXPECT_EQ(StateOf(only_in_a, {&all_on, &all_on}), FindingState::kGone);
  EXPECT_EQ(StateOf(only_in_b, {&other_off, &all_on}), FindingState::kNew);
  EXPECT_EQ(StateOf(only_in_b, {&off, &all_on}), FindingState::kNotAskedInA);
  EXPECT_EQ(StateOf(only_in_a, {&all_on, &alert_off}), FindingState::kNotAskedInB);
  EXPECT_EQ(StateOf(in_both, {&off, &off}), FindingState::kInBoth);

  EXPECT_EQ(SwitchedOffOnlyIn(off, all_on).size(), 1U);
  EXPECT_EQ(SwitchedOffOnlyIn(off, off).size(), 0U);
  EXPECT_EQ(SwitchedOffOnlyIn(alert_off, off).size(), 0U);
  EXPECT_EQ(SwitchedOffOnlyIn(off, alert_off).size(), 1U);
}

}  // namespace
}  // namespace dataflint::compare
