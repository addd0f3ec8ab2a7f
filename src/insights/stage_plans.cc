#include "insights/stage_plans.h"

#include <algorithm>
#include <map>

#include "insights/plan_pieces.h"

namespace dataflint::insights {
namespace {

// Nodes in the different StagePlans of one execution, 4 MB of them: far more than any plan has whose
// stages run pieces of their own.
constexpr std::size_t kMostNodes = 1'000'000;

}  // namespace

StagePlans::StagePlans(const model::Application& app, const model::SqlExecution& sql,
                       std::span<const std::size_t> stages) {
  const PlanPieces pieces(app, *sql.final_plan());
  ListStages(pieces, FindPlans(app, sql, pieces, stages), stages);
  std::sort(plan_of_.begin(), plan_of_.end());
}

StagePlans::PlansByPiece StagePlans::FindPlans(const model::Application& app,
                                               const model::SqlExecution& sql,
                                               const PlanPieces& pieces,
                                               std::span<const std::size_t> stages) {
  PlansByPiece by_piece(pieces.count());
  std::map<std::vector<std::int32_t>, std::uint32_t> known;  // plans by the pieces that are run
  std::size_t nodes = 0;
  const auto plan_of = [&](std::vector<std::int32_t> run) {
    const auto found = known.find(run);
    if (found != known.end()) return found->second;
    if (nodes > kMostNodes) run.clear();
    const auto plan = static_cast<std::uint32_t>(plans_.size());
    const auto [entry, is_new] = known.try_emplace(std::move(run), plan);
    if (!is_new) return entry->second;
    for (const std::int32_t piece : entry->first) {
      by_piece[static_cast<std::size_t>(piece)].push_back(plan);
    }
    const StagePlan& made = plans_.emplace_back(pieces.PlanOf(sql, entry->first));
    nodes += made.nodes.size() + made.reads.size() + made.writes.size();
    return plan;
  };
  plan_of_.reserve(stages.size());
  for (const std::size_t stage : stages) {
    plan_of_.emplace_back(stage, plan_of(pieces.RunBy(app.stages[stage])));
  }
  return by_piece;
}

void StagePlans::ListStages(const PlanPieces& pieces, const PlansByPiece& plans,
                            std::span<const std::size_t> stages) {
  std::vector<std::vector<std::size_t>> places(plans_.size());  // in `stages`, of each plan
  for (std::size_t i = 0; i < stages.size(); ++i) places[plan_of_[i].second].push_back(i);

  std::map<std::vector<std::uint32_t>, std::uint32_t> known = {{{}, 0}};  // lists by the plans
  stages_.emplace_back();
  std::vector<std::uint32_t> list_of;  // of each piece
  for (const std::vector<std::uint32_t>& with_piece : plans) {
    const auto [entry, is_new] =
        known.try_emplace(with_piece, static_cast<std::uint32_t>(stages_.size()));
    list_of.push_back(entry->second);
    if (!is_new) continue;
    std::vector<std::size_t>& list = stages_.emplace_back();
    for (const std::uint32_t plan : with_piece) {
      list.insert(list.end(), places[plan].begin(), places[plan].end());
    }
    std::sort(list.begin(), list.end());
    for (std::size_t& stage : list) stage = stages[stage];
  }
  for (std::int32_t node = 0; node < pieces.nodes(); ++node) {
    const std::int32_t reader = pieces.ReaderOf(node);
    ran_by_.push_back(list_of[static_cast<std::size_t>(pieces.PieceOf(node))]);
    read_by_.push_back(reader < 0 ? 0 : list_of[static_cast<std::size_t>(reader)]);
  }
}

const StagePlan* StagePlans::Of(std::size_t stage) const {
  const auto found = std::lower_bound(plan_of_.begin(), plan_of_.end(), std::pair(stage, 0U));
  return found == plan_of_.end() || found->first != stage ? nullptr : &plans_[found->second];
}

}  // namespace dataflint::insights
