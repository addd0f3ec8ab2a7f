// BlockDecoder: what the block formats of the JVM world (LZ4Block, snappy-java, LZF) have in
// common: a small header, then one block that is unpacked whole.
//
// A format says how to read its header and how to unpack a block; gathering blocks from chunks of
// any size and handing out what did not fit is done here. A block that lies whole in the input and
// fits the output is unpacked without a copy.
#ifndef DATAFLINT_IO_CODECS_BLOCK_DECODER_H_
#define DATAFLINT_IO_CODECS_BLOCK_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/byte_order.h"
#include "io/codec.h"

namespace dataflint::io {

class BlockDecoder : public Decoder {
 public:
  void Reset() override;
  DecodeStatus Decode(std::string_view& in, std::span<char>& out) final;
  CutKind WhenCutHere() const override;
  std::string_view damage() const final { return damage_; }
  std::size_t held_bytes() const final { return gathered_.capacity() + scratch_.capacity(); }

 protected:
  struct Header {
    enum class Kind : std::uint8_t {
      kNeedsMore,  // `header_bytes` are needed to tell
      kNoData,     // a header without a block, as at the start of a stream
      kBlock,      // `packed_bytes` follow the header and unpack to `unpacked_bytes`
      kEndOfFrame,
      kDamaged,  // `damage` says why
    };
    Kind kind = Kind::kNeedsMore;
    std::size_t header_bytes = 0;
    std::size_t packed_bytes = 0;
    std::size_t unpacked_bytes = 0;
    std::uint32_t checksum = 0;
    bool stored = false;  // the block is not compressed
    std::string_view damage;
  };

  // The header at the front of `bytes`.
  virtual Header ReadHeader(std::string_view bytes) = 0;
  // Unpacks a block into `out`, which has room for header.unpacked_bytes. Empty when all is well,
  // else what is wrong.
  virtual std::string_view Unpack(const Header& header, std::string_view packed, char* out) = 0;
  // Whether the format marks the end of its stream.
  virtual bool has_end_mark() const = 0;

 private:
  // Handles the unit (header and block) at the front of `bytes`, all of which is there.
  DecodeStatus TakeUnit(const Header& header, std::string_view bytes, std::span<char>& out);
  bool Drain(std::span<char>& out);

  std::string gathered_;       // the beginning of a unit that was cut by a chunk's end
  std::vector<char> scratch_;  // an unpacked block that did not fit the output
  std::size_t scratch_begin_ = 0;
  std::size_t scratch_end_ = 0;
  std::string_view damage_;
  bool in_frame_ = false;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_CODECS_BLOCK_DECODER_H_
