#include "analysis/timeline.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "analysis/earlier.h"
#include "base/ascii.h"
#include "base/saturate.h"

namespace dataflint::analysis {
namespace {

using model::Application;
using model::Executor;
using model::IsKnown;
using model::kNoTime;
using model::TaskColumn;

// The number at the front of `text`; -1 when there is none.
std::int64_t LeadingNumber(std::string_view text) {
  std::int64_t value = -1;
  for (const char c : text) {
    if (!IsDigit(c) || value > 1'000'000'000) break;
    value = std::max<std::int64_t>(value, 0) * 10 + (c - '0');
  }
  return value;
}

// The first and last time of any row, for applications whose reader saw none.
Life LifeOfRows(const Application& app) {
  TimeMs first = kNoTime;
  TimeMs last = kNoTime;
  const auto saw = [&](TimeMs time) {
    first = Earlier(first, time);
    last = std::max(last, time);
  };
  for (const Executor& executor : app.executors) {
    for (const TimeMs time : {executor.add_time, executor.remove_time}) saw(time);
  }
  for (const model::SparkJob& job : app.spark_jobs) {
    for (const TimeMs time : {job.submission_time, job.completion_time}) saw(time);
  }
  for (const model::StageAttempt& stage : app.stages) {
    for (const TimeMs time :
         {stage.submission_time, stage.first_task_launched_time, stage.completion_time}) {
      saw(time);
    }
  }
  if (!IsKnown(first)) return {};
  return {first, last, true};
}

bool IsLocalMaster(std::string_view master) {
  return master == "local" || master.starts_with("local[");
}

// Whether the driver runs tasks itself.
bool DriverIsExecutor(const Application& app, const Executor& driver) {
  return driver.total_tasks > 0 || driver.total_cores > 0 ||
         IsLocalMaster(app.SparkProperty("spark.master"));
}

// Cores that the log's settings give an executor; 0: they do not say.
std::int64_t SettledCores(const Application& app, const Executor& executor) {
  if (executor.total_cores > 0) return executor.total_cores;
  if (!executor.is_driver) {
    return std::max<std::int64_t>(0, LeadingNumber(app.SparkProperty("spark.executor.cores")));
  }
  const std::string_view master = app.SparkProperty("spark.master");
  if (master == "local") return 1;
  constexpr std::string_view kLocal = "local[";
  if (!master.starts_with(kLocal)) return 0;
  return std::max<std::int64_t>(0, LeadingNumber(master.substr(kLocal.size())));
}

// What the tasks tell of an executor.
struct SeenInTasks {
  TimeMs first_launch = kNoTime;
  std::vector<std::pair<TimeMs, std::int64_t>> events;  // (time, cores taken or given back)

  std::int64_t MostAtOnce() {
    std::sort(events.begin(), events.end());  // at one time, what is given back comes first
    std::int64_t now = 0;
    std::int64_t most = 0;
    for (const auto& [time, cores] : events) {
      now += cores;
      most = std::max(most, now);
    }
    return most;
  }
};

void ReadTasks(const Application& app, const TaskCpus& task_cpus, const std::vector<bool>& wanted,
               std::vector<SeenInTasks>& seen) {
  std::vector<std::int64_t> executor(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> launch(executor);
  std::vector<std::int64_t> duration(executor);
  std::vector<std::int64_t> flags(executor);
  for (const model::StageAttempt& stage : app.stages) {
    const std::int64_t cpus = task_cpus.Of(stage);
    stage.tasks.ForEachBlock([&](std::size_t, std::size_t rows, const auto& read) {
      read(TaskColumn::executor, executor.data());
      read(TaskColumn::launch_time, launch.data());
      read(TaskColumn::duration, duration.data());
      read(TaskColumn::flags, flags.data());
      for (std::size_t i = 0; i < rows; ++i) {
        if (executor[i] < 0) continue;
        const auto at = static_cast<std::size_t>(executor[i]);
        if (at >= wanted.size() || !wanted[at] || !IsKnown(launch[i])) continue;
        if ((flags[i] & model::kTaskResubmitted) != 0) continue;
        seen[at].first_launch = Earlier(seen[at].first_launch, launch[i]);
        if (duration[i] <= 0) continue;
        seen[at].events.emplace_back(launch[i], cpus);
        seen[at].events.emplace_back(SaturatingAdd(launch[i], duration[i]), -cpus);
      }
    });
  }
}

// The value that most executors have; 0 when none has any.
std::int64_t MostCommon(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  std::int64_t best = 0;
  std::ptrdiff_t best_count = 0;
  for (auto run = values.begin(); run != values.end();) {
    const auto end = std::upper_bound(run, values.end(), *run);
    if (end - run >= best_count) {
      best = *run;
      best_count = end - run;
    }
    run = end;
  }
  return best;
}

}  // namespace

Life LifeOf(const Application& app) {
  TimeMs begin = app.start_time;
  TimeMs end = app.effective_end_time();
  if (!IsKnown(begin)) begin = app.first_event_time;
  if (!IsKnown(begin) || !IsKnown(end)) {
    const Life rows = LifeOfRows(app);
    if (!IsKnown(begin)) begin = rows.known ? rows.begin : end;
    if (!IsKnown(end)) end = rows.known ? rows.end : begin;
  }
  if (!IsKnown(begin)) return {};
  if (end < begin) end = std::max(begin, app.last_event_time);
  // A start that is years off is a broken clock or a default; the first event is the better
  // witness.
  if (end - begin > kMaxLife && app.first_event_time > begin && app.first_event_time <= end) {
    begin = app.first_event_time;
  }
  if (end - begin > kMaxLife) end = begin + kMaxLife;
  return {begin, end, true};
}

TaskCpus::TaskCpus(const Application& app, const Life& life) {
  std::int64_t tasks = 1;
  for (const model::StageAttempt& stage : app.stages) {
    tasks += static_cast<std::int64_t>(stage.tasks.size());
  }
  most_ = std::max<std::int64_t>(1, life.MaxCores() / tasks);
  default_ =
      std::clamp<std::int64_t>(LeadingNumber(app.SparkProperty("spark.task.cpus")), 1, most_);
  for (const model::ResourceProfile& profile : app.environment.resource_profiles) {
    for (const model::ResourceProfile::Request& request : profile.task_requests) {
      if (app.text(request.name) != "cpus" || !(request.amount >= 1) || request.amount > 1e9)
        continue;
      const auto cpus = static_cast<std::int64_t>(request.amount);
      of_profile_.try_emplace(profile.id, std::min(cpus, most_));
    }
  }
}

std::int64_t TaskCpus::OfProfile(std::int64_t resource_profile_id) const {
  const auto known = of_profile_.find(resource_profile_id);
  return known == of_profile_.end() ? default_ : known->second;
}

std::vector<ExecutorSpan> ExecutorSpans(const Application& app, const Life& life,
                                        const TaskCpus& task_cpus) {
  const std::size_t count = app.executors.size();
  std::vector<bool> counts(count);
  std::vector<bool> unclear(count);  // only its tasks tell when it began, or its cores
  std::vector<std::int64_t> cores(count);
  std::vector<std::int64_t> told;
  bool any_unclear = false;
  const bool are_announced =
      std::any_of(app.executors.begin(), app.executors.end(),
                  [](const Executor& executor) { return executor.announced; });
  for (std::size_t i = 0; i < count; ++i) {
    const Executor& executor = app.executors[i];
    // A block manager that comes back after its executor was removed offers nothing.
    const bool is_ghost = are_announced && !executor.announced && executor.total_tasks == 0;
    counts[i] = executor.is_driver ? DriverIsExecutor(app, executor) : !is_ghost;
    if (!counts[i]) continue;
    cores[i] = SettledCores(app, executor);
    if (executor.total_cores > 0) told.push_back(executor.total_cores);
    unclear[i] =
        cores[i] == 0 || (!IsKnown(executor.add_time) && !IsKnown(executor.block_manager_add_time));
    any_unclear = any_unclear || unclear[i];
  }

  std::vector<SeenInTasks> seen(count);
  if (any_unclear) ReadTasks(app, task_cpus, unclear, seen);
  std::int64_t guess = MostCommon(std::move(told));
  if (guess == 0) {
    for (std::size_t i = 0; i < count; ++i) {
      if (counts[i] && cores[i] == 0) guess = std::max(guess, seen[i].MostAtOnce());
    }
  }

  std::vector<ExecutorSpan> spans;
  for (std::size_t i = 0; i < count; ++i) {
    if (!counts[i]) continue;
    const Executor& executor = app.executors[i];
    TimeMs begin = executor.add_time;
    if (!IsKnown(begin)) begin = Earlier(executor.block_manager_add_time, seen[i].first_launch);
    if (!IsKnown(begin)) continue;  // never seen at work
    TimeMs end = executor.remove_time;
    if (!IsKnown(end) && executor.block_manager_remove_time >= begin) {
      end = executor.block_manager_remove_time;
    }
    if (!IsKnown(end)) end = life.end;
    begin = life.Clip(begin);
    end = std::max(begin, life.Clip(end));
    spans.push_back({static_cast<std::uint32_t>(i), begin, end, cores[i] > 0 ? cores[i] : guess});
  }
  return spans;
}

SlotTimeline::SlotTimeline(std::span<const ExecutorSpan> executors, const Life& life) {
  struct Change {
    TimeMs time;
    std::int64_t cores;
    std::int64_t executors;
  };
  const std::int64_t most =
      life.MaxCores() / std::max<std::int64_t>(1, static_cast<std::int64_t>(executors.size()));
  std::vector<Change> changes;
  changes.reserve(2 * executors.size());
  for (const ExecutorSpan& span : executors) {
    if (span.end <= span.begin) continue;
    const std::int64_t cores = std::min(span.cores, most);
    changes.push_back({span.begin, cores, 1});
    if (span.end < life.end) changes.push_back({span.end, -cores, -1});
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.time < b.time; });

  steps_.push_back({life.begin, 0, 0});
  std::int64_t cores = 0;
  std::int64_t running = 0;
  for (const Change& change : changes) {
    cores += change.cores;
    running += change.executors;
    if (change.time != steps_.back().time) steps_.push_back({change.time, 0, 0});
    steps_.back().cores = cores;
    steps_.back().executors = running;
  }

  // Maxima of stretches of 2, 4, 8, ... steps.
  for (std::size_t width = 2; width <= steps_.size(); width *= 2) {
    std::vector<std::int64_t> row(steps_.size() - width + 1);
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = width == 2 ? std::max(steps_[i].cores, steps_[i + 1].cores)
                          : std::max(most_.back()[i], most_.back()[i + width / 2]);
    }
    most_.push_back(std::move(row));
  }
}

std::size_t SlotTimeline::StepAt(TimeMs time) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), time,
                                      [](TimeMs t, const SlotStep& step) { return t < step.time; });
  return after == steps_.begin() ? 0 : static_cast<std::size_t>(after - steps_.begin()) - 1;
}

std::int64_t SlotTimeline::MostCores(TimeMs begin, TimeMs end) const {
  const std::size_t first = StepAt(begin);
  const std::size_t count = StepAt(end) - first + 1;
  if (count == 1) return steps_[first].cores;
  const auto level = static_cast<std::size_t>(std::bit_width(count)) - 2;
  const std::size_t width = std::size_t{2} << level;
  return std::max(most_[level][first], most_[level][first + count - width]);
}

TimeMs SlotTimeline::FirstCore() const {
  for (const SlotStep& step : steps_) {
    if (step.cores > 0) return step.time;
  }
  return kNoTime;
}

}  // namespace dataflint::analysis
