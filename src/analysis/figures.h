// Figures: what analysis/ derives from an Application, all at once and always adding up.
//
// Follows shared definitions: available core time = sum over executors of lifetime x cores, cut to
// the application's life, split exclusively into twelve parts; wall time split exclusively into its
// parts; the critical path; the classified driver gaps. Everything here is integer milliseconds (of
// wall or of core time), and the parts of a split add up to the whole exactly, in every log,
// however damaged. Called by engine/; pure functions of the model; any thread.
#ifndef DATAFLINT_ANALYSIS_FIGURES_H_
#define DATAFLINT_ANALYSIS_FIGURES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/application.h"

namespace dataflint::analysis {

using model::StageKey;
using model::TimeMs;

// The twelve parts of core time, in the order of every report, chart and JSON.
enum class CorePart : std::uint8_t {
  kCpu,
  kGc,
  kShuffleWait,
  kShuffleWrite,
  kSerde,
  kOther,
  kScheduler,
  kFailed,
  kIdleDriver,  // no task anywhere: driver gaps
  kIdleTail,    // fewer running tasks than slots, none pending
  kIdleNarrow,  // the stages running never had enough tasks
  kIdleKept,    // no demand, executors kept
  kCount
};
inline constexpr std::size_t kCorePartCount = static_cast<std::size_t>(CorePart::kCount);
std::string_view NameOf(CorePart part);  // "cpu", "gc", "shuffle-wait", ..., "idle-kept"

struct CoreTime {
  std::array<std::int64_t, kCorePartCount> parts{};  // core-milliseconds
  std::int64_t available = 0;                        // their sum, exactly
  std::int64_t operator[](CorePart part) const { return parts[static_cast<std::size_t>(part)]; }
  std::int64_t& operator[](CorePart part) { return parts[static_cast<std::size_t>(part)]; }
  bool operator==(const CoreTime&) const = default;
};

// The parts of wall time.
enum class WallPart : std::uint8_t {
  kStartUp,    // before the first executor could run a task
  kExecuting,  // at least one task running
  kPlanning,   // driver gap: a SQL execution is being planned or compiled
  kListing,    // driver gap: files are being listed (listing jobs, file index metrics)
  kCommit,     // driver gap: after the last stage of a writing SQL execution, before its end
  kBroadcast,  // driver gap: a broadcast is being collected and built
  kWaitingForExecutors,  // tasks pending, nothing running
  kUserCode,             // driver gap with no SQL execution open: the driver's own code
  kDriverOther,          // driver gap inside a SQL execution or job that is none of these
  kClosing,              // after the last job
  kCount
};
inline constexpr std::size_t kWallPartCount = static_cast<std::size_t>(WallPart::kCount);
std::string_view NameOf(WallPart part);  // "start-up", "executing", "planning", ...

struct WallTime {
  std::array<std::int64_t, kWallPartCount> parts{};  // milliseconds
  std::int64_t total = 0;                            // their sum, exactly; application start to end
  std::int64_t operator[](WallPart part) const { return parts[static_cast<std::size_t>(part)]; }
  std::int64_t& operator[](WallPart part) { return parts[static_cast<std::size_t>(part)]; }
  bool operator==(const WallTime&) const = default;
};

// A stretch in which no task ran anywhere.
struct DriverGap {
  TimeMs begin = 0;
  TimeMs end = 0;
  WallPart kind = WallPart::kUserCode;
  // What stood around it; -1 none.
  std::int64_t sql_execution_id = -1;  // open during the gap
  StageKey stage_before;               // last to finish a task before it; stage_id -1 none
  StageKey stage_after;                // first to start one after it
  std::int64_t duration() const { return end - begin; }
  bool operator==(const DriverGap&) const = default;
};

// One link of the chain that decided the end time, in time order without holes.
struct CriticalLink {
  enum class Kind : std::uint8_t { kStage, kGap };
  Kind kind = Kind::kStage;
  TimeMs begin = 0;
  TimeMs end = 0;
  StageKey stage;                      // kStage
  std::int64_t task_id = -1;           // kStage: the task that ended last in it, if it decided
  WallPart gap = WallPart::kUserCode;  // kGap
  std::int64_t duration() const { return end - begin; }
  bool operator==(const CriticalLink&) const = default;
};

// What is derived for one stage attempt; same index as Application::stages.
struct StageFigures {
  std::int64_t tasks = 0;  // rows in its table
  std::int64_t successful_tasks = 0;
  TimeMs first_launch = model::kNoTime;
  TimeMs last_finish = model::kNoTime;
  // Of successful tasks' durations, ms; Spark's quantile rule min(floor(q n), n - 1).
  std::int64_t duration_min = 0;
  std::int64_t duration_p25 = 0;
  std::int64_t duration_median = 0;
  std::int64_t duration_p75 = 0;
  std::int64_t duration_max = 0;
  std::int64_t max_task_id = -1;      // task of duration_max
  std::int64_t scheduler_delay = 0;   // sum over tasks with metrics, ms
  CoreTime core_time;                 // its tasks' share: cpu .. failed (idle parts are zero)
  std::int64_t tail_core_time = 0;    // idle-tail core time while it alone was running
  std::int64_t narrow_core_time = 0;  // idle-narrow core time likewise
  // When it first had fewer tasks left to end than slots; kNoTime when it never had as many as
  // slots.
  TimeMs tail_begin = model::kNoTime;
  std::int64_t slots = 0;          // cores offered while it ran, at most
  std::int64_t critical_time = 0;  // ms on the critical path
  bool operator==(const StageFigures&) const = default;
};

struct Figures {
  TimeMs begin = model::kNoTime;  // application start
  TimeMs end = model::kNoTime;    // its end, or the last event
  std::int64_t max_cores = 0;     // most cores at any moment
  std::int64_t max_executors = 0;
  std::int64_t peak_running_tasks = 0;
  CoreTime core_time;
  // Core time that tasks held beyond what executors announced (clock skew, executors that the log
  // does not know); part of core_time.available. 0 in a sound log.
  std::int64_t widened_core_time = 0;
  WallTime wall_time;
  std::vector<DriverGap> driver_gaps;       // in time order; without start-up and closing
  std::vector<CriticalLink> critical_path;  // in time order, begin to end
  std::vector<StageFigures> stages;         // one per Application::stages
  std::int64_t total_tasks = 0;
  std::int64_t failed_tasks = 0;
  std::int64_t killed_tasks = 0;
  bool operator==(const Figures&) const = default;
};

// Once, for an application that is complete; analyzer.h for one that grows.
Figures Analyze(const model::Application& app);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_FIGURES_H_
