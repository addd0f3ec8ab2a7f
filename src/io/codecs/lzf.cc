// LZF as written by compress-lzf (com.ning.compress.lzf): what Spark writes as "lzf".
//
// A row of chunks, no end mark: "ZV", type (0 stored, 1 packed), big-endian length of the chunk,
// and for type 1 the unpacked length; at most 65,535 bytes each.
#include <liblzf/lzf.h>

#include <cstring>

#include "io/codecs/block_decoder.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kStoredHeaderBytes = 5;
constexpr std::size_t kPackedHeaderBytes = 7;

class LzfDecoder final : public BlockDecoder {
 protected:
  Header ReadHeader(std::string_view bytes) override {
    Header header;
    header.header_bytes = kStoredHeaderBytes;
    if (bytes.size() < kStoredHeaderBytes) return header;
    if (!bytes.starts_with("ZV") || static_cast<unsigned char>(bytes[2]) > 1) {
      header.kind = Header::Kind::kDamaged;
      header.damage = "LZF chunk header expected";
      return header;
    }
    header.stored = bytes[2] == 0;
    if (!header.stored) {
      header.header_bytes = kPackedHeaderBytes;
      if (bytes.size() < kPackedHeaderBytes) return header;
    }
    header.packed_bytes = BigEndian16(bytes.data() + 3);
    header.unpacked_bytes =
        header.stored ? header.packed_bytes : BigEndian16(bytes.data() + kStoredHeaderBytes);
    header.kind = Header::Kind::kBlock;
    return header;
  }

  std::string_view Unpack(const Header& header, std::string_view packed, char* out) override {
    if (header.stored) {
      if (!packed.empty()) std::memcpy(out, packed.data(), packed.size());
      return {};
    }
    const unsigned int made =
        lzf_decompress(packed.data(), static_cast<unsigned int>(packed.size()), out,
                       static_cast<unsigned int>(header.unpacked_bytes));
    return made == header.unpacked_bytes ? std::string_view()
                                         : std::string_view("LZF chunk does not unpack");
  }

  bool has_end_mark() const override { return false; }
};

bool Sniff(std::string_view head) {
  return head.size() >= 3 && head.starts_with("ZV") && static_cast<unsigned char>(head[2]) <= 1;
}

}  // namespace

extern const CodecSpec kLzfCodec;
const CodecSpec kLzfCodec = {Codec::kLzf, "lzf", 5, Sniff, []() -> std::unique_ptr<Decoder> {
                               return std::make_unique<LzfDecoder>();
                             }};

}  // namespace dataflint::io
