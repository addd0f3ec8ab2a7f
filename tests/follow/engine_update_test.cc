// The engine on logs that grow: at every point the report so far is that of the lines so far, and a
// reading that was saved and goes on elsewhere ends as if nothing had been.
// Logs: tests/data/logs, and the folder DATAFLINT_EVENTLOGS names (default ../shared/eventlogs) if
// there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "analysis/figures.h"
#include "engine/engine.h"
#include "io/event_log.h"
#include "io/log_stream.h"
#include "report/report_json.h"

namespace dataflint {
namespace {

constexpr std::size_t kMostBytes = 24'000'000;  // of a log; larger ones add time, not cases

struct Text {
  std::string name;
  std::string bytes;  // of all parts
};

std::vector<Text> RealLogs() {
  std::vector<std::string> folders = {std::string(DATAFLINT_SOURCE_DIR) + "/tests/data/logs"};
  const char* named = std::getenv("DATAFLINT_EVENTLOGS");
  const std::string other =
      named != nullptr ? named : std::string(DATAFLINT_SOURCE_DIR) + "/../shared/eventlogs";
  if (std::filesystem::is_directory(other)) folders.push_back(other);
  std::vector<Text> texts;
  for (const std::string& folder : folders) {
    const auto found = io::FindEventLogs({folder}, {});
    EXPECT_TRUE(found.has_value()) << folder;
    for (const io::EventLog& log : found->logs) {
      auto stream = io::LogStream::Open(log, {.threaded = false});
      Text& text = texts.emplace_back();
      text.name = log.name;
      while (true) {
        const auto chunk = (*stream)->Next();
        if (!chunk.has_value() || !chunk->has_value() || text.bytes.size() > kMostBytes) break;
        text.bytes += (*chunk)->bytes;
      }
    }
  }
  EXPECT_GE(texts.size(), 20U);
  return texts;
}

std::string Json(const report::Report& report) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kCompact);
  report::JsonOptions options;
  options.log = "log";
  options.full = true;
  report::WriteReport(report, options, json);
  json.Flush();
  return text;
}

// The two where they first differ.
std::string Difference(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const std::size_t from = at < 200 ? 0 : at - 200;
  return a.substr(from, 300) + "\n--- instead of ---\n" + b.substr(from, 300);
}

TEST(EngineUpdate, IsTheReportOfTheLinesSoFar) {
  std::mt19937_64 random(1);
  int updates = 0;
  for (const Text& text : RealLogs()) {
    SCOPED_TRACE(text.name);
    const std::size_t pieces = text.bytes.size() > 2'000'000 ? 6 : 12;
    engine::Engine growing;
    growing.BeginPart("part");
    std::size_t at = 0;
    while (at < text.bytes.size()) {
      const std::size_t piece =
          std::min(text.bytes.size() - at, 1 + random() % (2 * text.bytes.size() / pieces));
      growing.Push(std::string_view(text.bytes).substr(at, piece));
      at += piece;
      const report::Report& report = growing.Update();
      ASSERT_TRUE(report.figures == analysis::Analyze(growing.application()));

      const std::size_t lines = text.bytes.rfind('\n', at - 1);
      if (lines == std::string::npos || lines >= at) continue;
      engine::Engine fresh;
      fresh.BeginPart("part");
      fresh.Push(std::string_view(text.bytes).substr(0, lines + 1));
      // They have read the same lines; the one that grows holds the beginning of the next, too.
      report::Report so_far = report;
      const report::Report& whole = fresh.Finish();
      so_far.reading = whole.reading;
      const std::string expected = Json(whole);
      const std::string got = Json(so_far);
      ASSERT_TRUE(got == expected) << "at byte " << at << ": " << Difference(got, expected);
      ++updates;
    }
    engine::Engine whole;
    whole.BeginPart("part");
    whole.Push(text.bytes);
    const std::string expected = Json(whole.Finish());
    const std::string got = Json(growing.Finish());
    ASSERT_TRUE(got == expected) << "at the end: " << Difference(got, expected);
  }
  EXPECT_GE(updates, 200);
}

TEST(EngineUpdate, AReadingThatWasSavedAnywhereGoesOn) {
  std::mt19937_64 random(2);
  int cuts = 0;
  for (const Text& text : RealLogs()) {
    if (text.bytes.size() > 3'000'000) continue;
    SCOPED_TRACE(text.name);
    engine::Engine whole;
    whole.BeginPart("part");
    whole.Push(text.bytes);
    const std::string expected = Json(whole.Finish());
    for (int cut = 0; cut < 8; ++cut) {
      const std::size_t at = random() % (text.bytes.size() + 1);
      engine::Engine first;
      first.BeginPart("part");
      first.Push(std::string_view(text.bytes).substr(0, at));
      if (cut % 2 == 0) first.Update();
      engine::Engine second;
      ASSERT_TRUE(second.RestoreState(first.SaveState()));
      second.Push(std::string_view(text.bytes).substr(at));
      const std::string got = Json(second.Finish());
      ASSERT_TRUE(got == expected) << "saved at " << at << ": " << Difference(got, expected);
      ++cuts;
    }
  }
  EXPECT_GE(cuts, 300);
}

}  // namespace
}  // namespace dataflint
