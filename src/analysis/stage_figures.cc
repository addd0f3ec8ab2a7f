#include "analysis/stage_figures.h"

#include <algorithm>
#include <array>
#include <vector>

#include "analysis/core_time.h"
#include "analysis/quantile.h"
#include "base/saturate.h"

namespace dataflint::analysis {
namespace {

using model::IsKnown;
using model::StageAttempt;
using model::TaskColumn;

// The columns read here, one block of rows at a time.
constexpr std::array kColumns = {
    TaskColumn::task_id,
    TaskColumn::attempt,
    TaskColumn::flags,
    TaskColumn::launch_time,
    TaskColumn::getting_result_delay,
    TaskColumn::duration,
    TaskColumn::executor_deserialize_time,
    TaskColumn::executor_run_time,
    TaskColumn::executor_cpu_time,
    TaskColumn::jvm_gc_time,
    TaskColumn::result_serialization_time,
    TaskColumn::shuffle_fetch_wait_time,
    TaskColumn::shuffle_write_time,
};
enum : std::size_t {
  kTaskId,
  kAttempt,
  kFlags,
  kLaunch,
  kGettingResult,
  kDuration,
  kDeserialize,
  kRun,
  kCpu,
  kGc,
  kResultSerialization,
  kFetchWait,
  kShuffleWrite
};

std::int64_t Positive(std::int64_t value) { return std::max<std::int64_t>(0, value); }

}  // namespace

Visible VisibleTime(TimeMs launch, std::int64_t duration, std::int64_t flags, const Life& life) {
  if ((flags & model::kTaskResubmitted) != 0 || !IsKnown(launch)) return {life.begin, life.begin};
  const TimeMs begin = life.Clip(launch);
  return {begin, life.Clip(SaturatingAdd(launch, Positive(duration)))};
}

struct StageReader::Buffers {
  std::array<std::array<std::int64_t, model::TaskTable::kBlockRows>, kColumns.size()> columns;
  std::vector<std::int64_t> durations;  // of successful tasks of the stage

  TaskTimeSplit split;

  bool decided_by_success = false;

  void AddRow(std::size_t i, const Life& life, StageFigures& figures, StageDigest& digest);
};

void StageReader::Buffers::AddRow(std::size_t i, const Life& life, StageFigures& figures,
                                  StageDigest& digest) {
  const auto at = [this, i](std::size_t column) { return columns[column][i]; };
  const std::int64_t flags = at(kFlags);
  const bool succeeded = (flags & model::kTaskSucceeded) != 0;
  const TimeMs launch = at(kLaunch);
  const std::int64_t duration = Positive(at(kDuration));
  if ((flags & (model::kTaskFailed | model::kTaskResubmitted)) != 0) {
    ++digest.failed_tasks;
  } else if ((flags & model::kTaskKilled) != 0) {
    ++digest.killed_tasks;
  }
  digest.has_running_tasks = digest.has_running_tasks || (flags & model::kTaskRunning) != 0;
  if (succeeded) {
    if (durations.empty() || duration > figures.duration_max) {
      figures.duration_max = duration;
      figures.max_task_id = at(kTaskId);
    }
    durations.push_back(duration);
  }
  if ((flags & model::kTaskResubmitted) != 0 || !IsKnown(launch)) return;

  const TimeMs finish = SaturatingAdd(launch, duration);
  if (!IsKnown(figures.first_launch) || launch < figures.first_launch)
    figures.first_launch = launch;
  figures.last_finish = std::max(figures.last_finish, finish);
  if (at(kAttempt) <= 0 && (flags & model::kTaskSpeculative) == 0) {
    ++digest.first_attempts;
    digest.last_first_launch = std::max(digest.last_first_launch, launch);
  }
  if ((flags & model::kTaskHasMetrics) != 0) {
    const std::int64_t getting_result =
        at(kGettingResult) > 0 ? Positive(duration - at(kGettingResult)) : 0;
    std::int64_t delay = duration;
    for (const std::int64_t part :
         {at(kRun), at(kDeserialize), at(kResultSerialization), getting_result}) {
      delay -= std::min(delay, Positive(part));
    }
    figures.scheduler_delay = SaturatingAdd(figures.scheduler_delay, delay);
  }

  const Visible visible{life.Clip(launch), life.Clip(finish)};
  if (succeeded > decided_by_success ||
      (succeeded == decided_by_success && visible.end > digest.decided_end)) {
    decided_by_success = succeeded;
    digest.decided_end = visible.end;
    digest.decided_task = at(kTaskId);
  }
  if (visible.length() <= 0) return;
  ++digest.timed_tasks;
  if (!IsKnown(digest.busy_begin) || visible.begin < digest.busy_begin) {
    digest.busy_begin = visible.begin;
  }
  digest.busy_end = std::max(digest.busy_end, visible.end);
  split.Add({flags, visible.length(), at(kRun), at(kCpu), at(kGc), at(kFetchWait),
             at(kShuffleWrite), at(kDeserialize), at(kResultSerialization)});
}

StageReader::StageReader(const model::Application& app, const Life& life, const TaskCpus& task_cpus)
    : app_(app), life_(life), task_cpus_(task_cpus), buffers_(std::make_unique<Buffers>()) {}
StageReader::~StageReader() = default;

TimeMs StageReader::PendingUntil(const StageAttempt& stage, const StageDigest& digest) const {
  if (digest.first_attempts >= stage.num_tasks || stage.status == model::StageStatus::kComplete) {
    return IsKnown(digest.last_first_launch) ? life_.Clip(digest.last_first_launch) : life_.begin;
  }
  if (IsKnown(stage.completion_time)) return life_.Clip(stage.completion_time);
  TimeMs end = stage.spark_jobs.empty() ? life_.end : life_.begin;
  for (const std::uint32_t job : stage.spark_jobs) {
    const TimeMs completion = app_.spark_jobs[job].completion_time;
    end = std::max(end, IsKnown(completion) ? life_.Clip(completion) : life_.end);
  }
  return end;
}

void StageReader::ReadTable(const StageAttempt& stage, StageFigures& figures, StageDigest& digest) {
  figures = {};
  digest = {};
  Buffers& buffers = *buffers_;
  buffers.durations.clear();
  buffers.split = {};
  buffers.decided_by_success = false;
  stage.tasks.ForEachBlock([&](std::size_t, std::size_t rows, const auto& read) {
    for (std::size_t c = 0; c < kColumns.size(); ++c) read(kColumns[c], buffers.columns[c].data());
    for (std::size_t i = 0; i < rows; ++i) buffers.AddRow(i, life_, figures, digest);
  });

  figures.tasks = static_cast<std::int64_t>(stage.tasks.size());
  figures.successful_tasks = static_cast<std::int64_t>(buffers.durations.size());
  constexpr std::array kQuantiles = {0.0, 0.25, 0.5, 0.75};
  const std::vector<std::int64_t> quantiles = Quantiles(buffers.durations, kQuantiles);
  figures.duration_min = quantiles[0];
  figures.duration_p25 = quantiles[1];
  figures.duration_median = quantiles[2];
  figures.duration_p75 = quantiles[3];
  digest.cpus = task_cpus_.Of(stage);
  figures.core_time = buffers.split.Total(digest.cpus);
}

void StageReader::Complete(const StageAttempt& stage, StageDigest& digest) const {
  const std::int64_t wanted = std::max(stage.num_tasks, digest.first_attempts);
  digest.width = std::min(std::max(wanted, digest.timed_tasks > 0 ? std::int64_t{1} : 0),
                          kMaxCoreTime / digest.cpus) *
                 digest.cpus;
  digest.pending_until = PendingUntil(stage, digest);
}

}  // namespace dataflint::analysis
