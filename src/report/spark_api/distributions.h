// What StageData says beyond sums: how tasks and executors of a stage attempt differ. Part of
// spark_api; used by stages.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json_writer.h"
#include "model/stage_attempt.h"

namespace dataflint::report::spark_api {

// One executor in a stage attempt: it ran tasks of it, its memory was sampled meanwhile, or both.
struct StageExecutor {
  std::uint32_t executor = 0;                          // index into Application::executors
  const model::ExecutorStageTotals* totals = nullptr;  // null: no task of it ended
  const model::ExecutorPeaks* peaks = nullptr;         // null: nothing was sampled
};
std::vector<StageExecutor> ExecutorsOf(const model::StageAttempt& stage);

// Quantiles 0.05, 0.25, 0.5, 0.75, 0.95, as the API gives them with withSummaries=true: indices are
// min(floor(q n), n - 1). Nothing is written when there is nothing to sort.
void TaskDistributions(JsonWriter& json, const model::StageAttempt& stage);
void ExecutorDistributions(JsonWriter& json, const std::vector<StageExecutor>& executors);

}  // namespace dataflint::report::spark_api
