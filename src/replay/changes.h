// Changes: what a finding advises, done to a copy of a Recording. Each takes what is there, also
// what another change has left; so several can be done to one copy, in the order of this file, to
// see what they save together.
//
// `stage` is an index of Application::stages; a stage that did not run, or has no tasks, stays as it
// is. Called by insights/; pure.
#ifndef DATAFLINT_REPLAY_CHANGES_H_
#define DATAFLINT_REPLAY_CHANGES_H_

#include <cstdint>
#include <span>

#include "model/time.h"
#include "replay/recording.h"

namespace dataflint::replay {

// The stage takes no time: what it did was for nothing.
void SkipStage(Recording& recording, std::uint32_t stage);

// The work of `reader` is done by the tasks of `writer`, as if no shuffle stood between them: each
// takes its share of it, as large as its share of the writer's work, and `saved` ms of task time go
// away in all. At least a hundredth of the work stays.
void MergeStages(Recording& recording, std::uint32_t writer, std::uint32_t reader,
                 std::int64_t saved);

// The stage is submitted `delay` later than what it waited for allows.
void DelayStage(Recording& recording, std::uint32_t stage, Micros delay);

// Only the attempts that the stage needed, each as long as it took: no failures, no copies.
void DropFailures(Recording& recording, std::uint32_t stage);

// Each task shorter by its row's `saved` (ms, by row of the stage's table), never below 0.
void ShortenTasks(Recording& recording, std::uint32_t stage, std::span<const std::int64_t> saved);

// Tasks longer than `over` ms are cut into equal pieces of `piece` ms at most, which other slots can
// take. No work goes away. `piece` >= 1.
void SplitLongTasks(Recording& recording, std::uint32_t stage, std::int64_t over,
                    std::int64_t piece);

// Every task `factor` times as long.
void ScaleTasks(Recording& recording, std::uint32_t stage, double factor);

// The stage's work in `tasks` tasks (1 or more): neighbours merged, or each task cut, so that the
// spread of the work over the partitions stays. `per_task` ms of every task's time are its own and
// do not go with the work: fewer tasks save it, more cost it.
void Repartition(Recording& recording, std::uint32_t stage, std::uint32_t tasks,
                 std::int64_t per_task);

// The driver's time in the stretches [begin, end) (since the life's beginning) shorter by `share` of
// it, 0..1, where a Spark job, SQL execution or stage waited for it. They come in time order and
// apart from each other.
struct Stretch {
  Micros begin = 0;
  Micros end = 0;
};
void ShortenGaps(Recording& recording, std::span<const Stretch> stretches, double share);

// The executor (an index of Application::executors) does not go before the life ends.
void KeepExecutor(Recording& recording, std::uint32_t executor);

// These executors (indices, sorted) come sooner: by `share`, 0..1, of the time that they took since
// the Spark job or SQL execution began or ended behind which they came.
void HastenExecutors(Recording& recording, std::span<const std::uint32_t> executors, double share);

// Only the first `executors` executors that come (of those with slots); at least one stays.
void KeepExecutors(Recording& recording, std::size_t executors);

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_CHANGES_H_
