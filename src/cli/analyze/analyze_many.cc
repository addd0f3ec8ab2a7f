#include "cli/analyze/analyze_many.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "cli/analyze/analyze_one.h"
#include "cli/analyze/named_logs.h"
#include "cli/analyze/resident_memory.h"
#include "cli/error_text.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/read_log.h"
#include "io/thread_pool.h"
#include "report/report_json.h"

namespace dataflint::cli {
namespace {

// What is left of a log once its engine is gone.
struct Outcome {
  bool done = false;
  report::ApplicationRow row;
  std::vector<std::string>
      json;  // of its report or error, in pieces: one text would double to grow
  ExitCode exit_code = ExitCode::kOk;
};

constexpr JsonWriter::Style kJsonStyle = JsonWriter::Style::kCompact;

bool WantsJson(const AnalyzeOptions& options) {
  return options.form == Format::kJson || options.form == Format::kJsonLines;
}

JsonWriter::Sink Into(Outcome& outcome) {
  return [&outcome](std::string_view piece) { outcome.json.emplace_back(piece); };
}

Outcome Failed(const AnalyzeOptions& options, const std::string& log, const Error& error) {
  Outcome outcome;
  outcome.row.log = log;
  outcome.row.readable = false;
  outcome.row.problem = error.why.empty() ? error.what : error.why;
  outcome.exit_code = ExitCodeFor(error.code);
  if (WantsJson(options)) {
    JsonWriter json(Into(outcome), kJsonStyle);
    report::WriteUnreadable(log, error, json);
    json.Flush();
  }
  return outcome;
}

// Of files that were met while the logs were looked for, and could not be used: those whose places
// the issues keep.
std::vector<Outcome> OutcomesOf(const AnalyzeOptions& options, const ImportIssues& issues) {
  std::vector<Outcome> outcomes;
  issues.ForEach([&](ImportIssue issue, std::int64_t, const std::vector<IssuePlace>& places) {
    if (SpecOf(issue).severity != IssueSeverity::kDataLoss) return;
    for (const IssuePlace& place : places) {
      if (place.source.empty()) continue;
      const std::string why = place.detail.empty() ? WhyOf(issue, {place}) : place.detail;
      outcomes.push_back(Failed(options, place.source,
                                {ErrorCode::kBadInput, "cannot read it", place.source, why,
                                 "dataflint inspect says more"}));
    }
  });
  return outcomes;
}

// Logs for each thread that may be done before their turn comes: reports that wait for that of a
// slow log are held in memory.
constexpr std::size_t kAheadEach = 2;
// Where the logs in work hold more than so much for each thread, the last of them is put off: read
// anew when it is alone. Few logs need so much, and one alone may need four times as much.
constexpr std::int64_t kMemoryEach = std::int64_t{64} << 20;

// Hands the logs to threads and takes their outcomes back in the logs' order.
class Workers {
 public:
  Workers(const AnalyzeOptions& options, const std::vector<io::EventLog>& logs)
      : options_(options), logs_(logs), outcomes_(logs.size()) {
    const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1U);
    const std::size_t wanted =
        options.threads > 0 ? static_cast<std::size_t>(options.threads) : cores;
    const std::size_t count = std::min(wanted, logs.size());
    most_ahead_ = kAheadEach * count;
    much_memory_ = kMemoryEach * static_cast<std::int64_t>(count);
    pool_ = std::make_unique<io::ThreadPool>(count, count);
    for (std::size_t i = 0; i < pool_->threads(); ++i) pool_->Submit([this] { Work(); });
  }
  ~Workers() {
    const std::lock_guard lock(mutex_);
    next_ = logs_.size();  // logs that nobody has begun stay so
    put_off_.clear();
    room_.notify_all();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Waits for the outcome of the next log.
  Outcome TakeNext() {
    if (pool_->threads() == 0) return *Analyze(taken_++);
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return outcomes_[taken_].done; });
    room_.notify_all();
    return std::move(outcomes_[taken_++]);
  }
  std::int64_t packed_bytes_done() const { return packed_bytes_.load(std::memory_order_relaxed); }

 private:
  void Work() {
    while (const std::optional<std::size_t> i = BeginNext()) {
      std::optional<Outcome> outcome = Analyze(*i);
      if (!outcome || ResidentBytes() > much_memory_) ReturnFreedMemory();
      const std::lock_guard lock(mutex_);
      in_work_.erase(*i);
      room_.notify_all();
      if (!outcome) {
        put_off_.push_back(*i);
        continue;
      }
      outcomes_[*i] = *std::move(outcome);
      outcomes_[*i].done = true;
      ready_.notify_all();
    }
  }

  // Nothing when all are begun.
  std::optional<std::size_t> BeginNext() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] {
      if (!put_off_.empty()) return in_work_.empty();
      return next_ == logs_.size() || next_ < taken_ + most_ahead_;
    });
    if (put_off_.empty() && next_ == logs_.size()) return std::nullopt;
    const std::size_t i = put_off_.empty() ? next_++ : put_off_.back();
    if (!put_off_.empty()) put_off_.pop_back();
    in_work_.insert(i);
    return i;
  }

  // Whether others are in work, began earlier, and there is little memory for all.
  bool MustGiveWay(std::size_t i) {
    if (ResidentBytes() <= much_memory_) return false;
    const std::lock_guard lock(mutex_);
    return in_work_.size() > 1 && *in_work_.rbegin() == i;
  }

  // Nothing when it is put off.
  std::optional<Outcome> Analyze(std::size_t i) {
    const io::EventLog& log = logs_[i];
    engine::EngineOptions engine_options;
    engine_options.overrides = options_.overrides;
    engine::Engine engine(engine_options);
    const std::int64_t packed_bytes = PackedBytes(log);
    bool is_put_off = false;
    ReadOptions read_options;
    read_options.threaded = false;
    if (packed_bytes >= 0) {  // a pipe cannot be read anew
      read_options.gives_up = [&] {
        is_put_off = MustGiveWay(i);
        return is_put_off;
      };
    }
    Result<const report::Report*> read = ReadLog(log, read_options, engine);
    if (is_put_off) return std::nullopt;
    if (packed_bytes > 0) packed_bytes_ += packed_bytes;
    if (!read) return Failed(options_, log.name, read.error());
    if (!IsLogOfApplication(**read)) {
      return Failed(options_, log.name, WhyNoReport(**read, log));
    }
    Outcome outcome;
    outcome.row = report::RowOf(**read, log.name);
    outcome.exit_code = Verdict(options_, **read);
    if (WantsJson(options_)) {
      JsonWriter json(Into(outcome), kJsonStyle);
      report::JsonOptions json_options = options_.json_options;
      json_options.log = log.name;
      report::WriteReport(**read, json_options, json);
      json.Flush();
    }
    return outcome;
  }

  const AnalyzeOptions& options_;
  const std::vector<io::EventLog>& logs_;
  std::vector<Outcome> outcomes_;
  std::size_t next_ = 0;   // to begin
  std::size_t taken_ = 0;  // so many outcomes
  std::size_t most_ahead_ = 0;
  std::int64_t much_memory_ = 0;
  std::set<std::size_t> in_work_;
  std::vector<std::size_t> put_off_;  // the first of them last
  std::atomic<std::int64_t> packed_bytes_{0};
  std::mutex mutex_;
  std::condition_variable ready_;         // an outcome came
  std::condition_variable room_;          // an outcome was taken, or there is nothing more to do
  std::unique_ptr<io::ThreadPool> pool_;  // last: its end waits for the threads, which use the rest
};

// 3 before 8; an error of its own only when no log could be read.
ExitCode Joined(const std::vector<ExitCode>& codes, bool any_readable) {
  const auto any = [&](auto&& matches) { return std::any_of(codes.begin(), codes.end(), matches); };
  if (!any_readable && !codes.empty()) return codes.front();
  if (any([](ExitCode code) { return code == ExitCode::kGateFailed; }))
    return ExitCode::kGateFailed;
  if (any([](ExitCode code) { return code != ExitCode::kOk; })) return ExitCode::kPartial;
  return ExitCode::kOk;
}

void WriteListing(const AnalyzeOptions& options, std::vector<report::ApplicationRow>& rows,
                  const Context& context, Output& output) {
  report::Sort(rows, options.order);
  if (options.form == Format::kCsv) return output.Write(report::ListingAsCsv(rows, options.listed));
  if (options.form == Format::kMarkdown) {
    return output.Write(report::ListingAsMarkdown(rows, options.listed));
  }
  output.Write(
      report::RenderListing(rows, options.listed, options.look.StyleOf(context, options.output)));
}

}  // namespace

ExitCode AnalyzeMany(const AnalyzeOptions& options, const io::FoundLogs& found,
                     const Context& context) {
  auto opened = Output::Open(options.output);
  if (!opened) return PrintError(opened.error());
  Output& output = **opened;
  ReturnLargeBlocksWhenFreed();
  std::int64_t total = 0;
  for (const io::EventLog& log : found.logs) total += std::max<std::int64_t>(PackedBytes(log), 0);

  Progress progress(options.look.shows_progress(context));
  std::vector<report::ApplicationRow> rows;
  std::vector<ExitCode> codes;
  bool any_readable = false;
  const auto take = [&](Outcome outcome) {
    if (options.form == Format::kJson && !rows.empty()) output.Write(",\n");
    for (const std::string& piece : outcome.json) output.Write(piece);
    if (options.form == Format::kJsonLines) output.Write("\n");
    rows.push_back(std::move(outcome.row));
  };
  {
    Workers workers(options, found.logs);
    if (options.form == Format::kJson)
      output.Write("{\"schema\":\"dataflint.reports/1\",\"reports\":[\n");
    // Nobody reads on (a pipe to head): the logs left need no analysis.
    for (std::size_t i = 0; i < found.logs.size() && !output.is_broken(); ++i) {
      Outcome outcome = workers.TakeNext();
      progress.Show(std::to_string(i + 1) + " of " + std::to_string(found.logs.size()) + " logs",
                    workers.packed_bytes_done(), total);
      any_readable = any_readable || outcome.row.readable;
      codes.push_back(outcome.exit_code);
      take(std::move(outcome));
    }
    for (Outcome& outcome : OutcomesOf(options, found.issues)) take(std::move(outcome));
    if (options.form == Format::kJson) output.Write("\n]}\n");
  }
  progress.Clear();
  if (Interrupted()) return PrintError({ErrorCode::kInterrupted, "interrupted", {}, {}, {}});
  if (!options.look.quiet) WarnOfIssues(found.issues);
  if (options.form != Format::kJson && options.form != Format::kJsonLines) {
    WriteListing(options, rows, context, output);
  }
  if (const Status done = output.Finish(); !done) return PrintError(done.error());
  const ExitCode joined = Joined(codes, any_readable);
  return joined == ExitCode::kOk && found.issues.HasDataLoss() ? ExitCode::kPartial : joined;
}

}  // namespace dataflint::cli
