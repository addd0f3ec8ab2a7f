// FollowedLog: a log that may still grow and the engine that reads it, in step; and their saved
// state. What --follow and --state have in common. One thread.
#ifndef DATAFLINT_CLI_ANALYZE_FOLLOWED_LOG_H_
#define DATAFLINT_CLI_ANALYZE_FOLLOWED_LOG_H_

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "cli/analyze/analyze_options.h"
#include "cli/progress.h"
#include "cli/read_log.h"
#include "engine/engine.h"
#include "io/log_follower.h"

namespace dataflint::cli {

class FollowedLog {
 public:
  // `options` and `progress` must outlive it.
  FollowedLog(io::EventLog log, const AnalyzeOptions& options, Progress& progress);

  // Goes on from the file of --state, if it is there; says so when it cannot be used.
  void TakeUpState();
  // Reads all that is there. Gives whether that was anything. Errors: kInterrupted.
  Result<bool> CatchUp();
  // The report so far; good until the next call of anything else. Costs nothing when nothing came
  // since the last one.
  const report::Report& Update();
  // Whether it would give that of the last call again.
  bool is_current() const { return current_ != nullptr; }
  // The report of everything, read to its end as it is now; nothing can be read after that.
  const report::Report& Finish();
  // Into the file of --state, if there is one.
  Status Save();

  const io::EventLog& log() const { return follower_->log(); }
  const io::LogFollower& follower() const { return *follower_; }
  const engine::Engine& engine() const { return *engine_; }
  // Where the time of the last CatchUp() and Update() or Finish() went.
  const Timings& timings() const { return timings_; }

 private:
  void StartAnew(io::EventLog log);
  // What a step of the follower means to the engine. Whether bytes came.
  bool Apply(const io::FollowStep& step);

  const AnalyzeOptions& options_;
  Progress& progress_;
  bool caught_up_ = false;  // once; what comes later is small, and read without telling
  Timings timings_;
  StepClock steps_;
  std::unique_ptr<io::LogFollower> follower_;
  std::unique_ptr<engine::Engine> engine_;
  const report::Report* current_ = nullptr;  // null: none yet, or the engine was used since
};

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_FOLLOWED_LOG_H_
