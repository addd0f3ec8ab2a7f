#include "databricks/pace.h"

#include <algorithm>

namespace dataflint::databricks {

Clock::duration Pace::Reserve(Endpoint endpoint, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto between = std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(1)) /
                       SpecOf(endpoint).per_second;
  Clock::time_point& free_at = free_at_[static_cast<std::size_t>(endpoint)];
  // Places that nobody took in the last second are still there.
  free_at = std::max(free_at, now - std::chrono::seconds(1) + between);
  const Clock::time_point at = std::max({free_at, paused_until_, now});
  free_at += between;
  return at - now;
}

std::optional<Clock::duration> Pace::IsOpen(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (failures_ < kFailuresToOpen) return std::nullopt;
  if (now < next_probe_) return next_probe_ - now;
  next_probe_ = now + kProbeEvery;
  return std::nullopt;
}

void Pace::Pause(Clock::duration time, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  paused_until_ = std::max(paused_until_, now + std::min<Clock::duration>(time, kLongestPause));
}

void Pace::Worked() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
}

void Pace::Failed(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (failures_ < kFailuresToOpen) ++failures_;
  if (failures_ == kFailuresToOpen) next_probe_ = std::max(next_probe_, now + kProbeEvery);
}

}  // namespace dataflint::databricks
