#include "replay/driver_work.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace dataflint::replay {
namespace {

using model::IsKnown;
using model::TimeMs;

// Which stages had tasks running when.
class BusyStages {
 public:
  explicit BusyStages(std::span<const StageTasks> stages) {
    for (std::uint32_t i = 0; i < stages.size(); ++i) {
      if (IsKnown(stages[i].times.first_launch)) {
        busy_.push_back({stages[i].times.first_launch, stages[i].times.last_finish, i});
      }
    }
    std::sort(busy_.begin(), busy_.end(), [](const Busy& a, const Busy& b) {
      return std::pair(a.begin, a.stage) < std::pair(b.begin, b.stage);
    });
    Busy last{};
    for (Busy& busy : busy_) {
      const TimeMs end = busy.end;
      if (end > last.end) {
        last.end_of_others = std::exchange(last.end, end);
        last.stage_of_end = busy.stage;
      } else {
        last.end_of_others = std::max(last.end_of_others, end);
      }
      busy.end = last.end;
      busy.end_of_others = last.end_of_others;
      busy.stage_of_end = last.stage_of_end;
    }
  }

  // Whether any but `stage` had in (begin, end).
  bool OthersRan(std::uint32_t stage, TimeMs begin, TimeMs end) const {
    const auto after = std::partition_point(busy_.begin(), busy_.end(),
                                            [end](const Busy& busy) { return busy.begin < end; });
    if (after == busy_.begin()) return false;
    const Busy& last = *(after - 1);
    return (last.stage_of_end == stage ? last.end_of_others : last.end) > begin;
  }

 private:
  struct Busy {
    TimeMs begin = 0;
    TimeMs end = -1;  // the latest of it and those before
    std::uint32_t stage = 0;
    std::uint32_t stage_of_end = kNone;
    TimeMs end_of_others = -1;  // likewise, without stage_of_end
  };
  std::vector<Busy> busy_;  // by begin
};

// The first moment, `from` or later, at which any executor is there.
class FirstExecutor {
 public:
  explicit FirstExecutor(std::span<const analysis::ExecutorSpan> executors) {
    for (const analysis::ExecutorSpan& span : executors) {
      if (span.end > span.begin) spans_.push_back({span.begin, span.end});
    }
    std::sort(spans_.begin(), spans_.end(),
              [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < spans_.size(); ++i) {
      spans_[i].end = std::max(spans_[i].end, spans_[i - 1].end);
    }
  }

  TimeMs From(TimeMs from) const {
    const auto later = std::partition_point(
        spans_.begin(), spans_.end(), [from](const Interval& span) { return span.begin <= from; });
    if (later != spans_.begin() && (later - 1)->end > from) return from;
    return later == spans_.end() ? from : later->begin;
  }

 private:
  std::vector<Interval> spans_;  // by begin; end: the latest of it and those before
};

Micros MedianOf(std::vector<Micros>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<Interval> StageTimes(const model::Application& app, const analysis::Life& life,
                                 std::span<const StageTasks> stages) {
  std::vector<Interval> times;
  times.reserve(stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const model::StageAttempt& stage = app.stages[i];
    const TaskTimes& tasks = stages[i].times;
    TimeMs begin = IsKnown(stage.submission_time) ? life.Clip(stage.submission_time) : life.end;
    if (IsKnown(tasks.first_launch)) begin = std::min(begin, tasks.first_launch);
    TimeMs end = begin;
    if (IsKnown(stage.completion_time)) {
      end = life.Clip(stage.completion_time);
    } else if (IsKnown(tasks.last_finish)) {
      end = tasks.last_finish;
    }
    times.push_back({begin, std::max(begin, end)});
  }
  return times;
}

void SetDriverWork(std::span<const Interval> stage_times, std::span<const StageTasks> stages,
                   std::span<const analysis::ExecutorSpan> executors, Recording& recording) {
  const BusyStages busy(stages);
  const FirstExecutor first_executor(executors);
  std::vector<Micros> first_launches;
  std::vector<Micros> spacings;
  std::vector<Micros> turnarounds;
  std::vector<std::uint32_t> began_beside;
  std::vector<std::uint32_t> ran_beside;
  std::vector<std::uint32_t> few_tasks;
  for (std::uint32_t i = 0; i < stages.size(); ++i) {
    const TaskTimes& times = stages[i].times;
    if (!IsKnown(times.first_launch)) continue;
    StageWork& work = recording.stages[i];
    const TimeMs submitted = stage_times[i].begin;
    if (busy.OthersRan(i, submitted, times.first_launch + 1)) {
      began_beside.push_back(i);
    } else {
      const TimeMs could = std::min(times.first_launch, first_executor.From(submitted));
      work.first_launch = (times.first_launch - could) * kMicrosPerMs;
      first_launches.push_back(work.first_launch);
      work.spacing = std::max<Micros>(0, times.spacing);
      if (times.spacing >= 0) spacings.push_back(times.spacing);
    }
    if (times.turnaround < 0) {
      few_tasks.push_back(i);
    } else if (busy.OthersRan(i, times.first_launch, times.last_launch + 1)) {
      ran_beside.push_back(i);
    } else {
      work.turnaround = times.turnaround;
      turnarounds.push_back(times.turnaround);
    }
  }
  const Micros usual_first_launch = MedianOf(first_launches);
  const Micros usual_spacing = MedianOf(spacings);
  const Micros usual_turnaround = MedianOf(turnarounds);
  for (const std::uint32_t i : began_beside) {
    recording.stages[i].first_launch = usual_first_launch;
    recording.stages[i].spacing = usual_spacing;
  }
  for (const auto* some : {&ran_beside, &few_tasks}) {
    for (const std::uint32_t i : *some) recording.stages[i].turnaround = usual_turnaround;
  }
}

}  // namespace dataflint::replay
