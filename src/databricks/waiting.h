// Waiting: what time it is, and letting some pass. The seam where tests put their own time.
//
// Lives of tokens and waits are measured on the monotonic clock: a clock that is set, or a machine that
// slept, makes no token live longer. The wall clock is only for dates that others write (Retry-After).
// Used by all of databricks/; implementations may be called from any thread.
#ifndef DATAFLINT_DATABRICKS_WAITING_H_
#define DATAFLINT_DATABRICKS_WAITING_H_

#include <chrono>
#include <stop_token>

namespace dataflint::databricks {

using Clock = std::chrono::steady_clock;

class Waiting {
 public:
  virtual ~Waiting() = default;
  virtual Clock::time_point Now() const = 0;
  virtual std::chrono::system_clock::time_point WallNow() const = 0;
  // False when `stop` was asked for before the time had passed.
  virtual bool Sleep(Clock::duration time, const std::stop_token& stop) = 0;
  // In [0, 1): spreads waits of many over time; not for secrets.
  virtual double Random() = 0;
};

// The machine's own clocks.
Waiting& RealWaiting();

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_WAITING_H_
