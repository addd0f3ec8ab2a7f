#include "cli/read_log.h"

#include <chrono>
#include <utility>

#include "cli/error_text.h"
#include "cli/interrupt.h"
#include "io/file_source.h"
#include "io/log_stream.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Two clock readings a chunk of 512 KiB: nothing, beside parsing it.
template <typename Work>
void Timed(double* seconds, Work&& work) {
  if (seconds == nullptr) return work();
  const Clock::time_point start = Clock::now();
  work();
  *seconds += SecondsSince(start);
}

Status PushAll(const io::EventLog& log, const ReadOptions& options, io::LogStream& stream,
               engine::Engine& engine) {
  const std::int64_t total = options.progress == nullptr ? 0 : PackedBytes(log);
  double* parse = options.timings == nullptr ? nullptr : &options.timings->parse;
  while (true) {
    if (options.gives_up && options.gives_up()) {
      return Fail(ErrorCode::kUnavailable, "reading the log was given up", log.name);
    }
    Result<std::optional<io::Chunk>> next = stream.Next();
    if (!next) return tl::unexpected(std::move(next).error());
    if (!*next) return {};
    const io::Chunk& chunk = **next;
    Timed(parse, [&] {
      if (chunk.starts_part) engine.BeginPart(io::SourceName(log.parts[chunk.part]));
      engine.Push(chunk.bytes);
    });
    if (options.progress != nullptr) {
      options.progress->Show(log.name, stream.packed_bytes_read(), total);
    }
  }
}

// Once more, for the whole reason: an issue keeps the words alone.
void ExplainUnreadable(Error& error) {
  error.code = ErrorCode::kUnavailable;
  error.fix = "copy it to where it can be read";
  const auto opened = io::FileSource::Open(error.where, nullptr);
  if (opened || opened.error().code == ErrorCode::kBadInput) return;  // a folder, which can be
  error.code = opened.error().code;
  error.fix = opened.error().fix;
}

}  // namespace

void StepClock::Enter(engine::Step step) {
  const Clock::time_point now = Clock::now();
  if (running_ != nullptr) *running_ += std::chrono::duration<double>(now - since_).count();
  since_ = now;
  switch (step) {
    case engine::Step::kClosing:
      running_ = &timings_.close;
      return;
    case engine::Step::kAnalysis:
      running_ = &timings_.analysis;
      return;
    case engine::Step::kReplay:
      running_ = &timings_.replay;
      return;
    case engine::Step::kInsights:
      running_ = &timings_.insights;
      return;
    case engine::Step::kDone:
      running_ = nullptr;
      return;
  }
}

Result<io::FoundLogs> FindLogs(const std::vector<std::string>& paths) {
  io::FindOptions find;
  find.cancelled = &Interrupted();
  Result<io::FoundLogs> found = io::FindEventLogs(paths, find);
  if (found && found->logs.size() == 1) {
    found->logs.front().issues.Merge(found->issues);
    found->issues = {};
  }
  return found;
}

void WarnOfIssues(const ImportIssues& issues) {
  issues.ForEach([](ImportIssue issue, std::int64_t count, const std::vector<IssuePlace>& places) {
    if (SpecOf(issue).severity == IssueSeverity::kInfo) return;
    std::string text = std::to_string(count) + " x " + std::string(SpecOf(issue).sentence);
    if (!places.empty() && !places.front().source.empty()) text += ": " + places.front().source;
    PrintWarning(text);
  });
}

Result<const report::Report*> ReadLog(const io::EventLog& log, const ReadOptions& options,
                                      engine::Engine& engine) {
  const Clock::time_point start = Clock::now();
  io::StreamOptions stream_options;
  stream_options.threaded = options.threaded;
  stream_options.cancelled = &Interrupted();
  auto stream = io::LogStream::Open(log, stream_options);
  if (!stream) return tl::unexpected(std::move(stream).error());
  DF_RETURN_IF_ERROR(PushAll(log, options, **stream, engine));
  engine.AddIssues(log.issues);
  engine.AddIssues((*stream)->TakeIssues());

  const report::Report& report = engine.Finish();
  if (options.timings != nullptr) {
    options.timings->total = SecondsSince(start);
    options.timings->decode = (*stream)->decode_seconds();
    options.timings->packed_bytes = (*stream)->packed_bytes_read();
    options.timings->bytes = (*stream)->decoded_bytes_read();
  }
  if (Interrupted()) {
    return Fail(ErrorCode::kInterrupted, "reading the log was interrupted", log.name);
  }
  return &report;
}

Error NoLogFound(const std::vector<std::string>& paths, const io::FoundLogs& found) {
  Error error{ErrorCode::kNotFound, "there is no event log", paths.front(),
              "nothing in it looks like one",
              "spark.eventLog.dir says where Spark writes them; name that folder or a file"};
  bool explained = false;
  found.issues.ForEach([&](ImportIssue issue, std::int64_t, const std::vector<IssuePlace>& places) {
    if (explained || SpecOf(issue).severity != IssueSeverity::kDataLoss || places.empty()) return;
    Error reason{ErrorCode::kBadInput, error.what, places.front().source, WhyOf(issue, places),
                 issue == ImportIssue::unsupported_packing
                     ? "unpack it first, and name what comes out of it"
                     : "copy it again from where Spark wrote it"};
    explained = true;
    if (issue == ImportIssue::unreadable_file) ExplainUnreadable(reason);
    if (reason.code == ErrorCode::kNotFound) {  // a link to nowhere, somewhere in the folder
      error.why += ", and " + reason.where + " leads nowhere: No such file or directory";
    } else {
      error = std::move(reason);
    }
  });
  return error;
}

bool HasEvents(const report::Report& report) { return !report.app->events_by_name.empty(); }

Error NothingToSay(const report::Report& report, const io::EventLog& log) {
  Error error{ErrorCode::kBadInput, "there is nothing to analyse", log.name,
              "no Spark event could be read in it", "dataflint inspect says what it holds"};
  report.app->issues.ForEach([&](ImportIssue issue, std::int64_t, const auto& places) {
    if (SpecOf(issue).severity != IssueSeverity::kDataLoss) return;
    // Of a line that is none the text would not help; of a packing the detail says what it is.
    const bool is_line = issue >= ImportIssue::truncated_last_line;
    error.why = "no Spark event could be read in it (" +
                WhyOf(issue, is_line ? std::vector<IssuePlace>() : places) + ")";
  });
  return error;
}

std::int64_t PackedBytes(const io::EventLog& log) {
  std::int64_t total = 0;
  for (const io::LogPart& part : log.parts) {
    if (part.packed_bytes < 0) return -1;
    total += part.packed_bytes;
  }
  return total;
}

}  // namespace dataflint::cli
