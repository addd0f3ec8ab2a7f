// ShuffleWork: what one exchange of a plan costs the stages that write and read it, and what the run
// would be without it.
//
// Spark measures only the writing of files and the waiting for blocks. Serialising and hashing rows,
// compressing, unpacking and sorting them are in the tasks' other time: they are reckoned from the
// rows and bytes that went through. Called by the insights that advise to do without a shuffle; pure.
#ifndef DATAFLINT_INSIGHTS_SHUFFLE_WORK_H_
#define DATAFLINT_INSIGHTS_SHUFFLE_WORK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "insights/insight.h"
#include "insights/plan_tree.h"
#include "insights/run.h"

namespace dataflint::insights {

// Task time, ms.
struct TimeRange {
  std::int64_t low = 0;
  std::int64_t expected = 0;
  std::int64_t high = 0;
};

struct ShuffleWork {
  std::size_t writer = 0;  // the stage that wrote it; of several attempts the one that worked most
  std::size_t reader = 0;
  std::int64_t rows = -1;  // that went through it; -1 unknown
  std::int64_t bytes = -1;
  TimeRange writing;  // of the writer's tasks
  TimeRange reading;  // of the reader's tasks, with the sorting of what they read
};

// None where the log does not tell which stage wrote it and which read it, or how much it moved, and
// where several read it: they would need it all the same.
std::optional<ShuffleWork> WorkOfShuffle(const Run& run, const PlanTree& tree,
                                         std::int32_t exchange, bool is_sorted);

// Core time of what it is expected to cost both of them, core-ms.
std::int64_t CoreTimeOf(const Run& run, const ShuffleWork& work);

// The run in which the reader's work is done by the tasks of the writer, without what the shuffle
// cost, and `also` off beside it. `then` adds to each of the recordings what is done instead, `times`
// as long as it is likely to take: double in the low one, half in the high one.
WhatIf WithoutShuffle(const ShuffleWork& work, const TimeRange& also,
                      const std::function<void(replay::Recording&, double times)>& then = {});

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SHUFFLE_WORK_H_
