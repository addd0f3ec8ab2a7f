// Zstandard (RFC 8878), read with libzstd. Spark's default since 3.0 for compressed rolling logs.
#define ZSTD_STATIC_LINKING_ONLY  // for ZSTD_d_forceIgnoreChecksum
#include <zstd.h>
#include <zstd_errors.h>

#include "io/codec.h"

namespace dataflint::io {
namespace {

// zstd's own largest window (--ultra -22). A frame that asks for more is refused, not given memory.
constexpr int kMaxWindowLog = 27;

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kMaxWindowLog);
  }
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

  void Reset() override {
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);
    damage_ = {};
    in_frame_ = false;
  }

  DecodeStatus Decode(std::string_view& in, std::span<char>& out) override {
    ZSTD_inBuffer source = {in.data(), in.size(), 0};
    ZSTD_outBuffer target = {out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_, &target, &source);
    in.remove_prefix(source.pos);
    out = out.subspan(target.pos);
    if (ZSTD_isError(result) != 0U) {
      damage_ = ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge
                    ? std::string_view("zstd window larger than 128 MiB")
                    : std::string_view(ZSTD_getErrorName(result));
      return DecodeStatus::kDamaged;
    }
    if (result == 0) {
      in_frame_ = false;
      return DecodeStatus::kEndOfFrame;
    }
    in_frame_ = in_frame_ || source.pos > 0;
    return out.empty() ? DecodeStatus::kOutputFull : DecodeStatus::kNeedsInput;
  }

  CutKind WhenCutHere() const override {
    return in_frame_ ? CutKind::kInsideBlock : CutKind::kComplete;
  }
  std::string_view damage() const override { return damage_; }
  std::size_t held_bytes() const override { return ZSTD_sizeof_DCtx(context_); }

 private:
  ZSTD_DCtx* context_;
  std::string_view damage_;
  bool in_frame_ = false;
};

bool Sniff(std::string_view head) {
  if (head.starts_with("\x28\xb5\x2f\xfd")) return true;
  // A skippable frame (pzstd and seekable zstd begin with one): 0x184D2A5?, little-endian.
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xf0U) == 0x50U &&
         head.substr(1, 3) == "\x2a\x4d\x18";
}

}  // namespace

extern const CodecSpec kZstdCodec;
const CodecSpec kZstdCodec = {Codec::kZstd, "zstd", 10, Sniff, []() -> std::unique_ptr<Decoder> {
                                return std::make_unique<ZstdDecoder>();
                              }};

}  // namespace dataflint::io
