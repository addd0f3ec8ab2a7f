// ByteSource: bytes pulled in order. A file, a decoder over another source, an archive's member.
//
// Sources are stacked: DecodingSource over FileSource reads app-1.zstd. One thread at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/import_issue.h"

namespace dataflint::io {

// Why a source ended before it should, or what was odd about its end.
struct SourceTrouble {
  ImportIssue issue = ImportIssue::unreadable_file;
  std::string detail;
  bool only_end_mark_missing = false;  // nothing is cut: a log still being written looks like this
};

struct ReadOutcome {
  std::size_t bytes = 0;  // put at the front of the buffer
  bool ended = false;     // no more will come
  std::optional<SourceTrouble> trouble;  // only together with `ended`
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Fills `out` (not empty) as far as it can without undue waiting. 0 bytes without `ended` may
  // happen; callers ask again.
  virtual ReadOutcome Read(std::span<char> out) = 0;
  // Bytes taken from the file at the bottom of the stack so far. May be asked from another thread.
  virtual std::int64_t packed_bytes_read() const = 0;
};

// Tells a source that waits or works long without output that nobody wants the bytes any more.
class StopFlag {
 public:
  explicit StopFlag(const std::atomic<bool>* cancelled = nullptr) : cancelled_(cancelled) {}
  void Set() { stopped_.store(true, std::memory_order_relaxed); }
  bool IsSet() const { return stopped_.load(std::memory_order_relaxed) || IsCancelled(); }
  bool IsCancelled() const {
    return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> stopped_{false};
  const std::atomic<bool>* cancelled_;
};

}  // namespace dataflint::io
