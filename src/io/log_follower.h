// LogFollower: the decoded bytes of one application's log while it is still being written.
//
// How logs grow, and what it does about it:
//   single file   is appended to, packed or not, or replaced by a longer copy of itself;
//                 .inprogress goes from its name at the end
//   Spark rolling events_<n+1> appears when events_<n> is complete; the History Server may replace
//                 parts that were read by a .compact one, which does not matter then; appstatus
//                 loses .inprogress at the end
//   Databricks    eventlog is replaced by a longer copy of itself, now and then empty or short for
//                 a moment; at a roll its content becomes a dated .gz and eventlog starts anew with
//                 the next rollover number, in either order. The old part is finished from the .gz
//                 first
//   all others    (archives, pipes) are read to their end
// Bytes that were given are never given again: when a part has to be opened anew, the last bytes
// read of it are compared with what stands there now. It asks the file system when it is called and
// keeps nothing watched, so network file systems do as well; who waits between the calls is the
// caller. Works in the caller's thread; one thread.
#ifndef DATAFLINT_IO_LOG_FOLLOWER_H_
#define DATAFLINT_IO_LOG_FOLLOWER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/import_issue.h"
#include "base/result.h"
#include "io/byte_source.h"
#include "io/event_log.h"
#include "io/memory_pool.h"
#include "io/open_part.h"

namespace dataflint::io {

// How far a log was read: enough to go on there in another process.
struct LogPosition {
  std::string log;  // SparkContext id, or rolling application; empty for other layouts
  std::int64_t part =
      -1;  // rollover number, or events_<n>; else place in the log. -1 before the first
  std::int64_t first_part = -1;   // the first that was read
  bool begins_compacted = false;  // it was a .compact one
  std::string name;               // the part's path when it was read
  std::int64_t offset = 0;        // decoded, in the part
  bool part_done = false;         // the part was read to its end
  std::string tail;               // the last bytes before `offset`, to know them again
  std::string stamp;              // which file the part was, how large, how old, when it was opened
  DF_FIELDS(log, part, first_part, begins_compacted, name, offset, part_done, tail, stamp)
};

struct FollowOptions {
  const std::atomic<bool>* cancelled = nullptr;  // when set to true, Next() ends with kInterrupted
  // How long a part that Databricks has not delivered yet is waited for while later ones are there.
  std::chrono::steady_clock::duration patience = std::chrono::minutes(11);
};

struct FollowStep {
  enum class Kind : std::uint8_t {
    kBytes,        // `bytes` of `part`, until the next call; with `starts_part` its first
    kPartRenamed,  // the file of the part being read was called `old_path`, and is `part` now
    kNothingNew,   // all that is there was given
    kRewritten,    // what was given is no longer the log: forget it, and read with a new follower
    kEnded,        // after TakeWhatIsThere(): that was all
  };
  Kind kind = Kind::kNothingNew;
  std::string_view bytes;
  bool starts_part = false;
  LogPart part;
  std::string old_path;
};

class LogFollower {
 public:
  // `log` as FindEventLogs found it.
  LogFollower(EventLog log, const FollowOptions& options);
  ~LogFollower();
  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

  // Before the first Next(): goes on where another follower stood. Errors: kBadInput when that is
  // not possible, with the reason for a person; this follower is of no use then, but has taken
  // nothing from a pipe.
  Status GoOnFrom(const LogPosition& position);

  // Errors: kInterrupted only. What is wrong with a part is an issue.
  Result<FollowStep> Next();
  // From now on nothing is waited for: Next() gives what is there, as LogStream would, and kEnded.
  void TakeWhatIsThere() { take_all_ = true; }

  // Behind the bytes given last.
  const LogPosition& position() const { return position_; }
  // The log as it was found last; where it lies in `log().parts` changes while it is followed.
  const EventLog& log() const { return log_; }
  // Whether its writer has said that the log is complete.
  bool is_closed() const { return closed_; }
  // "more of events_3_app-1.zstd", after kNothingNew; also what has become of a file that is no
  // longer as it was.
  const std::string& waiting_for() const { return waiting_for_; }

  // Met while reading, since the last call; they stay true.
  ImportIssues TakeIssues();
  // Of the folder as it is now: missing, duplicate, foreign parts.
  ImportIssues StandingIssues() const;
  std::int64_t packed_bytes_read() const { return packed_before_ + packed_now(); }

 private:
  struct FileState;
  enum class Opening : std::uint8_t { kDone, kUndecided, kShort, kOther, kUnreadable };

  // The list of parts.
  void Refresh();
  void RefreshSingleFile();
  void RefreshFolder();
  const LogPart* PartAt(std::int64_t key) const;
  const LogPart* PartAfter(std::int64_t key) const;
  std::size_t PartsAfter(std::int64_t key) const;
  void TakeLog(EventLog log);

  // The part being read.
  void CheckOpenFile();
  bool IsUnchangedSoFar();
  Opening Open(const LogPart& part);
  bool SeekPlain(std::int64_t offset, bool grows);
  bool SkipTo(std::int64_t offset);
  Opening CompareTail();
  void Close();
  void EndPart(std::optional<SourceTrouble> trouble);
  std::optional<FollowStep> Read();
  std::optional<FollowStep> GoOn();
  std::optional<FollowStep> AtOpenEnd();
  std::optional<FollowStep> OpenAgain();
  bool IsAnotherFile(const LogPart& part, std::string_view head_before) const;
  static std::string WhatItLacks(const LogPart& part);
  FollowStep Wait(std::string for_what);
  bool MayGoOn() const;
  void Count(std::string_view bytes);
  std::int64_t packed_now() const { return source_ ? source_->packed_bytes_read() : 0; }

  EventLog log_;
  std::vector<std::int64_t> keys_;  // of log_.parts, rising: LogPosition::part
  FollowOptions options_;
  StopFlag stop_;
  std::string folder_;     // of the parts; empty when no folder is looked at
  std::string signature_;  // of what was in it when it was looked at last
  bool closed_ = false;
  bool take_all_ = false;
  bool look_first_ = true;  // whether anything has changed since the caller was here last

  LogPosition position_;
  std::unique_ptr<PeekingSource> source_;  // of the part at position_; null when it is not open
  FileSource* file_ = nullptr;             // at the bottom of source_
  LogPart open_part_;                      // as it was opened
  bool waits_ = false;                     // source_ has nothing more for now
  std::string raw_head_;                   // first bytes of the open file, as stored
  std::unique_ptr<FileState> refused_;     // a file that could not be used as it was
  std::string waiting_for_;
  std::chrono::steady_clock::time_point waiting_since_{};
  std::int64_t packed_before_ = 0;
  ImportIssues issues_;
  PooledBuffer buffer_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_LOG_FOLLOWER_H_
