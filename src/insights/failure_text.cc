#include "insights/failure_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "base/contains.h"
#include "base/quantity.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/executor_memory.h"
#include "insights/plain_text.h"

namespace dataflint::insights {
namespace {

constexpr std::size_t kMaxText = 160;

bool IsWord(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// Of what begins with empty lines, the first that says something.
std::string_view FirstWords(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  return FirstLine(text);
}

// A Python worker's error stands at the end of its traceback: "ValueError: partner file 5".
std::string_view PythonError(std::string_view text) {
  if (!Contains(text, "Traceback (most recent call last)")) return {};
  std::string_view last;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.empty() && line.front() != ' ' && line.front() != '\t' &&
        !Contains(line, "Traceback")) {
      last = line;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return last;
}

std::string_view MessageOf(const model::Application& app, const model::TaskFailure& failure) {
  for (const StringId text : {failure.description, failure.error_message, failure.stack}) {
    const std::string_view python = PythonError(app.text(text));
    if (!python.empty()) return python;
  }
  const std::string_view description = FirstWords(app.text(failure.description));
  return description.empty() ? FirstWords(app.text(failure.error_message)) : description;
}

// Everything the log says of it, to look for known words in.
std::string AllText(const model::Application& app, const model::TaskFailure& failure) {
  std::string all;
  for (const StringId text : {failure.reason, failure.class_name, failure.description,
                              failure.error_message, failure.stack}) {
    all.append(app.text(text)).append(1, '\n');
  }
  return all;
}

// The last frame of a Python traceback that is not pyspark's: "load.py:18, in parse".
std::string PythonFrame(std::string_view text) {
  constexpr std::string_view kFile = "File \"";
  constexpr std::string_view kLine = "\", line ";
  std::string found;
  for (std::size_t at = text.find(kFile); at != std::string_view::npos; at = text.find(kFile, at)) {
    at += kFile.size();
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t end = line.find(kLine);
    if (end == std::string_view::npos || Contains(line.substr(0, end), "pyspark")) continue;
    const std::string_view path = line.substr(0, end);
    const std::size_t slash = path.rfind('/');
    found = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    found += ':';
    found += line.substr(end + kLine.size());
  }
  return found;
}

std::string OneLine(std::string_view text, std::size_t size) {
  return Shortened(FirstWords(text), size);
}

// Words in a failure, and what to change; the first that matches counts.
struct Known {
  std::string_view words;
  Change::Kind kind;
  std::string_view text;
  std::string_view reason;
};
constexpr std::string_view kUserRaised = "USER_RAISED_EXCEPTION";  // since Spark 4.0
constexpr Known kKnown[] = {
    {"No space left on device", Change::Kind::kCluster,
     "larger or more local disks (spark.local.dir) for the executors",
     "shuffle and spill files filled the disk"},
    {"Total size of serialized results", Change::Kind::kCode,
     "write the result (df.write) in place of collect(), toPandas()",
     "results are too large for the driver; raising spark.driver.maxResultSize only moves the "
     "limit"},
    {"FileNotFoundException", Change::Kind::kSql, "REFRESH TABLE <table>, before the query",
     "files were replaced while they were read; a table format (Delta, Iceberg) keeps what a query "
     "reads"},
    {"FileReadException", Change::Kind::kSql, "REFRESH TABLE <table>, before the query",
     "files were replaced or cannot be read"},
    {"SlowDown", Change::Kind::kCode,
     "fewer tasks that read or write at the same time, and more key prefixes",
     "the object store refuses requests that come too fast"},
    {"Status Code: 503", Change::Kind::kCode,
     "fewer tasks that read or write at the same time, and more key prefixes",
     "the object store refuses requests that come too fast"},
    {kUserRaised, Change::Kind::kSql,
     "filter the rows that the query's own raise_error or assert_true rejects, or write them to a "
     "table of their own",
     "the query itself stops at such a row"},
    {"CAST_INVALID_INPUT", Change::Kind::kSql, "try_cast(... AS ...) in place of cast",
     "some rows hold values that do not convert; try_cast gives NULL for them"},
    {"DIVIDE_BY_ZERO", Change::Kind::kSql, "try_divide(a, b) in place of a / b",
     "some rows divide by zero"},
    {"NumberFormatException", Change::Kind::kSql,
     "try_cast(... AS ...), or filter the rows that do not parse",
     "some rows hold values that do not convert"},
    {"ClassNotFoundException", Change::Kind::kCode,
     "add the jar with --packages or --jars, so that executors have it too",
     "a class is missing on the executors"},
    {"NoClassDefFoundError", Change::Kind::kCode,
     "add the jar with --packages or --jars, so that executors have it too",
     "a class is missing on the executors"},
    {"ModuleNotFoundError", Change::Kind::kCode,
     "ship the module (--py-files, an environment archive, or a cluster library)",
     "a Python module is missing on the executors"},
    {"NotSerializableException", Change::Kind::kCode,
     "create the object inside mapPartitions, or mark its field @transient lazy",
     "the closure holds an object that cannot be sent to the executors"},
    {"PythonException", Change::Kind::kCode,
     "handle the rows that the function cannot, and return NULL or a status for them",
     "one row that fails fails its task, and after spark.task.maxFailures attempts the job"},
    {"Traceback (most recent call last)", Change::Kind::kCode,
     "handle the rows that the function cannot, and return NULL or a status for them",
     "one row that fails fails its task, and after spark.task.maxFailures attempts the job"},
    {"UDF", Change::Kind::kCode,
     "handle the rows that the function cannot, and return NULL for them",
     "one row that fails fails its task, and after spark.task.maxFailures attempts the job"},
};

// Whether the query's own raise_error threw it. Before Spark 4.0 that is a plain RuntimeException, of
// the code generated for the query; Spark's own there speak of rows that come from outside.
bool IsRaisedByQuery(std::string_view text) {
  constexpr std::string_view kClass = "java.lang.RuntimeException: ";
  constexpr std::string_view kFrame = "\n\tat ";
  constexpr std::string_view kExpressions = "org.apache.spark.sql.catalyst.expressions.";
  for (std::size_t at = text.find(kClass); at != std::string_view::npos;
       at = text.find(kClass, at)) {
    at += kClass.size();
    const std::size_t frame = text.find(kFrame, at);
    if (frame == std::string_view::npos) return false;
    const std::string_view message = text.substr(at, frame - at);
    std::string_view thrower = text.substr(frame + kFrame.size());
    if (!thrower.starts_with(kExpressions)) continue;
    thrower.remove_prefix(kExpressions.size());
    const bool is_of_query =
        thrower.starts_with("GeneratedClass$") || thrower.starts_with("RaiseError.");
    if (is_of_query && !Contains(message, "row cannot be null") &&
        !Contains(message, "is not a valid external type")) {
      return true;
    }
  }
  return false;
}

bool Fits(const Known& known, const Run& run, std::string_view text) {
  return Contains(text, known.words) ||
         (known.words == kUserRaised && run.IsAtLeast(3, 1) && IsRaisedByQuery(text));
}

}  // namespace

bool SaysKilled(std::string_view text) {
  constexpr std::string_view kWords[] = {"exceeding memory limits",
                                         "exceeding physical memory",
                                         "exit code 137",
                                         "code 137",
                                         "status 137",
                                         "status: 137",
                                         "code: 137",
                                         "OOMKilled"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view words) { return Contains(text, words); });
}

bool SaysGivenBack(std::string_view reason) {
  return Contains(reason, "illed by driver") || Contains(reason, "explicit termination request") ||
         Contains(reason, "idle") || Contains(reason, "scale down");
}

bool SaysOutOfHeap(std::string_view text) {
  // Threads, classes and direct buffers are not in the heap.
  if (Contains(text, "native thread") || Contains(text, "Metaspace") ||
      Contains(text, "Direct buffer memory")) {
    return false;
  }
  return Contains(text, "OutOfMemoryError") || Contains(text, "GC overhead limit exceeded");
}

bool SaysRemovedOutOfHeap(std::string_view reason) {
  return SaysOutOfHeap(reason) || Contains(reason, "code 52") || Contains(reason, "code: 52") ||
         Contains(reason, "status: 52");
}

bool SaysOutOfHeap(const model::Application& app, const model::TaskFailure& failure) {
  return SaysOutOfHeap(AllText(app, failure));
}

bool IsIntended(const model::Application& app, const model::TaskFailure& failure) {
  const std::string_view reason = app.text(failure.reason);
  if (reason == "TaskCommitDenied" || reason == "Resubmitted") return true;
  return reason == "TaskKilled";
}

std::string NormalisedFailure(const model::Application& app, const model::TaskFailure& failure) {
  std::string text;
  const std::string_view class_name = app.text(failure.class_name);
  text = class_name.empty() ? std::string(app.text(failure.reason)) : std::string(class_name);
  text += ": ";
  const std::string_view message = MessageOf(app, failure);
  for (std::size_t i = 0; i < message.size() && text.size() < kMaxText;) {
    if (!IsWord(message[i]) && message[i] != '/') {
      text += message[i++];
      continue;
    }
    // A word with a digit in it, or a path, differs from attempt to attempt.
    std::size_t end = i;
    bool varies = false;
    while (end < message.size() &&
           (IsWord(message[end]) || message[end] == '/' ||
            (message[end] == '.' && end + 1 < message.size() && IsWord(message[end + 1])))) {
      varies |= IsDigit(message[end]) || message[end] == '/';
      ++end;
    }
    if (varies) {
      text += '#';
    } else {
      text.append(message.substr(i, end - i));
    }
    i = end;
  }
  return text;
}

bool IsExecutorLoss(const model::Application& app, const model::TaskFailure& failure) {
  return app.text(failure.reason) == "ExecutorLostFailure";
}

bool IsFetchFailure(const model::Application& app, const model::TaskFailure& failure) {
  return app.text(failure.reason) == "FetchFailed";
}

std::string ShortFailure(const model::Application& app, const model::TaskFailure& failure) {
  constexpr std::size_t kShort = 72;
  const std::string_view message = MessageOf(app, failure);
  if (IsExecutorLoss(app, failure)) {
    const std::size_t reason = message.find("Reason: ");
    return reason == std::string_view::npos ? std::string()
                                            : OneLine(message.substr(reason + 8), kShort);
  }
  if (IsFetchFailure(app, failure)) return "FetchFailed: shuffled data of an executor is gone";
  for (const StringId text : {failure.description, failure.error_message, failure.stack}) {
    const std::string_view python = PythonError(app.text(text));
    if (!python.empty()) return OneLine(python, kShort);
  }
  std::string_view name = app.text(failure.class_name);
  if (name.empty()) name = app.text(failure.reason);
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) {
    name.remove_prefix(dot + 1);
  }
  if (name.empty()) return "an unknown reason";
  return message.empty() || message == name
             ? std::string(name)
             : OneLine(std::string(name) + ": " + std::string(message), kShort);
}

std::string FirstOwnFrame(const model::Application& app, const model::TaskFailure& failure) {
  for (const StringId text : {failure.description, failure.error_message, failure.stack}) {
    std::string python = PythonFrame(app.text(text));
    if (!python.empty()) return python;
  }
  constexpr std::array<std::string_view, 7> kForeign = {
      "java.", "javax.", "jdk.", "scala.", "org.apache.spark.", "sun.", "py4j."};
  std::string_view stack = app.text(failure.stack);
  while (!stack.empty()) {
    const std::size_t end = std::min(stack.find('\n'), stack.size());
    std::string_view line = stack.substr(0, end);
    stack.remove_prefix(std::min(end + 1, stack.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.starts_with("at ")) line.remove_prefix(3);
    const std::string_view method = line.substr(0, line.find('('));
    if (method.size() == line.size() || !line.ends_with(')') || !Contains(method, ".") ||
        Contains(method, " ")) {
      continue;
    }
    if (std::none_of(kForeign.begin(), kForeign.end(),
                     [&](std::string_view prefix) { return line.starts_with(prefix); })) {
      return std::string(line);
    }
  }
  return {};
}

void AdviseOnKilledProcess(const Run& run, Finding& finding) {
  if (run.is_databricks()) {
    AdviseMemory(run, Scaled(run.executor_heap(), 1.5),
                 "the operating system killed the executor, mostly for its memory", finding);
    return;
  }
  if (!run.knows_settings()) {
    finding.changes.push_back(
        OnCluster("more memory outside the heap (spark.executor.memoryOverhead), or fewer tasks at "
                  "a time in it "
                  "(spark.executor.cores)",
                  "the executor's process was killed from outside, mostly for its memory"));
    Miss("the application's settings are not in the log: what the process may take is not known",
         finding);
    return;
  }
  const std::int64_t fewer = run.slots_per_executor() / 2;
  if (run.manager() == Manager::kStandalone || run.runs_in_driver()) {
    finding.changes.push_back(
        OnCluster("look in the machine's kernel log whether it ran out of memory at that time",
                  "the system killed the executor's process"));
    if (fewer < 1) return;
    Set(run, settings::kExecutorCores, CoresFor(run, fewer),
        "if so: half as many tasks at a time, Python workers among them, in the same memory",
        finding);
    return;
  }
  const std::int64_t seen = Scaled(PeaksOf(run).resident, 1.25) - run.executor_heap();
  const std::int64_t present = MemoryOverheadOf(run);
  SetIfMore(
      run, settings::kMemoryOverhead, std::max(seen, Scaled(present, 2)), present,
      "the container was killed, mostly for memory outside the heap (Python, Netty, off-heap)",
      finding);
  if (fewer < 1) return;
  Set(run, settings::kExecutorCores, CoresFor(run, fewer),
      "or half as many tasks at a time in the same container", finding);
}

void AdviseDecommission(const Run& run, Finding& finding) {
  const OneChange all(finding);
  if (!Set(run, settings::kDecommission, "true",
           "or: an executor whose end is announced takes no new tasks", finding)) {
    return;
  }
  Set(run, settings::kStorageDecommission, "true", "and moves what it holds to others", finding);
  Set(run, settings::kShuffleDecommission, "true",
      "shuffled data among it, so that no stage has to run again", finding);
}

void AdviseOnFailure(const Run& run, const model::TaskFailure& failure, bool recovered,
                     Finding& finding) {
  const std::string text = AllText(run.app(), failure);
  if (SaysOutOfHeap(text)) {
    AdviseMemory(run, Scaled(run.executor_heap(), 1.5), HeapInWords(run) + " was full", finding);
    return;
  }
  if (SaysKilled(text)) {
    AdviseOnKilledProcess(run, finding);
    return;
  }
  if (Contains(text, "FetchFailed") || Contains(text, "Failed to connect to") ||
      Contains(text, "ExecutorLostFailure") || Contains(text, "ExecutorLost")) {
    finding.changes.push_back(OnCluster(
        "find out why the executor went away (its log, spot or preemptible machines, memory)",
        "what it had shuffled was lost and had to be computed again"));
    if (!run.is_databricks() && !run.runs_in_driver()) AdviseDecommission(run, finding);
    return;
  }
  if (Contains(text, "Kryo serialization failed") || Contains(text, "Buffer overflow. Available")) {
    constexpr std::int64_t kMiB = std::int64_t{1} << 20;
    if (!run.knows_settings()) {
      finding.changes.push_back(
          InCode("a larger spark.kryoserializer.buffer.max, when the application starts",
                 "an object is larger than the serialiser's buffer"));
      return;
    }
    const std::int64_t now = Present(run, settings::kKryoBuffer, 64 * kMiB);
    Set(run, settings::kKryoBuffer, now < 512 * kMiB ? "512m" : "2047m",
        "an object is larger than the serialiser's buffer of " + FormatBytes(now), finding);
    return;
  }
  const std::string frame = FirstOwnFrame(run.app(), failure);
  if (recovered) {
    finding.changes.push_back(
        InCode("look at what " + (frame.empty() ? std::string("the task") : frame) +
                   " calls (a service, a database, a file system), and retry there",
               "every task that failed so succeeded when it was tried again: it is not its rows"));
    return;
  }
  for (const Known& known : kKnown) {
    if (!Fits(known, run, text)) continue;
    finding.changes.push_back({known.kind, std::string(known.text), std::string(known.reason)});
    return;
  }
  finding.changes.push_back(InCode(
      "look at " +
          (frame.empty() ? std::string("the executor's log at the time of the failure") : frame),
      "where the exception comes from"));
}

}  // namespace dataflint::insights
