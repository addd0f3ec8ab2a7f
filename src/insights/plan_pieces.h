// PlanPieces: the last plan of one SQL execution cut where one stage ends and another begins, at
// exchanges and subqueries, and which accumulators tell that a stage ran a piece.
//
// A stage runs whole pieces, so what all stages of a large plan did is told in pieces: that takes
// time and memory by what their tasks updated, not stages times nodes. Made once for a plan; an
// own value, any thread.
#ifndef DATAFLINT_INSIGHTS_PLAN_PIECES_H_
#define DATAFLINT_INSIGHTS_PLAN_PIECES_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "insights/plan_text.h"
#include "insights/stage_plan.h"
#include "model/application.h"

namespace dataflint::insights {

class PlanPieces {
 public:
  PlanPieces(const model::Application& app, const model::PlanVersion& plan);

  std::size_t count() const { return count_; }
  std::int32_t nodes() const { return static_cast<std::int32_t>(pieces_.size()); }
  // An exchange is in the piece below it, being its end.
  std::int32_t PieceOf(std::int32_t node) const { return pieces_[static_cast<std::size_t>(node)]; }
  // The piece above an exchange, which reads it; -1: `node` is none, or nothing stands above it.
  std::int32_t ReaderOf(std::int32_t node) const;

  // Pieces that tasks of the stage worked on, sorted.
  std::vector<std::int32_t> RunBy(const model::StageAttempt& stage) const;
  // What a stage of `sql` did that ran these pieces.
  StagePlan PlanOf(const model::SqlExecution& sql, const std::vector<std::int32_t>& run) const;

 private:
  void AddMetrics(const model::Application& app, const model::PlanVersion& plan);

  std::size_t count_ = 0;
  std::vector<Operator> ops_;          // of each node, as what follows
  std::vector<std::int32_t> parents_;  // -1: none
  std::vector<std::int32_t> pieces_;
  // Accumulators, each with the pieces that a stage which updates it worked on; sorted.
  std::vector<std::pair<std::int64_t, std::int32_t>> by_accumulator_;
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PLAN_PIECES_H_
