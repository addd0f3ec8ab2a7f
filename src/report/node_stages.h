// NodeStages: which stage attempts ran a node of a plan, told by accumulators and nothing else: an
// attempt ran a node when one of its tasks updated one of the node's metrics. A node without
// metrics, or whose metrics only the driver set, has none. Made for one SQL execution by --sql and
// the full JSON; pure.
#ifndef DATAFLINT_REPORT_NODE_STAGES_H_
#define DATAFLINT_REPORT_NODE_STAGES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/application.h"

namespace dataflint::report {

class NodeStages {
 public:
  // `attempts`: those that ran for the execution.
  explicit NodeStages(std::span<const model::StageAttempt* const> attempts);

  // Indices into `attempts`, rising.
  std::vector<std::size_t> Of(const model::PlanNode& node) const;

 private:
  std::unordered_map<std::int64_t, std::vector<std::size_t>> of_accumulator_;
};

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_NODE_STAGES_H_
