#include "insights/task_start.h"

#include <algorithm>
#include <map>

#include "base/saturate.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr std::int64_t kWarmUp = 15'000;  // ms

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
               : std::clamp<std::int64_t>(deserialise[row], 0, duration[row]);
  }

  std::vector<std::int64_t> flags, executor, launch, duration, fetched, deserialise, run, serialise;
};

}  // namespace

std::vector<model::TimeMs> FirstWorkOf(const Run& run) {
  std::vector<model::TimeMs> first(run.app().executors.size(), model::kNoTime);
  for (const std::size_t index : run.stages_by_weight()) {
    const model::TimeMs begin = run.figures_of(index).first_launch;
    for (const model::ExecutorStageTotals& totals : run.stage(index).work.executor_totals()) {
      if (totals.executor >= first.size()) continue;
      model::TimeMs& known = first[totals.executor];
      if (!model::IsKnown(known) || begin < known) known = begin;
    }
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (model::IsKnown(first[i])) first[i] = std::max(first[i], run.app().executors[i].add_time);
  }
  return first;
}

bool IsWarm(const std::vector<model::TimeMs>& first_work, std::int64_t executor,
            model::TimeMs launch) {
  if (executor < 0 || static_cast<std::size_t>(executor) >= first_work.size()) return false;
  const model::TimeMs first = first_work[static_cast<std::size_t>(executor)];
  return model::IsKnown(first) && launch >= SaturatingAdd(first, kWarmUp);
}

TaskStarts TaskStartsOf(const Run& run, const std::vector<model::TimeMs>& first_work,
                        std::size_t stage, StartPart part, std::int64_t normal) {
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
    if (!IsWarm(first_work, columns.executor[i], columns.launch[i])) continue;
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

}  // namespace dataflint::insights
