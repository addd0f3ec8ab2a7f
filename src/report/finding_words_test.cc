#include "report/finding_words.h"

#include <gtest/gtest.h>

namespace dataflint::report {
namespace {

insights::Finding Saving(std::int64_t wall_ms, bool is_replayed) {
  insights::Finding finding;
  finding.impact.wall_ms_low = wall_ms;
  finding.impact.wall_ms_expected = wall_ms;
  finding.impact.wall_ms_high = wall_ms;
  finding.impact.is_replayed = is_replayed;
  finding.impact.is_upper_bound = !is_replayed;
  return finding;
}

Report Of(std::vector<insights::Finding> findings, std::int64_t together_ms) {
  Report report;
  report.findings = std::move(findings);
  report.together = Saving(together_ms, true).impact;
  return report;
}

TEST(FindingWords, TotalOfAll) {
  EXPECT_EQ(TogetherText(Of({Saving(3000, true), Saving(2000, true)}, 4000)),
            "together they save 4 s");
}

TEST(FindingWords, TotalOfThoseReplayedSaysSo) {
  const Report report = Of({Saving(3000, true), Saving(2000, true), Saving(1000, false)}, 4000);
  EXPECT_EQ(TogetherText(report), "together the 2 replayed save 4 s");
}

TEST(FindingWords, NoTotalBelowASingleFinding) {
  EXPECT_EQ(TogetherText(Of({Saving(146'000, false), Saving(400, true), Saving(2, true)}, 1100)),
            "");
}

TEST(FindingWords, CountsSayWhatIsLeftOut) {
  const Report report = Of(std::vector<insights::Finding>(11), 0);
  EXPECT_EQ(CountOfFindings(report, 11, 11), "11 findings");
  EXPECT_EQ(CountOfFindings(report, 11, 10), "10 of 11 findings (--top N)");
}

TEST(FindingWords, NumbersInPlaceOfIds) {
  const FindingNumbers numbers = {{"skew-12", 3}, {"skew-12-2", 4}};
  EXPECT_EQ(WithNumbers("the alternative to skew-12, skew-12-2 and spill-1: do one", numbers),
            "the alternative to finding 3, finding 4 and spill-1: do one");
}

}  // namespace
}  // namespace dataflint::report
