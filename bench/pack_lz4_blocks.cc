// pack_lz4_blocks: standard input to standard output in the format of lz4-java's
// LZ4BlockOutputStream with blocks of 32 KiB, which is what Spark writes with
// spark.eventLog.compression.codec=lz4.
#include <lz4.h>
#include <xxhash.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kBlock = 32U << 10U;
constexpr std::string_view kMagic = "LZ4Block";
constexpr unsigned char kRaw = 0x10, kPacked = 0x20,
                        kLevel = 5;  // level: log2 of the block, less 10
constexpr std::uint32_t kSeed = 0x9747b28c;

void Put(const void* data, std::size_t size) {
  if (std::fwrite(data, 1, size, stdout) == size) return;
  std::perror("pack_lz4_blocks: cannot write");
  std::exit(1);
}

void PutNumber(std::uint32_t number) {
  unsigned char bytes[4];
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
  Put(bytes, sizeof bytes);
}

void PutHeader(unsigned char method, std::size_t stored, std::size_t size, std::uint32_t checksum) {
  Put(kMagic.data(), kMagic.size());
  const unsigned char token = method | kLevel;
  Put(&token, 1);
  PutNumber(static_cast<std::uint32_t>(stored));
  PutNumber(static_cast<std::uint32_t>(size));
  PutNumber(checksum);
}

}  // namespace

int main() {
  std::vector<char> block(kBlock), packed(static_cast<std::size_t>(LZ4_compressBound(kBlock)));
  while (const std::size_t size = std::fread(block.data(), 1, kBlock, stdin)) {
    const auto room = static_cast<int>(packed.size());
    const auto stored = static_cast<std::size_t>(
        LZ4_compress_default(block.data(), packed.data(), static_cast<int>(size), room));
    const std::uint32_t checksum = XXH32(block.data(), size, kSeed) & 0x0FFFFFFFU;
    const bool raw = stored >= size;
    PutHeader(raw ? kRaw : kPacked, raw ? size : stored, size, checksum);
    Put(raw ? block.data() : packed.data(), raw ? size : stored);
  }
  PutHeader(kRaw, 0, 0, 0);
  return std::ferror(stdin) != 0 || std::fflush(stdout) != 0 ? 1 : 0;
}
