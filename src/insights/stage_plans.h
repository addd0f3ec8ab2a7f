// StagePlans: the parts of one SQL execution's plan that its stages ran, and the other way round the
// stages that ran a node.
//
// Stages that ran the same pieces share a StagePlan, nodes that the same stages ran share a list of
// them. Of a plan whose stages ran too many different selections only the first of them are told.
// Made by Run on demand, a view into the application; one thread.
#ifndef DATAFLINT_INSIGHTS_STAGE_PLANS_H_
#define DATAFLINT_INSIGHTS_STAGE_PLANS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "insights/stage_plan.h"
#include "model/application.h"

namespace dataflint::insights {

class PlanPieces;  // plan_pieces.h

class StagePlans {
 public:
  // Of these stages (indices into Application::stages), which belong to `sql`; it has a plan.
  StagePlans(const model::Application& app, const model::SqlExecution& sql,
             std::span<const std::size_t> stages);

  // Null: `stage` is none of them.
  const StagePlan* Of(std::size_t stage) const;
  // Those whose tasks ran the node, in the order in which they were given; of an exchange those that
  // write it.
  std::span<const std::size_t> StagesOf(std::int32_t node) const {
    return stages_[ran_by_[static_cast<std::size_t>(node)]];
  }
  // Of an exchange, those that read it.
  std::span<const std::size_t> ReadersOf(std::int32_t node) const {
    return stages_[read_by_[static_cast<std::size_t>(node)]];
  }

 private:
  // Plans, by index, in which each piece is.
  using PlansByPiece = std::vector<std::vector<std::uint32_t>>;

  PlansByPiece FindPlans(const model::Application& app, const model::SqlExecution& sql,
                         const PlanPieces& pieces, std::span<const std::size_t> stages);
  void ListStages(const PlanPieces& pieces, const PlansByPiece& plans,
                  std::span<const std::size_t> stages);

  std::vector<StagePlan> plans_;                                // all different
  std::vector<std::pair<std::size_t, std::uint32_t>> plan_of_;  // stages with their plan; sorted
  std::vector<std::vector<std::size_t>> stages_;                // all different; the first is empty
  std::vector<std::uint32_t> ran_by_;                           // of each node, into stages_
  std::vector<std::uint32_t> read_by_;                          // likewise
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STAGE_PLANS_H_
