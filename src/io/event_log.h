// EventLog: the files that together are one application's event log, found and put in order.
//
// FindEventLogs looks at what a person named on the command line (files, folders, archives, "-")
// and says which applications' logs are there: single files, Spark's rolling folders, Databricks
// delivery folders, archives of any of these. It reads only names and the first bytes of each file;
// LogStream (log_stream.h) reads the contents. Called by cli/; any thread.
#ifndef DATAFLINT_IO_EVENT_LOG_H_
#define DATAFLINT_IO_EVENT_LOG_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/import_issue.h"
#include "base/result.h"

namespace dataflint::io {

class Archive;

enum class Codec : std::uint8_t {
  kPlain,
  kGzip,
  kZstd,
  kLz4Block,
  kLz4Frame,
  kSnappyJava,
  kLzf,
};
std::string_view NameOf(Codec codec);  // "plain", "gzip", "zstd", "lz4-block", ...

enum class Layout : std::uint8_t {
  kSingleFile,
  kStandardInput,
  kSparkRolling,        // eventlog_v2_<app>/events_<n>_<app>[.codec], appstatus, compaction
  kDatabricksDelivery,  // eventlog-YYYY-MM-DD--HH-MM.gz ... eventlog
};
std::string_view NameOf(Layout layout);

// One file, or one member of an archive, with a stretch of the log.
struct LogPart {
  std::string path;            // the file; "-" for standard input
  std::string archive_member;  // name inside the archive at `path`; empty when it is no archive
  std::shared_ptr<Archive> archive;   // set with archive_member: shared by the archive's parts
  std::int64_t archive_index = -1;    // of the member
  Codec codec = Codec::kPlain;        // outermost codec, sniffed from content
  std::int64_t packed_bytes = -1;     // size as stored, of a member its own; -1 unknown (pipes)
  std::int64_t rollover_number = -1;  // Databricks metadata line, or Spark's events_<n>; -1 none
  std::string spark_context_id;       // Databricks metadata line; empty none
};

// How issues, errors and listings call a part: its path, with the member's name when it lies in an
// archive.
std::string SourceName(const LogPart& part);

// One application attempt's log. Parts are in reading order.
struct EventLog {
  std::string name;  // what to call it in listings: file or folder name, with the folder above it
                     // where that is needed to tell two apart
  Layout layout = Layout::kSingleFile;
  std::vector<LogPart> parts;
  bool in_progress = false;  // .inprogress name or appstatus says so
  ImportIssues issues;       // met while looking: missing, duplicate, foreign parts
};

struct FindOptions {
  std::int64_t max_files = 200'000;              // looked at in all; more is a too_many_files issue
  const std::atomic<bool>* cancelled = nullptr;  // when set to true, the search ends, kInterrupted
};

struct FoundLogs {
  // Sorted by name, runs of digits by value. The logs of one packed tar keep its order, so that
  // analysing them in this order reads the archive once.
  std::vector<EventLog> logs;
  ImportIssues issues;  // what belongs to no log: unreadable files, foreign files
};

// Errors: kNotFound or kPermission when a named path itself cannot be used; everything below a
// named folder that cannot be used is an issue instead. kInterrupted when cancelled.
//
// In folders, hidden files, checksums and empty files are passed over in silence, and files that
// are no event logs are a foreign_file issue; a file named directly is always taken. A packed tar
// has to be unpacked once to know what is in it; everything else costs its names and first bytes.
Result<FoundLogs> FindEventLogs(const std::vector<std::string>& paths, const FindOptions& options);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_EVENT_LOG_H_
