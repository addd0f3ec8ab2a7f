#include "eventlog/log_reader.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/saved_state.h"
#include "eventlog/event_dispatcher.h"
#include "eventlog/model_state.h"
#include "eventlog/reading_state.h"
#include "eventlog/task_shape.h"
#include "eventlog/task_sink.h"

namespace dataflint::eventlog {
namespace {

constexpr std::size_t kShownBytes = 80;  // of a line that is not read, in its issue
constexpr std::size_t kPadding = JsonDocument::kPadding;
constexpr std::string_view kTaskPrefix = "{\"Event\":\"SparkListenerTask";
// Of what is saved as bytes of its own making (blocks of TaskTable, PackedValues): to be raised when
// they change. All else is in StateFormat() by itself.
constexpr std::string_view kEncoding = "2";
constexpr std::int64_t kLinesABudget = 256;  // lines read by shape between looks at the budgets
constexpr std::string_view kBom = "\xef\xbb\xbf";

// Another whenever anything that is saved is: a state is picked up by the program that wrote it.
// Lists whose positions are saved as numbers count too.
template <typename... Saved>
std::string StateFormat() {
  std::string names;
  for (std::size_t c = 0; c < model::kTaskColumnCount; ++c) {
    names += std::string(SpecOf(static_cast<model::TaskColumn>(c)).name) + ',';
  }
  for (std::size_t i = 0; i < kImportIssueCount; ++i) {
    names += std::string(SpecOf(static_cast<ImportIssue>(i)).id) + ',';
  }
  for (std::size_t i = 0; i < model::kExecutorMetricCount; ++i) {
    names += std::string(NameOf(static_cast<model::ExecutorMetric>(i))) + ',';
  }
  return "dataflint-state/" DATAFLINT_VERSION "/" + std::string(kEncoding) + "/" +
         Fingerprint(FormatOf<Saved...>() + ModelFormat() + names);
}

}  // namespace

class LogReader::Impl {
 public:
  explicit Impl(const ReaderOptions& options)
      : options_(options),
        builder_(options.memory),
        sink_(builder_),
        dispatcher_(builder_, sink_) {}

  void BeginPart(std::string_view source) {
    Reopen();
    EndPart(false);
    source_ = source;
    at_part_start_ = true;
  }

  void Push(std::string_view bytes) {
    Reopen();
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    if (at_part_start_ && !bytes.empty()) {
      // A byte order mark may be cut by a chunk border: the carried bytes decide with the next
      // chunk.
      if (carry_.empty() && bytes.starts_with(kBom)) at = Advance(at, at + kBom.size());
      at_part_start_ = false;
    }
    statistics_.bytes += static_cast<std::int64_t>(bytes.size());
    while (at < end) {
      if (!carry_.empty() || skipping_) {
        at = Continue(at, end);
      } else {
        const char* next = options_.shape_reader ? ReadByShape(at, end) : nullptr;
        at = next != nullptr ? Advance(at, next) : ReadLine(at, end);
      }
    }
  }

  void Finish(bool more_may_come) {
    Reopen();
    if (!more_may_come) EndPart(true);
    CountShapes();
    if (more_may_come) {
      const model::Application& app = builder_.app();
      before_closing_ = {app.issues, app.strings.size(), app.id, app.name, app.start_time};
    }
    builder_.SetPlace(source_, -1);  // what the whole log lacks has no place in it
    dispatcher_.Finish();
    builder_.Close(more_may_come);
  }

  void Reopen() {
    if (!before_closing_) return;
    builder_.Reopen();
    dispatcher_.Reopen();
    model::Application& app = builder_.app();
    app.issues = std::move(before_closing_->issues);
    app.id = before_closing_->id;
    app.name = before_closing_->name;
    app.start_time = before_closing_->start_time;
    app.strings.Truncate(before_closing_->strings);
    before_closing_.reset();
  }

  void RenamePart(std::string_view from, std::string_view to) {
    Reopen();
    builder_.app().issues.RenameSource(from, to);
    if (source_ == from) source_ = to;
  }

  std::string SaveState() const {
    StateWriter writer;
    writer.Write(StateFormat<Impl, ReadingState>());
    writer.Write(*this);
    SaveModel(builder_, writer);
    dispatcher_.Save(writer);
    return Sealed(writer.Take());
  }

  bool RestoreState(std::string_view state) {
    if (!Unseal(state)) return false;
    StateReader reader(state);
    std::string format;
    reader.Read(format);
    if (format != StateFormat<Impl, ReadingState>()) return false;
    reader.Read(*this);
    RestoreModel(reader, builder_);
    dispatcher_.Restore(reader);
    return !reader.failed() && reader.at_end();
  }

  model::Application& app() { return builder_.app(); }
  const ReaderStatistics& statistics() const { return statistics_; }

 private:
  const char* Advance(const char* from, const char* to) {
    offset_ += to - from;
    return to;
  }

  // The hot path: whole task lines in the chunk, read where they lie.
  const char* ReadByShape(const char* at, const char* end) {
    const auto left = static_cast<std::size_t>(end - at);
    if (left < kTaskPrefix.size() + 5 ||
        std::memcmp(at, kTaskPrefix.data(), kTaskPrefix.size()) != 0) {
      return nullptr;
    }
    builder_.SetPlace(source_, offset_);
    const char* next = nullptr;
    if (at[kTaskPrefix.size()] == 'E') {
      next = shapes_.ReadEnd(at, end, task_);
      if (next == nullptr) return nullptr;
      CountByShape("SparkListenerTaskEnd", task_ends_);
      if (dispatcher_.leaves_out()) {
        builder_.Issue(ImportIssue::left_out_line, "SparkListenerTaskEnd");
      } else {
        sink_.End(task_);
      }
    } else if (at[kTaskPrefix.size()] == 'S') {
      next = shapes_.ReadStart(at, end, task_);
      if (next == nullptr) return nullptr;
      CountByShape("SparkListenerTaskStart", task_starts_);
      if (dispatcher_.leaves_out()) {
        builder_.Issue(ImportIssue::left_out_line, "SparkListenerTaskStart");
      } else {
        sink_.Start(task_);
      }
    } else {
      return nullptr;  // SparkListenerTaskGettingResult
    }
    ++statistics_.lines;
    // By lines and not by chunks: what is kept must not depend on how a log was cut.
    if (++statistics_.shape_lines % kLinesABudget == 0) dispatcher_.ShareBudgets();
    return next;
  }

  // A line that starts in this chunk and is not read by shape.
  const char* ReadLine(const char* at, const char* end) {
    const auto* feed =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (feed == nullptr) {
      line_offset_ = offset_;
      Carry(at, end);
      return Advance(at, end);
    }
    line_offset_ = offset_;
    if (static_cast<std::size_t>(feed - at) > options_.max_line_bytes) {
      TooLong({at, std::min(kShownBytes, static_cast<std::size_t>(feed - at))});
    } else if (static_cast<std::size_t>(end - feed) > kPadding) {
      Line({at, static_cast<std::size_t>(feed - at)}, false);
    } else {
      carry_.assign(at, feed);
      CarriedLine(false);
    }
    return Advance(at, feed + 1);
  }

  // The rest of a line that started in an earlier chunk.
  const char* Continue(const char* at, const char* end) {
    const auto* feed =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* stop = feed == nullptr ? end : feed;
    if (!skipping_) Carry(at, stop);
    if (feed == nullptr) return Advance(at, end);
    if (skipping_) {
      skipping_ = false;
    } else {
      CarriedLine(false);
    }
    return Advance(at, feed + 1);
  }

  void Carry(const char* from, const char* to) {
    const auto more = static_cast<std::size_t>(to - from);
    if (carry_.size() + more > options_.max_line_bytes) {
      const std::size_t shown = std::min(kShownBytes, more);
      carry_.append(from,
                    from + shown);  // the first bytes of the line, however its chunks were cut
      TooLong(std::string_view(carry_).substr(0, kShownBytes));
      std::string().swap(carry_);
      skipping_ = true;
      return;
    }
    carry_.append(from, to);
  }

  void TooLong(std::string_view beginning) {
    builder_.SetPlace(source_, line_offset_);
    builder_.Issue(ImportIssue::line_too_long, beginning);
    ++statistics_.lines;
  }

  void CarriedLine(bool last_and_cut) {
    const std::size_t size = carry_.size();
    const std::int64_t resume = offset_;
    offset_ = line_offset_;
    if (options_.shape_reader && !last_and_cut) {
      carry_.push_back('\n');
      if (ReadByShape(carry_.data(), carry_.data() + carry_.size()) != nullptr) {
        offset_ = resume;
        ReleaseCarry();
        return;
      }
    }
    offset_ = resume;
    carry_.resize(size);
    carry_.append(kPadding, '\0');
    Line({carry_.data(), size}, last_and_cut);
    ReleaseCarry();
  }

  void ReleaseCarry() {
    constexpr std::size_t kKept = std::size_t{4} << 20;
    carry_.clear();
    if (carry_.capacity() > kKept) std::string().swap(carry_);
  }

  // One line through simdjson; kPadding bytes behind it are readable.
  void Line(std::string_view line, bool last_and_cut) {
    if (line_offset_ == 0 && line.starts_with(kBom)) {
      line.remove_prefix(kBom.size());
      line_offset_ = static_cast<std::int64_t>(kBom.size());
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
      line.remove_suffix(1);
    }
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.empty()) return;
    ++statistics_.lines;
    if (line.starts_with(kTaskPrefix)) ++statistics_.fallback_lines;
    builder_.SetPlace(source_, line_offset_);
    const std::string_view detail = line.substr(0, kShownBytes);
    switch (dispatcher_.Read(line)) {
      case LineOutcome::kRead:
      case LineOutcome::kUnknownEvent:  // the dispatcher has the name and adds the issue
        break;
      case LineOutcome::kNotAnEvent:
        builder_.Issue(ImportIssue::not_an_event, detail);
        break;
      case LineOutcome::kBadJson:
        builder_.Issue(last_and_cut ? ImportIssue::truncated_last_line : ImportIssue::bad_json,
                       detail);
        break;
      case LineOutcome::kTooDeep:
        builder_.Issue(ImportIssue::nesting_too_deep, detail);
        break;
      case LineOutcome::kTooLong:
        builder_.Issue(ImportIssue::line_too_long, detail);
        break;
    }
  }

  // The bytes of a part end here; what is carried is its last line, without a line feed.
  void EndPart(bool last_part) {
    skipping_ = false;
    if (!carry_.empty()) CarriedLine(last_part);
    if (!last_part) offset_ = 0;
  }

  // Names an event at its first occurrence, as the dispatcher does, and counts the others apart.
  void CountByShape(std::string_view name, std::int64_t& others) {
    if (others < 0) dispatcher_.CountEvent(name, 1);
    ++others;
  }

  void CountShapes() {
    if (task_ends_ > 0) dispatcher_.CountEvent("SparkListenerTaskEnd", task_ends_);
    if (task_starts_ > 0) dispatcher_.CountEvent("SparkListenerTaskStart", task_starts_);
    task_ends_ = std::min<std::int64_t>(task_ends_, 0);
    task_starts_ = std::min<std::int64_t>(task_starts_, 0);
  }

  ReaderOptions options_;
  ReaderStatistics statistics_;
  ModelBuilder builder_;
  TaskSink sink_;
  EventDispatcher dispatcher_;
  TaskShapeReader shapes_;
  ParsedTask task_;
  std::string source_;
  std::int64_t offset_ = 0;       // decoded offset in the part of the next byte
  std::int64_t line_offset_ = 0;  // of the line being carried or read
  std::string carry_;             // a line that began in an earlier chunk
  bool skipping_ = false;         // inside a line that is too long
  bool at_part_start_ = true;
  std::int64_t task_ends_ = -1;  // read by shape, not yet counted by name; -1 none yet
  std::int64_t task_starts_ = -1;

  // What closing changes beside rows of the model, as it was before Finish(true).
  struct BeforeClosing {
    ImportIssues issues;
    std::size_t strings = 0;
    StringId id{};
    StringId name{};
    model::TimeMs start_time = model::kNoTime;
  };
  std::optional<BeforeClosing> before_closing_;

 public:
  DF_FIELDS(statistics_, source_, offset_, line_offset_, carry_, skipping_, at_part_start_,
            task_ends_, task_starts_)
};

LogReader::LogReader(const ReaderOptions& options) : impl_(std::make_unique<Impl>(options)) {}
LogReader::~LogReader() = default;
void LogReader::BeginPart(std::string_view source) { impl_->BeginPart(source); }
void LogReader::Push(std::string_view bytes) { impl_->Push(bytes); }
void LogReader::Finish(bool more_may_come) { impl_->Finish(more_may_come); }
void LogReader::Reopen() { impl_->Reopen(); }
void LogReader::RenamePart(std::string_view from, std::string_view to) {
  impl_->RenamePart(from, to);
}
std::string LogReader::SaveState() const { return impl_->SaveState(); }
bool LogReader::RestoreState(std::string_view state) { return impl_->RestoreState(state); }
const model::Application& LogReader::application() const { return impl_->app(); }
model::Application& LogReader::application() { return impl_->app(); }
const ReaderStatistics& LogReader::statistics() const { return impl_->statistics(); }

}  // namespace dataflint::eventlog
