// The LZ4 frame format (what the lz4 command writes), read with liblz4. Spark does not write it;
// people who re-pack logs do.
#define LZ4F_STATIC_LINKING_ONLY
#include <lz4frame.h>

#include "io/codec.h"

namespace dataflint::io {
namespace {

class Lz4FrameDecoder final : public Decoder {
 public:
  Lz4FrameDecoder() { LZ4F_createDecompressionContext(&context_, LZ4F_VERSION); }
  ~Lz4FrameDecoder() override { LZ4F_freeDecompressionContext(context_); }

  void Reset() override {
    LZ4F_resetDecompressionContext(context_);
    damage_ = {};
    in_frame_ = false;
  }

  DecodeStatus Decode(std::string_view& in, std::span<char>& out) override {
    while (true) {
      std::size_t taken = in.size();
      std::size_t made = out.size();
      const std::size_t result =
          LZ4F_decompress(context_, out.data(), &made, in.data(), &taken, nullptr);
      in.remove_prefix(taken);
      out = out.subspan(made);
      if (LZ4F_isError(result) != 0U) {
        damage_ = LZ4F_getErrorName(result);
        return DecodeStatus::kDamaged;
      }
      if (result == 0) {
        in_frame_ = false;
        return DecodeStatus::kEndOfFrame;
      }
      in_frame_ = in_frame_ || taken > 0;
      if (out.empty()) return DecodeStatus::kOutputFull;
      if (taken == 0 && made == 0) return DecodeStatus::kNeedsInput;
    }
  }

  CutKind WhenCutHere() const override {
    return in_frame_ ? CutKind::kInsideBlock : CutKind::kComplete;
  }
  std::string_view damage() const override { return damage_; }
  std::size_t held_bytes() const override { return kHeldBytes; }

 private:
  static constexpr std::size_t kHeldBytes = 8U << 20U;  // two blocks of the largest size

  LZ4F_dctx* context_ = nullptr;
  std::string_view damage_;
  bool in_frame_ = false;
};

bool Sniff(std::string_view head) { return head.starts_with("\x04\x22\x4d\x18"); }

}  // namespace

extern const CodecSpec kLz4FrameCodec;
const CodecSpec kLz4FrameCodec = {
    Codec::kLz4Frame, "lz4-frame", 10, Sniff,
    []() -> std::unique_ptr<Decoder> { return std::make_unique<Lz4FrameDecoder>(); }};

}  // namespace dataflint::io
