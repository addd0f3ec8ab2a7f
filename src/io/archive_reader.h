// ArchiveReader: the files inside a .zip or .tar, in the order they are stored, as bytes arrive.
// libarchive does the format; nothing is unpacked to disk. One thread at a time.
#ifndef DATAFLINT_IO_ARCHIVE_READER_H_
#define DATAFLINT_IO_ARCHIVE_READER_H_

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/byte_source.h"
#include "io/file_source.h"
#include "io/memory_pool.h"

namespace dataflint::io {

// Whether `head`, the first kArchiveSniffBytes of a file, begins a zip or tar archive.
bool LooksLikeArchive(std::string_view head);
bool LooksLikeZip(std::string_view head);
inline constexpr std::size_t kArchiveSniffBytes = 512;

// Whether a file that begins with `packed`, in a packing that is not read here, may be a log: false
// only for xz and bzip2 that hold something else. For naming what is lost; what memory a whole file
// would take is for the file to say, and has no bound.
bool MayPackEventLog(std::string_view packed);

// What operating systems and Spark leave beside logs: hidden files, checksums, __MACOSX. Never
// looked into, never an issue.
bool IsLitter(std::string_view path);

class ArchiveReader {
 public:
  // `file` is set when `source` is that very file, as stored: then data that is not wanted is
  // skipped by seeking, and zips are read by their directory. `block_bytes` is read at once.
  ArchiveReader(std::unique_ptr<ByteSource> source, FileSource* file, std::size_t block_bytes);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  // Goes to the next regular file. False at the end of the archive, also when it ends in trouble().
  bool Next();
  // Of the file Next() went to. The index counts every entry, folders included.
  const std::string& name() const { return name_; }
  std::int64_t bytes() const { return bytes_; }  // -1 when the archive does not tell
  std::int64_t index() const { return index_; }

  // The bytes of that file. Out of all proportion to what the archive holds of it, they end it as a
  // decompression_bomb, and the archive with it.
  ReadOutcome Read(std::span<char> out);

  const std::optional<SourceTrouble>& trouble() const { return trouble_; }
  std::int64_t packed_bytes_read() const { return source_->packed_bytes_read(); }
  std::int64_t file_bytes_read() const { return source_->file_bytes_read(); }
  // Bytes of the file at the bottom that the present file may have come from: too many rather than
  // too few, for what is read ahead is not known to be another's.
  std::int64_t member_file_bytes_read() const;

 private:
  friend struct ArchiveCallbacks;
  SourceTrouble TroubleNow();
  SourceTrouble TroubleOfMember();
  bool LeaveMember();
  ReadOutcome ReadData(std::span<char> out);

  std::unique_ptr<ByteSource> source_;
  FileSource* file_;
  PooledBuffer block_;
  bool source_ended_ = false;
  std::optional<SourceTrouble> source_trouble_;
  std::optional<SourceTrouble> trouble_;
  std::optional<SourceTrouble> damage_;         // that reading went on behind
  std::optional<SourceTrouble> member_damage_;  // the same within the file
  bool in_member_ = false;                      // libarchive stands at or in one
  std::size_t header_bytes_ = 0;                // read since the end of the last one
  bool encrypted_ = false;
  std::string_view data_;  // of the file, unpacked by libarchive and not handed out yet
  std::int64_t file_bytes_before_ = 0;  // the present file
  std::int64_t taken_ = 0;              // of the present file
  std::string name_;
  std::int64_t bytes_ = -1;
  std::int64_t index_ = -1;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

// The file that `reader` stands at, as a source; good until reader.Next().
std::unique_ptr<ByteSource> CurrentFileOf(ArchiveReader& reader);

// All event-log-like files of an archive as one stream, in stored order: what to do with an archive
// where a single file was expected (standard input, an archive within an archive).
std::unique_ptr<ByteSource> ReadWholeArchive(std::unique_ptr<ByteSource> source);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_ARCHIVE_READER_H_
