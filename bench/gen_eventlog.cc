// gen_eventlog: a large, valid event log made from a real one.
//
//   gen_eventlog SOURCE [--copies N | --tasks N | --bytes N] [--zstd] [-o FILE]
//
// SOURCE is a plain (unpacked) event log, "-" for standard input. The output holds N copies of its
// work, one after the other in time, as if the application had gone on: every id that Spark counts
// up (stage, job, task, SQL execution, accumulator, RDD, RDD scope, shuffle) continues from copy to
// copy, wherever it is defined or referred to, and every time stamp moves on. What an application
// says once is said once: log start, environment, resource profiles, application start and added
// executors in the first copy, removed executors and application end in the last. So each copy has
// the figures of the source, and the whole has the sums.
//
// --tasks and --bytes choose the number of copies that gives at least that many tasks, or about
// that many bytes. --zstd packs as Spark does: level 1, and a frame ends wherever Spark flushes its
// log. The source is kept in memory; the output streams. A line of facts (JSON) about the output
// goes to standard error. Lines that are no JSON objects are left out and counted there.
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

// What a number in the log counts. Each kind has its own step from copy to copy.
enum Kind : std::uint8_t {
  kStage,
  kJob,
  kTask,
  kExecution,
  kAccumulator,
  kRdd,
  kScope,
  kShuffle,
  kTime,
  kIsoTime,   // "2020-07-29T11:43:03.123Z"; the value is milliseconds since 1970, the step that of
              // kTime
  kUuidTail,  // the last eight hexadecimal digits of a streaming query's id
  kKinds
};

// Some bytes of the source that are written anew in every copy.
struct Patch {
  std::int64_t value;
  std::size_t begin;  // offset in the source
  std::uint8_t length;
  Kind kind;
};

enum class Emit : std::uint8_t { kInFirstCopy, kInEveryCopy, kInLastCopy };

struct Line {
  std::size_t begin, end;  // offsets in the source, without the line feed
  std::size_t patches_begin, patches_end;
  Emit emit;
  bool flush;  // Spark flushes its writer behind this event
};

struct Template {
  std::string source;
  std::vector<Line> lines;
  std::vector<Patch> patches;
  std::array<std::int64_t, kKinds> step{};
  std::int64_t jobs = 0, tasks = 0, executions = 0, unreadable_lines = 0;
};

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "gen_eventlog: %s\n", message.c_str());
  std::exit(1);
}

bool OneOf(std::string_view text, std::initializer_list<std::string_view> options) {
  return std::find(options.begin(), options.end(), text) != options.end();
}

Emit EmitOf(std::string_view event) {
  if (OneOf(event, {"SparkListenerLogStart", "SparkListenerResourceProfileAdded",
                    "SparkListenerBlockManagerAdded", "SparkListenerEnvironmentUpdate",
                    "SparkListenerApplicationStart", "SparkListenerExecutorAdded",
                    "SparkListenerMiscellaneousProcessAdded", "DBCEventLoggingListenerMetadata"})) {
    return Emit::kInFirstCopy;
  }
  if (OneOf(event, {"SparkListenerApplicationEnd", "SparkListenerExecutorRemoved",
                    "SparkListenerBlockManagerRemoved"})) {
    return Emit::kInLastCopy;
  }
  return Emit::kInEveryCopy;
}

// Spark's EventLoggingListener flushes behind everything but the frequent events.
bool FlushesBehind(std::string_view event) {
  return !OneOf(event, {"SparkListenerTaskStart", "SparkListenerTaskEnd",
                        "SparkListenerTaskGettingResult", "SparkListenerStageSubmitted",
                        "SparkListenerSpeculativeTaskSubmitted", "SparkListenerEnvironmentUpdate",
                        "SparkListenerExecutorMetricsUpdate", "SparkListenerStageExecutorMetrics"});
}

// Reads one line's JSON and notes what has to be patched. A value is known by its key and by the
// key whose value is the object around it; elements of arrays go by the array's key.
class LineReader {
 public:
  LineReader(std::string_view source, std::size_t begin, std::size_t end,
             std::set<std::string>* uuids, std::vector<Patch>* patches)
      : source_(source), pos_(begin), end_(end), begin_(begin), uuids_(uuids), patches_(patches) {}

  // The event's name, empty when the line does not say one first; false when the line is no JSON
  // object.
  bool Read(std::string_view* event) {
    if (pos_ == end_ || source_[pos_] != '{') return false;
    if (!Value({}, {}, 0, 0)) return false;
    *event = event_;
    SkipSpace();
    return pos_ == end_;
  }

 private:
  bool Value(std::string_view key, std::string_view parent, int arrays, int index) {
    SkipSpace();
    if (pos_ == end_) return false;
    switch (source_[pos_]) {
      case '{':
        return Object(key);
      case '[':
        return Array(key, parent, arrays + 1);
      case '"':
        return String(key, parent);
      default:
        return Scalar(key, parent, arrays, index);
    }
  }

  bool Object(std::string_view own_key) {
    ++pos_;
    if (Take('}')) return true;
    do {
      std::string_view key;
      if (!Token(&key) || !Take(':') || !Value(key, own_key, 0, 0)) return false;
    } while (Take(','));
    return Take('}');
  }

  bool Array(std::string_view key, std::string_view parent, int arrays) {
    ++pos_;
    if (Take(']')) return true;
    int index = 0;
    do {
      if (!Value(key, parent, arrays, index++)) return false;
    } while (Take(','));
    return Take(']');
  }

  bool String(std::string_view key, std::string_view parent) {
    std::string_view text;
    if (!Token(&text)) return false;
    const std::size_t at = static_cast<std::size_t>(text.data() - source_.data());
    if (parent.empty() && key == "Event") {
      event_ = text.substr(text.rfind('.') + 1);
      return true;
    }
    if (OneOf(key, {"spark.sql.execution.id", "spark.sql.execution.root.id",
                    "spark.databricks.execution.rootSqlExecutionId"})) {
      Digits(at, text, kExecution);
    } else if (key == "Scope" || key == "spark.rdd.scope") {
      constexpr std::string_view kId = "{\\\"id\\\":\\\"";
      if (text.starts_with(kId)) Digits(at + kId.size(), text.substr(kId.size()), kScope);
    } else if (key == "Block ID") {
      if (text.starts_with("rdd_")) Digits(at + 4, text.substr(4), kRdd);
      if (text.starts_with("shuffle_")) Digits(at + 8, text.substr(8), kShuffle);
    } else if (key == "timestamp" && event_.find("StreamingQuery") != std::string_view::npos) {
      IsoTime(at, text);
    } else if (text.size() == 36) {
      if ((key == "id" || key == "runId") &&
          event_.find("StreamingQuery") != std::string_view::npos) {
        uuids_->emplace(text);
      }
      if (uuids_->contains(std::string(text))) Uuid(at, text);
    }
    return true;
  }

  bool Scalar(std::string_view key, std::string_view parent, int arrays, int index) {
    const std::size_t start = pos_;
    while (pos_ < end_ && !OneOf(source_.substr(pos_, 1), {",", "}", "]", " "})) ++pos_;
    const std::string_view text = source_.substr(start, pos_ - start);
    if (text.empty()) return false;
    Kind kind = kKinds;
    if (text[0] >= '0' && text[0] <= '9' && KindOfNumber(key, parent, arrays, index, &kind)) {
      const bool unset = kind == kTime && text == "0";
      if (!unset) Digits(start, text, kind);
    }
    return true;
  }

  bool KindOfNumber(std::string_view key, std::string_view parent, int arrays, int index,
                    Kind* kind) {
    if (OneOf(key, {"Stage ID", "Stage IDs"})) return *kind = kStage, true;
    if (key == "Parent IDs") return *kind = parent == "RDD Info" ? kRdd : kStage, true;
    if (key == "Job ID") return *kind = kJob, true;
    if (key == "Task ID") return *kind = kTask, true;
    if (key == "RDD ID") return *kind = kRdd, true;
    if (key == "Shuffle ID") return *kind = kShuffle, true;
    // Since Spark 3.0 a fetch failure's map id is the task's id; before, it was the partition.
    if (key == "Map ID") {
      return *kind = kTask,
             source_.substr(begin_, end_ - begin_).find("\"Map Index\"") != std::string_view::npos;
    }
    if (OneOf(key, {"executionId", "rootExecutionId"})) return *kind = kExecution, true;
    if (key == "accumulatorId") return *kind = kAccumulator, true;
    if (key == "ID" && OneOf(parent, {"Accumulables", "Accumulator Updates"})) {
      return *kind = kAccumulator, true;
    }
    if (key == "accumUpdates") return *kind = kAccumulator, arrays == 2 && index == 0;
    return *kind = kTime, OneOf(key, {"Timestamp", "Submission Time", "Completion Time",
                                      "Launch Time", "Getting Result Time", "Finish Time", "time"});
  }

  void Digits(std::size_t at, std::string_view text, Kind kind) {
    std::int64_t value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || text[0] == '-') return;
    patches_->push_back({value, at, static_cast<std::uint8_t>(rest - text.data()), kind});
  }

  void IsoTime(std::size_t at, std::string_view text) {
    int year, month, day, hour, minute, second, milli;
    const std::string copy(text);
    if (text.size() != 24 || std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year,
                                         &month, &day, &hour, &minute, &second, &milli) != 7) {
      return;
    }
    std::tm tm{};
    tm.tm_year = year - 1900, tm.tm_mon = month - 1, tm.tm_mday = day;
    tm.tm_hour = hour, tm.tm_min = minute, tm.tm_sec = second;
    patches_->push_back({std::int64_t{timegm(&tm)} * 1000 + milli, at, 24, kIsoTime});
  }

  void Uuid(std::size_t at, std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data() + 28, text.data() + 36, value, 16);
    patches_->push_back({value, at + 28, 8, kUuidTail});
  }

  // The raw characters of a string, between its quotes.
  bool Token(std::string_view* text) {
    if (!Take('"')) return false;
    const std::size_t start = pos_;
    for (; pos_ < end_; ++pos_) {
      if (source_[pos_] == '\\') {
        ++pos_;
      } else if (source_[pos_] == '"') {
        *text = source_.substr(start, pos_++ - start);
        return true;
      }
    }
    return false;
  }

  void SkipSpace() {
    while (pos_ < end_ && (source_[pos_] == ' ' || source_[pos_] == '\t')) ++pos_;
  }

  bool Take(char c) {
    SkipSpace();
    if (pos_ >= end_ || source_[pos_] != c) return false;
    ++pos_;
    return true;
  }

  std::string_view source_;
  std::size_t pos_, end_, begin_;
  std::set<std::string>* uuids_;  // ids of streaming queries met so far
  std::vector<Patch>* patches_;
  std::string_view event_;
};

std::string ReadAll(const std::string& path) {
  const int file = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) Fail("cannot open " + path + ": " + std::strerror(errno));
  std::string data;
  while (true) {
    const std::size_t had = data.size();
    data.resize(had + (1 << 22));
    const ssize_t got = read(file, data.data() + had, 1 << 22);
    if (got < 0) Fail("cannot read " + path + ": " + std::strerror(errno));
    data.resize(had + static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  if (file != STDIN_FILENO) close(file);
  return data;
}

// The step of each kind is the width of what the source uses of it.
void SetSteps(Template* log) {
  std::array<std::int64_t, kKinds> least, most;
  least.fill(std::numeric_limits<std::int64_t>::max());
  most.fill(std::numeric_limits<std::int64_t>::min());
  for (const Line& line : log->lines) {
    if (line.emit != Emit::kInEveryCopy) continue;
    for (std::size_t i = line.patches_begin; i < line.patches_end; ++i) {
      const Patch& patch = log->patches[i];
      least[patch.kind] = std::min(least[patch.kind], patch.value);
      most[patch.kind] = std::max(most[patch.kind], patch.value);
    }
  }
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    log->step[kind] = least[kind] > most[kind] ? 0 : most[kind] - least[kind] + 1;
  }
  log->step[kTime] += 1000;  // a second between two copies
  log->step[kIsoTime] = log->step[kTime];
  log->step[kUuidTail] = 1;
}

Template ReadTemplate(const std::string& path) {
  Template log;
  log.source = ReadAll(path);
  std::set<std::string> uuids;
  for (std::size_t begin = 0; begin < log.source.size();) {
    const std::size_t feed = std::min(log.source.find('\n', begin), log.source.size());
    std::size_t end = feed;
    if (end > begin && log.source[end - 1] == '\r') --end;
    const std::size_t first_patch = log.patches.size();
    std::string_view event;
    if (LineReader(log.source, begin, end, &uuids, &log.patches).Read(&event)) {
      log.lines.push_back(
          {begin, end, first_patch, log.patches.size(), EmitOf(event), FlushesBehind(event)});
      log.jobs += event == "SparkListenerJobStart";
      log.tasks += event == "SparkListenerTaskEnd";
      log.executions += event == "SparkListenerSQLExecutionStart";
    } else {
      log.patches.resize(first_patch);
      log.unreadable_lines += end > begin;
    }
    begin = feed + 1;
  }
  if (log.lines.empty()) Fail(path + " holds no events; is it packed? Give the unpacked log.");
  SetSteps(&log);
  return log;
}

// Collects the output and hands it on in large pieces, packed when asked for.
class Output {
 public:
  Output(const std::string& path, bool zstd) {
    if (path != "-") file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file_ < 0) Fail("cannot write " + path + ": " + std::strerror(errno));
    buffer_.resize(kBuffer);
    if (zstd) {
      zstd_ = ZSTD_createCCtx();
      ZSTD_CCtx_setParameter(zstd_, ZSTD_c_compressionLevel, 1);
      packed_.resize(ZSTD_CStreamOutSize());
    }
  }

  // A little room without a check, for numbers.
  char* Reserve(std::size_t bytes) {
    if (kBuffer - used_ < bytes) Drain(ZSTD_e_continue);
    return buffer_.data() + used_;
  }
  void Advance(std::size_t bytes) { used_ += bytes; }

  void Append(std::string_view text) {
    while (!text.empty()) {
      if (used_ == kBuffer) Drain(ZSTD_e_continue);
      const std::size_t part = std::min(text.size(), kBuffer - used_);
      std::memcpy(buffer_.data() + used_, text.data(), part);
      used_ += part;
      text.remove_prefix(part);
    }
  }

  void EndFrame() {
    if (zstd_ != nullptr) Drain(ZSTD_e_end);
  }

  // Returns the unpacked bytes written in all.
  std::int64_t Finish() {
    Drain(ZSTD_e_end);
    ZSTD_freeCCtx(zstd_);
    if (file_ != STDOUT_FILENO && close(file_) != 0) Fail(std::strerror(errno));
    return bytes_;
  }

 private:
  static constexpr std::size_t kBuffer = 1 << 20;

  void Drain(ZSTD_EndDirective directive) {
    bytes_ += static_cast<std::int64_t>(used_);
    if (zstd_ == nullptr) {
      Write(buffer_.data(), used_);
    } else if (used_ > 0 || directive == ZSTD_e_end) {
      ZSTD_inBuffer in{buffer_.data(), used_, 0};
      std::size_t left = 1;
      while (left != 0) {
        ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
        left = ZSTD_compressStream2(zstd_, &out, &in, directive);
        if (ZSTD_isError(left)) Fail(ZSTD_getErrorName(left));
        Write(packed_.data(), out.pos);
        if (directive == ZSTD_e_continue && in.pos == in.size) break;
      }
    }
    used_ = 0;
  }

  void Write(const char* data, std::size_t size) {
    while (size > 0) {
      const ssize_t written = write(file_, data, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) Fail(std::string("cannot write: ") + std::strerror(errno));
      data += written;
      size -= static_cast<std::size_t>(written);
    }
  }

  int file_ = STDOUT_FILENO;
  std::string buffer_, packed_;
  std::size_t used_ = 0;
  std::int64_t bytes_ = 0;
  ZSTD_CCtx* zstd_ = nullptr;
};

void WritePatch(const Patch& patch, std::int64_t shift, Output* out) {
  constexpr std::size_t kRoom = 32;
  char* const to = out->Reserve(kRoom);
  const std::int64_t value = patch.value + shift;
  if (patch.kind == kIsoTime) {
    const std::time_t seconds = value / 1000;
    std::tm tm{};
    gmtime_r(&seconds, &tm);
    char text[kRoom];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    out->Advance(static_cast<std::size_t>(
        std::snprintf(to, kRoom, "%.19s.%03dZ", text, static_cast<int>(value % 1000))));
  } else if (patch.kind == kUuidTail) {
    out->Advance(
        static_cast<std::size_t>(std::snprintf(to, kRoom, "%08x", static_cast<unsigned>(value))));
  } else {
    out->Advance(static_cast<std::size_t>(std::to_chars(to, to + kRoom, value).ptr - to));
  }
}

void WriteCopy(const Template& log, std::int64_t copy, std::int64_t copies, Output* out) {
  const std::string_view source = log.source;
  for (const Line& line : log.lines) {
    if (line.emit == Emit::kInFirstCopy && copy != 0) continue;
    if (line.emit == Emit::kInLastCopy && copy != copies - 1) continue;
    std::size_t done = line.begin;
    for (std::size_t i = line.patches_begin; i < line.patches_end; ++i) {
      const Patch& patch = log.patches[i];
      out->Append(source.substr(done, patch.begin - done));
      WritePatch(patch, log.step[patch.kind] * copy, out);
      done = patch.begin + patch.length;
    }
    out->Append(source.substr(done, line.end - done));
    out->Append("\n");
    if (line.flush) out->EndFrame();
  }
}

std::int64_t CopiesFor(const Template& log, std::int64_t tasks, std::int64_t bytes) {
  if (tasks > 0) {
    if (log.tasks == 0) Fail("the source has no tasks to reach --tasks with");
    return (tasks + log.tasks - 1) / log.tasks;
  }
  std::int64_t once = 0, every = 0;
  for (const Line& line : log.lines) {
    (line.emit == Emit::kInEveryCopy ? every : once) +=
        static_cast<std::int64_t>(line.end - line.begin + 1);
  }
  if (every == 0) Fail("the source has nothing that could be repeated");
  return std::max<std::int64_t>(1, (bytes - once + every / 2) / every);
}

std::int64_t ParseCount(std::string_view option, const char* text) {
  char* end = nullptr;
  const std::int64_t value = text == nullptr ? 0 : std::strtoll(text, &end, 10);
  if (value <= 0 || *end != '\0') Fail(std::string(option) + " needs a whole number above 0");
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  std::string source, output = "-";
  std::int64_t copies = 0, tasks = 0, bytes = 0;
  bool zstd = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const char* const next = argv[i + 1];  // argv ends with a null pointer
    if (arg == "--copies") {
      copies = ParseCount(arg, next), ++i;
    } else if (arg == "--tasks") {
      tasks = ParseCount(arg, next), ++i;
    } else if (arg == "--bytes") {
      bytes = ParseCount(arg, next), ++i;
    } else if (arg == "--zstd") {
      zstd = true;
    } else if (arg == "-o" && next != nullptr) {
      output = next, ++i;
    } else if (source.empty() && (arg == "-" || !arg.starts_with("-"))) {
      source = arg;
    } else {
      Fail("unexpected argument " + std::string(arg));
    }
  }
  if (source.empty() || (copies > 0) + (tasks > 0) + (bytes > 0) != 1) {
    Fail("usage: gen_eventlog SOURCE (--copies N | --tasks N | --bytes N) [--zstd] [-o FILE]");
  }

  const Template log = ReadTemplate(source);
  if (copies == 0) copies = CopiesFor(log, tasks, bytes);
  Output out(output, zstd);
  for (std::int64_t copy = 0; copy < copies; ++copy) WriteCopy(log, copy, copies, &out);
  const std::int64_t written = out.Finish();
  std::fprintf(
      stderr,
      "{\"copies\":%lld,\"bytes\":%lld,\"jobs\":%lld,\"tasks\":%lld,\"sql_executions\":%lld,"
      "\"unreadable_lines\":%lld}\n",
      static_cast<long long>(copies), static_cast<long long>(written),
      static_cast<long long>(log.jobs) * copies, static_cast<long long>(log.tasks) * copies,
      static_cast<long long>(log.executions) * copies,
      static_cast<long long>(log.unreadable_lines));
}
