// Any bytes through the decoder they sniff as: whole and in small steps must give the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "io/codec.h"
#include "io/decoding_source.h"
#include "io/memory_source.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kMostBytes = 16U << 20U;  // of output; bombs are data, but take time

struct Decoded {
  std::string bytes;
  std::optional<SourceTrouble> trouble;
};

Decoded Decode(Codec codec, std::string_view packed, std::size_t in_step, std::size_t out_step) {
  DecodingSource source(std::make_unique<MemorySource>(packed, in_step), codec, nullptr,
                        std::max(in_step, kSniffBytes));
  Decoded decoded;
  std::string buffer(out_step, '\0');
  while (decoded.bytes.size() < kMostBytes) {
    ReadOutcome outcome = source.Read(buffer);
    decoded.bytes.append(buffer, 0, outcome.bytes);
    if (outcome.ended) {
      decoded.trouble = std::move(outcome.trouble);
      break;
    }
  }
  decoded.bytes.resize(std::min(decoded.bytes.size(), kMostBytes));
  return decoded;
}

void Check(std::string_view packed) {
  constexpr Codec kCodecs[] = {Codec::kGzip,     Codec::kZstd,       Codec::kLz4Block,
                               Codec::kLz4Frame, Codec::kSnappyJava, Codec::kLzf};
  Codec codec = SniffCodec(packed.substr(0, kSniffBytes));
  if (codec == Codec::kPlain) codec = kCodecs[packed.size() % std::size(kCodecs)];
  const Decoded whole = Decode(codec, packed, 1U << 20U, 1U << 18U);
  const Decoded steps = Decode(codec, packed, 1 + packed.size() % 37, 100 + packed.size() % 5000);
  // What came before damage may differ in length (libraries look ahead), but not in content.
  const std::size_t common = std::min(whole.bytes.size(), steps.bytes.size());
  if (whole.bytes.compare(0, common, steps.bytes, 0, common) != 0) std::abort();
  if (!whole.trouble && !steps.trouble && whole.bytes != steps.bytes) std::abort();
  // libzstd checks a frame's stated size against its content only when it has all of it at once.
  if (codec == Codec::kZstd) return;
  if (whole.trouble.has_value() != steps.trouble.has_value()) std::abort();
}

}  // namespace
}  // namespace dataflint::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::io::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
