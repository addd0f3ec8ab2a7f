#include "insights/warm_executors.h"

#include <algorithm>

#include "base/saturate.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kWarmUp = 15'000;  // ms

}  // namespace

WarmExecutors::WarmExecutors(const Run& run)
    : first_work_(run.app().executors.size(), model::kNoTime) {
  for (const std::size_t index : run.stages_by_weight()) {
    const model::TimeMs begin = run.figures_of(index).first_launch;
    for (const model::ExecutorStageTotals& totals : run.stage(index).work.executor_totals()) {
      if (totals.executor >= first_work_.size()) continue;
      model::TimeMs& known = first_work_[totals.executor];
      if (!model::IsKnown(known) || begin < known) known = begin;
    }
  }
  for (std::size_t i = 0; i < first_work_.size(); ++i) {
    model::TimeMs& first = first_work_[i];
    if (model::IsKnown(first)) first = std::max(first, run.app().executors[i].add_time);
  }
}

bool WarmExecutors::WasWarm(std::int64_t executor, model::TimeMs launch) const {
  if (executor < 0 || static_cast<std::size_t>(executor) >= first_work_.size()) return false;
  const model::TimeMs first = first_work_[static_cast<std::size_t>(executor)];
  return model::IsKnown(first) && launch >= SaturatingAdd(first, kWarmUp);
}

ColdTasks WarmExecutors::ColdTasksOf(const model::StageAttempt& stage, std::int64_t limit) const {
  const std::vector<std::int64_t> flags = stage.tasks.Read(model::TaskColumn::flags);
  const std::vector<std::int64_t> duration = stage.tasks.Read(model::TaskColumn::duration);
  const std::vector<std::int64_t> executor = stage.tasks.Read(model::TaskColumn::executor);
  const std::vector<std::int64_t> launch = stage.tasks.Read(model::TaskColumn::launch_time);
  ColdTasks cold;
  std::int64_t long_time = 0;
  std::int64_t long_cold_time = 0;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if ((flags[i] & model::kTaskSucceeded) == 0) continue;
    const bool is_cold = !WasWarm(executor[i], launch[i]);
    ++(is_cold ? cold.all : cold.warm);
    if (duration[i] <= limit) continue;
    long_time = SaturatingAdd(long_time, duration[i]);
    if (!is_cold) continue;
    ++cold.long_ones;
    long_cold_time = SaturatingAdd(long_cold_time, duration[i]);
  }
  cold.share_of_long = ShareOf(long_cold_time, long_time);
  return cold;
}

}  // namespace dataflint::insights
