#include "io/part_reader.h"

#include <utility>

#include "io/open_part.h"

namespace dataflint::io {

PartReader::PartReader(const EventLog& log, const StopFlag* stop) : log_(log), stop_(stop) {}

std::int64_t PartReader::packed_bytes_read() const {
  return packed_before_.load(std::memory_order_relaxed) +
         packed_in_part_.load(std::memory_order_relaxed);
}

void PartReader::AddIssue(ImportIssue issue, std::string detail) {
  issues_.Add(issue, {SourceName(log_.parts[next_part_ - 1]), part_offset_, std::move(detail)});
}

bool PartReader::OpenNextPart() {
  const LogPart& part = log_.parts[next_part_];
  ++next_part_;
  part_offset_ = 0;
  OpenedPart opened = OpenPart(part, {.stop = stop_});
  if (opened.doubly_packed) AddIssue(ImportIssue::doubly_packed_part, "");
  if (opened.trouble) AddIssue(opened.trouble->issue, std::move(opened.trouble->detail));
  source_ = std::move(opened.source);
  return source_ != nullptr;
}

void PartReader::EndPart(const std::optional<SourceTrouble>& trouble) {
  packed_before_.fetch_add(source_->packed_bytes_read(), std::memory_order_relaxed);
  packed_in_part_.store(0, std::memory_order_relaxed);
  source_ = nullptr;
  if (!trouble) return;
  if (trouble->only_end_mark_missing && log_.in_progress && next_part_ == log_.parts.size()) return;
  AddIssue(trouble->issue, trouble->detail);
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
    if (filled.bytes == 0) {
      filled.part = next_part_ - 1;
      filled.part_offset = part_offset_;
      filled.starts_part = part_offset_ == 0;
    }
    filled.bytes += outcome.bytes;
    part_offset_ += static_cast<std::int64_t>(outcome.bytes);
    packed_in_part_.store(source_->packed_bytes_read(), std::memory_order_relaxed);
    if (outcome.ended) EndPart(outcome.trouble);
  }
  return filled;
}

}  // namespace dataflint::io
