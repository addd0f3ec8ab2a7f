#include "io/archive.h"

#include <algorithm>
#include <utility>

#include "io/file_source.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kCursorsKept = 4;
constexpr std::size_t kListBlockBytes = 16U << 10U;  // little is read at each of many places
constexpr std::size_t kReadBlockBytes = 128U << 10U;

}  // namespace

// An open reader of the archive. The sources below it outlive any one user, so they ask this stop
// flag, which follows that of the present user.
struct Archive::Cursor {
  StopFlag stop;
  std::unique_ptr<ArchiveReader> reader;
};

// A member being read; its cursor goes back to the archive afterwards.
class MemberSource final : public ByteSource {
 public:
  MemberSource(std::shared_ptr<Archive> archive, std::unique_ptr<Archive::Cursor> cursor,
               std::optional<SourceTrouble> trouble)
      : archive_(std::move(archive)), cursor_(std::move(cursor)), trouble_(std::move(trouble)) {}
  ~MemberSource() override {
    if (cursor_) archive_->GiveBack(std::move(cursor_));
  }

  ReadOutcome Read(std::span<char> out) override {
    if (!cursor_) return ReadOutcome::End(0, std::exchange(trouble_, std::nullopt));
    ReadOutcome outcome = cursor_->reader->Read(out);
    taken_.fetch_add(static_cast<std::int64_t>(outcome.bytes), std::memory_order_relaxed);
    return outcome;
  }
  // Bytes of the member itself, as LogPart::packed_bytes counts them.
  std::int64_t packed_bytes_read() const override { return taken_.load(std::memory_order_relaxed); }
  std::int64_t file_bytes_read() const override {
    return cursor_ ? cursor_->reader->member_file_bytes_read() : 0;
  }

 private:
  std::shared_ptr<Archive> archive_;
  std::unique_ptr<Archive::Cursor> cursor_;
  std::optional<SourceTrouble> trouble_;
  std::atomic<std::int64_t> taken_{0};
};

Archive::Archive(std::string path) : path_(std::move(path)) {}
Archive::~Archive() = default;

Result<std::unique_ptr<Archive::Cursor>> Archive::OpenCursor(std::size_t block_bytes) const {
  auto cursor = std::make_unique<Cursor>();
  auto file = FileSource::Open(path_, &cursor->stop);
  if (!file) return tl::unexpected(std::move(file).error());
  FileSource* const seekable = (*file)->is_regular() ? file->get() : nullptr;
  if (seekable != nullptr) {
    std::string head(kArchiveSniffBytes, '\0');
    head.resize(seekable->Read(head).bytes);
    if (seekable->SeekTo(0) && LooksLikeArchive(head)) {
      cursor->reader = std::make_unique<ArchiveReader>(*std::move(file), seekable, block_bytes);
      return cursor;
    }
  }
  UnwrapOptions options;
  options.open_archives = false;
  options.stop = &cursor->stop;
  Unwrapped unwrapped = Unwrap(*std::move(file), options);
  cursor->reader =
      std::make_unique<ArchiveReader>(std::move(unwrapped.source), nullptr, kReadBlockBytes);
  return cursor;
}

std::optional<SourceTrouble> Archive::ForEachMember(
    const StopFlag* stop, const std::function<bool(ArchiveReader&)>& visit) {
  auto cursor = OpenCursor(kListBlockBytes);
  if (!cursor) return SourceTrouble{ImportIssue::unreadable_file, cursor.error().why};
  (*cursor)->stop.Follow(stop);
  ArchiveReader& reader = *(*cursor)->reader;
  while (reader.Next()) {
    if (!visit(reader)) return std::nullopt;
  }
  return reader.trouble();
}

std::unique_ptr<Archive::Cursor> Archive::TakeCursorBefore(std::int64_t index) {
  const std::lock_guard lock(mutex_);
  auto best = idle_.end();
  for (auto it = idle_.begin(); it != idle_.end(); ++it) {
    const std::int64_t at = (*it)->reader->index();
    if (at < index && (best == idle_.end() || at > (*best)->reader->index())) best = it;
  }
  if (best == idle_.end()) return nullptr;
  std::unique_ptr<Cursor> cursor = std::move(*best);
  idle_.erase(best);
  return cursor;
}

void Archive::GiveBack(std::unique_ptr<Cursor> cursor) {
  if (cursor->reader->trouble() || cursor->stop.IsSet()) return;
  cursor->stop.Follow(nullptr);
  const std::lock_guard lock(mutex_);
  if (idle_.size() == kCursorsKept) idle_.erase(idle_.begin());
  idle_.push_back(std::move(cursor));
}

std::unique_ptr<ByteSource> Archive::OpenMember(std::int64_t index, const StopFlag* stop) {
  const auto failed = [&](SourceTrouble trouble) {
    return std::make_unique<MemberSource>(shared_from_this(), nullptr, std::move(trouble));
  };
  std::unique_ptr<Cursor> cursor = TakeCursorBefore(index);
  if (!cursor) {
    auto opened = OpenCursor(kReadBlockBytes);
    if (!opened) return failed({ImportIssue::unreadable_file, opened.error().why});
    cursor = *std::move(opened);
  }
  cursor->stop.Follow(stop);
  while (cursor->reader->index() < index && cursor->reader->Next()) {
  }
  if (cursor->reader->index() != index) {
    return failed(cursor->reader->trouble().value_or(
        SourceTrouble{ImportIssue::changed_while_read, "the archive lost a member"}));
  }
  return std::make_unique<MemberSource>(shared_from_this(), std::move(cursor), std::nullopt);
}

}  // namespace dataflint::io
