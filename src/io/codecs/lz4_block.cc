// LZ4Block: what Spark writes as "lz4" (net.jpountz.lz4.LZ4BlockOutputStream of lz4-java).
//
// A stream is a row of blocks and an empty end block; streams may follow each other. Header, 21
// bytes: "LZ4Block", token (method in the high nibble, block size exponent - 10 in the low), packed
// length, unpacked length, checksum (all little-endian). The checksum is xxh32 of the unpacked
// bytes with the seed below, of which lz4-java keeps 28 bits.
#include <lz4.h>
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <cstring>

#include "io/codecs/block_decoder.h"

namespace dataflint::io {
namespace {

constexpr std::string_view kMagic = "LZ4Block";
constexpr std::size_t kHeaderBytes = 21;
constexpr std::uint32_t kSeed = 0x9747b28c;
constexpr std::uint32_t kChecksumMask = 0x0fffffff;
constexpr std::uint32_t kMethodStored = 0x10;
constexpr std::uint32_t kMethodLz4 = 0x20;

class Lz4BlockDecoder final : public BlockDecoder {
 protected:
  Header ReadHeader(std::string_view bytes) override {
    Header header;
    header.header_bytes = kHeaderBytes;
    if (bytes.size() < kHeaderBytes) return header;
    const std::uint32_t token = static_cast<unsigned char>(bytes[8]);
    const std::uint32_t method = token & 0xf0U;
    const std::uint32_t max_unpacked = 1U << (10U + (token & 0x0fU));
    header.packed_bytes = LittleEndian32(bytes.data() + 9);
    header.unpacked_bytes = LittleEndian32(bytes.data() + 13);
    header.checksum = LittleEndian32(bytes.data() + 17);
    header.stored = method == kMethodStored;
    header.kind = Header::Kind::kDamaged;
    if (!bytes.starts_with(kMagic)) {
      header.damage = "LZ4Block header expected";
    } else if (!header.stored && method != kMethodLz4) {
      header.damage = "LZ4Block with an unknown method";
    } else if (header.unpacked_bytes > max_unpacked ||
               (header.unpacked_bytes == 0) != (header.packed_bytes == 0) ||
               (header.stored && header.packed_bytes != header.unpacked_bytes)) {
      header.damage = "LZ4Block lengths contradict each other";
    } else if (header.unpacked_bytes == 0) {
      if (header.checksum != 0) {
        header.damage = "LZ4Block end block with a checksum";
      } else {
        header.kind = Header::Kind::kEndOfFrame;
      }
    } else {
      header.kind = Header::Kind::kBlock;
    }
    return header;
  }

  std::string_view Unpack(const Header& header, std::string_view packed, char* out) override {
    if (header.stored) {
      std::memcpy(out, packed.data(), packed.size());
    } else if (LZ4_decompress_safe(packed.data(), out, static_cast<int>(packed.size()),
                                   static_cast<int>(header.unpacked_bytes)) !=
               static_cast<int>(header.unpacked_bytes)) {
      return "LZ4 block does not unpack";
    }
    if ((XXH32(out, header.unpacked_bytes, kSeed) & kChecksumMask) != header.checksum) {
      return "LZ4Block checksum differs";
    }
    return {};
  }

  bool has_end_mark() const override { return true; }
};

bool Sniff(std::string_view head) { return head.starts_with(kMagic); }

}  // namespace

extern const CodecSpec kLz4BlockCodec;
const CodecSpec kLz4BlockCodec = {
    Codec::kLz4Block, "lz4-block", 10, Sniff,
    []() -> std::unique_ptr<Decoder> { return std::make_unique<Lz4BlockDecoder>(); }};

}  // namespace dataflint::io
