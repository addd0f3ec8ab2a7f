#include "databricks/waiting.h"

#include <condition_variable>
#include <mutex>
#include <random>

namespace dataflint::databricks {
namespace {

class MachineWaiting final : public Waiting {
 public:
  Clock::time_point Now() const override { return Clock::now(); }
  std::chrono::system_clock::time_point WallNow() const override {
    return std::chrono::system_clock::now();
  }
  bool Sleep(Clock::duration time, const std::stop_token& stop) override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  }
  double Random() override {
    thread_local std::minstd_rand engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
  }
};

}  // namespace

Waiting& RealWaiting() {
  static MachineWaiting waiting;
  return waiting;
}

}  // namespace dataflint::databricks
