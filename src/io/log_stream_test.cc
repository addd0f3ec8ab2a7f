#include "io/log_stream.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "io/packed_inputs_test.h"

namespace dataflint::io {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

struct ReadBack {
  std::string bytes;
  ImportIssues issues;
  std::size_t chunks = 0;
  std::int64_t packed_bytes = 0;
};

ReadBack ReadAll(const EventLog& log, const StreamOptions& options = {}) {
  ReadBack read;
  auto stream = LogStream::Open(log, options);
  EXPECT_TRUE(stream.has_value());
  std::size_t part = 0;
  std::int64_t part_offset = 0;
  while (true) {
    auto chunk = (*stream)->Next();
    EXPECT_TRUE(chunk.has_value());
    if (!chunk->has_value()) break;
    const Chunk& got = **chunk;
    EXPECT_FALSE(got.bytes.empty());
    for (std::size_t i = 0; i < kChunkPadding; ++i) {
      EXPECT_EQ(*(got.bytes.data() + got.bytes.size() + i), '\0');
    }
    if (got.starts_part) {
      part = got.part;
      part_offset = 0;
    }
    EXPECT_EQ(got.part, part);
    EXPECT_EQ(got.part_offset, part_offset);
    part_offset += static_cast<std::int64_t>(got.bytes.size());
    read.bytes += got.bytes;
    ++read.chunks;
  }
  read.issues = (*stream)->TakeIssues();
  read.packed_bytes = (*stream)->packed_bytes_read();
  EXPECT_EQ((*stream)->decoded_bytes_read(), static_cast<std::int64_t>(read.bytes.size()));
  return read;
}

EventLog LogOf(std::vector<std::string> paths) {
  EventLog log;
  for (std::string& path : paths) {
    LogPart part;
    part.path = std::move(path);
    log.parts.push_back(std::move(part));
  }
  return log;
}

int CountOfAll(const ImportIssues& issues) {
  int count = 0;
  issues.ForEach(
      [&](ImportIssue, std::int64_t times, const auto&) { count += static_cast<int>(times); });
  return count;
}

constexpr Codec kAllCodecs[] = {Codec::kPlain,    Codec::kGzip,     Codec::kZstd,
                                Codec::kLz4Block, Codec::kLz4Frame, Codec::kSnappyJava,
                                Codec::kLzf};

TEST(LogStream, ReadsEveryCodecWithAndWithoutThread) {
  const TemporaryFolder folder;
  const std::string first = EventLines(3'000'000, 1);
  const std::string second = EventLines(70'000, 2);
  for (const Codec codec : kAllCodecs) {
    SCOPED_TRACE(NameOf(codec));
    const std::string packed = Pack(codec, first) + Pack(codec, second);
    const std::string path = folder.Write("log", packed);
    for (const bool threaded : {false, true}) {
      StreamOptions options;
      options.threaded = threaded;
      const ReadBack read = ReadAll(LogOf({path}), options);
      EXPECT_TRUE(read.bytes == first + second);
      EXPECT_EQ(CountOfAll(read.issues), 0);
      EXPECT_EQ(read.packed_bytes, static_cast<std::int64_t>(packed.size()));
    }
  }
}

TEST(LogStream, PartsFollowEachOther) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(1'500'000);
  const ReadBack read =
      ReadAll(LogOf({folder.Write("1.gz", Pack(Codec::kGzip, lines)), folder.Write("empty", ""),
                     folder / "missing", folder.Write("2", "tail")}));
  EXPECT_TRUE(read.bytes == lines + "tail");
  EXPECT_EQ(read.issues.CountOf(ImportIssue::unreadable_file), 1);
  EXPECT_EQ(CountOfAll(read.issues), 1);
  ASSERT_EQ(read.issues.PlacesOf(ImportIssue::unreadable_file).size(), 1U);
  const IssuePlace& place = read.issues.PlacesOf(ImportIssue::unreadable_file)[0];
  EXPECT_EQ(place.source, folder / "missing");
  EXPECT_EQ(place.byte_offset, 0);  // in the part
}

TEST(LogStream, EmptyAndMissingLogs) {
  const TemporaryFolder folder;
  EXPECT_EQ(ReadAll(LogOf({})).chunks, 0U);
  EXPECT_EQ(ReadAll(LogOf({folder.Write("empty", "")})).chunks, 0U);
  const ReadBack read = ReadAll(LogOf({folder / "missing", folder.path()}));
  EXPECT_EQ(read.chunks, 0U);
  EXPECT_EQ(read.issues.CountOf(ImportIssue::unreadable_file), 2);
}

TEST(LogStream, ManyPartsOfAnySize) {
  const TemporaryFolder folder;
  std::string all;
  std::vector<std::string> paths;
  for (unsigned i = 0; i < 60; ++i) {
    const std::string lines = i % 7 == 3 ? "" : EventLines(std::size_t{i} * 5'000, i);
    const Codec codec = kAllCodecs[i % std::size(kAllCodecs)];
    paths.push_back(folder.Write("part-" + std::to_string(i), Pack(codec, lines)));
    all += lines;
  }
  for (const bool threaded : {false, true}) {
    StreamOptions options;
    options.threaded = threaded;
    const ReadBack read = ReadAll(LogOf(paths), options);
    EXPECT_TRUE(read.bytes == all);
    EXPECT_EQ(CountOfAll(read.issues), 0);
  }
}

TEST(LogStream, DamageEndsThePartAndNotTheLog) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(400'000);
  std::string damaged = Pack(Codec::kZstd, lines);
  damaged[damaged.size() - 10] = static_cast<char>(damaged[damaged.size() - 10] ^ 0x10);
  const std::string cut = Pack(Codec::kGzip, lines);
  const ReadBack read =
      ReadAll(LogOf({folder.Write("1", damaged), folder.Write("2", cut.substr(0, cut.size() / 2)),
                     folder.Write("3", "the end\n")}));
  EXPECT_EQ(read.issues.CountOf(ImportIssue::damaged_compression), 1);
  EXPECT_EQ(read.issues.CountOf(ImportIssue::truncated_compression), 1);
  EXPECT_EQ(CountOfAll(read.issues), 2);
  EXPECT_TRUE(read.bytes.ends_with("the end\n"));
  const IssuePlace& place = read.issues.PlacesOf(ImportIssue::truncated_compression)[0];
  EXPECT_EQ(place.source, folder / "2");
  // Offsets count within a part, as its source is named: behind what came of the first one.
  const auto of_first = static_cast<std::size_t>(
      read.issues.PlacesOf(ImportIssue::damaged_compression)[0].byte_offset);
  EXPECT_EQ(of_first + static_cast<std::size_t>(place.byte_offset), read.bytes.size() - 8);
}

TEST(LogStream, RunningLogMayLackItsEndMark) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(100'000);
  EventLog log = LogOf({folder.Write("app.lz4.inprogress", PackLz4BlockOpen(lines))});
  EXPECT_EQ(ReadAll(log).issues.CountOf(ImportIssue::truncated_compression), 1);
  log.in_progress = true;
  const ReadBack read = ReadAll(log);
  EXPECT_TRUE(read.bytes == lines);
  EXPECT_EQ(CountOfAll(read.issues), 0);
}

TEST(LogStream, ThreePackingsAndNoMore) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(10'000);
  std::string packed = Pack(Codec::kGzip, Pack(Codec::kZstd, Pack(Codec::kLz4Block, lines)));
  const ReadBack three = ReadAll(LogOf({folder.Write("three", packed)}));
  EXPECT_EQ(three.bytes, lines);
  EXPECT_EQ(three.issues.CountOf(ImportIssue::doubly_packed_part), 1);
  packed = Pack(Codec::kLzf, packed);
  const ReadBack four = ReadAll(LogOf({folder.Write("four", packed)}));
  EXPECT_EQ(four.bytes, "");
  EXPECT_TRUE(four.issues.HasDataLoss());
}

TEST(LogStream, ArchiveWhereAFileWasExpected) {
  const TemporaryFolder folder;
  const std::string a = "{\"Event\":\"A\"}";  // without a line's end
  const std::string b = "{\"Event\":\"B\"}\n";
  const std::string tar = PackArchive(
      ArchiveKind::kTar, {{"readme", "x\n"}, {"a", a}, {"b.gz", Pack(Codec::kGzip, b)}});
  const ReadBack read = ReadAll(LogOf({folder.Write("stdin", Pack(Codec::kGzip, tar))}));
  EXPECT_EQ(read.bytes, a + "\n" + b);
}

// 200 MiB of zeros in a few KB: gone through in constant memory, as any data.
TEST(LogStream, WhatUnpacksToFarTooMuchIsABomb) {
  // A frame of one zstd block that repeats a byte 128 Ki times, again and again: 2 GiB in 160 KB.
  const TemporaryFolder folder;
  const std::string frame("\x28\xb5\x2f\xfd\x00\x38\x03\x00\x10\x00", 10);
  std::string bomb;
  for (int i = 0; i < (2 << 20) / 128; ++i) bomb += frame;
  const EventLog log = LogOf({folder.Write("bomb", bomb), folder.Write("2", "the end\n")});
  const auto stream = LogStream::Open(log, {});
  ASSERT_TRUE(stream.has_value());
  std::string last;
  while (true) {
    const auto chunk = (*stream)->Next();
    ASSERT_TRUE(chunk.has_value());
    if (!chunk->has_value()) break;
    last = (*chunk)->bytes.substr(0, 100);
  }
  EXPECT_EQ(last, "the end\n");
  const ImportIssues issues = (*stream)->TakeIssues();
  ASSERT_EQ(issues.CountOf(ImportIssue::decompression_bomb), 1);
  EXPECT_GT(issues.PlacesOf(ImportIssue::decompression_bomb)[0].byte_offset, std::int64_t{1} << 30);
}

TEST(LogStream, BombsAreJustData) {
  const TemporaryFolder folder;
  const std::string zeros(200U << 20U, '\0');
  for (const Codec codec : {Codec::kGzip, Codec::kZstd}) {
    SCOPED_TRACE(NameOf(codec));
    EventLog log = LogOf({folder.Write("bomb", Pack(codec, zeros))});
    auto stream = LogStream::Open(log, {});
    std::size_t bytes = 0;
    while (true) {
      auto chunk = (*stream)->Next();
      ASSERT_TRUE(chunk.has_value());
      if (!chunk->has_value()) break;
      bytes += (**chunk).bytes.size();
      ASSERT_LE((**chunk).bytes.size(), std::size_t{2} << 20U);
    }
    EXPECT_EQ(bytes, zeros.size());
    EXPECT_EQ(CountOfAll((*stream)->TakeIssues()), 0);
  }
}

TEST(LogStream, FileThatShrinksWhileItIsRead) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(20'000'000);
  for (const bool threaded : {false, true}) {
    const std::string path = folder.Write("log", lines);
    EventLog log = LogOf({path});
    StreamOptions options;
    options.threaded = threaded;
    auto stream = LogStream::Open(log, options);
    auto first = (*stream)->Next();
    ASSERT_TRUE(first && *first);
    std::filesystem::resize_file(path, 1000);
    std::size_t bytes = (**first).bytes.size();
    while (true) {
      auto chunk = (*stream)->Next();
      ASSERT_TRUE(chunk.has_value());
      if (!chunk->has_value()) break;
      bytes += (**chunk).bytes.size();
    }
    EXPECT_LT(bytes, lines.size());
    EXPECT_EQ((*stream)->TakeIssues().CountOf(ImportIssue::changed_while_read), 1);
  }
}

TEST(LogStream, FileThatGrowsIsReadToItsNewEnd) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(10'000'000);
  const std::string path = folder.Write("log", lines);
  EventLog log = LogOf({path});
  StreamOptions options;
  options.threaded = false;
  auto stream = LogStream::Open(log, options);
  auto chunk = (*stream)->Next();
  std::ofstream(path, std::ios::app) << "more\n";
  std::string bytes;
  for (; chunk && *chunk; chunk = (*stream)->Next()) bytes += (**chunk).bytes;
  EXPECT_TRUE(bytes == lines + "more\n");
  EXPECT_EQ(CountOfAll((*stream)->TakeIssues()), 0);
}

// The logs that Spark itself wrote with each of its codecs.
TEST(LogStream, ReadsWhatSparkWrote) {
  const std::filesystem::path folder =
      std::filesystem::path(DATAFLINT_SOURCE_DIR) / "tests/data/logs";
  int logs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("codec-") ||
        entry.path().extension() == ".xz") {
      continue;
    }
    SCOPED_TRACE(entry.path());
    const ReadBack read = ReadAll(LogOf({entry.path()}));
    EXPECT_EQ(CountOfAll(read.issues), 0);
    std::istringstream lines(read.bytes);
    std::string line;
    std::string last;
    while (std::getline(lines, line)) {
      EXPECT_TRUE(line.starts_with("{\"Event\":\"") && line.ends_with("}")) << line;
      last = line;
    }
    EXPECT_NE(last.find("SparkListenerApplicationEnd"), std::string::npos);
    ++logs;
  }
  EXPECT_GE(logs, 5);
}

TEST(LogStream, StreamLeftEarly) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("log", Pack(Codec::kZstd, EventLines(30'000'000)));
  EventLog log = LogOf({path});
  for (int chunks = 0; chunks < 3; ++chunks) {
    auto stream = LogStream::Open(log, {});
    for (int i = 0; i < chunks; ++i) ASSERT_TRUE((*stream)->Next()->has_value());
  }
}

// Nothing comes through the pipe: both ways of reading have to notice that they shall stop.
TEST(LogStream, CancelledWhileItWaits) {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const bool threaded : {false, true}) {
    std::atomic<bool> cancelled{false};
    StreamOptions options;
    options.threaded = threaded;
    options.cancelled = &cancelled;
    EventLog log = LogOf({pipe});
    std::chrono::steady_clock::time_point at;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      at = std::chrono::steady_clock::now();
      cancelled = true;
    });
    {
      auto stream = LogStream::Open(log, options);
      const auto next = (*stream)->Next();
      ASSERT_FALSE(next.has_value());
      EXPECT_EQ(next.error().code, ErrorCode::kInterrupted);
    }
    const auto end = std::chrono::steady_clock::now();
    other.join();
    EXPECT_LT(end - at, std::chrono::milliseconds(kSanitized ? 1000 : 100));
  }
}

TEST(LogStream, ReadsAPipe) {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string lines = EventLines(3'000'000);
  for (const Codec codec : {Codec::kPlain, Codec::kZstd}) {
    std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << Pack(codec, lines); });
    const ReadBack read = ReadAll(LogOf({pipe}));
    writer.join();
    EXPECT_TRUE(read.bytes == lines);
    EXPECT_EQ(CountOfAll(read.issues), 0);
  }
}

TEST(LogStream, ManyStreamsAtOnce) {
  const TemporaryFolder folder;
  const std::string lines = EventLines(700'000);
  std::vector<std::string> paths;
  for (const Codec codec : kAllCodecs) {
    paths.push_back(folder.Write(NameOf(codec), Pack(codec, lines)));
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (const std::string& path : paths) {
        StreamOptions options;
        options.threaded = i % 2 == 0;
        EXPECT_TRUE(ReadAll(LogOf({path}), options).bytes == lines);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace dataflint::io
