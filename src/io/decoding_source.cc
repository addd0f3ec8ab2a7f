#include "io/decoding_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dataflint::io {

DecodingSource::DecodingSource(std::unique_ptr<ByteSource> packed, Codec codec,
                               const DecoderOptions& options, const StopFlag* stop,
                               std::size_t input_bytes)
    : packed_(std::move(packed)),
      codec_(codec),
      decoder_(TakeDecoder(codec, options)),
      stop_(stop),
      buffer_(input_bytes) {}

void DecodingSource::FillInput(std::size_t wanted) {
  if (input_.size() >= wanted || input_ended_) return;
  if (!input_.empty()) std::memmove(buffer_.data(), input_.data(), input_.size());
  std::size_t filled = input_.size();
  while (filled < wanted && !input_ended_) {
    if (stop_ != nullptr && stop_->IsSet()) break;
    ReadOutcome outcome = packed_->Read(buffer_.span().subspan(filled));
    filled += outcome.bytes;
    input_ended_ = outcome.ended;
    input_trouble_ = std::move(outcome.trouble);
  }
  input_ = {buffer_.data(), filled};
}

ReadOutcome DecodingSource::Finish(std::size_t bytes, std::optional<SourceTrouble> trouble) {
  ended_ = true;
  return {bytes, true, std::move(trouble)};
}

bool DecodingSource::NextFrame(ReadOutcome& outcome) {
  FillInput(kSniffBytes);
  if (input_.empty()) {
    outcome = Finish(outcome.bytes, std::move(input_trouble_));
    return false;
  }
  if (SpecOf(codec_).sniff(input_)) return true;
  bool only_zeros = true;
  while (only_zeros && !input_.empty()) {
    only_zeros = std::all_of(input_.begin(), input_.end(), [](char c) { return c == '\0'; });
    input_ = {};
    FillInput(1);
  }
  std::optional<SourceTrouble> trouble = std::move(input_trouble_);
  if (!only_zeros) {
    trouble = SourceTrouble{ImportIssue::damaged_compression,
                            "bytes behind the end of the " + std::string(NameOf(codec_)) + " data"};
  }
  outcome = Finish(outcome.bytes, std::move(trouble));
  return false;
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
  if (ended_) return {0, true, std::nullopt};
  while (true) {
    if (stop_ != nullptr && stop_->IsSet()) return Finish(outcome.bytes, std::nullopt);
    FillInput(1);
    const std::size_t room = out.size();
    const std::size_t available = input_.size();
    const DecodeStatus status = decoder_->Decode(input_, out);
    const std::size_t made = room - out.size();
    outcome.bytes += made;
    switch (status) {
      case DecodeStatus::kOutputFull:
        return outcome;
      case DecodeStatus::kEndOfFrame:
        if (!NextFrame(outcome)) return outcome;
        if (out.empty()) return outcome;
        break;
      case DecodeStatus::kDamaged:
        return Finish(outcome.bytes,
                      SourceTrouble{ImportIssue::damaged_compression,
                                    std::string(NameOf(codec_)) + ": " +
                                        std::string(decoder_->damage())});
      case DecodeStatus::kNeedsInput:
        if (made > 0 || input_.size() < available) break;
        if (input_.empty()) return AtInputEnd(outcome.bytes);
        return Finish(outcome.bytes, SourceTrouble{ImportIssue::damaged_compression,
                                                   std::string(NameOf(codec_)) + ": stuck"});
    }
  }
}

}  // namespace dataflint::io
