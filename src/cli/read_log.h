// FindLogs and ReadLog: the logs that paths mean, and the bytes of one of them into an engine, with
// issues, progress, Ctrl-C and timings. What every command that reads logs begins with.
#ifndef DATAFLINT_CLI_READ_LOG_H_
#define DATAFLINT_CLI_READ_LOG_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/progress.h"
#include "engine/engine.h"
#include "io/event_log.h"

namespace dataflint::cli {

// Where our own time went, in seconds; for --timings.
struct Timings {
  double total = 0;   // wall clock, from opening the log on
  double decode = 0;  // of the decoder's thread
  double parse = 0;   // lines into the model
  double close = 0;   // end of the log: totals that need all of it
  double analysis = 0;
  double replay = 0;
  double insights = 0;
  double report = 0;  // rendering
  std::int64_t packed_bytes = 0;
  std::int64_t bytes = 0;  // unpacked
};

// Adds the engine's own steps to timings: give Enter to EngineOptions::on_step.
class StepClock {
 public:
  explicit StepClock(Timings& timings) : timings_(timings) {}
  void Enter(engine::Step step);

 private:
  using Clock = std::chrono::steady_clock;
  Timings& timings_;
  double* running_ = nullptr;
  Clock::time_point since_{};
};

struct ReadOptions {
  bool threaded = true;          // decode on a thread of its own
  Progress* progress = nullptr;  // may be null
  Timings* timings = nullptr;    // may be null
  // Asked before each chunk; true: nobody wants the rest. May be empty.
  std::function<bool()> gives_up;
};

// io::FindEventLogs until Ctrl-C. What lay beside a log that is the only one, and could not be
// read, is moved into its own issues, so that its report says so. Beside many it stays in
// FoundLogs::issues: see WarnOfIssues.
Result<io::FoundLogs> FindLogs(const std::vector<std::string>& paths);

// Says on standard error what belongs to none of several logs.
void WarnOfIssues(const ImportIssues& issues);

// Pushes the whole log into `engine`, which has seen nothing yet, and closes it. What is wrong with
// the log becomes an issue in the report. Errors: kInterrupted, kInternal; kUnavailable after
// ReadOptions::gives_up.
Result<const report::Report*> ReadLog(const io::EventLog& log, const ReadOptions& options,
                                      engine::Engine& engine);

// That no log was found in `paths`, and why.
Error NoLogFound(const std::vector<std::string>& paths, const io::FoundLogs& found);

// Whether any event was read: without one there is nothing to say, and NothingToSay is why.
bool HasEvents(const report::Report& report);
Error NothingToSay(const report::Report& report, const io::EventLog& log);

// Sum of the parts' sizes as stored; -1 when one is not known.
std::int64_t PackedBytes(const io::EventLog& log);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_READ_LOG_H_
