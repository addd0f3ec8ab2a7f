#include "io/open_part.h"

#include <utility>

#include "io/archive.h"

namespace dataflint::io {

OpenedPart OpenPart(const LogPart& part, const OpenPartOptions& options) {
  OpenedPart opened;
  std::unique_ptr<ByteSource> stored;
  if (part.archive) {
    stored = part.archive->OpenMember(part.archive_index, options.stop);
  } else {
    auto file = FileSource::Open(part.path, options.stop);
    if (!file) {
      opened.trouble = SourceTrouble{ImportIssue::unreadable_file, file.error().why};
      return opened;
    }
    (*file)->ExpectAll();
    opened.file = file->get();
    // A pipe is looked at first: what was peeked could not be read again.
    if (options.grows && opened.file->is_regular()) opened.file->KeepOpenAtEnd();
    stored = *std::move(file);
  }
  UnwrapOptions how;
  how.stop = options.stop;
  how.name = part.archive ? part.archive_member : part.path;
  Unwrapped unwrapped = Unwrap(std::move(stored), how);
  if (unwrapped.undecided) {
    opened.undecided = true;
    return opened;
  }
  opened.packed = unwrapped.layers > 0 || unwrapped.opened_archive;
  opened.doubly_packed = unwrapped.layers > 1 || (part.archive && unwrapped.opened_archive);
  if (unwrapped.trouble) {
    opened.trouble = std::move(unwrapped.trouble);
    return opened;
  }
  if (options.grows && opened.file != nullptr) opened.file->KeepOpenAtEnd();
  opened.source = std::move(unwrapped.source);
  return opened;
}

}  // namespace dataflint::io
