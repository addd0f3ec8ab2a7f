// Compares every log of the repository with every other: the parts add up to the difference, and
// what is written holds its width. Logs of the same job, written by two versions of Spark, are
// found to be the same work.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compare/comparison.h"
#include "engine/engine.h"
#include "io/event_log.h"
#include "io/log_stream.h"
#include "report/comparison/comparison_text.h"
#include "report/terminal/text.h"

namespace dataflint {
namespace {

struct RealRun {
  std::string log;
  std::unique_ptr<engine::Engine> engine;
  const report::Report* report = nullptr;
  std::unique_ptr<insights::Run> run;
};

RealRun Read(const io::EventLog& log) {
  RealRun real;
  real.log = log.name;
  real.engine = std::make_unique<engine::Engine>();
  auto stream = io::LogStream::Open(log, {.threaded = false});
  EXPECT_TRUE(stream.has_value());
  if (!stream.has_value()) return real;
  while (true) {
    const auto chunk = (*stream)->Next();
    EXPECT_TRUE(chunk.has_value());
    if (!chunk.has_value() || !chunk->has_value()) break;
    if ((*chunk)->starts_part) real.engine->BeginPart(log.parts[(*chunk)->part].path);
    real.engine->Push((*chunk)->bytes);
  }
  real.report = &real.engine->Finish();
  real.run = std::make_unique<insights::Run>(*real.report->app, real.report->figures);
  return real;
}

const std::vector<RealRun>& AllRuns() {
  static const std::vector<RealRun> runs = [] {
    std::vector<RealRun> read;
    const auto found =
        io::FindEventLogs({std::string(DATAFLINT_SOURCE_DIR) + "/tests/data/logs"}, {});
    EXPECT_TRUE(found.has_value());
    if (!found.has_value()) return read;
    for (const io::EventLog& log : found->logs) read.push_back(Read(log));
    return read;
  }();
  return runs;
}

const RealRun& RunOf(const std::string& log) {
  for (const RealRun& real : AllRuns()) {
    if (real.log.ends_with(log)) return real;
  }
  ADD_FAILURE() << "no log " << log;
  return AllRuns().front();
}

TEST(RealPairs, PartsAddUpForEveryPair) {
  ASSERT_GE(AllRuns().size(), 50U);
  for (const RealRun& a : AllRuns()) {
    for (const RealRun& b : AllRuns()) {
      const compare::Comparison comparison = compare::Compare(*a.run, *b.run);
      std::int64_t sum = comparison.rest;
      for (const auto& part : comparison.contributions) sum += compare::DifferenceOf(part.time);
      ASSERT_EQ(sum, compare::DifferenceOf(comparison.wall)) << a.log << ' ' << b.log;
      ASSERT_EQ(comparison.rest, 0) << a.log << ' ' << b.log;
    }
  }
}

TEST(RealPairs, NoLineIsLongerThanTheWidth) {
  for (std::size_t i = 0; i < AllRuns().size(); ++i) {
    const RealRun& a = AllRuns()[i];
    const RealRun& b = AllRuns()[(i + 7) % AllRuns().size()];
    const compare::Comparison comparison = compare::Compare(*a.run, *b.run);
    for (const std::size_t width : {std::size_t{80}, std::size_t{120}}) {
      std::string text = report::RenderComparison(
          {comparison, {a.report, b.report}, {a.log, b.log}}, 10, {.width = width});
      for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos;
           text.erase(0, end + 1)) {
        EXPECT_LE(report::terminal::DisplayWidth(text.substr(0, end)), width)
            << a.log << ' ' << b.log << ": " << text.substr(0, end);
      }
    }
  }
}

// The same job under two versions of Spark: its queries and the stages on the path are found again.
TEST(RealPairs, TheSameJobOfAnotherSparkIsFoundAgain) {
  for (const char* name : {"clean.zstd", "python-udf.zstd", "storage.zstd", "sql-aqe.zstd",
                           "job-groups.zstd", "stage-retry.zstd"}) {
    const RealRun& a = RunOf(std::string("3.3.4/") + name);
    const RealRun& b = RunOf(std::string("4.3.0/") + name);
    const compare::Comparison comparison = compare::Compare(*a.run, *b.run);
    for (const compare::QueryMatch& match : comparison.queries) {
      EXPECT_TRUE(match.in_both())
          << name << ": " << (match.sql.a != nullptr ? match.sql.a->id : -1) << ' '
          << (match.sql.b != nullptr ? match.sql.b->id : -1);
    }
    compare::Amounts alone;
    for (const compare::Contribution& part : comparison.contributions) {
      if (part.stage < 0 || comparison.stages[static_cast<std::size_t>(part.stage)].in_both()) {
        continue;
      }
      alone.a += part.time.a;
      alone.b += part.time.b;
    }
    EXPECT_LT(alone.a, comparison.wall.a / 10) << name;
    EXPECT_LT(alone.b, comparison.wall.b / 10) << name;
  }
}

}  // namespace
}  // namespace dataflint
