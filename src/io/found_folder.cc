#include "io/found_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/file_source.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kLookBytes = 16U << 10U;      // read at once of a packed file
constexpr std::size_t kCutLineBytes = 256U << 10U;  // how long a cut first line may be

// Packings that people use and this program does not read, to be named in the issue.
std::string_view UnreadPacking(std::string_view head) {
  struct Signature {
    std::string_view bytes;
    std::string_view name;
  };
  constexpr std::array<Signature, 6> kSignatures = {{{"\xfd"
                                                      "7zXZ",
                                                      "xz"},
                                                     {"BZh", "bzip2"},
                                                     {"7z\xbc\xaf", "7-Zip"},
                                                     {"Rar!", "RAR"},
                                                     {"PAR1", "Parquet"},
                                                     {"\x02\x21\x4c\x18", "LZ4 legacy"}}};
  for (const Signature& signature : kSignatures) {
    if (head.starts_with(signature.bytes)) return signature.name;
  }
  return {};
}

// Whether the file is a log whose first line was cut off: no line ends in `head`, but one ends
// later and an event follows it.
bool IsLogBehindLongLine(PeekingSource& source, std::string_view head) {
  if (head.size() < kEventLogHeadBytes || head.find('\n') != std::string_view::npos) return false;
  if (head.find('"') == std::string_view::npos) return false;
  return LooksLikeEventLog(source.Peek(kCutLineBytes));
}

// Spark's own name for a packed log: application id, attempt, codec. Among thousands of them the
// first block of each need not be unpacked (0.1 ms each with zstd) to know what they are.
bool HasSparkName(std::string_view name) {
  constexpr std::array<std::string_view, 4> kPrefixes = {"app-", "application_", "local-",
                                                         "spark-"};
  constexpr std::array<std::string_view, 4> kSuffixes = {".zstd", ".lz4", ".snappy", ".lzf"};
  constexpr std::string_view kInProgress = ".inprogress";
  if (name.ends_with(kInProgress)) name.remove_suffix(kInProgress.size());
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); }) &&
         std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
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
  Unwrapped unwrapped = Unwrap(std::move(source), options);
  file.part.codec = unwrapped.codec;
  if (unwrapped.is_archive) {
    file.kind = ContentKind::kArchive;
    const bool zip = LooksLikeZip(unwrapped.source->Peek(kArchiveSniffBytes));
    file.doubly_packed = unwrapped.layers > (zip ? 0 : 1);
    return;
  }
  const std::string_view head = unwrapped.source->Peek(kEventLogHeadBytes);
  if (head.empty()) {
    const std::optional<SourceTrouble> trouble = unwrapped.source->TroubleSeen();
    file.kind = trouble ? ContentKind::kForeign : ContentKind::kEmpty;
    if (trouble && trouble->issue == ImportIssue::unreadable_file) {
      file.kind = ContentKind::kUnreadable;
    }
    if (trouble) file.detail = trouble->detail;
    return;
  }
  file.metadata = ReadDeliveryMetadata(head);
  if (file.metadata) {
    file.part.rollover_number = file.metadata->rollover_number;
    file.part.spark_context_id = file.metadata->spark_context_id;
  }
  file.detail = std::string(UnreadPacking(head));
  if (!file.detail.empty()) file.detail += " data is not read: unpack it first";
  const bool log = LooksLikeEventLog(head) || IsLogBehindLongLine(*unwrapped.source, head);
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
  IssuePlace place;
  place.source = file.part.path;
  if (!file.part.archive_member.empty()) place.source += ":" + file.part.archive_member;
  place.detail = std::move(detail);
  return place;
}

}  // namespace dataflint::io
