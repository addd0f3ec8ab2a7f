// Unwrap: from the bytes as stored to the bytes of the log, by content: codecs, archives, and what
// people make of them (a .zip in a .gz, a tar.gz), three layers deep at most. Used by OpenPart and
// by what looks into files and archives; a source belongs to one thread at a time.
#ifndef DATAFLINT_IO_UNWRAP_H_
#define DATAFLINT_IO_UNWRAP_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/import_issue.h"
#include "io/byte_source.h"
#include "io/codec.h"
#include "io/decoding_source.h"

namespace dataflint::io {

// A source whose first bytes can be looked at before they are read.
class PeekingSource final : public ByteSource {
 public:
  explicit PeekingSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // The first `bytes` bytes, fewer when the source is shorter or waits. Valid until Read().
  std::string_view Peek(std::size_t bytes);
  // What ended the source while peeking, if anything did.
  const std::optional<SourceTrouble>& TroubleSeen() const { return end_.trouble; }
  // Whether the last Peek() got less than it asked for because the source waits.
  bool waits() const { return waits_; }
  ReadOutcome Read(std::span<char> out) override;
  std::int64_t packed_bytes_read() const override { return source_->packed_bytes_read(); }
  std::int64_t file_bytes_read() const override { return source_->file_bytes_read(); }

 private:
  std::unique_ptr<ByteSource> source_;
  bool waits_ = false;
  std::string head_;
  std::size_t head_read_ = 0;
  ReadOutcome end_;  // what the source said when it ended while peeking
};

struct UnwrapOptions {
  const StopFlag* stop = nullptr;
  bool open_archives = true;  // false: an archive is left as it is, is_archive tells
  std::size_t input_bytes = DecodingSource::kInputBytes;  // asked of each layer at once
  std::string_view name = {};  // of the file: its ending tells what its bytes should be
};

inline constexpr int kMaxLayers = 3;

struct Unwrapped {
  std::unique_ptr<PeekingSource> source;  // the log's bytes
  Codec codec = Codec::kPlain;            // of the outermost layer
  int layers = 0;                         // packings undone: codecs and zips
  bool opened_archive = false;            // `source` is what was in an archive
  bool is_archive = false;                // `source` is an archive's bytes
  // Why the bytes are not those of a log: a packing that is not read, a fourth layer, damage where
  // the packing should begin.
  std::optional<SourceTrouble> trouble;
  bool undecided = false;  // the source waits before it can be told what it holds: try again later
};

Unwrapped Unwrap(std::unique_ptr<ByteSource> stored, const UnwrapOptions& options);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_UNWRAP_H_
