#include "io/packed_inputs_test.h"

#include <archive.h>
#include <archive_entry.h>
#include <liblzf/lzf.h>
#include <lz4.h>
#include <lz4frame.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

namespace dataflint::io {
namespace {

constexpr std::size_t kBlockBytes = 32U << 10U;

std::string Numbers(std::uint64_t value, int bytes, bool big_endian) {
  std::string out;
  for (int i = 0; i < bytes; ++i) {
    const int shift = 8 * (big_endian ? bytes - 1 - i : i);
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU));
  }
  return out;
}

std::string PackGzip(std::string_view plain) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string PackZstd(std::string_view plain) {
  // Streamed, as Spark does: the frame does not tell its content size.
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(plain.size()) + 64, '\0');
  ZSTD_outBuffer target = {out.data(), out.size(), 0};
  ZSTD_inBuffer source = {plain.data(), plain.size(), 0};
  while (source.pos < source.size) {
    ZSTD_compressStream2(context, &target, &source, ZSTD_e_continue);
  }
  while (ZSTD_compressStream2(context, &target, &source, ZSTD_e_end) != 0) {
  }
  ZSTD_freeCCtx(context);
  out.resize(target.pos);
  return out;
}

std::string Lz4BlockHeader(char method, std::size_t packed, std::size_t plain,
                           std::uint32_t checksum) {
  return "LZ4Block" + std::string(1, static_cast<char>(method | 5)) + Numbers(packed, 4, false) +
         Numbers(plain, 4, false) + Numbers(checksum, 4, false);
}

std::string PackLz4Frame(std::string_view plain) {
  LZ4F_preferences_t preferences = {};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string out(LZ4F_compressFrameBound(plain.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), &preferences));
  return out;
}

std::string PackSnappyJava(std::string_view plain) {
  std::string out("\x82SNAPPY\0", 8);
  out += Numbers(1, 4, true) + Numbers(1, 4, true);
  for (std::size_t at = 0; at < plain.size(); at += kBlockBytes) {
    const std::string_view block = plain.substr(at, kBlockBytes);
    std::string packed;
    snappy::Compress(block.data(), block.size(), &packed);
    out += Numbers(packed.size(), 4, true) + packed;
  }
  return out;
}

std::string PackLzf(std::string_view plain) {
  std::string out;
  for (std::size_t at = 0; at < plain.size(); at += 65535) {
    const std::string_view block = plain.substr(at, 65535);
    std::string packed(block.size(), '\0');
    const unsigned int size =
        block.size() < 16
            ? 0
            : lzf_compress(block.data(), static_cast<unsigned int>(block.size()), packed.data(),
                           static_cast<unsigned int>(block.size() - 1));
    if (size == 0) {
      out += std::string("ZV\0", 3) + Numbers(block.size(), 2, true);
      out += block;
    } else {
      packed.resize(size);
      out += "ZV\1" + Numbers(size, 2, true) + Numbers(block.size(), 2, true) + packed;
    }
  }
  return out;
}

}  // namespace

std::string EventLines(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < bytes) {
    out += R"({"Event":"SparkListenerTaskEnd","Stage ID":)" + std::to_string(random() % 100) +
           R"(,"Stage Attempt ID":0,"Task Info":{"Task ID":)" + std::to_string(random()) +
           R"(,"Host":"host-)" + std::to_string(random() % 16) + "\"}}\n";
  }
  return out;
}

std::string PackLz4BlockOpen(std::string_view plain) {
  std::string out;
  for (std::size_t at = 0; at < plain.size(); at += kBlockBytes) {
    const std::string_view block = plain.substr(at, kBlockBytes);
    std::string packed(static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(block.size()))),
                       '\0');
    const int size =
        LZ4_compress_default(block.data(), packed.data(), static_cast<int>(block.size()),
                             static_cast<int>(packed.size()));
    packed.resize(static_cast<std::size_t>(size));
    const std::uint32_t checksum = XXH32(block.data(), block.size(), 0x9747b28c) & 0x0fffffffU;
    const bool stored = packed.size() >= block.size();
    if (stored) packed = block;
    out += Lz4BlockHeader(stored ? 0x10 : 0x20, packed.size(), block.size(), checksum) + packed;
  }
  return out;
}

std::string Pack(Codec codec, std::string_view plain) {
  switch (codec) {
    case Codec::kPlain:
      return std::string(plain);
    case Codec::kGzip:
      return PackGzip(plain);
    case Codec::kZstd:
      return PackZstd(plain);
    case Codec::kLz4Block:
      return PackLz4BlockOpen(plain) + Lz4BlockHeader(0x10, 0, 0, 0);
    case Codec::kLz4Frame:
      return PackLz4Frame(plain);
    case Codec::kSnappyJava:
      return PackSnappyJava(plain);
    case Codec::kLzf:
      return PackLzf(plain);
  }
  return {};
}

std::string PackArchive(ArchiveKind kind, const std::vector<ArchiveContent>& members) {
  std::string out;
  archive* writer = archive_write_new();
  if (kind == ArchiveKind::kZip) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_set_format_pax_restricted(writer);
  }
  archive_write_add_filter_none(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open(
      writer, &out, nullptr,
      [](archive*, void* target, const void* bytes, std::size_t size) -> la_ssize_t {
        static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
        return static_cast<la_ssize_t>(size);
      },
      nullptr);
  for (const ArchiveContent& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    archive_entry_set_filetype(entry, member.name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
  return out;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "dataflint-io-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::Write(std::string_view name, std::string_view content) const {
  const std::filesystem::path path = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

}  // namespace dataflint::io
