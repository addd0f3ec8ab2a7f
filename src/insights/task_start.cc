#include "insights/task_start.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/saturate.h"
#include "insights/warm_executors.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

struct Columns {
  explicit Columns(const model::TaskTable& table)
      : flags(table.Read(TaskColumn::flags)),
        executor(table.Read(TaskColumn::executor)),
        launch(table.Read(TaskColumn::launch_time)),
        duration(table.Read(TaskColumn::duration)),
        fetched(table.Read(TaskColumn::getting_result_delay)),
        deserialise(table.Read(TaskColumn::executor_deserialize_time)),
        run(table.Read(TaskColumn::executor_run_time)),
        serialise(table.Read(TaskColumn::result_serialization_time)) {}

  // Of one task, in ms, as Spark's own page has it: from launch to end what is none of its work.
  std::int64_t SchedulerDelay(std::size_t row) const {
    std::int64_t left = duration[row];
    if (fetched[row] > 0 && fetched[row] < left) left = fetched[row];
    for (const std::int64_t work : {deserialise[row], run[row], serialise[row]}) {
      if (work > 0) left -= std::min(left, work);
    }
    return left;
  }
  std::int64_t Of(StartPart part, std::size_t row) const {
    return part == StartPart::kSchedulerDelay
               ? SchedulerDelay(row)
               : std::max<std::int64_t>(0, std::min(deserialise[row], duration[row]));
  }

  std::vector<std::int64_t> flags, executor, launch, duration, fetched, deserialise, run, serialise;
};

// Core-ms.
std::int64_t SumOf(const Run& run, std::size_t index, StartPart part) {
  return run.InCoreTime(index, part == StartPart::kSchedulerDelay
                                   ? run.figures_of(index).scheduler_delay
                                   : run.stage(index).total(TaskColumn::executor_deserialize_time));
}

// Whether the stage's sums say that a look at its tasks is worthwhile.
bool MayCost(const Context& context, std::size_t index, StartPart part) {
  const Run& run = context.run;
  const analysis::StageFigures& figures = run.figures_of(index);
  if (static_cast<double>(figures.tasks) < context.settings.Get("min_tasks")) return false;
  const std::int64_t sum = SumOf(run, index, part);
  const double share = ShareOf(sum, run.CoreTimeOf(index));
  return share >= context.settings.Get("min_share") &&
         run.Matters(sum, Scaled(figures.critical_time, share),
                     context.settings.Get("min_share_of_run"));
}

TaskStarts StartsOf(const Run& run, const WarmExecutors& executors, std::size_t stage,
                    StartPart part, std::int64_t normal) {
  const Columns columns(run.stage(stage).tasks);
  const std::size_t rows = columns.duration.size();
  TaskStarts starts;
  starts.avoidable.assign(rows, 0);
  std::vector<std::int64_t> values;
  std::map<std::int64_t, std::size_t> first;  // by executor
  constexpr std::int64_t kCounts = model::kTaskSucceeded | model::kTaskHasMetrics;
  for (std::size_t i = 0; i < rows; ++i) {
    if ((columns.flags[i] & kCounts) != kCounts) continue;
    if ((columns.flags[i] & model::kTaskResubmitted) != 0) continue;
    if (!executors.WasWarm(columns.executor[i], columns.launch[i])) continue;
    const std::int64_t value = columns.Of(part, i);
    values.push_back(value);
    starts.total = SaturatingAdd(starts.total, value);
    starts.time = SaturatingAdd(starts.time, columns.duration[i]);
    starts.avoidable[i] = std::max<std::int64_t>(0, value - normal);
    const auto [known, is_new] = first.try_emplace(columns.executor[i], i);
    if (!is_new && columns.launch[i] < columns.launch[known->second]) known->second = i;
  }
  starts.tasks = static_cast<std::int64_t>(values.size());
  if (values.empty()) return starts;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  starts.median = *middle;
  for (const auto& [executor, row] : first) starts.first_of_executor.push_back(row);
  return starts;
}

bool IsSlow(const TaskStarts& starts, const Settings& settings) {
  return starts.tasks > 0 && static_cast<double>(starts.tasks) >= settings.Get("min_tasks") &&
         static_cast<double>(starts.median) >= settings.Get("min_median_ms") &&
         ShareOf(starts.total, starts.time) >= settings.Get("min_share");
}

}  // namespace

void ForEachSlowStart(const Context& context, StartPart part,
                      const std::function<void(std::size_t, TaskStarts)>& report) {
  const auto normal = static_cast<std::int64_t>(context.settings.Get("normal_ms"));
  std::optional<WarmExecutors> executors;
  for (const std::size_t index : context.run.stages_by_weight()) {
    if (!MayCost(context, index, part)) continue;
    if (!executors) executors.emplace(context.run);
    TaskStarts starts = StartsOf(context.run, *executors, index, part, normal);
    if (IsSlow(starts, context.settings)) report(index, std::move(starts));
  }
}

}  // namespace dataflint::insights
