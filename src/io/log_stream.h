// LogStream: the decoded bytes of one EventLog, chunk by chunk, in order.
//
// Decoding (files, archives, codecs) runs on a thread of its own, a bounded number of chunks ahead
// of the caller, so that decompression and parsing overlap. Damage is reported as issues and ends
// the part, not the stream. Used by one thread at a time; to end it early, set
// StreamOptions::cancelled (from any thread) or destroy it.
#ifndef DATAFLINT_IO_LOG_STREAM_H_
#define DATAFLINT_IO_LOG_STREAM_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/import_issue.h"
#include "base/result.h"
#include "io/event_log.h"

namespace dataflint::io {

// Bytes that may be read (not used) behind the end of a chunk; simdjson and the line readers need
// them.
inline constexpr std::size_t kChunkPadding = 64;

struct Chunk {
  std::string_view bytes;        // valid until the next call of Next()
  std::size_t part = 0;          // index into EventLog::parts
  std::int64_t part_offset = 0;  // decoded offset of bytes[0] in its part
  bool starts_part = false;      // first chunk of its part
};

struct StreamOptions {
  bool threaded = true;                          // false: decode in the caller's thread
  const std::atomic<bool>* cancelled = nullptr;  // when set to true, Next() ends with kInterrupted
};

class LogStream {
 public:
  // Never fails for what is wrong with a part: that is an issue. Errors: kInternal when no thread
  // could be started. `log` must outlive the stream.
  static Result<std::unique_ptr<LogStream>> Open(const EventLog& log, const StreamOptions& options);
  virtual ~LogStream() = default;
  LogStream(const LogStream&) = delete;
  LogStream& operator=(const LogStream&) = delete;

  // The next chunk, or nothing at the end. Errors: kInterrupted only.
  virtual Result<std::optional<Chunk>> Next() = 0;

  // Issues met since the last call; all of them once Next() has returned nothing. Those of the
  // EventLog itself (met while looking for it) are not repeated here.
  virtual ImportIssues TakeIssues() = 0;
  // Progress: stored bytes consumed so far (of the sum of packed_bytes) and decoded bytes handed
  // out.
  virtual std::int64_t packed_bytes_read() const = 0;
  virtual std::int64_t decoded_bytes_read() const = 0;
  // Time the decoder worked, seconds of its thread's clock; for --timings.
  virtual double decode_seconds() const = 0;

 protected:
  LogStream() = default;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_LOG_STREAM_H_
