// Decoder: one compression format of event logs, read as a stream.
//
// Every format is one file in codecs/ that declares a CodecSpec: how it recognises itself by
// content and how to make its Decoder. To add a codec, write such a file, name its spec in codec.cc,
// its Codec in event_log.h and the ending of its files' names in part_names.h. Called by
// DecodingSource (decoding_source.h); one thread at a time.
#ifndef DATAFLINT_IO_CODEC_H_
#define DATAFLINT_IO_CODEC_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "io/event_log.h"

namespace dataflint::io {

enum class DecodeStatus : std::uint8_t {
  kNeedsInput,  // all of `in` was taken; more is needed to go on
  kOutputFull,  // `out` is full and more output may be waiting
  kEndOfFrame,  // a frame (gzip member, zstd frame, LZ4 stream) ended; `in` may hold the next one
  kDamaged,     // the bytes are not what the format says; what came out before is right
};

// What it means when the input ends where the decoder stands now.
enum class CutKind : std::uint8_t {
  kComplete,       // between frames, or the format has no end mark and a block just ended
  kBetweenBlocks,  // nothing is lost so far, but the end mark is missing
  kInsideBlock,    // a block is cut: its bytes are lost
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Forgets everything and expects the first byte of a frame.
  virtual void Reset() = 0;
  // Takes bytes from the front of `in` and puts decoded bytes at the front of `out`; both shrink by
  // what was used. Any sizes will do. After kEndOfFrame the next call expects a new frame. After
  // kDamaged only Reset() may be called.
  virtual DecodeStatus Decode(std::string_view& in, std::span<char>& out) = 0;
  virtual CutKind WhenCutHere() const = 0;
  // Why the last Decode() said kDamaged.
  virtual std::string_view damage() const = 0;
  // Memory held between uses; decoders that hold much are not kept for reuse.
  virtual std::size_t held_bytes() const = 0;
};

struct CodecSpec {
  Codec codec;
  std::string_view name;  // as in reports
  int priority;           // the higher is asked first; weak signatures are low
  // Whether `head`, the first bytes of a file (up to kSniffBytes, fewer when it is shorter), begins
  // a frame of this format.
  bool (*sniff)(std::string_view head);
  std::unique_ptr<Decoder> (*make)();
};

inline constexpr std::size_t kSniffBytes = 16;

// The codec that recognises `head`; kPlain when none does.
Codec SniffCodec(std::string_view head);
const CodecSpec& SpecOf(Codec codec);

// Decoders are costly to set up (tables, windows), so used ones are kept and handed out again. Any
// thread. Codec::kPlain has no decoder.
struct ReturnDecoder {
  Codec codec = Codec::kPlain;
  void operator()(Decoder* decoder) const;
};
using PooledDecoder = std::unique_ptr<Decoder, ReturnDecoder>;
PooledDecoder TakeDecoder(Codec codec);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_CODEC_H_
