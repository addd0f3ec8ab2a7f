// Findings of every real log at hand, and of the same logs with numbers, lines and times changed as no
// Spark would write them, are sound: no negative saving, none above the run itself. Logs:
// tests/data, and the folder DATAFLINT_EVENTLOGS names (default ../shared/eventlogs) if there.
//
// DATAFLINT_MUTATIONS: mutations of each log (3).
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "../eventlog/logs_at_hand.h"
#include "engine/engine.h"
#include "insights/run.h"
#include "insights/sound_findings_test.h"
#include "io/event_log.h"
#include "io/log_stream.h"

namespace dataflint {
namespace {

constexpr std::size_t kMostBytes = 3 << 20;  // of each log: what is behind them adds little

std::size_t Mutations() {
  const char* named = std::getenv("DATAFLINT_MUTATIONS");
  return named == nullptr ? 3 : static_cast<std::size_t>(std::max(1L, std::atol(named)));
}

std::string TextOf(const io::EventLog& log) {
  std::string text;
  auto stream = io::LogStream::Open(log, {.threaded = false});
  if (!stream.has_value()) return text;
  while (text.size() < kMostBytes) {
    const auto chunk = (*stream)->Next();
    if (!chunk.has_value() || !chunk->has_value()) break;
    text += (*chunk)->bytes;
  }
  text.resize(std::min(text.size(), text.rfind('\n', kMostBytes) + 1));
  return text;
}

void Check(std::string_view text) {
  engine::Engine engine;
  engine.BeginPart("log");
  engine.Push(text);
  const report::Report& report = engine.Finish();
  const insights::Run run(*report.app, report.figures);
  insights::ExpectSound(report.findings, run);
  EXPECT_GE(report.together.wall_ms_low, 0);
  EXPECT_LE(report.together.wall_ms_high, run.wall());
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  // Some numbers of one kind of value, which stand behind the same key, or any numbers.
  std::string OtherNumbers(std::string text) {
    const std::string key = KeyAt(text, Below(text.size()));
    const std::string wild[] = {"0", "-1", "9223372036854775807", "1", "4102444800000", "86400000"};
    const std::string& value = wild[Below(std::size(wild))];
    std::size_t at = 0;
    for (int changed = 0; changed < 200 && (at = text.find(key, at)) != std::string::npos;) {
      at += key.size();
      if (Below(3) != 0 || at >= text.size() || std::isdigit(Byte(text, at)) == 0) continue;
      std::size_t end = at;
      while (end < text.size() && std::isdigit(Byte(text, end)) != 0) ++end;
      text.replace(at, end - at, value);
      ++changed;
    }
    return text;
  }

  // Lines that are missing, stand twice, or come at another time.
  std::string OtherLines(const std::string& text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      lines.push_back(std::string_view(text).substr(at, end - at));
      at = end;
    }
    for (std::size_t i = 0; i < 1 + lines.size() / 50; ++i) {
      const std::size_t a = Below(lines.size());
      switch (Below(3)) {
        case 0:
          lines[a] = {};
          break;
        case 1:
          lines[a] = lines[Below(lines.size())];
          break;
        default:
          std::swap(lines[a], lines[Below(lines.size())]);
      }
    }
    std::string mutated;
    for (const std::string_view line : lines) mutated += line;
    return mutated;
  }

 private:
  static unsigned char Byte(const std::string& text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
  }
  std::size_t Below(std::size_t bound) { return random_() % std::max<std::size_t>(1, bound); }

  // The next `"some key":` behind a place that has a number behind it; `:` when there is none.
  static std::string KeyAt(const std::string& text, std::size_t place) {
    for (std::size_t at = place; (at = text.find("\":", at)) != std::string::npos; at += 2) {
      if (at + 2 >= text.size() || std::isdigit(Byte(text, at + 2)) == 0) continue;
      const std::size_t begin = text.rfind('"', at - 1);
      if (begin != std::string::npos) return text.substr(begin, at + 2 - begin);
    }
    return ":";
  }

  std::mt19937 random_;
};

TEST(MutatedLogs, FindingsStaySound) {
  std::size_t logs = 0;
  for (const std::string& folder : LogFolders({"logs", "pairs"})) {
    const auto found = io::FindEventLogs({folder}, {});
    ASSERT_TRUE(found.has_value()) << folder;
    for (const io::EventLog& log : found->logs) {
      const std::string text = TextOf(log);
      if (text.empty()) continue;
      SCOPED_TRACE(log.parts.front().path);
      Check(text);
      for (std::uint32_t seed = 0; seed < Mutations(); ++seed) {
        SCOPED_TRACE("mutation " + std::to_string(seed));
        Mutator mutator(seed);
        Check(mutator.OtherNumbers(text));
        Check(mutator.OtherLines(text));
        Check(mutator.OtherNumbers(mutator.OtherLines(mutator.OtherNumbers(text))));
      }
      ++logs;
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(logs, 30U);
}

}  // namespace
}  // namespace dataflint
