#include "io/found_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/file_source.h"
#include "io/part_names.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kLookBytes = 16U << 10U;          // read at once of a packed file
constexpr std::size_t kLookFurtherBytes = 256U << 10U;  // for a log behind something else

// Whether a log begins behind `head`: its first line was cut off, or what does not belong to it
// stands before it.
bool IsLogFurtherOn(PeekingSource& source, std::string_view head) {
  return head.size() >= kEventLogHeadBytes && LooksLikeEventLog(source.Peek(kLookFurtherBytes));
}

void SetBroken(FoundFile& file, SourceTrouble trouble) {
  file.kind = trouble.issue == ImportIssue::unreadable_file ? ContentKind::kUnreadable
                                                            : ContentKind::kBroken;
  file.issue = trouble.issue;
  file.detail = std::move(trouble.detail);
}

// Spark's own name for a packed log: application id, attempt, codec. Among thousands of them the
// first block of each need not be unpacked (0.1 ms each with zstd) to know what they are.
bool HasSparkName(std::string_view name) {
  constexpr std::array<std::string_view, 4> kPrefixes = {"app-", "application_", "local-",
                                                         "spark-"};
  const PackedEnding* const packed = PackedEndingOf(name);
  return packed != nullptr && packed->is_sparks &&
         std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

void LookAtBytes(FoundFile& file, std::unique_ptr<ByteSource> stored, bool in_archive) {
  auto source = std::make_unique<PeekingSource>(std::move(stored));
  if (HasSparkName(file.name)) {
    file.part.codec = SniffCodec(source->Peek(kSniffBytes));
    if (file.part.codec != Codec::kPlain) {
      file.kind = ContentKind::kEventLog;
      return;
    }
  }
  UnwrapOptions options;
  options.open_archives = in_archive;
  options.input_bytes = kLookBytes;
  options.name = file.name;
  Unwrapped unwrapped = Unwrap(std::move(source), options);
  file.part.codec = unwrapped.codec;
  if (unwrapped.is_archive) {
    file.kind = ContentKind::kArchive;
    const bool zip = LooksLikeZip(unwrapped.source->Peek(kArchiveSniffBytes));
    file.doubly_packed = unwrapped.layers > (zip ? 0 : 1);
    return;
  }
  if (unwrapped.trouble) {
    SetBroken(file, *std::move(unwrapped.trouble));
    const bool may_be_log = file.named || file.issue != ImportIssue::unsupported_packing ||
                            MayPackEventLog(unwrapped.source->Peek(kLookFurtherBytes));
    if (!may_be_log) file.kind = ContentKind::kForeign;
    return;
  }
  const std::string_view head = unwrapped.source->Peek(kEventLogHeadBytes);
  if (head.empty()) {
    const std::optional<SourceTrouble> trouble = unwrapped.source->TroubleSeen();
    // A packed log that was just begun has no end mark yet, and nothing is lost.
    file.kind = ContentKind::kEmpty;
    if (trouble && !trouble->only_end_mark_missing) SetBroken(file, *trouble);
    return;
  }
  file.metadata = ReadDeliveryMetadata(head);
  if (file.metadata) {
    file.part.rollover_number = file.metadata->rollover_number;
    file.part.spark_context_id = file.metadata->spark_context_id;
  }
  if (head.starts_with("PAR1")) file.detail = "Parquet data";
  const bool log = LooksLikeEventLog(head) || IsLogFurtherOn(*unwrapped.source, head);
  file.kind = log ? ContentKind::kEventLog : ContentKind::kForeign;
}

}  // namespace

void LookInto(FoundFile& file) {
  if (file.kind != ContentKind::kUnknown) return;
  // A pipe is opened once, to be read: whoever writes to it takes a close for the end of the
  // reader.
  struct stat status = {};
  if (::stat(file.part.path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode) &&
      ::access(file.part.path.c_str(), R_OK) == 0) {
    file.part.packed_bytes = -1;
    file.kind = ContentKind::kPipe;
    return;
  }
  auto source = FileSource::Open(file.part.path, nullptr);
  if (!source) {
    file.kind = ContentKind::kUnreadable;
    file.detail = source.error().why;
    return;
  }
  file.part.packed_bytes = (*source)->size();
  if (!(*source)->is_regular()) {
    file.kind = ContentKind::kPipe;
    return;
  }
  LookAtBytes(file, *std::move(source), false);
}

void LookIntoMember(FoundFile& file, ArchiveReader& reader) {
  LookAtBytes(file, CurrentFileOf(reader), true);
}

IssuePlace PlaceOf(const FoundFile& file, std::string detail) {
  return {SourceName(file.part), -1, std::move(detail)};
}

}  // namespace dataflint::io
