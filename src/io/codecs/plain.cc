// Plain text: what is left when no other codec recognises the bytes. It needs no decoder; sources
// read it straight into the caller's buffer.
#include "io/codec.h"

namespace dataflint::io {

extern const CodecSpec kPlainCodec;
const CodecSpec kPlainCodec = {Codec::kPlain, "plain", -1, [](std::string_view) { return true; },
                               []() -> std::unique_ptr<Decoder> { return nullptr; }};

}  // namespace dataflint::io
