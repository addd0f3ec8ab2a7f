// DecodingSource: the bytes of a compressed source, unpacked straight into the caller's buffer.
// Made by Unwrap; one thread at a time.
#ifndef DATAFLINT_IO_DECODING_SOURCE_H_
#define DATAFLINT_IO_DECODING_SOURCE_H_

#include <memory>
#include <string>

#include "io/byte_source.h"
#include "io/codec.h"
#include "io/memory_pool.h"

namespace dataflint::io {

class DecodingSource final : public ByteSource {
 public:
  // `stop` may be null and must outlive the source. `input_bytes`: how much is asked of `packed` at
  // once; small when only the first bytes are wanted.
  DecodingSource(std::unique_ptr<ByteSource> packed, Codec codec, const StopFlag* stop,
                 std::size_t input_bytes = kInputBytes);

  // Frames in a row are one stream. Zeros behind the last frame are padding; anything else there,
  // damage inside a frame (damaged_compression), a missing end (truncated_compression) and output
  // beyond all proportion (decompression_bomb) end it.
  ReadOutcome Read(std::span<char> out) override;
  std::int64_t packed_bytes_read() const override { return packed_->packed_bytes_read(); }
  std::int64_t file_bytes_read() const override { return packed_->file_bytes_read(); }

  static constexpr std::size_t kInputBytes = 256U << 10U;

 private:
  // Makes at least `wanted` bytes of input available, unless the input ends before.
  void FillInput(std::size_t wanted);
  ReadOutcome Finish(std::size_t bytes, std::optional<SourceTrouble> trouble);
  ReadOutcome Damaged(std::size_t bytes, std::string_view why);
  // Between frames: true when another one follows, else `outcome` says what to return.
  bool NextFrame(ReadOutcome& outcome);
  ReadOutcome AtInputEnd(std::size_t bytes);

  std::unique_ptr<ByteSource> packed_;
  Codec codec_;
  PooledDecoder decoder_;
  const StopFlag* stop_;
  PooledBuffer buffer_;
  std::string_view input_;  // the part of buffer_ not decoded yet
  bool input_ended_ = false;
  bool input_waiting_ = false;    // nothing more for now
  bool between_frames_ = false;   // a frame ended, and it is not known yet whether another follows
  bool may_hold_output_ = false;  // the last output did not fit
  std::optional<SourceTrouble> input_trouble_;
  bool ended_ = false;
  std::int64_t decoded_ = 0;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_DECODING_SOURCE_H_
