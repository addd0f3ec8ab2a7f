#include "replay/recorder.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"
#include "replay/delays.h"
#include "replay/driver_work.h"

namespace dataflint::replay {
namespace {

using analysis::ExecutorSpan;
using analysis::Life;
using model::Application;
using model::IsKnown;

// Executors with their slots, and the pools that stages take them from.
class Executors {
 public:
  Executors(const Application& app, const Life& life)
      : task_cpus_(app, life), spans_(analysis::ExecutorSpans(app, life, task_cpus_)) {
    // More slots than tasks are never used; and a log may tell of any number of cores.
    std::int64_t most = 1;
    for (const model::StageAttempt& stage : app.stages) most += std::ssize(stage.tasks);
    most =
        std::min(most, (std::int64_t{1} << 22) / std::max<std::int64_t>(1, std::ssize(spans_)) + 1);
    slots_.resize(app.executors.size());
    for (const ExecutorSpan& span : spans_) {
      ExecutorSlots& executor = slots_[span.executor];
      const std::int64_t profile = app.executors[span.executor].resource_profile_id;
      executor.pool = AddPool(profile);
      executor.cores = std::max<std::int64_t>(0, span.cores);
      executor.slots = static_cast<std::uint32_t>(
          std::clamp<std::int64_t>(span.cores / task_cpus_.OfProfile(profile), 1, most));
    }
  }

  std::uint32_t PoolOf(std::int64_t resource_profile) const {
    const auto known = pools_.find(resource_profile);
    return known == pools_.end() ? 0 : known->second;
  }
  std::uint32_t pools() const {
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(pools_.size()));
  }
  std::int64_t CpusOf(const model::StageAttempt& stage) const { return task_cpus_.Of(stage); }
  const std::vector<ExecutorSlots>& all() const { return slots_; }
  const std::vector<ExecutorSpan>& spans() const { return spans_; }
  std::vector<std::uint32_t> slots() const {
    std::vector<std::uint32_t> slots;
    for (const ExecutorSlots& executor : slots_) slots.push_back(executor.slots);
    return slots;
  }

 private:
  std::uint32_t AddPool(std::int64_t profile) {
    const auto next = static_cast<std::uint32_t>(pools_.size());
    return pools_.try_emplace(profile, next).first->second;
  }

  analysis::TaskCpus task_cpus_;
  std::vector<ExecutorSpan> spans_;
  std::vector<ExecutorSlots> slots_;
  std::unordered_map<std::int64_t, std::uint32_t> pools_;  // by resource profile
};

// As Spark reads it, whatever the case of its letters.
bool IsFair(std::string_view mode) {
  constexpr std::string_view kFair = "FAIR";
  return std::equal(mode.begin(), mode.end(), kFair.begin(), kFair.end(),
                    [](char a, char b) { return (IsLower(a) ? a - 'a' + 'A' : a) == b; });
}

// Stages of one pool of the fair scheduler share it.
void AddSchedulingPools(const Application& app, Recording& recording) {
  recording.is_fair = IsFair(app.SparkProperty("spark.scheduler.mode"));
  std::vector<StringId> pools;
  for (const model::StageAttempt& stage : app.stages) pools.push_back(stage.scheduling_pool);
  std::sort(pools.begin(), pools.end());
  pools.erase(std::unique(pools.begin(), pools.end()), pools.end());
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    recording.stages[i].scheduling_pool = static_cast<std::uint32_t>(
        std::lower_bound(pools.begin(), pools.end(), app.stages[i].scheduling_pool) -
        pools.begin());
  }
  recording.scheduling_pools = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(pools.size()));
}

}  // namespace

void Recorder::ReadTasks(const Application& app, const Life& life,
                         const std::vector<std::uint32_t>& slots) {
  const bool is_same = life.begin == life_.begin && slots.size() >= slots_.size() &&
                       std::equal(slots_.begin(), slots_.end(), slots.begin());
  if (!is_same) {
    stages_.clear();
    used_.clear();
  }
  TaskListReader reader(slots, life);
  const auto none = std::make_shared<const TaskList>();
  stages_.resize(app.stages.size());
  used_.resize(app.executors.size());
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    StageTasks& known = stages_[i];
    const model::TaskTable& table = app.stages[i].tasks;
    // Rows that reach to the life's end may be of tasks that still run, or cut there.
    if (known.is_read && known.rows == table.size() && known.times.last_finish < life_.end)
      continue;
    TaskList list;
    reader.Read(table, list, known.times, used_);
    known.rows = table.size();
    known.is_read = true;
    known.list = list.durations.empty() ? none : std::make_shared<const TaskList>(std::move(list));
  }
  life_ = life;
  slots_ = slots;
}

Recording Recorder::Record(const Application& app) {
  const Life life = analysis::LifeOf(app);
  const Executors executors(app, life);
  ReadTasks(app, life, executors.slots());

  Recording recording;
  recording.executors = executors.all();
  recording.executor_pools = executors.pools();
  recording.stages.resize(app.stages.size());
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    StageWork& work = recording.stages[i];
    work.ran = IsKnown(stages_[i].times.first_launch) || IsKnown(app.stages[i].submission_time);
    work.tasks = stages_[i].list;
    work.cpus = executors.CpusOf(app.stages[i]);
    work.executor_pool = executors.PoolOf(app.stages[i].resource_profile_id);
  }
  AddSchedulingPools(app, recording);
  const std::vector<Interval> stage_times = StageTimes(app, life, stages_);
  SetDriverWork(stage_times, stages_, executors.spans(), recording);
  SetDelays(app, life, stage_times, stages_, executors.spans(), used_, recording);
  return recording;
}

}  // namespace dataflint::replay
