#include "io/unwrap.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "io/archive_reader.h"
#include "io/first_lines.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

// Packings that people use and this program does not read, and what unpacks them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kUnreadPackings = {
    {{"\xfd"
      "7zXZ",
      "xz (xz -d unpacks it)"},
     {"BZh", "bzip2 (bzip2 -d unpacks it)"},
     {"7z\xbc\xaf", "7-Zip (7z x unpacks it)"},
     {"Rar!", "RAR (unrar x unpacks it)"},
     {"\x02\x21\x4c\x18", "LZ4 legacy (lz4 -d unpacks it)"}}};

// What is wrong with bytes that no codec and no archive format knows, if anything is.
std::optional<SourceTrouble> TroubleOfPlain(PeekingSource& source, std::string_view name) {
  const std::string_view head = source.Peek(kEventLogHeadBytes);
  for (const auto& [signature, what] : kUnreadPackings) {
    if (head.starts_with(signature)) {
      return SourceTrouble{ImportIssue::unsupported_packing, std::string(what)};
    }
  }
  if (head.empty() || LooksLikeEventLog(head)) return std::nullopt;
  if (const PackedEnding* const packed = PackedEndingOf(name)) {
    return SourceTrouble{ImportIssue::damaged_compression,
                         "it does not begin as " + std::string(packed->what) + " data does"};
  }
  return std::nullopt;
}

}  // namespace

std::string_view PeekingSource::Peek(std::size_t bytes) {
  while (head_.size() < bytes && !end_.ended) {
    const std::size_t had = head_.size();
    head_.resize(bytes);
    ReadOutcome outcome = source_->Read(std::span(head_).subspan(had));
    head_.resize(had + outcome.bytes);
    waits_ = outcome.waiting;
    if (outcome.ended) end_ = std::move(outcome);
    if (waits_) break;
  }
  return std::string_view(head_).substr(0, bytes);
}

ReadOutcome PeekingSource::Read(std::span<char> out) {
  const std::size_t replayed = std::min(out.size(), head_.size() - head_read_);
  if (replayed > 0) {
    std::memcpy(out.data(), head_.data() + head_read_, replayed);
    head_read_ += replayed;
    out = out.subspan(replayed);
  }
  if (head_read_ < head_.size()) return ReadOutcome::Some(replayed);
  if (end_.ended) return ReadOutcome::End(replayed, std::exchange(end_.trouble, std::nullopt));
  if (out.empty()) return ReadOutcome::Some(replayed);
  ReadOutcome outcome = source_->Read(out);
  outcome.bytes += replayed;
  return outcome;
}

Unwrapped Unwrap(std::unique_ptr<ByteSource> stored, const UnwrapOptions& options) {
  Unwrapped unwrapped;
  unwrapped.source = std::make_unique<PeekingSource>(std::move(stored));
  while (true) {
    const std::string_view head = unwrapped.source->Peek(kArchiveSniffBytes);
    if (head.size() < kSniffBytes && unwrapped.source->waits()) {
      unwrapped.undecided = true;
      return unwrapped;
    }
    const Codec codec = SniffCodec(head.substr(0, kSniffBytes));
    const bool archive = codec == Codec::kPlain && LooksLikeArchive(head);
    if (codec == Codec::kPlain && !archive) {
      // What comes out of a packing is no longer what the name tells of.
      const std::string_view name = unwrapped.layers == 0 ? options.name : std::string_view();
      if (!unwrapped.opened_archive) unwrapped.trouble = TroubleOfPlain(*unwrapped.source, name);
      return unwrapped;
    }
    if (archive && !options.open_archives) {
      unwrapped.is_archive = true;
      return unwrapped;
    }
    if (unwrapped.layers == kMaxLayers) {
      unwrapped.trouble =
          SourceTrouble{ImportIssue::unsupported_packing, "more than three layers of packing"};
      return unwrapped;
    }
    if (unwrapped.layers == 0) unwrapped.codec = codec;
    if (!archive || LooksLikeZip(head)) ++unwrapped.layers;  // a tar packs nothing by itself
    std::unique_ptr<ByteSource> inner;
    if (archive) {
      unwrapped.opened_archive = true;
      inner = ReadWholeArchive(std::move(unwrapped.source));
    } else {
      inner = std::make_unique<DecodingSource>(std::move(unwrapped.source), codec, options.stop,
                                               options.input_bytes);
    }
    unwrapped.source = std::make_unique<PeekingSource>(std::move(inner));
  }
}

}  // namespace dataflint::io
