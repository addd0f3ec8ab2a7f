// Logs that Spark wrote, cut and damaged at many places, plain and in every codec: nothing crashes,
// what lies before the damage is read as if the log ended there, and the report says what it could
// not see.
//
// DATAFLINT_DAMAGED_PLACES: places tried of each kind in all logs together (200).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "base/saved_state.h"
#include "engine/engine.h"
#include "io/codec.h"
#include "io/decoding_source.h"
#include "io/memory_source.h"

namespace dataflint {
namespace {

std::size_t Places() {
  const char* named = std::getenv("DATAFLINT_DAMAGED_PLACES");
  return named == nullptr ? 200 : static_cast<std::size_t>(std::max(1L, std::atol(named)));
}

struct Decoded {
  std::string bytes;
  std::optional<io::SourceTrouble> trouble;
};

Decoded Decode(const std::string& packed) {
  Decoded decoded;
  const io::Codec codec = io::SniffCodec(std::string_view(packed).substr(0, io::kSniffBytes));
  if (codec == io::Codec::kPlain) return {packed, std::nullopt};
  io::DecodingSource source(std::make_unique<io::MemorySource>(packed), codec, nullptr);
  std::vector<char> buffer(256 << 10);
  while (true) {
    io::ReadOutcome outcome = source.Read(buffer);
    decoded.bytes.append(buffer.data(), outcome.bytes);
    if (!outcome.ended) continue;
    decoded.trouble = std::move(outcome.trouble);
    return decoded;
  }
}

struct Log {
  std::string name;
  io::Codec codec = io::Codec::kPlain;
  std::string packed;
  std::string plain;
};

// One log of each codec of each Spark version, and some that are rich in events.
const std::vector<Log>& Logs() {
  static const std::vector<Log> logs = [] {
    std::vector<Log> found;
    const std::filesystem::path root = std::string(DATAFLINT_SOURCE_DIR) + "/tests/data/logs";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      const bool wanted = name.starts_with("codec-") || name.starts_with("stage-retry.") ||
                          name.starts_with("failed-tasks.") || name.starts_with("job-groups.") ||
                          name.starts_with("storage.") || name.starts_with("streaming.");
      if (!wanted || name.ends_with(".xz") || !entry.is_regular_file()) continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      Log log;
      log.name = std::filesystem::relative(entry.path(), root).string();
      log.packed = std::string((std::istreambuf_iterator<char>(stream)), {});
      log.codec = io::SniffCodec(std::string_view(log.packed).substr(0, io::kSniffBytes));
      log.plain = Decode(log.packed).bytes;
      found.push_back(std::move(log));
    }
    std::sort(found.begin(), found.end(),
              [](const Log& a, const Log& b) { return a.name < b.name; });
    return found;
  }();
  return logs;
}

struct Reading {
  std::string model;  // without the issues
  std::string spans;  // when jobs, stages, tasks and executors began and ended, and how
  analysis::CoreTime core_time;
  ImportIssues issues;
  std::int64_t tasks = 0;
};

std::string SpansOf(const model::Application& app) {
  StateWriter writer;
  const auto write = [&writer](const auto&... values) { (writer.Write(values), ...); };
  write(app.start_time, app.end_time, app.first_event_time, app.last_event_time);
  for (const model::Executor& executor : app.executors) {
    write(executor.add_time, executor.remove_time, executor.total_cores, executor.is_active,
          executor.completed_tasks, executor.total_duration);
  }
  for (const model::SparkJob& job : app.spark_jobs) {
    write(job.submission_time, job.completion_time, job.status, job.num_completed_stages,
          job.num_active_stages, job.num_skipped_stages, job.num_completed_tasks);
  }
  for (const model::StageAttempt& stage : app.stages) {
    write(stage.key, stage.status, stage.submission_time, stage.completion_time, stage.spark_jobs,
          stage.num_complete_tasks, stage.num_active_tasks, stage.tasks);
  }
  for (const model::SqlExecution& execution : app.sql_executions) {
    write(execution.submission_time, execution.completion_time, execution.metrics);
  }
  return writer.Take();
}

Reading Read(std::string_view bytes) {
  engine::Engine engine;
  engine.BeginPart("log");
  engine.Push(bytes);
  const report::Report& report = engine.Finish();
  std::int64_t core_time = 0;
  for (const std::int64_t part : report.figures.core_time.parts) core_time += part;
  EXPECT_EQ(core_time, report.figures.core_time.available);
  std::int64_t wall_time = 0;
  for (const std::int64_t part : report.figures.wall_time.parts) wall_time += part;
  EXPECT_EQ(wall_time, report.figures.wall_time.total);
  Reading reading;
  reading.issues = report.app->issues;
  reading.tasks = report.figures.total_tasks;
  reading.core_time = report.figures.core_time;
  reading.spans = SpansOf(*report.app);
  StateWriter writer;
  report.app->VisitFields([&](const auto&... fields) {
    const auto write = [&](const auto& field) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(field)>, ImportIssues>)
        writer.Write(field);
    };
    (write(fields), ...);
  });
  reading.model = writer.Take();
  return reading;
}

std::string_view WholeLinesOf(std::string_view bytes) {
  return bytes.substr(0, bytes.find_last_of('\n') + 1);  // npos + 1 is 0
}

// Half of the places follow from a seed, the others are where lines begin and end.
std::vector<std::size_t> PlacesIn(const std::string& bytes, std::size_t count,
                                  std::mt19937& random) {
  std::vector<std::size_t> places;
  while (places.size() < count && !bytes.empty()) {
    const std::size_t place = random() % bytes.size();
    places.push_back(place);
    const std::size_t feed = bytes.find('\n', place);
    if (feed != std::string::npos && places.size() < count) places.push_back(feed + random() % 2);
  }
  return places;
}

TEST(DamagedLogs, CutAnywhereTheyEqualTheLogThatEndsThere) {
  std::mt19937 random(1);
  const std::size_t each = std::max<std::size_t>(1, Places() / Logs().size());
  std::size_t done = 0;
  for (const Log& log : Logs()) {
    for (const std::size_t place : PlacesIn(log.plain, each, random)) {
      SCOPED_TRACE(log.name + " cut at " + std::to_string(place));
      const std::string_view cut = std::string_view(log.plain).substr(0, place);
      const std::string_view whole_lines = WholeLinesOf(cut);
      const Reading read = Read(cut);
      // A cut just before the line feed loses nothing.
      const bool line_is_whole = place < log.plain.size() && log.plain[place] == '\n';
      if (line_is_whole) {
        EXPECT_EQ(read.model, Read(log.plain.substr(0, place + 1)).model);
        EXPECT_EQ(read.issues.CountOf(ImportIssue::truncated_last_line), 0);
      } else {
        EXPECT_TRUE(read.model == Read(whole_lines).model);
        const bool cut_a_line = whole_lines.size() < cut.size();
        ASSERT_EQ(read.issues.CountOf(ImportIssue::truncated_last_line), cut_a_line ? 1 : 0);
        if (cut_a_line) {
          EXPECT_EQ(read.issues.PlacesOf(ImportIssue::truncated_last_line)[0].byte_offset,
                    static_cast<std::int64_t>(whole_lines.size()));
        }
      }
      ++done;
    }
    if (HasFailure()) return;
  }
  RecordProperty("cuts", static_cast<int>(done));
}

// Parts that overlap, deliveries that come again.
TEST(DamagedLogs, TwiceOverTheyGiveTheFiguresOfOnce) {
  for (const Log& log : Logs()) {
    SCOPED_TRACE(log.name);
    const Reading once = Read(log.plain);
    const Reading twice = Read(log.plain + log.plain);
    EXPECT_TRUE(twice.spans == once.spans);
    EXPECT_EQ(twice.core_time, once.core_time);
    EXPECT_EQ(twice.tasks, once.tasks);
  }
}

TEST(DamagedLogs, CutPackedFilesGiveWhatLiesBeforeTheCut) {
  std::mt19937 random(2);
  const std::size_t each = std::max<std::size_t>(1, Places() / Logs().size());
  for (const Log& log : Logs()) {
    for (std::size_t i = 0; i < each; ++i) {
      const std::size_t place = random() % log.packed.size();
      SCOPED_TRACE(log.name + " cut at " + std::to_string(place));
      const Decoded decoded = Decode(log.packed.substr(0, place));
      if (log.codec != io::Codec::kPlain && place < io::kSniffBytes)
        continue;  // no codec to be seen
      ASSERT_TRUE(log.plain.starts_with(decoded.bytes));
      const bool lost_any = decoded.bytes.size() < log.plain.size();
      const bool is_packed = log.codec != io::Codec::kPlain;
      // Formats without an end mark may end between blocks: then the cut line tells, or nothing is
      // lost.
      const bool says_so = decoded.trouble.has_value() || !is_packed ||
                           log.codec == io::Codec::kSnappyJava || log.codec == io::Codec::kLzf;
      EXPECT_TRUE(says_so || !lost_any);
      const Reading read = Read(decoded.bytes);
      EXPECT_TRUE(read.model == Read(WholeLinesOf(decoded.bytes)).model);
      if (lost_any && !decoded.trouble) {
        EXPECT_TRUE(read.issues.CountOf(ImportIssue::truncated_last_line) > 0 ||
                    read.issues.CountOf(ImportIssue::unfinished_application) > 0);
      }
    }
    if (HasFailure()) return;
  }
}

// Of a damaged log, everything before the damage is right.
void CheckDamage(const Log& log, const std::string& damaged, std::size_t place) {
  const std::size_t same = static_cast<std::size_t>(
      std::mismatch(damaged.begin(), damaged.end(), log.plain.begin(), log.plain.end()).first -
      damaged.begin());
  EXPECT_GE(same + 1, std::min(place, damaged.size()));
  const Reading read = Read(damaged);
  const Reading before = Read(WholeLinesOf(damaged.substr(0, same)));
  EXPECT_GE(read.tasks, before.tasks);
}

TEST(DamagedLogs, FlippedLostRepeatedAndForeignBytes) {
  std::mt19937 random(3);
  const std::size_t each = std::max<std::size_t>(1, Places() / Logs().size() / 4);
  for (const Log& log : Logs()) {
    for (std::size_t i = 0; i < each; ++i) {
      const std::size_t place = random() % log.plain.size();
      const std::size_t length = 1 + random() % 5000;
      SCOPED_TRACE(log.name + " at " + std::to_string(place) + ", " + std::to_string(length) +
                   " bytes");
      std::string flipped = log.plain;
      flipped[place] = static_cast<char>(flipped[place] ^ (1 << random() % 8));
      CheckDamage(log, flipped, place);
      std::string lost = log.plain;
      lost.erase(place, length);
      CheckDamage(log, lost, place);
      std::string repeated = log.plain;
      repeated.insert(place, log.plain.substr(place, length));
      CheckDamage(log, repeated, place);
      std::string foreign = log.plain;
      const std::size_t line = log.plain.find('\n', place) + 1;
      foreign.insert(line, "\x01\xff garbage\n{}\n{\"Event\":\n");
      const Reading with = Read(foreign);
      const Reading without = Read(log.plain);
      EXPECT_EQ(with.tasks, without.tasks);
      EXPECT_EQ(with.issues.CountOf(ImportIssue::bad_json),
                without.issues.CountOf(ImportIssue::bad_json) + 2);
      EXPECT_EQ(with.issues.CountOf(ImportIssue::not_an_event), 1);
    }
    if (HasFailure()) return;
  }
}

TEST(DamagedLogs, FlippedBytesOfPackedFiles) {
  std::mt19937 random(4);
  const std::size_t each = std::max<std::size_t>(1, Places() / Logs().size());
  for (const Log& log : Logs()) {
    if (log.codec == io::Codec::kPlain) continue;
    for (std::size_t i = 0; i < each; ++i) {
      std::string damaged = log.packed;
      const std::size_t place = random() % damaged.size();
      damaged[place] = static_cast<char>(damaged[place] ^ (1 << random() % 8));
      SCOPED_TRACE(log.name + " flipped at " + std::to_string(place));
      const Decoded decoded = Decode(damaged);
      Read(decoded.bytes);
      // Checksums of LZ4Block see every change behind the header; the other formats of Spark have
      // none.
      if (log.codec == io::Codec::kLz4Block && place >= io::kSniffBytes &&
          decoded.bytes != log.plain) {
        EXPECT_TRUE(decoded.trouble.has_value());
        EXPECT_TRUE(log.plain.starts_with(decoded.bytes));
      }
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace dataflint
