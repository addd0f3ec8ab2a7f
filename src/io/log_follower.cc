#include "io/log_follower.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "io/found_folder.h"
#include "io/log_stream.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kChunkBytes = 512U << 10U;
constexpr std::size_t kTailBytes = 1024;
constexpr std::size_t kHeadBytes = 256;

using Clock = std::chrono::steady_clock;

bool IsCompacted(const std::string& path) { return IsCompactedName(BaseName(path)); }

// What tells a log from the others in its folder.
std::string IdentityOf(const EventLog& log) {
  const LogPart& first = log.parts.front();
  if (log.layout == Layout::kDatabricksDelivery) return first.spark_context_id;
  if (log.layout != Layout::kSparkRolling) return {};
  const std::string_view name = BaseName(first.archive ? first.archive_member : first.path);
  const std::optional<RolledName> rolled = ParseRolledName(name);
  return rolled ? std::string(rolled->application) : std::string();
}

// Tells a file from what stands in its place later.
std::string StampOf(const struct stat& status) {
  return std::to_string(status.st_ino) + '/' + std::to_string(status.st_size) + '/' +
         std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec);
}

// Names, files, sizes and times of all in a folder, but for the size of the file that is being
// read.
std::string SignatureOf(const std::string& folder, std::string_view but_for) {
  std::vector<std::string> entries;
  DIR* directory = ::opendir(folder.c_str());
  if (directory == nullptr) return {};
  while (const dirent* entry = ::readdir(directory)) {
    struct stat status = {};
    const std::string name = entry->d_name;
    if (name == "." || name == ".." ||
        ::fstatat(::dirfd(directory), entry->d_name, &status, 0) != 0) {
      continue;
    }
    entries.push_back(name + '/' +
                      (name == but_for ? std::to_string(status.st_ino) : StampOf(status)));
  }
  ::closedir(directory);
  std::sort(entries.begin(), entries.end());
  std::string signature = "/";
  for (const std::string& entry : entries) signature += entry + '\n';
  return signature;
}

// Whether it can be read twice.
bool IsRegular(const LogPart& part) {
  struct stat status = {};
  return part.path != "-" && (::stat(part.path.c_str(), &status) != 0 || S_ISREG(status.st_mode));
}

// With the name of the member where the file is an archive; empty when there is no file.
std::string StampOf(const LogPart& part) {
  struct stat status = {};
  if (::stat(part.path.c_str(), &status) != 0) return {};
  return StampOf(status) + '/' + part.archive_member;
}

FollowStep Only(FollowStep::Kind kind) {
  FollowStep step;
  step.kind = kind;
  return step;
}

}  // namespace

struct LogFollower::FileState {
  std::string path;
  std::string waiting_for;  // what must become of it before it can be used
  struct stat status = {};

  explicit FileState(std::string of, std::string until = {})
      : path(std::move(of)), waiting_for(std::move(until)) {
    ::stat(path.c_str(), &status);
  }
  bool operator==(const FileState& other) const {
    return path == other.path && status.st_dev == other.status.st_dev &&
           status.st_ino == other.status.st_ino && status.st_size == other.status.st_size &&
           status.st_mtim.tv_sec == other.status.st_mtim.tv_sec &&
           status.st_mtim.tv_nsec == other.status.st_mtim.tv_nsec;
  }
};

LogFollower::LogFollower(EventLog log, const FollowOptions& options)
    : options_(options), stop_(options.cancelled), buffer_(kChunkBytes + kChunkPadding) {
  position_.part_done = true;
  position_.log = IdentityOf(log);
  const bool in_folder = log.layout == Layout::kSparkRolling ||
                         (log.layout == Layout::kDatabricksDelivery && !position_.log.empty());
  if (in_folder && !log.parts.front().archive) folder_ = FolderOf(log.parts.front().path);
  TakeLog(std::move(log));
}

LogFollower::~LogFollower() = default;

// ---- The list of parts ----

void LogFollower::Refresh() {
  if (!folder_.empty()) {
    RefreshFolder();
  } else if (log_.layout == Layout::kSingleFile && !log_.parts.front().archive) {
    RefreshSingleFile();
  }
}

void LogFollower::RefreshSingleFile() {
  LogPart& part = log_.parts.front();
  struct stat status = {};
  if (part.path.ends_with(kInProgress)) {
    const std::string complete(WithoutInProgress(part.path));
    if (::stat(complete.c_str(), &status) == 0 && ::access(part.path.c_str(), F_OK) != 0) {
      part.path = complete;
      log_.name = std::string(WithoutInProgress(log_.name));
      log_.in_progress = false;
      closed_ = true;
    }
  }
  if (::stat(part.path.c_str(), &status) == 0) part.packed_bytes = status.st_size;
}

void LogFollower::RefreshFolder() {
  std::string signature =
      SignatureOf(folder_, source_ ? BaseName(open_part_.path) : std::string_view());
  if (signature.empty() || signature == signature_) return;
  Result<FoundLogs> found = FindEventLogs({folder_}, {.cancelled = options_.cancelled});
  if (!found) return;  // gone for a moment, perhaps
  signature_ = std::move(signature);
  for (EventLog& log : found->logs) {
    if (log.layout != log_.layout || IdentityOf(log) != position_.log) continue;
    log.name = log_.name;
    TakeLog(std::move(log));
    return;
  }
}

void LogFollower::TakeLog(EventLog log) {
  log_ = std::move(log);
  closed_ =
      log_.layout == Layout::kSparkRolling && !log_.in_progress && !folder_.empty() &&
      ::access((folder_ + "/" + std::string(kStatusPrefix) + position_.log).c_str(), F_OK) == 0;
  keys_.clear();
  // Parts without a number of their own follow the one before them.
  std::int64_t key = -1;
  for (const LogPart& part : log_.parts) {
    key = std::max(key + 1, part.rollover_number);
    keys_.push_back(key);
  }
}

const LogPart* LogFollower::PartAt(std::int64_t key) const {
  const auto at = std::lower_bound(keys_.begin(), keys_.end(), key);
  if (at == keys_.end() || *at != key) return nullptr;
  return &log_.parts[static_cast<std::size_t>(at - keys_.begin())];
}

std::size_t LogFollower::PartsAfter(std::int64_t key) const {
  return static_cast<std::size_t>(keys_.end() - std::upper_bound(keys_.begin(), keys_.end(), key));
}

const LogPart* LogFollower::PartAfter(std::int64_t key) const {
  const std::size_t after = PartsAfter(key);
  return after == 0 ? nullptr : &log_.parts[log_.parts.size() - after];
}

// ---- The part being read ----

// The file that is open may have been replaced, moved or overwritten since it was read last.
void LogFollower::CheckOpenFile() {
  if (!source_ || file_ == nullptr || !file_->is_regular()) return;
  if (!IsUnchangedSoFar()) return Close();
  const LogPart* part = PartAt(position_.part);
  // Gone, or compacted away: what is open of it is still the original.
  if (part == nullptr || (IsCompacted(part->path) && !IsCompacted(open_part_.path))) return;
  struct stat named = {};
  struct stat open = {};
  if (::stat(part->path.c_str(), &named) != 0) return;
  if (::fstat(file_->descriptor(), &open) != 0) return Close();
  if (named.st_dev != open.st_dev || named.st_ino != open.st_ino) return Close();
  open_part_ = *part;
}

// That the open file is not shorter than what was read of it and still begins with the same bytes.
bool LogFollower::IsUnchangedSoFar() {
  struct stat status = {};
  if (::fstat(file_->descriptor(), &status) != 0 || status.st_size < file_->position())
    return false;
  std::string head(kHeadBytes, '\0');
  const ssize_t got = ::pread(file_->descriptor(), head.data(), head.size(), 0);
  head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (!head.starts_with(raw_head_)) return false;
  raw_head_ = std::move(head);
  return true;
}

LogFollower::Opening LogFollower::Open(const LogPart& part) {
  const bool complete =
      take_all_ || (log_.layout == Layout::kSparkRolling && PartAfter(position_.part) != nullptr);
  OpenPartOptions how{!complete, &stop_};
  position_.stamp.clear();
  std::string stamp = StampOf(part);  // before it is read: what changes then does not fit
  OpenedPart opened = OpenPart(part, how);
  if (opened.undecided) return position_.offset == 0 ? Opening::kUndecided : Opening::kShort;
  if (position_.offset == 0 && opened.doubly_packed) {
    issues_.Add(ImportIssue::doubly_packed_part, {SourceName(part), position_.offset, ""});
  }
  if (!opened.source) {
    if (!complete && !MayGoOn()) return Opening::kShort;  // gone for a moment, perhaps
    open_part_ = part;
    EndPart(std::move(opened.trouble));
    return Opening::kUnreadable;
  }
  source_ = std::move(opened.source);
  file_ = opened.file;
  position_.stamp = std::move(stamp);
  open_part_ = part;
  raw_head_.clear();
  const bool is_file = file_ != nullptr && file_->is_regular();
  const bool is_plain = is_file && !opened.packed;
  const std::int64_t from = position_.offset - static_cast<std::int64_t>(position_.tail.size());
  const bool there = is_plain && from > 0 ? SeekPlain(from, !complete) : SkipTo(from);
  if (!there || (is_file && !IsUnchangedSoFar())) {
    Close();
    return Opening::kShort;
  }
  return position_.tail.empty() ? Opening::kDone : CompareTail();
}

// Goes to a place in a file of plain bytes, which need not be read again up to there. What was
// peeked of the file goes with its source. False when it is not so long as it was.
bool LogFollower::SeekPlain(std::int64_t offset, bool grows) {
  auto plain = FileSource::Open(open_part_.path, &stop_);
  if (!plain || (*plain)->size() < position_.offset || !(*plain)->SeekTo(offset)) return false;
  file_ = plain->get();
  if (grows) file_->KeepOpenAtEnd();
  source_ = std::make_unique<PeekingSource>(*std::move(plain));
  return true;
}

// Reads the last bytes that were read once more: are they the same?
LogFollower::Opening LogFollower::CompareTail() {
  std::string again;
  while (again.size() < position_.tail.size()) {
    const ReadOutcome outcome =
        source_->Read(buffer_.span().first(position_.tail.size() - again.size()));
    again.append(buffer_.data(), outcome.bytes);
    if (outcome.bytes == 0 && (outcome.ended || outcome.waiting)) break;
  }
  if (again == position_.tail) return Opening::kDone;
  const bool is_short = position_.tail.starts_with(again) && again.size() < position_.tail.size();
  Close();
  return is_short ? Opening::kShort : Opening::kOther;
}

// Reads and drops `offset` bytes. False when there are not so many.
bool LogFollower::SkipTo(std::int64_t offset) {
  while (offset > 0) {
    const auto wanted = static_cast<std::size_t>(
        std::min<std::int64_t>(offset, static_cast<std::int64_t>(kChunkBytes)));
    const ReadOutcome outcome = source_->Read(buffer_.span().first(wanted));
    offset -= static_cast<std::int64_t>(outcome.bytes);
    if (offset > 0 && (outcome.ended || (outcome.waiting && outcome.bytes == 0))) return false;
  }
  return true;
}

void LogFollower::Close() {
  packed_before_ += packed_now();
  source_ = nullptr;
  file_ = nullptr;
}

void LogFollower::EndPart(std::optional<SourceTrouble> trouble) {
  closed_ = closed_ || (file_ != nullptr && !file_->is_regular());  // the end of a pipe
  Close();
  const LogPart* part = PartAt(position_.part);
  const bool is_last = PartAfter(position_.part) == nullptr;
  if (trouble && !MayGoOn() && log_.layout == Layout::kDatabricksDelivery && part != nullptr) {
    // Not all of it may have been delivered yet.
    refused_ =
        std::make_unique<FileState>(part->path, "the rest of " + std::string(BaseName(part->path)));
    return;
  }
  position_.part_done = true;
  if (!trouble || (trouble->only_end_mark_missing && log_.in_progress && is_last)) return;
  issues_.Add(trouble->issue, {part != nullptr ? SourceName(*part) : open_part_.path,
                               position_.offset, std::move(trouble->detail)});
}

void LogFollower::Count(std::string_view bytes) {
  position_.offset += static_cast<std::int64_t>(bytes.size());
  if (bytes.size() >= kTailBytes) {
    position_.tail = bytes.substr(bytes.size() - kTailBytes);
    return;
  }
  position_.tail += bytes;
  if (position_.tail.size() > kTailBytes) {
    position_.tail.erase(0, position_.tail.size() - kTailBytes);
  }
}

// Bytes of the open source; nothing when it waits, or has ended and is closed now.
std::optional<FollowStep> LogFollower::Read() {
  FollowStep step;
  step.part = open_part_;
  if (position_.offset > 0 && open_part_.path != position_.name) {
    step.kind = FollowStep::Kind::kPartRenamed;
    step.old_path = std::exchange(position_.name, open_part_.path);
    return step;
  }
  ReadOutcome outcome = source_->Read(buffer_.span().first(kChunkBytes));
  if (outcome.bytes > 0) {
    std::memset(buffer_.data() + outcome.bytes, 0, kChunkPadding);
    step.kind = FollowStep::Kind::kBytes;
    step.bytes = {buffer_.data(), outcome.bytes};
    step.starts_part = position_.offset == 0;
    position_.name = open_part_.path;
    Count(step.bytes);
  }
  waits_ = outcome.waiting;
  if (outcome.ended && !stop_.IsSet()) EndPart(std::move(outcome.trouble));
  if (outcome.bytes > 0) return step;
  return std::nullopt;
}

Result<FollowStep> LogFollower::Next() {
  if (std::exchange(look_first_, false)) {
    Refresh();
    CheckOpenFile();
    // An earlier part than those that were read has come late.
    if (position_.first_part >= 0 && !keys_.empty() && keys_.front() < position_.first_part) {
      return Only(FollowStep::Kind::kRewritten);
    }
  }
  while (true) {
    if (stop_.IsSet()) return Fail(ErrorCode::kInterrupted, "reading the log was interrupted");
    if (source_) {
      if (std::optional<FollowStep> step = Read()) {
        waiting_since_ = {};
        return *std::move(step);
      }
      if (source_ && !waits_) continue;
    }
    if (std::optional<FollowStep> step = GoOn()) return *std::move(step);
  }
}

FollowStep LogFollower::Wait(std::string for_what) {
  look_first_ = true;
  waiting_for_ = std::move(for_what);
  if (waiting_since_ == Clock::time_point{}) waiting_since_ = Clock::now();
  return Only(FollowStep::Kind::kNothingNew);
}

// Whether a part that is not there, or not whole, is no longer waited for.
bool LogFollower::MayGoOn() const {
  if (take_all_) return true;
  if (log_.layout != Layout::kDatabricksDelivery) return false;
  if (folder_.empty()) return true;
  const std::size_t after = PartsAfter(position_.part);
  return after >= 2 || (after > 0 && waiting_since_ != Clock::time_point{} &&
                        Clock::now() - waiting_since_ > options_.patience);
}

// What to do when there is nothing to read. Without an answer it has opened or closed something.
std::optional<FollowStep> LogFollower::GoOn() {
  if (source_) return AtOpenEnd();
  if (!position_.part_done) return OpenAgain();

  const LogPart* next = PartAfter(position_.part);
  if (next == nullptr) {
    const bool can_grow =
        !folder_.empty() || (log_.layout == Layout::kSingleFile && !open_part_.archive);
    closed_ = closed_ || !can_grow;
    if (!take_all_) return Wait("more of it");
    return Only(FollowStep::Kind::kEnded);
  }
  const std::int64_t key = keys_[static_cast<std::size_t>(next - log_.parts.data())];
  const bool first = position_.part < 0;
  const bool gap = log_.layout == Layout::kDatabricksDelivery && key > position_.part + 1;
  if (gap && !first && !MayGoOn()) {
    return Wait("part " + std::to_string(position_.part + 1) + " to be delivered");
  }
  if (!first && IsCompacted(next->path)) {
    return Only(FollowStep::Kind::kRewritten);
  }
  if (first) {
    position_.first_part = key;
    position_.begins_compacted = IsCompacted(next->path);
  }
  position_.part = key;
  position_.name.clear();
  position_.offset = 0;
  position_.tail.clear();
  position_.stamp.clear();
  position_.part_done = false;
  refused_ = nullptr;
  open_part_ = {};
  return std::nullopt;
}

// The open source waits: either more will be written to it, or it was complete before it was read.
std::optional<FollowStep> LogFollower::AtOpenEnd() {
  const LogPart* part = PartAt(position_.part);
  const bool has_next = PartAfter(position_.part) != nullptr;
  bool complete = take_all_ || file_ == nullptr;
  if (log_.layout == Layout::kSparkRolling) complete = complete || has_next;
  if (log_.layout == Layout::kDatabricksDelivery) {
    complete = complete || (part != nullptr && IsFinishedName(BaseName(part->path))) ||
               (has_next && (part != nullptr || MayGoOn()));
  }
  if (complete) {
    if (file_ != nullptr) file_->StopAtEnd();
    return std::nullopt;
  }
  if (part == nullptr && has_next) {
    return Wait("the end of part " + std::to_string(position_.part) + " to be delivered");
  }
  const bool is_gone = file_->is_regular() && ::access(open_part_.path.c_str(), F_OK) != 0;
  return Wait(is_gone ? WhatItLacks(open_part_)
                      : "more of " + std::string(BaseName(open_part_.path)));
}

std::optional<FollowStep> LogFollower::OpenAgain() {
  const LogPart* part = PartAt(position_.part);
  const std::string number = std::to_string(position_.part);
  FollowStep rewritten = Only(FollowStep::Kind::kRewritten);
  if (part == nullptr ||
      (IsCompacted(part->path) && position_.offset > 0 && !IsCompacted(position_.name))) {
    if (log_.layout != Layout::kDatabricksDelivery) return rewritten;
    if (!MayGoOn()) return Wait("the end of part " + number + " to be delivered");
    position_.part_done = true;
    return std::nullopt;
  }
  if (refused_ && !MayGoOn() && *refused_ == FileState(part->path)) {
    return Wait(refused_->waiting_for);
  }
  refused_ = nullptr;
  const std::string head_before = std::exchange(raw_head_, {});
  const Opening opening = Open(*part);
  switch (opening) {
    case Opening::kDone:
    case Opening::kUnreadable:
      return std::nullopt;
    case Opening::kOther:
      return rewritten;
    case Opening::kShort:
      if (IsAnotherFile(*part, head_before)) return rewritten;
      raw_head_ = head_before;
      break;
    case Opening::kUndecided:
      break;
  }
  if (take_all_) {
    EndPart(opening == Opening::kShort
                ? std::optional(SourceTrouble{ImportIssue::changed_while_read,
                                              "it is shorter than what was read of it"})
                : std::nullopt);
    return std::nullopt;
  }
  const bool is_short = opening == Opening::kShort && position_.offset > 0;
  refused_ = std::make_unique<FileState>(
      part->path, is_short ? WhatItLacks(*part) : "more of " + std::string(BaseName(part->path)));
  return Wait(refused_->waiting_for);
}

// Whether what stands at the part's place begins otherwise than the part did. Only a single file
// keeps its first bytes: others are packed when they are rolled.
bool LogFollower::IsAnotherFile(const LogPart& part, std::string_view head_before) const {
  if (log_.layout != Layout::kSingleFile || head_before.empty()) return false;
  auto file = FileSource::Open(part.path, &stop_);
  if (!file || !(*file)->is_regular()) return false;
  std::string head(head_before.size(), '\0');
  head.resize((*file)->Read(head).bytes);
  return !head_before.starts_with(head);
}

// What must become of a part that is not what was read of it, and why, for a person.
std::string LogFollower::WhatItLacks(const LogPart& part) {
  struct stat status = {};
  const std::string name(BaseName(part.path));
  if (::stat(part.path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return name + " to come back (it was deleted or moved; what was read of it stays)";
  }
  return name + " to grow again (it was cut or replaced; what was read of it stays)";
}

// ---- Positions, issues ----

Status LogFollower::GoOnFrom(const LogPosition& position) {
  const auto refuse = [](std::string why) {
    return Fail(ErrorCode::kBadInput, "cannot go on from the saved position", {}, std::move(why));
  };
  if (position.log != position_.log) {
    return refuse("it is one in another log (" + position.log + ")");
  }
  position_ = position;
  look_first_ = true;
  if (position.part < 0) return {};
  const LogPart* part = PartAt(position.part);
  if (part != nullptr && !IsRegular(*part)) return refuse("what a pipe brings is not known again");
  if (position.part_done && !folder_.empty()) return {};
  if (position.part_done) {
    const bool same =
        part != nullptr && !position.stamp.empty() && StampOf(*part) == position.stamp;
    return same ? Status() : refuse("its file is not the one that was read to its end");
  }
  const bool delivery = log_.layout == Layout::kDatabricksDelivery;
  if (part == nullptr) {
    if (delivery) return {};  // not at the moment
    return refuse("part " + std::to_string(position.part) + " is no longer there");
  }
  const Opening opening = Open(*part);
  if (opening == Opening::kOther) {
    return refuse("what stands before byte " + std::to_string(position.offset) + " of " +
                  part->path + " is not what was read there");
  }
  if (opening == Opening::kShort && !delivery) {
    return refuse(part->path + " is shorter than what was read of it");
  }
  return {};
}

ImportIssues LogFollower::TakeIssues() { return std::exchange(issues_, ImportIssues()); }

ImportIssues LogFollower::StandingIssues() const {
  ImportIssues standing = log_.issues;
  // The original parts were read before they were compacted away.
  const bool read_originals = position_.first_part >= 0 && !position_.begins_compacted;
  if (read_originals) standing.Forget(ImportIssue::compacted_log);
  return standing;
}

}  // namespace dataflint::io
