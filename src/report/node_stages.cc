#include "report/node_stages.h"

#include <algorithm>

namespace dataflint::report {

NodeStages::NodeStages(std::span<const model::StageAttempt* const> attempts) {
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    for (const model::AccumulatorFold& fold : attempts[i]->accumulators) {
      of_accumulator_[fold.accumulator_id].push_back(i);
    }
  }
}

std::vector<std::size_t> NodeStages::Of(const model::PlanNode& node) const {
  std::vector<std::size_t> ran;
  for (const model::PlanMetric& metric : node.metrics) {
    const auto found = of_accumulator_.find(metric.accumulator_id);
    if (found != of_accumulator_.end()) {
      ran.insert(ran.end(), found->second.begin(), found->second.end());
    }
  }
  std::sort(ran.begin(), ran.end());
  ran.erase(std::unique(ran.begin(), ran.end()), ran.end());
  return ran;
}

}  // namespace dataflint::report
