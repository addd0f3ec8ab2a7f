#include "io/part_reader.h"

#include <utility>

#include "io/archive.h"
#include "io/file_source.h"

namespace dataflint::io {

PartReader::PartReader(const EventLog& log, const StreamOptions& options, const StopFlag* stop)
    : log_(log), options_(options), stop_(stop) {}

std::int64_t PartReader::packed_bytes_read() const {
  return packed_before_.load(std::memory_order_relaxed) +
         packed_in_part_.load(std::memory_order_relaxed);
}

void PartReader::AddIssue(ImportIssue issue, std::string detail) {
  const LogPart& part = log_.parts[next_part_ - 1];
  issues_.Add(issue, {part.archive_member.empty() ? part.path : part.path + ":" + part.archive_member,
                      part_offset_, std::move(detail)});
}

bool PartReader::OpenNextPart() {
  const LogPart& part = log_.parts[next_part_];
  ++next_part_;
  part_offset_ = 0;
  std::unique_ptr<ByteSource> stored;
  if (part.archive) {
    stored = part.archive->OpenMember(part.archive_index, stop_);
  } else {
    auto file = FileSource::Open(part.path, stop_);
    if (!file) {
      AddIssue(ImportIssue::unreadable_file, file.error().why);
      return false;
    }
    (*file)->ExpectAll();
    stored = *std::move(file);
  }
  Unwrapped unwrapped = Unwrap(std::move(stored), {{options_.verify_checksums}, stop_});
  if (unwrapped.layers > 1 || (part.archive && unwrapped.opened_archive)) {
    AddIssue(ImportIssue::doubly_packed_part, "");
  }
  if (unwrapped.too_deep) {
    AddIssue(ImportIssue::damaged_compression, "packed more than three times");
    return false;
  }
  source_ = std::move(unwrapped.source);
  return true;
}

void PartReader::EndPart(const std::optional<SourceTrouble>& trouble) {
  packed_before_.fetch_add(source_->packed_bytes_read(), std::memory_order_relaxed);
  packed_in_part_.store(0, std::memory_order_relaxed);
  source_ = nullptr;
  if (!trouble) return;
  if (trouble->only_end_mark_missing && log_.in_progress && next_part_ == log_.parts.size()) return;
  AddIssue(trouble->issue, trouble->detail);
}

bool PartReader::PassesLimit(std::size_t& bytes) {
  if (options_.max_decoded_bytes <= 0) return false;
  const std::int64_t room = options_.max_decoded_bytes - log_offset_;
  if (static_cast<std::int64_t>(bytes) <= room) return false;
  bytes = static_cast<std::size_t>(room);
  return true;
}

PartReader::Filled PartReader::Fill(std::span<char> out) {
  Filled filled;
  while (filled.bytes < out.size()) {
    if (stop_ != nullptr && stop_->IsSet()) break;
    if (!source_) {
      if (filled.bytes > 0 || next_part_ == log_.parts.size()) break;
      if (!OpenNextPart()) continue;
    }
    ReadOutcome outcome = source_->Read(out.subspan(filled.bytes));
    const bool too_much = PassesLimit(outcome.bytes);
    if (filled.bytes == 0) {
      filled.part = next_part_ - 1;
      filled.part_offset = part_offset_;
      filled.starts_part = part_offset_ == 0;
    }
    filled.bytes += outcome.bytes;
    part_offset_ += static_cast<std::int64_t>(outcome.bytes);
    log_offset_ += static_cast<std::int64_t>(outcome.bytes);
    packed_in_part_.store(source_->packed_bytes_read(), std::memory_order_relaxed);
    if (too_much) {
      AddIssue(ImportIssue::decompression_bomb, "limit of decoded bytes reached");
      source_ = nullptr;
      next_part_ = log_.parts.size();
      break;
    }
    if (outcome.ended) EndPart(outcome.trouble);
  }
  return filled;
}

}  // namespace dataflint::io
