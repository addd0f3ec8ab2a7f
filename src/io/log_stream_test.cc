#include "io/log_stream.h"

#include <gtest/gtest.h>

#include <thread>

#include "io/packed_inputs_test.h"

namespace dataflint::io {
namespace {

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
  issues.ForEach([&](ImportIssue, std::int64_t times, const auto&) {
    count += static_cast<int>(times);
  });
  return count;
}

constexpr Codec kAllCodecs[] = {Codec::kPlain,    Codec::kGzip,       Codec::kZstd,
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
  const ReadBack read = ReadAll(LogOf({folder.Write("1.gz", Pack(Codec::kGzip, lines)),
                                       folder.Write("empty", ""), folder / "missing",
                                       folder.Write("2", "tail")}));
  EXPECT_TRUE(read.bytes == lines + "tail");
  EXPECT_EQ(read.issues.CountOf(ImportIssue::unreadable_file), 1);
  EXPECT_EQ(CountOfAll(read.issues), 1);
  ASSERT_EQ(read.issues.PlacesOf(ImportIssue::unreadable_file).size(), 1U);
  const IssuePlace& place = read.issues.PlacesOf(ImportIssue::unreadable_file)[0];
  EXPECT_EQ(place.source, folder / "missing");
  EXPECT_EQ(place.byte_offset, static_cast<std::int64_t>(lines.size()));
}

}  // namespace
}  // namespace dataflint::io
