// Whatever two applications look like, the parts of their difference add up to it; and comparing an
// application with itself finds none.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "analysis/any_application_test.h"
#include "analysis/figures.h"
#include "compare/comparison.h"

namespace dataflint::compare {
namespace {

using analysis::MadeApplication;
using analysis::Random;

// With names and descriptions of a few words, so that some match and others do not.
MadeApplication Any(std::uint64_t seed, bool hostile) {
  Random random(seed);
  const std::int64_t begin = random.OneIn(2) ? 1'700'000'000'000 : random.Below(100);
  const std::int64_t length = 1 + random.Below(random.OneIn(3) ? 20 : 100'000);
  MadeApplication made(hostile ? random.Time(begin, 10, true) : begin,
                       hostile ? random.Time(begin + length, 10, true) : begin + length);
  analysis::AddAll(random, hostile, begin, length, made);
  const auto word = [&] { return made.app.strings.Intern("w" + std::to_string(random.Below(3))); };
  for (model::StageAttempt& stage : made.app.stages) stage.name = word();
  for (model::SqlExecution& sql : made.app.sql_executions) sql.description = word();
  return made;
}

void CheckSums(const Comparison& comparison) {
  std::int64_t sum = comparison.rest;
  Amounts whole;
  for (const Contribution& part : comparison.contributions) {
    sum += DifferenceOf(part.time);
    whole.a += part.time.a;
    whole.b += part.time.b;
    ASSERT_GE(part.time.a, 0);
    ASSERT_GE(part.time.b, 0);
  }
  ASSERT_EQ(sum, DifferenceOf(comparison.wall));
  ASSERT_EQ(whole, comparison.wall);
  ASSERT_EQ(comparison.rest, 0);
}

// Every attempt that ran is in one match, and only there.
void CheckMatches(const Comparison& comparison, const MadeApplication& a,
                  const MadeApplication& b) {
  std::vector<bool> seen_a(a.app.stages.size());
  std::vector<bool> seen_b(b.app.stages.size());
  for (const StageMatch& match : comparison.stages) {
    ASSERT_TRUE(match.totals.a.exists() || match.totals.b.exists());
    for (const std::size_t i : match.totals.a.attempts) {
      ASSERT_FALSE(seen_a[i]);
      seen_a[i] = true;
    }
    for (const std::size_t i : match.totals.b.attempts) {
      ASSERT_FALSE(seen_b[i]);
      seen_b[i] = true;
    }
  }
  std::size_t in_a = 0;
  std::size_t in_b = 0;
  for (const QueryMatch& match : comparison.queries) {
    in_a += match.sql.a != nullptr ? 1 : 0;
    in_b += match.sql.b != nullptr ? 1 : 0;
  }
  ASSERT_EQ(in_a, a.app.sql_executions.size());
  ASSERT_EQ(in_b, b.app.sql_executions.size());
}

TEST(ComparisonProperty, PartsAddUpForAnyPair) {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    SCOPED_TRACE(seed);
    const bool hostile = seed % 2 == 1;
    const MadeApplication a = Any(seed, hostile);
    const MadeApplication b = Any(seed + 1'000'000, hostile);
    const analysis::Figures figures_a = analysis::Analyze(a.app);
    const analysis::Figures figures_b = analysis::Analyze(b.app);
    const insights::Run run_a(a.app, figures_a);
    const insights::Run run_b(b.app, figures_b);
    const Comparison comparison = Compare(run_a, run_b);
    CheckSums(comparison);
    CheckMatches(comparison, a, b);
    if (HasFatalFailure()) return;
  }
}

TEST(ComparisonProperty, ARunDoesNotDifferFromItself) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const MadeApplication made = Any(seed, seed % 2 == 1);
    const analysis::Figures figures = analysis::Analyze(made.app);
    const insights::Run run(made.app, figures);
    const Comparison comparison = Compare(run, run);
    ASSERT_EQ(DifferenceOf(comparison.wall), 0);
    for (const Contribution& part : comparison.contributions) ASSERT_EQ(part.time.a, part.time.b);
    for (const StageMatch& match : comparison.stages) {
      ASSERT_EQ(match.totals.a.attempts, match.totals.b.attempts);
    }
    for (const QueryMatch& match : comparison.queries) {
      ASSERT_EQ(match.sql.a, match.sql.b);
      ASSERT_TRUE(match.plan.empty());
    }
    ASSERT_TRUE(comparison.settings.empty());
    ASSERT_TRUE(comparison.tables.empty());
  }
}

}  // namespace
}  // namespace dataflint::compare
