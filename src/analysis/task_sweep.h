// TaskSweep: walks through the application's life once, with every task start and end in time
// order, and splits what the cores were offered but not used by its cause.
//
// The exact rule, at each moment with more cores than tasks hold:
//   idle-driver  no task runs anywhere, and there is demand: between the first start and the last
//                end of any Spark job, SQL execution or task.
//   idle-kept    no task runs and there is no demand (before or after that); or a stage that has
//                begun still has tasks that were never launched (locality wait, launch latency, a
//                slow driver): the cores were kept, and not for want of tasks.
//   idle-tail    tasks run, none is waiting to be launched, and at least one of the stages running
//                has, in all, as many tasks as there are cores now: it filled them, this is its end.
//   idle-narrow  likewise, but every stage running has fewer tasks in all than there are cores now.
// "Tasks" of a stage means tasks x cores a task. When tasks hold more cores than executors
// announced (clock skew, tasks that outlive their executor, unknown executors), nothing is idle,
// and the cores count as many as are held: the excess is `widened`.
//
// The walk goes segment by segment: a segment is a set of stages whose busy times overlap, so
// between segments no task runs, and the state is a handful of numbers (SweepState). A later walk
// goes on from the last such border before which nothing has changed. Used inside analysis/; one
// thread.
#ifndef DATAFLINT_ANALYSIS_TASK_SWEEP_H_
#define DATAFLINT_ANALYSIS_TASK_SWEEP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/stage_figures.h"
#include "analysis/timeline.h"

namespace dataflint::analysis {

// When somebody wanted cores: from the first start to the last end of any SQL execution, Spark job
// or task; an empty window at the life's end when there was none.
struct Demand {
  TimeMs begin = 0;
  TimeMs end = 0;
  bool operator==(const Demand&) const = default;
};
Demand DemandOf(const model::Application& app, std::span<const StageDigest> digests,
                const Life& life);

// A stretch in which no task ran anywhere; indices into Application::stages, -1 none.
struct QuietStretch {
  TimeMs begin = 0;
  TimeMs end = 0;
  std::int64_t stage_before = -1;  // whose task was the last to end before it
  std::int64_t stage_after = -1;   // whose task was the first to start after it
};

struct SweepState {
  TimeMs at = 0;                // everything before is counted
  std::size_t stages_done = 0;  // position in the order of stages
  std::int64_t stage_before = -1;
  std::size_t quiet_stretches = 0;
  std::int64_t idle_driver = 0;  // core-ms
  std::int64_t idle_tail = 0;
  std::int64_t idle_narrow = 0;
  std::int64_t idle_kept = 0;
  std::int64_t widened = 0;
  std::int64_t executing = 0;  // ms
  std::int64_t peak_running_tasks = 0;
};

// What the sweep says of one stage.
struct StageSweep {
  std::int64_t tail_core_time = 0;
  std::int64_t narrow_core_time = 0;
  TimeMs tail_begin = model::kNoTime;
  std::int64_t slots = 0;
};

struct SweepResult {
  SweepState state;
  std::vector<QuietStretch> quiet;  // in time order
  std::vector<StageSweep> stages;   // one per Application::stages
};

class TaskSweep {
 public:
  // `versions`: one per digest, another number whenever rows behind it are others. The result is
  // good until the next call.
  const SweepResult& Walk(const model::Application& app, std::span<const StageDigest> digests,
                          std::span<const std::uint64_t> versions, const SlotTimeline& slots,
                          const Life& life, const Demand& demand);

 private:
  // All that a walk asks of one stage; while that is the same it goes the same way.
  struct StageKey {
    std::uint32_t stage = 0;
    std::uint64_t version = 0;
    std::int64_t cpus = 0;
    std::int64_t width = 0;
    TimeMs pending_until = 0;
    bool operator==(const StageKey&) const = default;
  };
  TimeMs UnchangedUntil(const SlotTimeline& slots, const Life& life, const Demand& demand) const;
  void GoBackTo(const SweepState& border, std::size_t stages);

  std::vector<StageKey> keys_;       // of the last walk, in its order of stages
  std::vector<SweepState> borders_;  // at the beginning and behind each segment
  std::vector<SlotStep> slot_steps_;
  Life life_;
  Demand demand_;
  SweepResult result_;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_TASK_SWEEP_H_
