#include "cli/analyze/followed_log.h"

#include <utility>

#include "cli/analyze/saved_reading.h"
#include "cli/error_text.h"
#include "cli/interrupt.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = io::FollowStep::Kind;

}  // namespace

FollowedLog::FollowedLog(io::EventLog log, const AnalyzeOptions& options, Progress& progress)
    : options_(options), progress_(progress), steps_(timings_) {
  StartAnew(std::move(log));
}

void FollowedLog::StartAnew(io::EventLog log) {
  engine::EngineOptions engine_options;
  engine_options.overrides = options_.overrides;
  engine_options.on_step = [this](engine::Step step) { steps_.Enter(step); };
  engine_ = std::make_unique<engine::Engine>(engine_options);
  current_ = nullptr;
  io::FollowOptions follow;
  follow.cancelled = &Interrupted();
  follower_ = std::make_unique<io::LogFollower>(std::move(log), follow);
}

void FollowedLog::TakeUpState() {
  if (options_.state.empty()) return;
  const auto refuse = [&](const Error& error) {
    PrintWarning(error.what + ": " + (error.where.empty() ? options_.state : error.where) + ": " +
                 error.why + "; the log is read from its start");
    StartAnew(log());
  };
  Result<std::optional<SavedReading>> saved = LoadReading(options_.state);
  if (!saved) return refuse(saved.error());
  if (!*saved) return;
  if (!engine_->RestoreState((*saved)->engine())) {
    return refuse({ErrorCode::kBadInput, "cannot use the saved state", options_.state,
                   "it is damaged, or another version of dataflint saved it", ""});
  }
  if (const Status there = follower_->GoOnFrom((*saved)->position()); !there) refuse(there.error());
}

bool FollowedLog::Apply(const io::FollowStep& step) {
  if (step.kind != Kind::kNothingNew) current_ = nullptr;
  switch (step.kind) {
    case Kind::kBytes: {
      const Clock::time_point start = Clock::now();
      if (step.starts_part) engine_->BeginPart(io::SourceName(step.part));
      engine_->Push(step.bytes);
      timings_.parse += std::chrono::duration<double>(Clock::now() - start).count();
      timings_.bytes += static_cast<std::int64_t>(step.bytes.size());
      if (!caught_up_) {
        progress_.Show(log().name, follower_->packed_bytes_read(), PackedBytes(log()));
      }
      return true;
    }
    case Kind::kPartRenamed:
      engine_->RenamePart(step.old_path, step.part.path);
      return false;
    case Kind::kRewritten:
      progress_.Clear();
      PrintWarning(log().name + ": the log was written anew; it is read from its start");
      StartAnew(log());
      return true;
    case Kind::kNothingNew:
    case Kind::kEnded:
      break;
  }
  return false;
}

Result<bool> FollowedLog::CatchUp() {
  timings_ = {};
  const Clock::time_point start = Clock::now();
  bool any = false;
  while (true) {
    Result<io::FollowStep> step = follower_->Next();
    if (!step) return tl::unexpected(std::move(step).error());
    any = Apply(*step) || any;
    if (step->kind == Kind::kNothingNew) break;
  }
  if (const ImportIssues issues = follower_->TakeIssues(); issues.HasAny()) {
    engine_->AddIssues(issues);
    current_ = nullptr;
  }
  progress_.Clear();
  caught_up_ = true;
  timings_.total = std::chrono::duration<double>(Clock::now() - start).count();
  return any;
}

const report::Report& FollowedLog::Update() {
  const Clock::time_point start = Clock::now();
  if (current_ == nullptr) current_ = &engine_->Update(follower_->StandingIssues());
  timings_.total += std::chrono::duration<double>(Clock::now() - start).count();
  return *current_;
}

const report::Report& FollowedLog::Finish() {
  current_ = nullptr;
  bool ended = false;
  while (!ended && !Interrupted()) {
    follower_->TakeWhatIsThere();
    Result<io::FollowStep> step = follower_->Next();
    if (!step) break;  // Ctrl-C
    Apply(*step);
    ended = step->kind == Kind::kEnded;
  }
  engine_->AddIssues(follower_->StandingIssues());
  engine_->AddIssues(follower_->TakeIssues());
  return engine_->Finish();
}

Status FollowedLog::Save() {
  if (options_.state.empty()) return {};
  current_ = nullptr;
  return SaveReading(options_.state, follower_->position(), engine_->SaveState());
}

}  // namespace dataflint::cli
