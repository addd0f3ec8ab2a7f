#include "insights/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// About stage 1, with a first evidence that says whose it is.
Finding Made(std::string_view insight, std::string_view part_of = {}) {
  Finding finding;
  finding.insight = insight;
  finding.subject = "stage 1.0";
  finding.part_of = part_of;
  finding.evidence = {{std::string(insight), 1, Unit::kCount, ""}};
  return finding;
}

std::vector<std::string_view> InsightsOf(const std::vector<Finding>& findings) {
  std::vector<std::string_view> insights;
  for (const Finding& finding : findings) insights.push_back(finding.insight);
  return insights;
}

std::vector<std::string> EvidenceOf(const Finding& finding) {
  std::vector<std::string> names;
  for (const Evidence& evidence : finding.evidence) names.push_back(evidence.name);
  return names;
}

TEST(Parts, ThoseOfAChainAllGoToItsEnd) {
  const std::vector<Finding> chain = {Made("a", "c"), Made("b"), Made("c", "d"), Made("d", "e"),
                                      Made("e")};
  std::vector<Finding> parts = chain;
  std::vector<Finding> told = TakeWholes(parts, {});
  EXPECT_THAT(InsightsOf(told), ElementsAre("b", "e"));
  EXPECT_THAT(InsightsOf(parts), ElementsAre("a", "c", "d"));
  EXPECT_THAT(InsightsOf(TakeWholes(parts, told)), IsEmpty());
  JoinParts(told, parts);
  EXPECT_THAT(EvidenceOf(told[0]), ElementsAre("b"));
  EXPECT_THAT(EvidenceOf(told[1]), ElementsAre("e", "a", "c", "d"));
}

TEST(Parts, WhereTheEndOfAChainIsNotToldTheOneBeforeItIs) {
  std::vector<Finding> parts = {Made("a", "b"), Made("b", "c"), Made("c")};
  EXPECT_THAT(InsightsOf(TakeWholes(parts, {})), ElementsAre("c"));
  std::vector<Finding> told = TakeWholes(parts, {});
  EXPECT_THAT(InsightsOf(told), ElementsAre("b"));
  JoinParts(told, parts);
  EXPECT_THAT(EvidenceOf(told[0]), ElementsAre("b", "a"));
}

TEST(Parts, OfTwoThatExplainEachOtherOneIsTold) {
  std::vector<Finding> parts = {Made("a", "b"), Made("b", "a"), Made("c", "c")};
  const std::vector<Finding> told = TakeWholes(parts, {});
  EXPECT_THAT(InsightsOf(told), ElementsAre("b", "c"));
  EXPECT_THAT(InsightsOf(TakeWholes(parts, told)), IsEmpty());
  EXPECT_THAT(InsightsOf(parts), ElementsAre("a"));
}

TEST(Parts, EvidenceIsShownOnce) {
  std::vector<Finding> told = {Made("b")};
  std::vector<Finding> parts = {Made("a", "b"), Made("a", "b")};
  JoinParts(told, parts);
  EXPECT_THAT(EvidenceOf(told[0]), ElementsAre("b", "a"));
}

}  // namespace
}  // namespace dataflint::insights
