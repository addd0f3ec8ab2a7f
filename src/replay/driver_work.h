// The driver's work inside stages: until the first launch, between launches, from launch to launch
// on a slot. Used by recorder.cc; pure.
#ifndef DATAFLINT_REPLAY_DRIVER_WORK_H_
#define DATAFLINT_REPLAY_DRIVER_WORK_H_

#include <span>
#include <vector>

#include "analysis/timeline.h"
#include "replay/recorder.h"
#include "replay/recording.h"

namespace dataflint::replay {

// When a stage attempt was submitted and done, or an activity began and ended; inside the life.
struct Interval {
  model::TimeMs begin = 0;
  model::TimeMs end = 0;
};

std::vector<Interval> StageTimes(const model::Application& app, const analysis::Life& life,
                                 std::span<const StageTasks> stages);

// Sets first_launch, spacing and turnaround of each stage with tasks. Where other stages ran
// beside it, its times tell of them too: there the median of the stages that ran alone stands.
void SetDriverWork(std::span<const Interval> stage_times, std::span<const StageTasks> stages,
                   std::span<const analysis::ExecutorSpan> executors, Recording& recording);

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_DRIVER_WORK_H_
