#include "insights/finding_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/made_application_test.h"
#include "insights/what_if.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Finding Made(std::string_view insight, std::int64_t weight) {
  Finding finding;
  finding.insight = insight;
  finding.impact.core_ms_high = weight;
  finding.title = std::string(insight) + ' ' + std::to_string(weight);
  finding.what_if.expected = [](replay::Recording& recording) {
    replay::ScaleTasks(recording, 0, 0.5);
  };
  return finding;
}

std::vector<std::string> TitlesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> titles;
  for (const Finding& finding : findings) titles.push_back(finding.title);
  return titles;
}

class FindingLimits : public testing::Test {
 protected:
  FindingLimits() {
    made_.Executor(1, 0);
    made_.SparkJob(0, 1000);
    made_.Stage(0, 0, 1000, std::vector<analysis::MadeTask>(50, {.launch = 0, .finish = 20}))
        .spark_jobs = {0};
    replay_.Update(made_.app);
  }

  std::vector<Finding> PlayedWith(std::size_t most_steps, std::vector<Finding> findings) const {
    Plays plays{most_steps, {}};
    PlayWhatIfs(replay_, plays, findings);
    TellLeftOut(plays, findings);
    return findings;
  }

  analysis::MadeApplication made_{0, 1000};
  replay::Replay replay_;
};

TEST_F(FindingLimits, TheHeaviestStayInTheirOrder) {
  std::vector<int> few = {3, 1, 2};
  EXPECT_EQ(KeepHeaviest(few, [](int weight) { return weight; }), 0U);
  EXPECT_THAT(few, ElementsAre(3, 1, 2));
  std::vector<int> many = {7, 1};
  while (many.size() < kMostOfInsight) many.push_back(5);
  many.push_back(9);
  EXPECT_EQ(KeepHeaviest(many, [](int weight) { return weight; }), 1U);
  EXPECT_EQ(many.front(), 7);
  EXPECT_EQ(many[1], 5);
  EXPECT_EQ(many.back(), 9);
}

TEST_F(FindingLimits, PlaysGoOnUntilTheyHaveTakenTooLong) {
  const std::vector<Finding> all = {Made("a", 1), Made("a", 3), Made("a", 2), Made("b", 1)};
  std::vector<Finding> findings = PlayedWith(MostSteps(replay_), all);
  EXPECT_EQ(TitlesOf(findings), TitlesOf(all));
  EXPECT_TRUE(findings[0].missing.empty());

  // Both insights' first, and one more.
  findings = PlayedWith(2 * StepsOf(replay_.recording()) + 1, all);
  EXPECT_THAT(TitlesOf(findings), ElementsAre("a 3", "a 2", "b 1"));
  EXPECT_THAT(findings[0].missing, ElementsAre(HasSubstr("1 more finding ")));
  for (const Finding& finding : findings) EXPECT_TRUE(finding.impact.is_replayed);

  findings = PlayedWith(1, all);
  EXPECT_THAT(TitlesOf(findings), ElementsAre("a 3", "b 1"));
}

TEST_F(FindingLimits, LaterPlaysGoOnWhereTheFirstCameTo) {
  Plays plays{1, {}};
  std::vector<Finding> findings = {Made("a", 3), Made("a", 2)};
  PlayWhatIfs(replay_, plays, findings);
  std::vector<Finding> more = {Made("a", 1), Made("b", 1)};
  PlayWhatIfs(replay_, plays, more);
  EXPECT_THAT(TitlesOf(more), ElementsAre("b 1"));
  TellLeftOut(plays, findings);
  EXPECT_THAT(findings[0].missing, ElementsAre(HasSubstr("2 more findings ")));
}

}  // namespace
}  // namespace dataflint::insights
