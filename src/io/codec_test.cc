#include "io/codec.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <random>

#include "io/decoding_source.h"
#include "io/memory_source.h"
#include "io/packed_inputs_test.h"

namespace dataflint::io {
namespace {

struct Decoded {
  std::string bytes;
  std::optional<SourceTrouble> trouble;
};

// Decodes through a DecodingSource, `in_step` bytes in and `out_step` bytes out at a time.
Decoded Decode(Codec codec, std::string_view packed, std::size_t in_step, std::size_t out_step) {
  DecodingSource source(std::make_unique<MemorySource>(packed, in_step), codec, nullptr);
  Decoded decoded;
  std::string buffer(out_step, '\0');
  while (true) {
    ReadOutcome outcome = source.Read(buffer);
    decoded.bytes.append(buffer, 0, outcome.bytes);
    if (outcome.ended) {
      decoded.trouble = std::move(outcome.trouble);
      return decoded;
    }
  }
}

constexpr std::size_t kMuch = 1U << 20U;

class EveryCodec : public testing::TestWithParam<Codec> {};

TEST_P(EveryCodec, KnowsItsOwnFramesOnly) {
  const Codec codec = GetParam();
  const std::string packed = Pack(codec, EventLines(100));
  EXPECT_EQ(SniffCodec(std::string_view(packed).substr(0, kSniffBytes)), codec);
  EXPECT_EQ(SpecOf(codec).codec, codec);
  EXPECT_EQ(SniffCodec(EventLines(100).substr(0, kSniffBytes)), Codec::kPlain);
  EXPECT_EQ(SniffCodec(""), Codec::kPlain);
}

TEST_P(EveryCodec, ChunksOfAnySize) {
  const std::string plain = EventLines(200'000) + std::string(100'000, 'z');
  const std::string packed = Pack(GetParam(), plain);
  for (const std::size_t in_step : {std::size_t{1}, std::size_t{7}, std::size_t{4099}, kMuch}) {
    for (const std::size_t out_step :
         {std::size_t{1}, std::size_t{13}, std::size_t{40'000}, kMuch}) {
      const Decoded decoded = Decode(GetParam(), packed, in_step, out_step);
      ASSERT_TRUE(decoded.bytes == plain) << in_step << " in, " << out_step << " out";
      ASSERT_FALSE(decoded.trouble.has_value()) << decoded.trouble->detail;
    }
  }
}

TEST_P(EveryCodec, IncompressibleAndEmptyData) {
  std::mt19937 random(7);
  std::string noise(150'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  EXPECT_TRUE(Decode(GetParam(), Pack(GetParam(), noise), kMuch, kMuch).bytes == noise);
  const Decoded empty = Decode(GetParam(), Pack(GetParam(), ""), kMuch, kMuch);
  EXPECT_EQ(empty.bytes, "");
  EXPECT_FALSE(empty.trouble.has_value());
}

TEST_P(EveryCodec, FramesInARowAndPadding) {
  const std::string a = EventLines(50'000, 1);
  const std::string b = EventLines(70'000, 2);
  const std::string packed = Pack(GetParam(), a) + Pack(GetParam(), b) + Pack(GetParam(), a);
  const std::string expected = a + b + a;
  for (const std::size_t in_step : {std::size_t{1}, std::size_t{333}, kMuch}) {
    const Decoded decoded = Decode(GetParam(), packed, in_step, 999);
    EXPECT_TRUE(decoded.bytes == expected);
    EXPECT_FALSE(decoded.trouble.has_value());
  }
}

TEST_P(EveryCodec, CutAtEveryByteGivesAPrefix) {
  const std::string part = EventLines(400);
  const std::string plain = part + part + part;
  const std::string frame = Pack(GetParam(), part);
  const std::string packed = frame + frame + frame;
  std::size_t before = 0;
  for (std::size_t length = 0; length <= packed.size(); ++length) {
    const Decoded decoded = Decode(GetParam(), std::string_view(packed).substr(0, length), 100, 64);
    ASSERT_TRUE(plain.starts_with(decoded.bytes)) << length;
    ASSERT_GE(decoded.bytes.size(), before) << length;  // more input, never less output
    before = decoded.bytes.size();
    const bool whole_frames = length % frame.size() == 0;
    if (whole_frames) {
      ASSERT_EQ(decoded.bytes.size(), length / frame.size() * part.size());
      ASSERT_FALSE(decoded.trouble.has_value()) << length << decoded.trouble->detail;
    } else if (length > frame.size() && length % frame.size() > kSniffBytes) {
      ASSERT_TRUE(decoded.trouble.has_value()) << length;
      ASSERT_EQ(decoded.trouble->issue, ImportIssue::truncated_compression) << length;
    }
  }
}

TEST_P(EveryCodec, DamageAtEveryByteLosesNothingBeforeItsFrame) {
  const std::string part = EventLines(400);
  const std::string frame = Pack(GetParam(), part);
  const std::string packed = frame + frame + frame;
  const std::string plain = part + part + part;
  int unnoticed = 0;
  for (std::size_t at = 0; at < packed.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string damaged = packed;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const Decoded decoded = Decode(GetParam(), damaged, kMuch, 1000);
      const std::size_t sound = at / frame.size() * part.size();
      ASSERT_GE(decoded.bytes.size(), sound) << at;
      ASSERT_TRUE(std::string_view(decoded.bytes).starts_with(plain.substr(0, sound))) << at;
      const bool wrong = decoded.bytes != plain;
      if (wrong && !decoded.trouble) ++unnoticed;
    }
  }
  const bool has_checksum = GetParam() != Codec::kSnappyJava && GetParam() != Codec::kLzf;
  if (has_checksum) {
    EXPECT_EQ(unnoticed, 0);
  }
}

TEST_P(EveryCodec, NoiseNeitherCrashesNorHangs) {
  std::mt19937 random(11);
  const std::string start = Pack(GetParam(), EventLines(100));
  for (int round = 0; round < 2000; ++round) {
    std::string noise = start.substr(0, random() % 40);
    for (std::size_t i = random() % 300; i > 0; --i) noise.push_back(static_cast<char>(random()));
    const Decoded decoded = Decode(GetParam(), noise, 50, 5000);
    EXPECT_LT(decoded.bytes.size(), std::size_t{80} << 20U);
  }
}

TEST_P(EveryCodec, UsedDecodersStartAfresh) {
  const std::string plain = EventLines(100'000);
  const std::string packed = Pack(GetParam(), plain);
  for (int round = 0; round < 10; ++round) {
    EXPECT_TRUE(Decode(GetParam(), packed.substr(0, packed.size() / 2), 100, 1000).trouble);
    std::string damaged = packed;
    damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
    Decode(GetParam(), damaged, 100, 1000);
    EXPECT_TRUE(Decode(GetParam(), packed, 10'000, 1000).bytes == plain);
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec,
                         testing::Values(Codec::kGzip, Codec::kZstd, Codec::kLz4Block,
                                         Codec::kLz4Frame, Codec::kSnappyJava, Codec::kLzf),
                         [](const auto& test) {
                           std::string name(NameOf(test.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST(Codecs, ZerosBehindTheLastFrameArePadding) {
  const std::string plain = EventLines(1000);
  const Decoded padded =
      Decode(Codec::kGzip, Pack(Codec::kGzip, plain) + std::string(700'000, '\0'), 1000, 1000);
  EXPECT_EQ(padded.bytes, plain);
  EXPECT_FALSE(padded.trouble.has_value());
  const Decoded dirty = Decode(Codec::kGzip, Pack(Codec::kGzip, plain) + "garbage", 1000, 1000);
  EXPECT_EQ(dirty.bytes, plain);
  ASSERT_TRUE(dirty.trouble.has_value());
  EXPECT_EQ(dirty.trouble->issue, ImportIssue::damaged_compression);
}

TEST(Codecs, Lz4BlockWithoutItsEndBlock) {
  const std::string plain = EventLines(100'000);
  const Decoded open = Decode(Codec::kLz4Block, PackLz4BlockOpen(plain), 1000, 1000);
  EXPECT_TRUE(open.bytes == plain);
  ASSERT_TRUE(open.trouble.has_value());
  EXPECT_EQ(open.trouble->issue, ImportIssue::truncated_compression);
  EXPECT_TRUE(open.trouble->only_end_mark_missing);
}

TEST(Codecs, ChecksumsAreVerified) {
  const std::string plain = EventLines(10'000);
  std::string packed = Pack(Codec::kLz4Block, plain);
  packed[17] = static_cast<char>(packed[17] ^ 1);  // in the first block's checksum
  EXPECT_TRUE(Decode(Codec::kLz4Block, packed, 1000, 1000).trouble);
}

TEST(Codecs, ZstdSkippableFrameFirst) {
  const std::string plain = EventLines(1000);
  const std::string skippable("\x5e\x2a\x4d\x18\x04\0\0\0abcd", 12);
  EXPECT_EQ(SniffCodec(skippable), Codec::kZstd);
  const std::string packed = skippable + Pack(Codec::kZstd, plain) + skippable;
  const Decoded decoded = Decode(Codec::kZstd, packed, 3, 1000);
  EXPECT_EQ(decoded.bytes, plain);
  EXPECT_FALSE(decoded.trouble.has_value());
}

TEST(Codecs, ZstdWindowTooLarge) {
  // A frame header that asks for a window of 2 GiB (RFC 8878, 3.1.1.1.2: exponent 21).
  const std::string packed("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  const Decoded decoded = Decode(Codec::kZstd, packed, 1000, 1000);
  EXPECT_EQ(decoded.bytes, "");
  ASSERT_TRUE(decoded.trouble.has_value());
  EXPECT_EQ(decoded.trouble->detail, "zstd: zstd window larger than 128 MiB");
}

TEST(Codecs, ABlockThatClaimsToBeHugeTakesNoMemory) {
  std::string snappy = Pack(Codec::kSnappyJava, "").substr(0, 16);
  snappy += std::string("\x7f\xff\xff\xff", 4) + "\xff\xff\xff\xff\x0f and so on";
  const Decoded decoded = Decode(Codec::kSnappyJava, snappy, 1000, 1000);
  EXPECT_EQ(decoded.bytes, "");
  ASSERT_TRUE(decoded.trouble.has_value());
  EXPECT_EQ(decoded.trouble->issue, ImportIssue::damaged_compression);
}

}  // namespace
}  // namespace dataflint::io
