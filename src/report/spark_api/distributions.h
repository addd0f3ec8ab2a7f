// What StageData says beyond sums: how tasks and executors of a stage attempt differ. Part of
// spark_api; used by stages.cc.
#ifndef DATAFLINT_REPORT_SPARK_API_DISTRIBUTIONS_H_
#define DATAFLINT_REPORT_SPARK_API_DISTRIBUTIONS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/json_writer.h"
#include "model/stage_attempt.h"

namespace dataflint::report::spark_api {

// One executor in a stage attempt: it ran tasks of it, its memory was sampled meanwhile, or both.
struct StageExecutor {
  std::uint32_t executor = 0;         // index into Application::executors
  model::ExecutorStageTotals totals;  // zero when no task of it ended
  model::ExecutorPeaks peaks;         // zero when nothing was sampled: a task's end sets them so
};
std::vector<StageExecutor> ExecutorsOf(const model::StageAttempt& stage);

// Nothing is written when there is nothing to sort.
void TaskDistributions(JsonWriter& json, const model::StageAttempt& stage,
                       std::span<const double> quantiles);
void ExecutorDistributions(JsonWriter& json, const std::vector<StageExecutor>& executors,
                           std::span<const double> quantiles);

}  // namespace dataflint::report::spark_api

#endif  // DATAFLINT_REPORT_SPARK_API_DISTRIBUTIONS_H_
