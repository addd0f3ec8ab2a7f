#include "io/codec.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

namespace dataflint::io {

extern const CodecSpec kGzipCodec;
extern const CodecSpec kLz4BlockCodec;
extern const CodecSpec kLz4FrameCodec;
extern const CodecSpec kLzfCodec;
extern const CodecSpec kPlainCodec;
extern const CodecSpec kSnappyJavaCodec;
extern const CodecSpec kZstdCodec;

namespace {

constexpr std::size_t kCodecCount = 7;
constexpr std::size_t kDecodersKept = 4;               // of each codec
constexpr std::size_t kKeptDecoderBytes = 16U << 20U;  // bigger ones are freed at once

const std::array<const CodecSpec*, kCodecCount>& CodecsByPriority() {
  static const std::array<const CodecSpec*, kCodecCount> codecs = [] {
    std::array<const CodecSpec*, kCodecCount> all = {
        &kPlainCodec,    &kGzipCodec,       &kZstdCodec, &kLz4BlockCodec,
        &kLz4FrameCodec, &kSnappyJavaCodec, &kLzfCodec};
    std::stable_sort(all.begin(), all.end(), [](const CodecSpec* a, const CodecSpec* b) {
      return a->priority > b->priority;
    });
    return all;
  }();
  return codecs;
}

struct DecoderPool {
  std::mutex mutex;
  std::array<std::vector<std::unique_ptr<Decoder>>, kCodecCount> idle;
};

DecoderPool& Pool() {
  static DecoderPool& pool = *new DecoderPool;  // never destroyed, as in memory_pool.cc
  return pool;
}

}  // namespace

Codec SniffCodec(std::string_view head) {
  for (const CodecSpec* spec : CodecsByPriority()) {
    if (spec->sniff(head)) return spec->codec;
  }
  return Codec::kPlain;
}

const CodecSpec& SpecOf(Codec codec) {
  for (const CodecSpec* spec : CodecsByPriority()) {
    if (spec->codec == codec) return *spec;
  }
  return kPlainCodec;
}

std::string_view NameOf(Codec codec) { return SpecOf(codec).name; }

void ReturnDecoder::operator()(Decoder* decoder) const {
  std::unique_ptr<Decoder> owned(decoder);
  if (owned->held_bytes() > kKeptDecoderBytes) return;
  DecoderPool& pool = Pool();
  const std::lock_guard lock(pool.mutex);
  auto& idle = pool.idle[static_cast<std::size_t>(codec)];
  if (idle.size() < kDecodersKept) idle.push_back(std::move(owned));
}

PooledDecoder TakeDecoder(Codec codec) {
  std::unique_ptr<Decoder> decoder;
  {
    DecoderPool& pool = Pool();
    const std::lock_guard lock(pool.mutex);
    auto& idle = pool.idle[static_cast<std::size_t>(codec)];
    if (!idle.empty()) {
      decoder = std::move(idle.back());
      idle.pop_back();
    }
  }
  if (!decoder) decoder = SpecOf(codec).make();
  decoder->Reset();
  return PooledDecoder(decoder.release(), ReturnDecoder{codec});
}

}  // namespace dataflint::io
