#include "io/log_stream.h"

#include <time.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "io/memory_pool.h"
#include "io/part_reader.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kChunkBytes = 512U << 10U;
constexpr std::size_t kRingSlots = 4;
constexpr auto kCancelPoll = std::chrono::milliseconds(20);

double ThreadSeconds() {
  struct timespec now = {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

tl::unexpected<Error> Interrupted() {
  return Fail(ErrorCode::kInterrupted, "reading the log was interrupted");
}

struct Slot {
  PooledBuffer buffer{kChunkBytes + kChunkPadding};
  PartReader::Filled filled;
};

void FillSlot(PartReader& reader, Slot& slot) {
  slot.filled = reader.Fill(slot.buffer.span().first(kChunkBytes));
  std::memset(slot.buffer.data() + slot.filled.bytes, 0, kChunkPadding);
}

Chunk ChunkOf(const Slot& slot) {
  return {{slot.buffer.data(), slot.filled.bytes},
          slot.filled.part,
          slot.filled.part_offset,
          slot.filled.starts_part};
}

// Decodes in the caller's thread: for many small logs, where a thread for each costs more than it
// brings.
class DirectStream final : public LogStream {
 public:
  DirectStream(const EventLog& log, const StreamOptions& options)
      : stop_(options.cancelled), reader_(log, &stop_) {}

  Result<std::optional<Chunk>> Next() override {
    const double before = ThreadSeconds();
    FillSlot(reader_, slot_);
    decode_seconds_ += ThreadSeconds() - before;
    if (stop_.IsCancelled()) return Interrupted();
    if (slot_.filled.bytes == 0) return std::nullopt;
    decoded_bytes_ += static_cast<std::int64_t>(slot_.filled.bytes);
    return ChunkOf(slot_);
  }

  ImportIssues TakeIssues() override { return reader_.TakeIssues(); }
  std::int64_t packed_bytes_read() const override { return reader_.packed_bytes_read(); }
  std::int64_t decoded_bytes_read() const override { return decoded_bytes_; }
  double decode_seconds() const override { return decode_seconds_; }

 private:
  StopFlag stop_;
  PartReader reader_;
  Slot slot_;
  std::int64_t decoded_bytes_ = 0;
  double decode_seconds_ = 0;
};

// Decodes on a thread of its own into a ring of slots, at most kRingSlots - 1 ahead of the caller.
class ThreadedStream final : public LogStream {
 public:
  ThreadedStream(const EventLog& log, const StreamOptions& options)
      : stop_(options.cancelled), reader_(log, &stop_) {}

  ~ThreadedStream() override {
    {
      const std::lock_guard lock(mutex_);
      stop_.Set();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  Status Start() {
    try {
      thread_ = std::thread([this] { DecodeAll(); });
    } catch (const std::system_error& error) {
      return Fail(ErrorCode::kInternal, "cannot start a thread to read the log", "", error.what());
    }
    return {};
  }

  Result<std::optional<Chunk>> Next() override {
    std::unique_lock lock(mutex_);
    if (holding_) {
      holding_ = false;
      ++taken_;
      changed_.notify_all();
    }
    while (filled_ == taken_ && !done_) {
      if (stop_.IsCancelled()) return Interrupted();
      changed_.wait_for(lock, kCancelPoll);
    }
    if (stop_.IsCancelled()) return Interrupted();
    if (filled_ == taken_) return std::nullopt;
    holding_ = true;
    const Slot& slot = slots_[taken_ % kRingSlots];
    decoded_bytes_ += static_cast<std::int64_t>(slot.filled.bytes);
    return ChunkOf(slot);
  }

  ImportIssues TakeIssues() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(issues_, ImportIssues());
  }
  std::int64_t packed_bytes_read() const override { return reader_.packed_bytes_read(); }
  std::int64_t decoded_bytes_read() const override { return decoded_bytes_; }
  double decode_seconds() const override {
    const std::lock_guard lock(mutex_);
    return decode_seconds_;
  }

 private:
  void DecodeAll() {
    while (true) {
      Slot* slot = nullptr;
      {
        std::unique_lock lock(mutex_);
        while (filled_ - taken_ == kRingSlots && !stop_.IsSet()) {
          changed_.wait_for(lock, kCancelPoll);
        }
        slot = &slots_[filled_ % kRingSlots];
      }
      if (!stop_.IsSet()) FillSlot(reader_, *slot);
      const bool at_end = stop_.IsSet() || slot->filled.bytes == 0;
      const std::lock_guard lock(mutex_);
      issues_.Merge(reader_.TakeIssues());
      decode_seconds_ = ThreadSeconds();
      if (at_end) {
        done_ = true;
      } else {
        ++filled_;
      }
      changed_.notify_all();
      if (at_end) return;
    }
  }

  StopFlag stop_;
  PartReader reader_;  // the decoding thread's; its counters are atomic
  std::array<Slot, kRingSlots> slots_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t filled_ = 0;  // slots filled since the start
  std::size_t taken_ = 0;   // slots given back since the start
  bool done_ = false;
  ImportIssues issues_;
  double decode_seconds_ = 0;
  bool holding_ = false;            // the caller's: whether it has a chunk
  std::int64_t decoded_bytes_ = 0;  // the caller's
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<LogStream>> LogStream::Open(const EventLog& log,
                                                   const StreamOptions& options) {
  if (!options.threaded) return std::make_unique<DirectStream>(log, options);
  auto stream = std::make_unique<ThreadedStream>(log, options);
  DF_RETURN_IF_ERROR(stream->Start());
  return stream;
}

}  // namespace dataflint::io
