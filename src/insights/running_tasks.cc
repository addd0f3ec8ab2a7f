#include "insights/running_tasks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dataflint::insights {

RunningTasks::RunningTasks(const model::Application& app, const analysis::Figures& figures) {
  const std::int64_t wall = figures.wall_time.total;
  if (wall <= 0) return;
  std::size_t tasks = 0;
  for (const model::StageAttempt& stage : app.stages) tasks += stage.tasks.size();
  const std::size_t bins = std::min(static_cast<std::size_t>(wall),
                                    std::min(kBins / kBinsPerTask, tasks + 1) * kBinsPerTask);
  bin_ms_ = static_cast<double>(wall) / static_cast<double>(bins);
  running_.assign(bins, 0);
  // Whole bins are counted as differences and summed up afterwards; the two ends of a task
  // directly.
  std::vector<double> steps(bins + 1, 0);

  // In doubles: a damaged log may hold any time.
  const auto add = [&](std::int64_t launch, std::int64_t duration) {
    const double last_bin = static_cast<double>(bins);
    const double after = static_cast<double>(launch) - static_cast<double>(figures.begin);
    const double begin = std::clamp(after / bin_ms_, 0.0, last_bin);
    const double end =
        std::clamp((after + static_cast<double>(duration)) / bin_ms_, begin, last_bin);
    const auto first = std::min(static_cast<std::size_t>(begin), bins - 1);
    const auto last = std::min(static_cast<std::size_t>(end), bins - 1);
    if (first == last) {
      running_[first] += end - begin;
      return;
    }
    running_[first] += static_cast<double>(first + 1) - begin;
    running_[last] += end - static_cast<double>(last);
    steps[first + 1] += 1;
    steps[last] -= 1;
  };

  std::array<std::int64_t, model::TaskTable::kBlockRows> flags{};
  std::array<std::int64_t, model::TaskTable::kBlockRows> launch{};
  std::array<std::int64_t, model::TaskTable::kBlockRows> duration{};
  for (const model::StageAttempt& stage : app.stages) {
    stage.tasks.ForEachBlock([&](std::size_t, std::size_t count, auto&& read) {
      read(model::TaskColumn::flags, flags.data());
      read(model::TaskColumn::launch_time, launch.data());
      read(model::TaskColumn::duration, duration.data());
      for (std::size_t i = 0; i < count; ++i) {
        if ((flags[i] & model::kTaskResubmitted) == 0) add(launch[i], duration[i]);
      }
    });
  }
  double whole = 0;
  double sum = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    whole += steps[bin];
    running_[bin] += whole;
    sum += running_[bin];
  }
  mean_ = sum / static_cast<double>(bins);
}

std::int64_t RunningTasks::AddedWall(std::int64_t slots) const {
  double added = 0;
  for (const double running : running_) {
    const double waiting = running - static_cast<double>(slots);
    if (waiting > 0) added += waiting / static_cast<double>(slots);
  }
  return std::llround(added * bin_ms_);
}

}  // namespace dataflint::insights
