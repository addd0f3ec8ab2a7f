#include "io/decoding_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dataflint::io {

DecodingSource::DecodingSource(std::unique_ptr<ByteSource> packed, Codec codec,
                               const StopFlag* stop, std::size_t input_bytes)
    : packed_(std::move(packed)),
      codec_(codec),
      decoder_(TakeDecoder(codec)),
      stop_(stop),
      buffer_(input_bytes) {}

void DecodingSource::FillInput(std::size_t wanted) {
  if (input_.size() >= wanted || input_ended_) return;
  if (!input_.empty()) std::memmove(buffer_.data(), input_.data(), input_.size());
  std::size_t filled = input_.size();
  input_waiting_ = false;
  while (filled < wanted && !input_ended_ && !input_waiting_) {
    if (stop_ != nullptr && stop_->IsSet()) break;
    ReadOutcome outcome = packed_->Read(buffer_.span().subspan(filled));
    filled += outcome.bytes;
    input_ended_ = outcome.ended;
    input_waiting_ = outcome.waiting;
    input_trouble_ = std::move(outcome.trouble);
  }
  input_ = {buffer_.data(), filled};
}

ReadOutcome DecodingSource::Finish(std::size_t bytes, std::optional<SourceTrouble> trouble) {
  ended_ = true;
  return ReadOutcome::End(bytes, std::move(trouble));
}

ReadOutcome DecodingSource::Damaged(std::size_t bytes, std::string_view why) {
  return Finish(bytes, SourceTrouble{ImportIssue::damaged_compression,
                                     std::string(NameOf(codec_)) + ": " + std::string(why)});
}

bool DecodingSource::NextFrame(ReadOutcome& outcome) {
  between_frames_ = true;
  while (true) {
    FillInput(kSniffBytes);
    if (SpecOf(codec_).sniff(input_)) {
      between_frames_ = false;
      return true;
    }
    const bool few = input_.size() < kSniffBytes;
    if (few && input_waiting_) {
      outcome = ReadOutcome::Waiting(outcome.bytes);
      return false;
    }
    // Zeros pad what some tools write; another frame may follow them.
    const std::size_t padding = std::min(input_.find_first_not_of('\0'), input_.size());
    if (padding == 0 && !input_.empty()) {
      const Codec other = SniffCodec(input_);
      const std::string what =
          other == Codec::kPlain ? "bytes" : std::string(NameOf(other)) + " data";
      outcome = Damaged(outcome.bytes, what + " behind the end of the data");
      return false;
    }
    input_.remove_prefix(padding);
    if (few && input_.empty()) {
      outcome = Finish(outcome.bytes, std::move(input_trouble_));
      return false;
    }
  }
}

ReadOutcome DecodingSource::AtInputEnd(std::size_t bytes) {
  if (input_trouble_) return Finish(bytes, std::move(input_trouble_));
  const CutKind cut = decoder_->WhenCutHere();
  if (cut == CutKind::kComplete) return Finish(bytes, std::nullopt);
  return Finish(bytes, SourceTrouble{ImportIssue::truncated_compression,
                                     std::string(NameOf(codec_)) + " data without its end",
                                     cut == CutKind::kBetweenBlocks});
}

ReadOutcome DecodingSource::Read(std::span<char> out) {
  ReadOutcome outcome;
  if (ended_) return ReadOutcome::End(0);
  while (true) {
    if (stop_ != nullptr && stop_->IsSet()) return Finish(outcome.bytes, std::nullopt);
    if (between_frames_ && !NextFrame(outcome)) return outcome;
    FillInput(1);
    if (input_.empty() && input_waiting_ && !may_hold_output_) {
      return ReadOutcome::Waiting(outcome.bytes);
    }
    const std::size_t room = out.size();
    const std::size_t available = input_.size();
    const DecodeStatus status = decoder_->Decode(input_, out);
    const std::size_t made = room - out.size();
    outcome.bytes += made;
    decoded_ += static_cast<std::int64_t>(made);
    if (IsDecompressionBomb(decoded_, file_bytes_read())) {
      return Finish(outcome.bytes,
                    SourceTrouble{ImportIssue::decompression_bomb, std::string(NameOf(codec_))});
    }
    may_hold_output_ = status == DecodeStatus::kOutputFull;
    switch (status) {
      case DecodeStatus::kOutputFull:
        return outcome;
      case DecodeStatus::kEndOfFrame:
        between_frames_ = true;
        if (out.empty()) return outcome;
        break;
      case DecodeStatus::kDamaged:
        return Damaged(outcome.bytes, decoder_->damage());
      case DecodeStatus::kNeedsInput:
        if (made > 0 || input_.size() < available) break;
        if (input_.empty() && input_waiting_) return ReadOutcome::Waiting(outcome.bytes);
        if (input_.empty()) return AtInputEnd(outcome.bytes);
        return Damaged(outcome.bytes, "no progress");
    }
  }
}

}  // namespace dataflint::io
