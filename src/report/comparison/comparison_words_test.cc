#include "report/comparison/comparison_words.h"

#include <gtest/gtest.h>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"

namespace dataflint::report {
namespace {

using compare::Amounts;
using compare::Reason;
using insights::Unit;

TEST(ComparisonWords, DifferencesHaveASign) {
  EXPECT_EQ(SignedDuration(192'000), "+3 m 12 s");
  EXPECT_EQ(SignedDuration(-17'200), "−17.2 s");
  EXPECT_EQ(SignedDuration(0), "0 ms");
  EXPECT_FALSE(SignedDuration(INT64_MIN).empty());
}

TEST(ComparisonWords, ChangesAreSharesOfTheFirst) {
  EXPECT_EQ(RelativeChange({100, 141}), "+41 %");
  EXPECT_EQ(RelativeChange({100, 88}), "−12 %");
  EXPECT_EQ(RelativeChange({100, 1'200}), "12×");
  EXPECT_EQ(RelativeChange({0, 5}), "new");
  EXPECT_EQ(RelativeChange({5, 0}), "gone");
  EXPECT_EQ(RelativeChange({7, 7}), "");
  EXPECT_EQ(RelativeChange({1'000'000, 1'000'001}), "");
  EXPECT_FALSE(RelativeChange({INT64_MAX, INT64_MIN}).empty());
}

TEST(ComparisonWords, ReasonsSayBFirst) {
  Reason reason;
  reason.kind = Reason::Kind::kSpill;
  reason.unit = Unit::kBytes;
  reason.value = {0, std::int64_t{3} << 30};
  EXPECT_EQ(TextOf(reason), "spilled 3 GiB instead of nothing");
  reason.kind = Reason::Kind::kTasks;
  reason.unit = Unit::kCount;
  reason.value = {200, 40};
  EXPECT_EQ(TextOf(reason), "40 instead of 200 tasks");
  for (int kind = 0; kind < static_cast<int>(Reason::Kind::kCount); ++kind) {
    reason.kind = static_cast<Reason::Kind>(kind);
    EXPECT_FALSE(TextOf(reason).empty()) << kind;
    EXPECT_FALSE(compare::NameOf(reason.kind).empty()) << kind;
  }
}

std::string VerdictOfLengths(std::int64_t a_ms, std::int64_t b_ms) {
  const analysis::MadeApplication a(0, a_ms);
  const analysis::MadeApplication b(0, b_ms);
  const analysis::Figures figures_a = analysis::Analyze(a.app);
  const analysis::Figures figures_b = analysis::Analyze(b.app);
  const insights::Run run_a(a.app, figures_a);
  const insights::Run run_b(b.app, figures_b);
  return VerdictOf(compare::Compare(run_a, run_b));
}

TEST(ComparisonWords, TheVerdictSaysHowMuchAndWhere) {
  EXPECT_EQ(VerdictOfLengths(60'000, 60'000), "B took exactly as long as A: 1 m");
  EXPECT_TRUE(VerdictOfLengths(60'000, 60'100).starts_with("B took about as long as A (+0.2 %), "));
  EXPECT_TRUE(VerdictOfLengths(60'000, 90'000)
                  .starts_with("B took 30 s longer (+50 %), 1 m 30 s instead of 1 m: "));
  EXPECT_TRUE(VerdictOfLengths(60'000, 30'000).starts_with("B took 30 s less (−50 %), "));
  EXPECT_TRUE(
      VerdictOfLengths(0, 30'000).starts_with("B took 30 s longer, 30 s instead of 0 ms: "));
}

}  // namespace
}  // namespace dataflint::report
