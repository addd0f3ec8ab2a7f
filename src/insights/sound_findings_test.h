// What holds of the findings of any run, however odd: savings in order and within the run, finite
// figures, ids of their own, settings such as its Spark takes. Included by tests.
#ifndef DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_
#define DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <span>
#include <string>

#include "insights/insight.h"
#include "insights/run.h"
#include "insights/spark_settings.h"

namespace dataflint::insights {

inline void ExpectValidSetting(const Run& run, const std::string& text) {
  const std::size_t equals = text.find('=');
  ASSERT_NE(equals, std::string::npos) << text;
  for (const SparkSetting& setting : AllSparkSettings()) {
    if (setting.key != text.substr(0, equals)) continue;
    EXPECT_TRUE(IsValid(setting, text.substr(equals + 1), run.spark_major())) << text;
    EXPECT_TRUE(run.Knows(setting)) << text;
    return;
  }
  FAIL() << text << " is not in spark_settings.def";
}

inline void ExpectSound(std::span<const Finding> findings, const Run& run) {
  std::set<std::string> ids;
  for (const Finding& finding : findings) {
    SCOPED_TRACE(finding.title);
    EXPECT_TRUE(ids.insert(finding.id).second) << finding.id;
    EXPECT_FALSE(finding.title.empty() || finding.why.empty() || finding.subject.empty());
    EXPECT_FALSE(finding.evidence.empty() || finding.impact.method.empty());
    for (const Evidence& evidence : finding.evidence) {
      EXPECT_TRUE(std::isfinite(evidence.value)) << evidence.name;
    }
    const Impact& impact = finding.impact;
    EXPECT_TRUE(0 <= impact.wall_ms_low && impact.wall_ms_low <= impact.wall_ms_expected &&
                impact.wall_ms_expected <= impact.wall_ms_high &&
                impact.wall_ms_high <= run.wall());
    EXPECT_TRUE(0 <= impact.core_ms_low && impact.core_ms_low <= impact.core_ms_expected &&
                impact.core_ms_expected <= impact.core_ms_high &&
                impact.core_ms_high <= run.available());
    for (const Change& change : finding.changes) {
      if (change.kind == Change::Kind::kSetting) ExpectValidSetting(run, change.text);
    }
  }
}

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SOUND_FINDINGS_TEST_H_
