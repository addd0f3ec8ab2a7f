// OpenPart: from one part of a log to its unpacked bytes. Used by PartReader and LogFollower, in
// whatever thread they read; a part is opened by one thread and read by that one.
#ifndef DATAFLINT_IO_OPEN_PART_H_
#define DATAFLINT_IO_OPEN_PART_H_

#include <memory>
#include <optional>
#include <string>

#include "io/byte_source.h"
#include "io/event_log.h"
#include "io/file_source.h"
#include "io/unwrap.h"

namespace dataflint::io {

struct OpenPartOptions {
  bool grows = false;              // the part's end is `waiting`; ignored for members of archives
  const StopFlag* stop = nullptr;  // must outlive the source
};

struct OpenedPart {
  std::unique_ptr<PeekingSource> source;  // null: `trouble` says why, or it is undecided
  FileSource* file = nullptr;             // at the bottom of `source`; null for members of archives
  std::optional<SourceTrouble> trouble;
  bool packed = false;         // some codec or archive was undone
  bool doubly_packed = false;  // more than one
  bool undecided = false;      // it grows, and is too short yet to tell what it is
};

OpenedPart OpenPart(const LogPart& part, const OpenPartOptions& options);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_OPEN_PART_H_
