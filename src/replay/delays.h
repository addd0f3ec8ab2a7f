// What waited for what, and how long the driver took then: the links of a Recording. Used by
// recorder.cc; pure.
#ifndef DATAFLINT_REPLAY_DELAYS_H_
#define DATAFLINT_REPLAY_DELAYS_H_

#include <span>
#include <vector>

#include "analysis/timeline.h"
#include "model/application.h"
#include "replay/driver_work.h"
#include "replay/recorder.h"
#include "replay/recording.h"

namespace dataflint::replay {

// Sets all of `recording` that is about activities, marks, the order of stages and their delays.
// `used`: executors (as Application::executors) that ran any task.
void SetDelays(const model::Application& app, const analysis::Life& life,
               std::span<const Interval> stage_times, std::span<const StageTasks> stages,
               std::span<const analysis::ExecutorSpan> executors, const std::vector<bool>& used,
               Recording& recording);

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_DELAYS_H_
