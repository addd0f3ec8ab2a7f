// Timeline: the application's life, and how many cores its executors offered at each moment of it.
//
// Every figure is cut to the life, so that its parts add up whatever the log says. Used inside
// analysis/; pure functions of the model; any thread.
//
// Whose cores count: every executor, from when it was added (else its block manager was, else its
// first task started) to its removal (else its block manager's, else the end of the application).
// The driver counts only where it runs tasks itself: spark.master local[n], or a driver with tasks.
// Cores of an executor are, in this order: Total Cores of ExecutorAdded; for the driver the n of
// local[n], for others spark.executor.cores; the cores most other executors have; the most tasks
// that ran at once on one of the executors whose cores nobody tells (x cores a task).
#ifndef DATAFLINT_ANALYSIS_TIMELINE_H_
#define DATAFLINT_ANALYSIS_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/application.h"

namespace dataflint::analysis {

using model::TimeMs;

// Longer lives are cut at their end, and a life's core time is held below kMaxCoreTime, so that
// sums over the wildest input stay in 64 bits. 2^37 ms are four years.
inline constexpr std::int64_t kMaxLife = std::int64_t{1} << 37;
inline constexpr std::int64_t kMaxCoreTime = std::int64_t{1} << 61;

// [begin, end): start of the application (else its first event) to its end (else the last event).
struct Life {
  TimeMs begin = 0;
  TimeMs end = 0;
  bool known = false;  // some time was found; otherwise begin = end = 0

  std::int64_t length() const { return end - begin; }
  TimeMs Clip(TimeMs time) const { return time < begin ? begin : time > end ? end : time; }
  // Most cores that can count at any moment.
  std::int64_t MaxCores() const { return kMaxCoreTime / (length() > 0 ? length() : 1); }
  bool operator==(const Life&) const = default;
};
Life LifeOf(const model::Application& app);

// Cores that one task of a stage, or on an executor, holds: the task's "cpus" of its resource profile,
// else spark.task.cpus, else 1. At least 1.
class TaskCpus {
 public:
  TaskCpus(const model::Application& app, const Life& life);
  std::int64_t Of(const model::StageAttempt& stage) const {
    return OfProfile(stage.resource_profile_id);
  }
  std::int64_t OfProfile(std::int64_t resource_profile_id) const;

 private:
  std::int64_t most_ = 1;
  std::int64_t default_ = 1;
  std::unordered_map<std::int64_t, std::int64_t> of_profile_;
};

// From `time` on, until the next step.
struct SlotStep {
  TimeMs time = 0;
  std::int64_t cores = 0;
  std::int64_t executors = 0;
  bool operator==(const SlotStep&) const = default;
};

// When one executor offered how many cores; inside the life.
struct ExecutorSpan {
  std::uint32_t executor = 0;  // index into Application::executors
  TimeMs begin = 0;
  TimeMs end = 0;
  std::int64_t cores = 0;
};
std::vector<ExecutorSpan> ExecutorSpans(const model::Application& app, const Life& life,
                                        const TaskCpus& task_cpus);

class SlotTimeline {
 public:
  SlotTimeline(std::span<const ExecutorSpan> executors, const Life& life);

  // In time order; the first at the beginning of the life, the last good until its end.
  std::span<const SlotStep> steps() const { return steps_; }
  std::size_t StepAt(TimeMs time) const;  // index of the step in force at `time`
  // Most cores at any moment of [begin, end]; end >= begin.
  std::int64_t MostCores(TimeMs begin, TimeMs end) const;
  // When there was a core for the first time; kNoTime: never.
  TimeMs FirstCore() const;

 private:
  std::vector<SlotStep> steps_;
  std::vector<std::vector<std::int64_t>> most_;  // most_[k][i]: of steps i .. i + 2^(k+1) - 1
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_TIMELINE_H_
