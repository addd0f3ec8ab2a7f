#include "replay/replay.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dataflint::replay {

void Replay::Update(const model::Application& app, bool more_may_come) {
  recording_ = recorder_.Record(app);
  if (!more_may_come) recorder_ = {};
  unchanged_ = replay::Play(recording_, &memo_, &memo_);
}

double Replay::error() const {
  if (recording_.wall <= 0) return 0;
  return static_cast<double>(unchanged_.wall - recording_.wall) /
         static_cast<double>(recording_.wall);
}

double Replay::error_of_stages() const {
  std::vector<std::pair<Micros, Micros>> stages;
  for (const StageWork& stage : recording_.stages) {
    if (stage.ran) stages.emplace_back(stage.recorded_begin, stage.recorded_end);
  }
  const Micros time = LengthOfAll(std::move(stages));
  if (time <= 0) return 0;
  return static_cast<double>(unchanged_.wall - recording_.wall) / static_cast<double>(time);
}

Micros LengthOfAll(std::vector<std::pair<Micros, Micros>> spans) {
  std::sort(spans.begin(), spans.end());
  Micros length = 0;
  Micros until = 0;
  for (const auto& [begin, end] : spans) {
    length += std::max<Micros>(0, end - std::max(begin, until));
    until = std::max(until, end);
  }
  return length;
}

Saving Replay::With(const Recording& changed) const {
  const Played played = Play(changed);
  return {unchanged_.wall - played.wall, unchanged_.core_time - played.core_time,
          unchanged_.task_time - played.task_time};
}

}  // namespace dataflint::replay
