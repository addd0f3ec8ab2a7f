// Reads every real log at hand with the shape readers on and off: both must give the same model, to
// the byte. Logs: tests/data/logs, and the folder DATAFLINT_EVENTLOGS names (default
// ../shared/eventlogs) if there.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/saved_state.h"
#include "eventlog/log_reader.h"
#include "io/event_log.h"
#include "io/log_stream.h"
#include "logs_at_hand.h"

namespace dataflint {
namespace {

struct Reading {
  std::string state;
  eventlog::ReaderStatistics statistics;
};

Reading Read(const io::EventLog& log, bool shape_reader) {
  eventlog::LogReader reader({.shape_reader = shape_reader});
  auto stream = io::LogStream::Open(log, {.threaded = false});
  EXPECT_TRUE(stream.has_value());
  if (!stream.has_value()) return {};
  while (true) {
    const auto chunk = (*stream)->Next();
    EXPECT_TRUE(chunk.has_value());
    if (!chunk.has_value() || !chunk->has_value()) break;
    if ((*chunk)->starts_part) reader.BeginPart(log.parts[(*chunk)->part].path);
    reader.Push((*chunk)->bytes);
  }
  reader.Finish();
  StateWriter writer;
  writer.Write(reader.application());
  return {writer.Take(), reader.statistics()};
}

TEST(RealLogs, ShapeAndJsonReadersGiveTheSameModel) {
  std::int64_t shape_lines = 0;
  std::int64_t fallback_lines = 0;
  std::size_t logs = 0;
  for (const std::string& folder : LogFolders({"logs"})) {
    const auto found = io::FindEventLogs({folder}, {});
    ASSERT_TRUE(found.has_value()) << folder;
    for (const io::EventLog& log : found->logs) {
      const Reading by_shape = Read(log, true);
      const Reading by_json = Read(log, false);
      EXPECT_TRUE(by_shape.state == by_json.state) << folder << ": " << log.name;
      shape_lines += by_shape.statistics.shape_lines;
      fallback_lines += by_shape.statistics.fallback_lines;
      ++logs;
    }
  }
  EXPECT_GE(logs, 20U);
  RecordProperty("shape_lines", static_cast<int>(shape_lines));
  std::printf("%zu logs, %lld task lines by shape, %lld not\n", logs,
              static_cast<long long>(shape_lines), static_cast<long long>(fallback_lines));
  EXPECT_LT(fallback_lines, shape_lines / 20);
}

}  // namespace
}  // namespace dataflint
