// snappy-java's stream (org.xerial.snappy.SnappyOutputStream): what Spark writes as "snappy".
//
// A 16-byte header (0x82 "SNAPPY" 0, version, oldest compatible version) and then blocks:
// big-endian length and that many bytes of raw snappy. No end mark. Streams appended to each other
// show as a header where a length is expected.
#include <snappy.h>

#include <algorithm>

#include "io/codecs/block_decoder.h"

namespace dataflint::io {
namespace {

constexpr std::string_view kMagic("\x82SNAPPY\0", 8);
constexpr std::size_t kStreamHeaderBytes = 16;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMaxVarintBytes = 5;

class SnappyJavaDecoder final : public BlockDecoder {
 public:
  void Reset() override {
    BlockDecoder::Reset();
    seen_header_ = false;
  }

 protected:
  Header ReadHeader(std::string_view bytes) override {
    Header header;
    header.header_bytes = kLengthBytes;
    if (bytes.size() < kLengthBytes) return header;
    if (bytes.starts_with(kMagic.substr(0, kLengthBytes))) return ReadStreamHeader(bytes);
    header.packed_bytes = BigEndian32(bytes.data());
    if (!seen_header_) return Damaged("snappy-java header expected");
    if (header.packed_bytes == 0) return Damaged("snappy block of length 0");
    const std::size_t to_tell = kLengthBytes + std::min(header.packed_bytes, kMaxVarintBytes);
    if (bytes.size() < to_tell) {
      header.header_bytes = to_tell;
      header.packed_bytes = 0;
      return header;
    }
    const std::string_view packed = bytes.substr(kLengthBytes, header.packed_bytes);
    if (!snappy::GetUncompressedLength(packed.data(), packed.size(), &header.unpacked_bytes)) {
      return Damaged("snappy block without a length");
    }
    header.kind = Header::Kind::kBlock;
    return header;
  }

  std::string_view Unpack(const Header& /*header*/, std::string_view packed, char* out) override {
    return snappy::RawUncompress(packed.data(), packed.size(), out)
               ? std::string_view()
               : std::string_view("snappy block does not unpack");
  }

  bool has_end_mark() const override { return false; }

 private:
  static Header Damaged(std::string_view why) {
    Header header;
    header.kind = Header::Kind::kDamaged;
    header.damage = why;
    return header;
  }

  Header ReadStreamHeader(std::string_view bytes) {
    Header header;
    header.header_bytes = kStreamHeaderBytes;
    if (bytes.size() < kStreamHeaderBytes) return header;
    if (!bytes.starts_with(kMagic)) return Damaged("snappy-java header expected");
    seen_header_ = true;
    header.kind = Header::Kind::kNoData;
    return header;
  }

  bool seen_header_ = false;
};

bool Sniff(std::string_view head) { return head.starts_with(kMagic); }

}  // namespace

extern const CodecSpec kSnappyJavaCodec;
const CodecSpec kSnappyJavaCodec = {
    Codec::kSnappyJava, "snappy-java", 10, Sniff,
    []() -> std::unique_ptr<Decoder> { return std::make_unique<SnappyJavaDecoder>(); }};

}  // namespace dataflint::io
