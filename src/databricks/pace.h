// Pace: when the next request to one workspace may go out.
//
// Two reasons to wait. Each endpoint has its own rate (endpoints.def), kept by a bucket that holds one
// second's worth. And when the workspace asks for patience (429 with Retry-After), all of its endpoints wait,
// for at most kLongestPause: a mistaken or absurd header stops no collection for a day.
// A breaker keeps a workspace that is down from being asked by everyone: after kFailuresToOpen calls in a
// row that failed for want of an answer, only one request in kProbeEvery goes out, until one works.
// One for each workspace, owned by its Client; any thread.
#ifndef DATAFLINT_DATABRICKS_PACE_H_
#define DATAFLINT_DATABRICKS_PACE_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "databricks/endpoint.h"
#include "databricks/waiting.h"

namespace dataflint::databricks {

class Pace {
 public:
  static constexpr std::chrono::minutes kLongestPause{15};
  static constexpr int kFailuresToOpen = 5;
  static constexpr std::chrono::seconds kProbeEvery{30};

  // Takes a place for one request to this endpoint: how long from `now` the caller must wait before it
  // sends (0: not at all).
  Clock::duration Reserve(Endpoint endpoint, Clock::time_point now);
  // Asked right before sending: nullopt, or how long the workspace is to be left alone. A caller that gets
  // nullopt while the breaker is open is its probe, and must report what came of it.
  std::optional<Clock::duration> IsOpen(Clock::time_point now);

  void Pause(Clock::duration time, Clock::time_point now);  // cut to kLongestPause
  void Worked();
  void Failed(Clock::time_point now);  // no answer, or one that says the workspace is down

 private:
  std::mutex mutex_;
  std::array<Clock::time_point, 64> free_at_{};  // of each endpoint, when its next place is
  Clock::time_point paused_until_{};
  int failures_ = 0;
  Clock::time_point next_probe_{};
};

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_PACE_H_
