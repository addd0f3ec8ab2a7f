// ExecutorMetricFinder: which of Spark's executor metrics a name is. Quickest in Spark's order, in
// which logs write them; runtimes add their own between them, older Sparks have fewer. For the members
// of one object; used by both readers of task events.
#ifndef DATAFLINT_EVENTLOG_EXECUTOR_METRIC_FINDER_H_
#define DATAFLINT_EVENTLOG_EXECUTOR_METRIC_FINDER_H_

#include <cstddef>
#include <string_view>

#include "model/executor.h"

namespace dataflint::eventlog {

class ExecutorMetricFinder {
 public:
  // kExecutorMetricCount for a name that is not Spark's.
  std::size_t Find(std::string_view name) {
    for (std::size_t i = 0; i < model::kExecutorMetricCount; ++i) {
      const std::size_t at = (expected_ + i) % model::kExecutorMetricCount;
      if (NameOf(static_cast<model::ExecutorMetric>(at)) != name) continue;
      expected_ = at + 1;
      return at;
    }
    return model::kExecutorMetricCount;
  }

 private:
  std::size_t expected_ = 0;
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EXECUTOR_METRIC_FINDER_H_
