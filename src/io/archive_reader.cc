#include "io/archive_reader.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "io/first_lines.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kTarChecksumAt = 148;
constexpr std::size_t kTarChecksumBytes = 8;
constexpr std::size_t kTarMagicAt = 257;
constexpr std::size_t kStreamBlockBytes = 256U << 10U;

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

class CurrentFile final : public ByteSource {
 public:
  explicit CurrentFile(ArchiveReader& reader) : reader_(reader) {}
  ReadOutcome Read(std::span<char> out) override { return reader_.Read(out); }
  std::int64_t packed_bytes_read() const override { return reader_.packed_bytes_read(); }

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
        if (!NextFile()) return ReadOutcome::End(0, reader_.trouble());
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

 private:
  bool NextFile() {
    while (reader_.Next()) {
      if (IsLitter(reader_.name())) continue;
      UnwrapOptions options;
      options.open_archives = false;
      file_ = Unwrap(CurrentFileOf(reader_), options).source;
      if (!LooksLikeEventLog(file_->Peek(kEventLogHeadBytes))) continue;
      in_file_ = true;
      return true;
    }
    return false;
  }

  ArchiveReader reader_;
  std::unique_ptr<PeekingSource> file_;
  bool in_file_ = false;
  bool at_line_start_ = true;
};

}  // namespace

// libarchive's C callbacks.
struct ArchiveCallbacks {
  static la_ssize_t Read(archive* /*unused*/, void* client, const void** bytes) {
    auto& self = *static_cast<ArchiveReader*>(client);
    *bytes = self.block_.data();
    while (!self.source_ended_) {
      ReadOutcome outcome = self.source_->Read(self.block_.span());
      self.source_ended_ = outcome.ended;
      self.source_trouble_ = std::move(outcome.trouble);
      if (outcome.bytes > 0) return static_cast<la_ssize_t>(outcome.bytes);
    }
    return 0;
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

bool IsLitter(std::string_view path) {
  constexpr std::array<std::string_view, 5> kNames = {"_SUCCESS", "_started", "_committed",
                                                      "Thumbs.db", "desktop.ini"};
  if (path.find("__MACOSX") != std::string_view::npos) return true;
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
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

bool ArchiveReader::Next() {
  data_ = {};
  while (!trouble_) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) {
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
    ++index_;
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const char* name = archive_entry_pathname(entry);
    name_ = name == nullptr ? "" : name;
    bytes_ = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : -1;
    return true;
  }
  return false;
}

ReadOutcome ArchiveReader::Read(std::span<char> out) {
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
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
      data_ = {static_cast<const char*>(block), size};
      continue;
    }
    outcome.ended = true;
    if (result != ARCHIVE_EOF) outcome.trouble = TroubleNow();
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
