#include "io/archive_reader.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/byte_order.h"
#include "io/first_lines.h"
#include "io/part_names.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kTarChecksumAt = 148;
constexpr std::size_t kTarChecksumBytes = 8;
constexpr std::size_t kTarMagicAt = 257;
constexpr std::size_t kStreamBlockBytes = 256U << 10U;
// libarchive keeps what stands before a member's bytes: of a tar its attributes and the map of a
// sparse file, which takes twelve times as much memory; of a zip the directory, five times.
constexpr std::size_t kMostTarHeaderBytes = 4U << 20U;
constexpr std::size_t kMostZipDirectoryBytes = 20U << 20U;  // 200,000 members

// The sum of a tar header's bytes, its own checksum taken as blanks, stands in it as an octal
// number.
bool LooksLikeTar(std::string_view head) {
  if (head.size() < kArchiveSniffBytes) return false;
  if (head.substr(kTarMagicAt, 5) == "ustar") return true;
  if (head[0] == '\0' || head[0] == '{') return false;
  std::uint32_t stated = 0;
  bool any_digit = false;
  for (const char c : head.substr(kTarChecksumAt, kTarChecksumBytes)) {
    if (c >= '0' && c <= '7') {
      stated = stated * 8 + static_cast<std::uint32_t>(c - '0');
      any_digit = true;
    } else if (c != ' ' && c != '\0') {
      return false;
    }
  }
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kArchiveSniffBytes; ++i) {
    const bool in_checksum = i >= kTarChecksumAt && i < kTarChecksumAt + kTarChecksumBytes;
    sum += in_checksum ? static_cast<std::uint32_t>(' ') : static_cast<unsigned char>(head[i]);
  }
  return any_digit && stated == sum;
}

// Whether more stands before the zip than belongs to it. Its last record says where in it the
// directory begins, which ends before that record.
bool HasBytesBefore(FileSource& zip) {
  constexpr std::int64_t kMostTailBytes = (64 << 10) + 22;  // the record, and a comment behind it
  std::string tail(static_cast<std::size_t>(std::min(zip.size(), kMostTailBytes)), '\0');
  const auto begin = zip.size() - static_cast<std::int64_t>(tail.size());
  if (tail.empty() || !zip.SeekTo(begin) || zip.Read(tail).bytes < tail.size()) return false;
  const std::size_t record = tail.rfind("PK\x05\x06");
  if (record == std::string::npos || tail.size() - record < 22) return false;
  const std::size_t bytes = LittleEndian32(tail.data() + record + 12);
  const std::size_t offset = LittleEndian32(tail.data() + record + 16);
  if (offset == 0xFFFFFFFF) return false;  // a larger record of another kind tells
  return static_cast<std::size_t>(begin) + record > offset + bytes;
}

class CurrentFile final : public ByteSource {
 public:
  explicit CurrentFile(ArchiveReader& reader) : reader_(reader) {}
  ReadOutcome Read(std::span<char> out) override { return reader_.Read(out); }
  std::int64_t packed_bytes_read() const override { return reader_.packed_bytes_read(); }
  std::int64_t file_bytes_read() const override { return reader_.member_file_bytes_read(); }

 private:
  ArchiveReader& reader_;
};

// One file of a whole-archive stream after the other.
class WholeArchive final : public ByteSource {
 public:
  explicit WholeArchive(std::unique_ptr<ByteSource> source)
      : reader_(std::move(source), nullptr, kStreamBlockBytes) {}

  ReadOutcome Read(std::span<char> out) override {
    while (true) {
      if (!in_file_) {
        if (!NextFile()) return ReadOutcome::End(0, reader_.trouble() ? reader_.trouble() : lost_);
        if (!at_line_start_) {  // two files must not grow together into one line
          out[0] = '\n';
          at_line_start_ = true;
          return ReadOutcome::Some(1);
        }
      }
      ReadOutcome outcome = file_->Read(out);
      if (outcome.bytes > 0) at_line_start_ = out[outcome.bytes - 1] == '\n';
      in_file_ = !outcome.ended;
      if (outcome.trouble) return outcome;
      if (outcome.bytes > 0) return ReadOutcome::Some(outcome.bytes);
    }
  }

  std::int64_t packed_bytes_read() const override { return reader_.packed_bytes_read(); }
  std::int64_t file_bytes_read() const override { return reader_.file_bytes_read(); }

 private:
  bool NextFile() {
    while (reader_.Next()) {
      if (IsLitter(reader_.name())) continue;
      UnwrapOptions options;
      options.open_archives = false;
      options.name = reader_.name();
      Unwrapped unwrapped = Unwrap(CurrentFileOf(reader_), options);
      file_ = std::move(unwrapped.source);
      if (unwrapped.is_archive) {
        unwrapped.trouble =
            SourceTrouble{ImportIssue::unsupported_packing, "an archive in archives"};
      }
      const bool is_log = LooksLikeEventLog(file_->Peek(kEventLogHeadBytes));
      if (!unwrapped.trouble && !is_log) unwrapped.trouble = file_->TroubleSeen();
      if (unwrapped.trouble && !lost_) lost_ = std::move(unwrapped.trouble);
      if (!is_log) continue;
      in_file_ = true;
      return true;
    }
    return false;
  }

  ArchiveReader reader_;
  std::unique_ptr<PeekingSource> file_;
  std::optional<SourceTrouble> lost_;  // why the first file that could not be read was left out
  bool in_file_ = false;
  bool at_line_start_ = true;
};

}  // namespace

// libarchive's C callbacks.
struct ArchiveCallbacks {
  static la_ssize_t Read(archive* handle, void* client, const void** bytes) {
    auto& self = *static_cast<ArchiveReader*>(client);
    *bytes = self.block_.data();
    if (!self.in_member_ && self.header_bytes_ > MostHeaderBytes(handle)) {
      archive_set_error(handle, EFBIG, "what stands before a file is too long");
      return ARCHIVE_FATAL;
    }
    while (!self.source_ended_) {
      ReadOutcome outcome = self.source_->Read(self.block_.span());
      self.source_ended_ = outcome.ended;
      self.source_trouble_ = std::move(outcome.trouble);
      if (!self.in_member_) self.header_bytes_ += outcome.bytes;
      if (outcome.bytes > 0) return static_cast<la_ssize_t>(outcome.bytes);
    }
    return 0;
  }

  static std::size_t MostHeaderBytes(archive* handle) {
    const int format = archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK;
    return format == ARCHIVE_FORMAT_TAR ? kMostTarHeaderBytes : kMostZipDirectoryBytes;
  }

  static la_int64_t Skip(archive* /*unused*/, void* client, la_int64_t bytes) {
    auto& self = *static_cast<ArchiveReader*>(client);
    const la_int64_t room = self.file_->size() - self.file_->position();
    const la_int64_t skipped = std::clamp<la_int64_t>(bytes, 0, std::max<la_int64_t>(room, 0));
    return self.file_->SeekTo(self.file_->position() + skipped) ? skipped : 0;
  }

  static la_int64_t Seek(archive* /*unused*/, void* client, la_int64_t offset, int whence) {
    auto& self = *static_cast<ArchiveReader*>(client);
    if (whence == SEEK_CUR) offset += self.file_->position();
    if (whence == SEEK_END) offset += self.file_->size();
    self.source_ended_ = false;
    return offset >= 0 && self.file_->SeekTo(offset) ? offset : ARCHIVE_FATAL;
  }
};

bool LooksLikeZip(std::string_view head) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06");
}

bool LooksLikeArchive(std::string_view head) { return LooksLikeZip(head) || LooksLikeTar(head); }

bool MayPackEventLog(std::string_view packed) {
  constexpr std::size_t kHeadBytes = 64U << 10U;
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_format_raw(reader.get());
  archive_entry* entry = nullptr;
  std::string head(kHeadBytes, '\0');
  la_ssize_t got = -1;
  if (archive_read_open_memory(reader.get(), packed.data(), packed.size()) == ARCHIVE_OK &&
      archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK &&
      archive_filter_count(reader.get()) > 1) {
    got = archive_read_data(reader.get(), head.data(), head.size());
  }
  if (got < 0) return true;
  head.resize(static_cast<std::size_t>(got));
  return LooksLikeEventLog(head);
}

bool IsLitter(std::string_view path) {
  constexpr std::array<std::string_view, 5> kNames = {"_SUCCESS", "_started", "_committed",
                                                      "Thumbs.db", "desktop.ini"};
  if (path.find("__MACOSX") != std::string_view::npos) return true;
  const std::string_view name = BaseName(path);
  return name.starts_with('.') || name.ends_with(".crc") ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

ArchiveReader::ArchiveReader(std::unique_ptr<ByteSource> source, FileSource* file,
                             std::size_t block_bytes)
    : source_(std::move(source)),
      file_(file),
      block_(block_bytes),
      archive_(archive_read_new(), archive_read_free) {
  archive_read_support_format_tar(archive_.get());
  archive_read_support_format_zip(archive_.get());
  archive_read_set_format_option(archive_.get(), "tar", "read_concatenated_archives", "1");
  if (file_ != nullptr) {
    archive_read_set_skip_callback(archive_.get(), ArchiveCallbacks::Skip);
    archive_read_set_seek_callback(archive_.get(), ArchiveCallbacks::Seek);
  }
  archive_read_set_read_callback(archive_.get(), ArchiveCallbacks::Read);
  archive_read_set_callback_data(archive_.get(), this);
  if (archive_read_open1(archive_.get()) < ARCHIVE_WARN) trouble_ = TroubleNow();
}

ArchiveReader::~ArchiveReader() = default;

SourceTrouble ArchiveReader::TroubleNow() {
  if (source_trouble_) return *source_trouble_;
  const char* why = archive_error_string(archive_.get());
  return {ImportIssue::damaged_archive, why == nullptr ? "" : why};
}

// Why the file's bytes cannot be had.
SourceTrouble ArchiveReader::TroubleOfMember() {
  SourceTrouble trouble = TroubleNow();
  if (encrypted_) return {ImportIssue::unsupported_packing, "it is encrypted"};
  if (trouble.detail.starts_with("Unsupported")) trouble.issue = ImportIssue::unsupported_packing;
  return trouble;
}

// Goes behind the file that was read, so that what is read from there on is the next one's header.
bool ArchiveReader::LeaveMember() {
  if (in_member_) {
    const int result = archive_read_data_skip(archive_.get());
    if (result == ARCHIVE_EOF || result == ARCHIVE_FATAL) trouble_ = TroubleNow();
  }
  in_member_ = false;
  header_bytes_ = 0;
  member_damage_ = std::nullopt;
  return !trouble_;
}

bool ArchiveReader::Next() {
  data_ = {};
  while (!trouble_ && LeaveMember()) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) {
      const bool is_zip =
          (archive_format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
      if (is_zip && file_ != nullptr && !damage_ && HasBytesBefore(*file_)) {
        damage_ = SourceTrouble{ImportIssue::damaged_archive, "other bytes stand before this zip"};
      }
      // A tar that ends without its end block may be a cut one; its source knows.
      trouble_ = source_trouble_ ? source_trouble_ : damage_;
      return false;
    }
    if (result == ARCHIVE_RETRY) {  // no header: the reader looks for one in the next block
      if (!damage_) damage_ = TroubleNow();
      continue;
    }
    if (result < ARCHIVE_WARN) {
      trouble_ = TroubleNow();
      return false;
    }
    in_member_ = true;
    ++index_;
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const char* name = archive_entry_pathname(entry);
    name_ = name == nullptr ? "" : name;
    file_bytes_before_ = file_bytes_read();
    taken_ = 0;
    bytes_ = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : -1;
    encrypted_ = archive_entry_is_data_encrypted(entry) != 0;
    return true;
  }
  return false;
}

std::int64_t ArchiveReader::member_file_bytes_read() const {
  constexpr auto kReadAhead =
      static_cast<std::int64_t>(kStreamBlockBytes + kMaxLayers * DecodingSource::kInputBytes);
  return file_bytes_read() - std::max<std::int64_t>(file_bytes_before_ - kReadAhead, 0);
}

ReadOutcome ArchiveReader::Read(std::span<char> out) {
  ReadOutcome outcome = ReadData(out);
  taken_ += static_cast<std::int64_t>(outcome.bytes);
  if (!IsDecompressionBomb(taken_, member_file_bytes_read())) return outcome;
  trouble_ = SourceTrouble{ImportIssue::decompression_bomb, name_};
  return ReadOutcome::End(outcome.bytes, trouble_);
}

ReadOutcome ArchiveReader::ReadData(std::span<char> out) {
  // Not archive_read_data(): where an archive is cut, that loses what it has read in the same call.
  ReadOutcome outcome;
  while (true) {
    const std::size_t copied = std::min(out.size() - outcome.bytes, data_.size());
    if (copied > 0) std::memcpy(out.data() + outcome.bytes, data_.data(), copied);
    outcome.bytes += copied;
    data_.remove_prefix(copied);
    if (outcome.bytes == out.size()) return outcome;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(archive_.get(), &block, &size, &offset);
    if (result == ARCHIVE_RETRY) continue;
    if (result == ARCHIVE_WARN && !member_damage_) member_damage_ = TroubleNow();  // a checksum
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
      data_ = {static_cast<const char*>(block), size};
      continue;
    }
    outcome.ended = true;
    outcome.trouble = result == ARCHIVE_EOF ? member_damage_ : TroubleOfMember();
    if (result == ARCHIVE_FATAL) trouble_ = outcome.trouble;
    return outcome;
  }
}

std::unique_ptr<ByteSource> CurrentFileOf(ArchiveReader& reader) {
  return std::make_unique<CurrentFile>(reader);
}

std::unique_ptr<ByteSource> ReadWholeArchive(std::unique_ptr<ByteSource> source) {
  return std::make_unique<WholeArchive>(std::move(source));
}

}  // namespace dataflint::io
