// WarmExecutors: which tasks ran on an executor that had already loaded what every task needs.
//
// In its first seconds of work an executor's JVM loads classes, whatever the stage does: insights that
// speak of a stage's tasks leave those seconds out, or blame them. Made by an insight when it needs
// it; pure.
#ifndef DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_
#define DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_

#include <cstdint>
#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

// Of a stage's successful tasks.
struct ColdTasks {
  std::int64_t all = 0;        // that ran on an executor which was not warm
  std::int64_t long_ones = 0;  // of these, those over a limit
  double share_of_long = 0;    // of the time of all tasks over it
  std::int64_t warm = 0;       // tasks that ran on a warm one
};

class WarmExecutors {
 public:
  explicit WarmExecutors(const Run& run);

  // `executor`: index into Application::executors, -1 unknown.
  bool WasWarm(std::int64_t executor, model::TimeMs launch) const;
  // A task is long that ran over `limit` ms.
  ColdTasks ColdTasksOf(const model::StageAttempt& stage, std::int64_t limit) const;

 private:
  // When each began to work, as near as stages tell; kNoTime: it ran no task.
  std::vector<model::TimeMs> first_work_;
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_
