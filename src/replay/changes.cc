#include "replay/changes.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "base/saturate.h"

namespace dataflint::replay {
namespace {

// So that no list grows without bound.
constexpr std::uint32_t kMostTasks = 1 << 22;

// Null when there is nothing to change.
const TaskList* TasksOf(const Recording& recording, std::uint32_t stage) {
  if (stage >= recording.stages.size() || !recording.stages[stage].ran) return nullptr;
  const TaskList* tasks = recording.stages[stage].tasks.get();
  return tasks->durations.empty() ? nullptr : tasks;
}

void SetTasks(Recording& recording, std::uint32_t stage, TaskList tasks) {
  recording.stages[stage].tasks = std::make_shared<const TaskList>(std::move(tasks));
}

TaskList AllNeeded(std::vector<std::uint32_t> durations) {
  TaskList list;
  list.initial = list.needed_count = static_cast<std::uint32_t>(durations.size());
  list.durations = std::move(durations);
  return list;
}

// How much of [begin, end) lies in [from, to).
Micros Overlap(Micros from, Micros to, Micros begin, Micros end) {
  return std::max<Micros>(0, std::min(to, end) - std::max(from, begin));
}

}  // namespace

void SkipStage(Recording& recording, std::uint32_t stage) {
  if (TasksOf(recording, stage) == nullptr) return;
  SetTasks(recording, stage, {});
  StageWork& work = recording.stages[stage];
  work.delay = work.end_delay = 0;
}

void MergeStages(Recording& recording, std::uint32_t writer, std::uint32_t reader,
                 std::int64_t saved) {
  const TaskList* first = TasksOf(recording, writer);
  const TaskList* second = TasksOf(recording, reader);
  if (first == nullptr || second == nullptr || writer == reader) return;
  const auto sum = [](const TaskList& tasks) {
    return std::accumulate(tasks.durations.begin(), tasks.durations.end(), 0.0);
  };
  const double own = std::max(1.0, sum(*first));
  const double all = own + sum(*second);
  const double left =
      std::max(all / 100, all - static_cast<double>(std::max<std::int64_t>(0, saved)));
  ScaleTasks(recording, writer, left / own);
  SkipStage(recording, reader);
}

void DelayStage(Recording& recording, std::uint32_t stage, Micros delay) {
  if (TasksOf(recording, stage) == nullptr || delay <= 0) return;
  Micros& now = recording.stages[stage].delay;
  now = SaturatingAdd(now, delay);
}

void DropFailures(Recording& recording, std::uint32_t stage) {
  const TaskList* tasks = TasksOf(recording, stage);
  if (tasks == nullptr) return;
  std::vector<std::uint32_t> durations;
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < tasks->durations.size(); ++i) {
    if (!tasks->IsNeeded(i)) continue;
    durations.push_back(tasks->durations[i]);
    rows.push_back(static_cast<std::uint32_t>(tasks->RowOf(i)));
  }
  TaskList list = AllNeeded(std::move(durations));
  list.rows = std::move(rows);
  list.is_made = tasks->is_made;
  SetTasks(recording, stage, std::move(list));
}

void ShortenTasks(Recording& recording, std::uint32_t stage, std::span<const std::int64_t> saved) {
  const TaskList* tasks = TasksOf(recording, stage);
  if (tasks == nullptr || tasks->is_made) return;
  TaskList list = *tasks;
  for (std::size_t i = 0; i < list.durations.size(); ++i) {
    const std::size_t row = list.RowOf(i);
    if (row >= saved.size()) continue;
    list.durations[i] -=
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(saved[row], 0, list.durations[i]));
  }
  SetTasks(recording, stage, std::move(list));
}

void ScaleTasks(Recording& recording, std::uint32_t stage, double factor) {
  const TaskList* tasks = TasksOf(recording, stage);
  if (tasks == nullptr) return;
  TaskList list = *tasks;
  for (std::uint32_t& duration : list.durations) {
    duration = static_cast<std::uint32_t>(std::clamp(std::round(duration * factor), 0.0, 4e9));
  }
  SetTasks(recording, stage, std::move(list));
}

void SplitLongTasks(Recording& recording, std::uint32_t stage, std::int64_t over,
                    std::int64_t piece) {
  const TaskList* tasks = TasksOf(recording, stage);
  if (tasks == nullptr || piece < 1) return;
  // Each piece lies behind the one before, as a partition that was split is read: places move on.
  TaskList list;
  list.is_made = true;
  std::vector<std::uint32_t> place(tasks->durations.size());
  for (std::size_t i = 0; i < tasks->durations.size(); ++i) {
    const std::int64_t duration = tasks->durations[i];
    const bool is_split = i < tasks->initial && duration > std::max(over, piece);
    const std::int64_t room =
        std::int64_t{kMostTasks} - static_cast<std::int64_t>(list.durations.size());
    const std::int64_t count = is_split
                                   ? std::clamp<std::int64_t>((duration + piece - 1) / piece, 1,
                                                              std::max<std::int64_t>(1, room))
                                   : 1;
    place[i] = static_cast<std::uint32_t>(list.durations.size());
    for (std::int64_t k = 0; k < count; ++k) {
      list.durations.push_back(
          static_cast<std::uint32_t>(duration * (k + 1) / count - duration * k / count));
      list.needed.push_back(tasks->IsNeeded(i));
      list.needed_count += tasks->IsNeeded(i) ? 1U : 0U;
    }
    if (i + 1 == tasks->initial) list.initial = static_cast<std::uint32_t>(list.durations.size());
  }
  list.follow_ups = tasks->follow_ups;
  for (FollowUp& follow_up : list.follow_ups) {
    follow_up.task = place[follow_up.task];
    follow_up.next = place[follow_up.next];
  }
  if (list.needed_count == list.needed.size()) list.needed.clear();
  SetTasks(recording, stage, std::move(list));
}

void Repartition(Recording& recording, std::uint32_t stage, std::uint32_t tasks,
                 std::int64_t per_task) {
  const TaskList* before = TasksOf(recording, stage);
  if (before == nullptr || tasks < 1) return;
  tasks = std::min(tasks, kMostTasks);
  std::vector<double> work;
  for (std::size_t i = 0; i < before->durations.size(); ++i) {
    if (!before->IsNeeded(i)) continue;
    work.push_back(static_cast<double>(std::max<std::int64_t>(
        0, std::int64_t{before->durations[i]} - std::max<std::int64_t>(0, per_task))));
  }
  // Partition i of the new ones holds what lay in [i, i + 1) x width of the old ones.
  const double width = static_cast<double>(work.size()) / tasks;
  std::vector<std::uint32_t> durations;
  durations.reserve(tasks);
  for (std::uint32_t i = 0; i < tasks; ++i) {
    const double begin = i * width;
    const double end = std::min(static_cast<double>(work.size()), (i + 1) * width);
    double sum = static_cast<double>(std::max<std::int64_t>(0, per_task));
    for (auto at = static_cast<std::size_t>(begin);
         at < work.size() && static_cast<double>(at) < end; ++at) {
      const double from = std::max(begin, static_cast<double>(at));
      const double to = std::min(end, static_cast<double>(at) + 1);
      sum += work[at] * (to - from);
    }
    durations.push_back(static_cast<std::uint32_t>(std::min(std::round(sum), 4e9)));
  }
  TaskList list = AllNeeded(std::move(durations));
  list.is_made = true;
  SetTasks(recording, stage, std::move(list));
}

void ShortenGaps(Recording& recording, std::span<const Stretch> stretches, double share) {
  share = std::clamp(share, 0.0, 1.0);
  const auto shorten = [&](Micros& delay, Micros until) {
    if (delay <= 0) return;
    const Micros from = until - delay;
    Micros part = 0;
    auto stretch = std::lower_bound(
        stretches.begin(), stretches.end(), from,
        [](const Stretch& candidate, Micros time) { return candidate.end <= time; });
    for (; stretch != stretches.end() && stretch->begin < until; ++stretch) {
      part += Overlap(from, until, stretch->begin, stretch->end);
    }
    delay -= static_cast<Micros>(static_cast<double>(std::min(part, delay)) * share);
  };
  for (Activity& activity : recording.activities) {
    shorten(activity.delay, activity.recorded_begin);
    shorten(activity.end_delay, activity.recorded_end);
  }
  for (StageWork& stage : recording.stages) {
    if (!stage.ran) continue;
    shorten(stage.delay, stage.recorded_begin);
    shorten(stage.end_delay, stage.recorded_end);
  }
  shorten(recording.closing, recording.wall);
}

void KeepExecutor(Recording& recording, std::uint32_t executor) {
  for (Mark& mark : recording.marks) {
    std::erase_if(mark.changes, [&](const ExecutorChange& change) {
      return change.executor == executor && !change.is_added;
    });
  }
}

void HastenExecutors(Recording& recording, std::span<const std::uint32_t> executors, double share) {
  const double left = 1 - std::clamp(share, 0.0, 1.0);
  for (Mark& mark : recording.marks) {
    if (mark.activity == kNone) continue;  // nothing had been asked of Spark by then
    for (ExecutorChange& change : mark.changes) {
      if (!change.is_added || change.delay <= 0 ||
          !std::binary_search(executors.begin(), executors.end(), change.executor)) {
        continue;
      }
      change.delay = static_cast<Micros>(static_cast<double>(change.delay) * left);
    }
  }
}

void KeepExecutors(Recording& recording, std::size_t executors) {
  std::vector<bool> known(recording.executors.size());
  std::size_t kept = 0;
  // Marks lie in the order of the spans that made them, not of time: by when they come.
  std::vector<std::pair<Micros, std::uint32_t>> arrivals;
  for (const Mark& mark : recording.marks) {
    Micros base = 0;
    if (mark.activity != kNone) {
      const Activity& activity = recording.activities[mark.activity];
      base = mark.is_end ? activity.recorded_end : activity.recorded_begin;
    }
    for (const ExecutorChange& change : mark.changes) {
      if (change.is_added) arrivals.emplace_back(base + change.delay, change.executor);
    }
  }
  std::sort(arrivals.begin(), arrivals.end());
  for (const auto& [time, executor] : arrivals) {
    if (known[executor] || kept >= std::max<std::size_t>(1, executors)) continue;
    known[executor] = true;
    ++kept;
  }
  for (Mark& mark : recording.marks) {
    std::erase_if(mark.changes,
                  [&](const ExecutorChange& change) { return !known[change.executor]; });
  }
}

}  // namespace dataflint::replay
