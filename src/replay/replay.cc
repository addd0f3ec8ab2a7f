#include "replay/replay.h"

namespace dataflint::replay {

void Replay::Update(const model::Application& app) {
  recording_ = recorder_.Record(app);
  unchanged_ = replay::Play(recording_, &memo_, &memo_);
}

double Replay::error() const {
  if (recording_.wall <= 0) return 0;
  return static_cast<double>(unchanged_.wall - recording_.wall) /
         static_cast<double>(recording_.wall);
}

Saving Replay::With(const Recording& changed) const {
  const Played played = Play(changed);
  return {unchanged_.wall - played.wall, unchanged_.core_time - played.core_time};
}

}  // namespace dataflint::replay
