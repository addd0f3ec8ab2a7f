#include "io/codecs/block_decoder.h"

#include <algorithm>
#include <cstring>

namespace dataflint::io {
namespace {

// No writer makes blocks near this size (LZ4Block allows 32 MiB, the others far less); a header
// that claims more is damage, not a reason to take memory.
constexpr std::size_t kMaxBlockBytes = 64U << 20U;

}  // namespace

void BlockDecoder::Reset() {
  gathered_.clear();
  scratch_begin_ = scratch_end_ = 0;
  damage_ = {};
  in_frame_ = false;
}

CutKind BlockDecoder::WhenCutHere() const {
  if (!gathered_.empty() || scratch_begin_ < scratch_end_) return CutKind::kInsideBlock;
  return in_frame_ && has_end_mark() ? CutKind::kBetweenBlocks : CutKind::kComplete;
}

bool BlockDecoder::Drain(std::span<char>& out) {
  const std::size_t bytes = std::min(out.size(), scratch_end_ - scratch_begin_);
  if (bytes > 0) {
    std::memcpy(out.data(), scratch_.data() + scratch_begin_, bytes);
    scratch_begin_ += bytes;
    out = out.subspan(bytes);
  }
  return scratch_begin_ == scratch_end_;
}

DecodeStatus BlockDecoder::TakeUnit(const Header& header, std::string_view bytes,
                                    std::span<char>& out) {
  if (header.kind == Header::Kind::kEndOfFrame) {
    in_frame_ = false;
    return DecodeStatus::kEndOfFrame;
  }
  in_frame_ = true;
  if (header.kind == Header::Kind::kNoData) return DecodeStatus::kNeedsInput;
  const std::string_view packed = bytes.substr(header.header_bytes, header.packed_bytes);
  const bool direct = out.size() >= header.unpacked_bytes;
  if (!direct && scratch_.size() < header.unpacked_bytes) scratch_.resize(header.unpacked_bytes);
  damage_ = Unpack(header, packed, direct ? out.data() : scratch_.data());
  if (!damage_.empty()) return DecodeStatus::kDamaged;
  if (direct) {
    out = out.subspan(header.unpacked_bytes);
    return DecodeStatus::kNeedsInput;
  }
  scratch_begin_ = 0;
  scratch_end_ = header.unpacked_bytes;
  return Drain(out) ? DecodeStatus::kNeedsInput : DecodeStatus::kOutputFull;
}

DecodeStatus BlockDecoder::Decode(std::string_view& in, std::span<char>& out) {
  if (!Drain(out)) return DecodeStatus::kOutputFull;
  while (true) {
    const bool from_gathered = !gathered_.empty();
    const std::string_view bytes = from_gathered ? std::string_view(gathered_) : in;
    if (bytes.empty()) return DecodeStatus::kNeedsInput;
    const Header header = ReadHeader(bytes);
    if (header.kind == Header::Kind::kDamaged) {
      damage_ = header.damage;
      return DecodeStatus::kDamaged;
    }
    if (header.packed_bytes > kMaxBlockBytes || header.unpacked_bytes > kMaxBlockBytes) {
      damage_ = "block larger than 64 MiB";
      return DecodeStatus::kDamaged;
    }
    const std::size_t wanted = header.header_bytes + header.packed_bytes;
    if (bytes.size() < wanted) {
      const std::size_t taken =
          std::min(in.size(), from_gathered ? wanted - gathered_.size() : in.size());
      gathered_.append(in.substr(0, taken));
      in.remove_prefix(taken);
      if (gathered_.size() < wanted) return DecodeStatus::kNeedsInput;
      continue;
    }
    const DecodeStatus status = TakeUnit(header, bytes, out);
    if (from_gathered) {
      gathered_.clear();  // exactly one unit was gathered
    } else {
      in.remove_prefix(wanted);
    }
    if (status != DecodeStatus::kNeedsInput) return status;
    if (out.empty()) return DecodeStatus::kOutputFull;
  }
}

}  // namespace dataflint::io
