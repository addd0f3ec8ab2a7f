// FoundFolder: the files of one folder (on disk or inside an archive) while FindEventLogs makes
// logs of them. Each layout (layouts/) takes the files it knows; what is left over is foreign. One
// thread.
#ifndef DATAFLINT_IO_FOUND_FOLDER_H_
#define DATAFLINT_IO_FOUND_FOLDER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/import_issue.h"
#include "io/archive.h"
#include "io/event_log.h"
#include "io/first_lines.h"

namespace dataflint::io {

enum class ContentKind : std::uint8_t {
  kUnknown,  // not looked at yet
  kEventLog,
  kEmpty,
  kArchive,
  kForeign,
  kUnreadable,
  kBroken,  // its packing is damaged, or one that is not read: `issue` tells
  kPipe,    // cannot be looked at without using it up
};

struct FoundFile {
  LogPart part;
  std::string name;    // within its folder
  bool named = false;  // by the user, and so taken whatever it holds
  bool taken = false;  // a layout has made it part of a log, or an issue of it
  ContentKind kind = ContentKind::kUnknown;
  bool doubly_packed = false;                     // a zip that is packed once more
  ImportIssue issue = ImportIssue::foreign_file;  // of a broken one
  std::string detail;  // why it is unreadable, broken or foreign, as far as known
  std::optional<DeliveryMetadata> metadata;
};

struct FoundFolder {
  std::string path;              // for people; with the archive's path and a colon when inside one
  std::string name;              // the last part of it
  std::vector<FoundFile> files;  // sorted by NaturalLess
};

// Fills kind, codec, size and metadata of a file on disk by opening it and reading its first bytes;
// does nothing when that is done already.
void LookInto(FoundFile& file);
// The same for the member that `reader` stands at.
void LookIntoMember(FoundFile& file, ArchiveReader& reader);

// Each takes from `folder` what has its layout and adds the logs found and issues that concern no
// log.
struct LayoutSpec {
  Layout layout;
  void (*take)(FoundFolder& folder, FoundLogs& found);
};
extern const LayoutSpec kSparkRollingLayout;
extern const LayoutSpec kDatabricksDeliveryLayout;
extern const LayoutSpec kSingleFileLayout;

// Where an issue about `file` happened.
IssuePlace PlaceOf(const FoundFile& file, std::string detail = {});

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_FOUND_FOLDER_H_
