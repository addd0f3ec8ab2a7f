// Archive: one .zip, .tar, .tar.gz, .tar.zst ... on disk whose members can be read in any order.
//
// A member of a zip or a plain tar is reached by seeking. Of a packed tar only what comes after the
// last member read is near: a reader that has been used is kept, and goes on from where it stands
// when a later member is asked for; an earlier one means unpacking again from the start. So all
// members in stored order cost one pass, and parts stored in reverse order cost as many passes as
// parts. Any thread.
#ifndef DATAFLINT_IO_ARCHIVE_H_
#define DATAFLINT_IO_ARCHIVE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/archive_reader.h"
#include "io/byte_source.h"

namespace dataflint::io {

class Archive : public std::enable_shared_from_this<Archive> {
 public:
  explicit Archive(std::string path);
  ~Archive();

  // Calls `visit` with the archive standing at each regular file, in stored order, until it returns
  // false. Gives what ended the list before its end, if anything did. `stop` may be null.
  std::optional<SourceTrouble> ForEachMember(const StopFlag* stop,
                                             const std::function<bool(ArchiveReader&)>& visit);

  // The bytes of the entry with this index (ArchiveReader::index()). Trouble shows when it is read.
  // `stop` may be null and must outlive the source.
  std::unique_ptr<ByteSource> OpenMember(std::int64_t index, const StopFlag* stop);

 private:
  friend class MemberSource;
  struct Cursor;
  Result<std::unique_ptr<Cursor>> OpenCursor(std::size_t block_bytes) const;
  std::unique_ptr<Cursor> TakeCursorBefore(std::int64_t index);
  void GiveBack(std::unique_ptr<Cursor> cursor);

  std::string path_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Cursor>> idle_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_ARCHIVE_H_
