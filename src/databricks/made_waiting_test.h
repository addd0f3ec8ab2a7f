// MadeWaiting: time that passes only when somebody waits. For tests; any thread.
#ifndef DATAFLINT_DATABRICKS_MADE_WAITING_TEST_H_
#define DATAFLINT_DATABRICKS_MADE_WAITING_TEST_H_

#include <chrono>
#include <mutex>
#include <stop_token>
#include <vector>

#include "databricks/waiting.h"

namespace dataflint::databricks {

class MadeWaiting final : public Waiting {
 public:
  Clock::time_point Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  std::chrono::system_clock::time_point WallNow() const override {
    return std::chrono::sys_days(std::chrono::year(2026) / 11 / 30);
  }
  bool Sleep(Clock::duration time, const std::stop_token& stop) override {
    const std::lock_guard lock(mutex_);
    now_ += time;
    if (time > Clock::duration::zero()) slept_.push_back(time);
    return !stop.stop_requested();
  }
  double Random() override { return 0.5; }

  void Pass(Clock::duration time) {
    const std::lock_guard lock(mutex_);
    now_ += time;
  }
  std::vector<Clock::duration> slept() const {
    const std::lock_guard lock(mutex_);
    return slept_;
  }

 private:
  mutable std::mutex mutex_;
  Clock::time_point now_ = Clock::time_point(std::chrono::hours(1000));
  std::vector<Clock::duration> slept_;
};

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_MADE_WAITING_TEST_H_
