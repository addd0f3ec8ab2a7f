// WarmExecutors: which tasks ran on an executor that had already loaded what every task needs.
//
// In its first seconds of work an executor's JVM loads classes, whatever the stage does: insights that
// speak of a stage's tasks leave those seconds out. Made by an insight when it needs it; pure.
#ifndef DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_
#define DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_

#include <cstdint>
#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

class WarmExecutors {
 public:
  explicit WarmExecutors(const Run& run);

  // `executor`: index into Application::executors, -1 unknown.
  bool WasWarm(std::int64_t executor, model::TimeMs launch) const;

 private:
  // When each began to work, as near as stages tell; kNoTime: it ran no task.
  std::vector<model::TimeMs> first_work_;
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_WARM_EXECUTORS_H_
