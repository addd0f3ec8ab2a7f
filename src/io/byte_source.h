// ByteSource: bytes pulled in order. A file, a decoder over another source, an archive's member.
//
// Sources are stacked: DecodingSource over FileSource reads app-1.zstd. One thread at a time.
#ifndef DATAFLINT_IO_BYTE_SOURCE_H_
#define DATAFLINT_IO_BYTE_SOURCE_H_

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
  bool waiting = false;   // no more for now: the file may grow (only where that was asked for)
  std::optional<SourceTrouble> trouble;  // only together with `ended`

  static ReadOutcome Some(std::size_t bytes) { return {bytes, false, false, std::nullopt}; }
  static ReadOutcome Waiting(std::size_t bytes) { return {bytes, false, true, std::nullopt}; }
  static ReadOutcome End(std::size_t bytes, std::optional<SourceTrouble> trouble = std::nullopt) {
    return {bytes, true, false, std::move(trouble)};
  }
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Fills `out` (not empty) as far as it can. 0 bytes with neither `ended` nor `waiting` may
  // happen; callers ask again.
  virtual ReadOutcome Read(std::span<char> out) = 0;
  // How much of the part was taken so far, of its LogPart::packed_bytes: for telling progress. May
  // be asked from another thread.
  virtual std::int64_t packed_bytes_read() const = 0;
  // Bytes taken so far of the file that all of this comes from: what bounds how much may come of
  // it. Of an archive's member, bytes of the archive that are the member's. The reader's thread.
  virtual std::int64_t file_bytes_read() const { return packed_bytes_read(); }
};

// Logs pack 10 to 100 times. What unpacks to far more, and to much, was made to fill disks and
// memory. Counted from the bytes of the file itself, so that layers of packing do not multiply.
inline constexpr std::int64_t kBombBytes = std::int64_t{1} << 30;
inline constexpr std::int64_t kBombRatio = 1000;
inline bool IsDecompressionBomb(std::int64_t unpacked_bytes, std::int64_t file_bytes) {
  return unpacked_bytes > kBombBytes && unpacked_bytes / kBombRatio > file_bytes;
}

// Tells a source that waits or works long without output that nobody wants the bytes any more.
class StopFlag {
 public:
  explicit StopFlag(const std::atomic<bool>* cancelled = nullptr) : cancelled_(cancelled) {}
  // Is set, too, while `other` is. Null: no longer. `other` must live as long as it is followed.
  void Follow(const StopFlag* other) { followed_.store(other, std::memory_order_release); }
  void Set() { stopped_.store(true, std::memory_order_relaxed); }
  bool IsSet() const {
    if (stopped_.load(std::memory_order_relaxed) || IsCancelled()) return true;
    const StopFlag* other = followed_.load(std::memory_order_acquire);
    return other != nullptr && other->IsSet();
  }
  bool IsCancelled() const {
    return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> stopped_{false};
  const std::atomic<bool>* cancelled_;
  std::atomic<const StopFlag*> followed_{nullptr};
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_BYTE_SOURCE_H_
