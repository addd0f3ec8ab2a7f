#include "analysis/core_time.h"

#include <algorithm>

#include "base/saturate.h"
#include "model/task_table.h"

namespace dataflint::analysis {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

// min(value, left), never negative; takes it from `left`.
std::int64_t Take(std::int64_t value, std::int64_t& left) {
  const std::int64_t taken = std::clamp<std::int64_t>(value, 0, left);
  left -= taken;
  return taken;
}

// Milliseconds as nanoseconds; values that would not fit are larger than any life anyway.
std::int64_t ToNs(std::int64_t ms, std::int64_t left_ns) {
  if (ms <= 0) return 0;
  return ms > left_ns / kNsPerMs ? left_ns : ms * kNsPerMs;
}

std::int64_t ToMs(Nanoseconds ns) { return static_cast<std::int64_t>(ns / kNsPerMs); }

}  // namespace

void TaskTimeSplit::Add(const TaskTimes& task) {
  if (task.visible <= 0 || (task.flags & model::kTaskResubmitted) != 0) return;
  if ((task.flags & (model::kTaskFailed | model::kTaskKilled)) != 0) {
    failed_ += task.visible;
    return;
  }
  if ((task.flags & model::kTaskHasMetrics) == 0) {
    unknown_ += task.visible;
    return;
  }
  std::int64_t left = task.visible;
  const std::int64_t run = Take(task.run, left);
  serde_ += Take(SaturatingAdd(std::max<std::int64_t>(task.deserialize, 0),
                               std::max<std::int64_t>(task.result_serialization, 0)),
                 left);
  scheduler_ += left;
  run_ += run;

  std::int64_t left_ns = run * kNsPerMs;  // at most 2^37 ms: fits
  const auto take = [&left_ns](std::int64_t ns) {
    return static_cast<std::uint64_t>(Take(ns, left_ns));
  };
  cpu_ += take(task.cpu_ns);
  gc_ += take(ToNs(task.gc, left_ns));
  fetch_wait_ += take(ToNs(task.fetch_wait, left_ns));
  shuffle_write_ += take(task.shuffle_write_ns);
}

CoreTime TaskTimeSplit::Total(std::int64_t cpus) const {
  CoreTime time;
  time[CorePart::kCpu] = ToMs(cpu_);
  time[CorePart::kGc] = ToMs(gc_) * cpus;
  time[CorePart::kShuffleWait] = ToMs(fetch_wait_) * cpus;
  time[CorePart::kShuffleWrite] = ToMs(shuffle_write_) * cpus;
  time[CorePart::kOther] = (run_ + unknown_) * cpus - time[CorePart::kCpu] - time[CorePart::kGc] -
                           time[CorePart::kShuffleWait] - time[CorePart::kShuffleWrite];
  time[CorePart::kSerde] = serde_ * cpus;
  time[CorePart::kScheduler] = scheduler_ * cpus;
  time[CorePart::kFailed] = failed_ * cpus;
  time.available = (run_ + unknown_ + serde_ + scheduler_ + failed_) * cpus;
  return time;
}

}  // namespace dataflint::analysis
