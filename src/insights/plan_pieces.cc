#include "insights/plan_pieces.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "base/contains.h"

namespace dataflint::insights {
namespace {

// Metrics that an exchange's readers update; the others belong to its writers.
bool IsReadMetric(std::string_view name) {
  return Contains(name, " read") || Contains(name, "fetch") || Contains(name, "reqs duration") ||
         Contains(name, "merged");
}

// Where a plan falls into pieces that run in different stages.
bool IsBorder(Operator op) {
  return op == Operator::kExchange || op == Operator::kBroadcastExchange ||
         op == Operator::kSubquery;
}

// Accumulators that metrics of several nodes name.
std::unordered_set<std::int64_t> SharedAccumulators(const model::PlanVersion& plan) {
  std::unordered_set<std::int64_t> seen;
  std::unordered_set<std::int64_t> shared;
  for (const model::PlanNode& node : plan.nodes) {
    for (const model::PlanMetric& metric : node.metrics) {
      if (!seen.insert(metric.accumulator_id).second) shared.insert(metric.accumulator_id);
    }
  }
  return shared;
}

template <typename T>
void SortOnce(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

PlanPieces::PlanPieces(const model::Application& app, const model::PlanVersion& plan) {
  const std::size_t nodes = plan.nodes.size();
  ops_.reserve(nodes);
  parents_.reserve(nodes);
  pieces_.reserve(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const model::PlanNode& node = plan.nodes[i];
    const bool is_root = node.parent < 0 || static_cast<std::size_t>(node.parent) >= i;
    ops_.push_back(OperatorOf(app.text(node.name)));
    parents_.push_back(is_root ? -1 : node.parent);
    const bool starts = is_root || IsBorder(ops_.back());
    pieces_.push_back(starts ? static_cast<std::int32_t>(count_++) : PieceOf(node.parent));
  }
  AddMetrics(app, plan);
}

void PlanPieces::AddMetrics(const model::Application& app, const model::PlanVersion& plan) {
  // Parts of a plan may stand in it again, under what reuses them, with the metrics of the one that
  // ran. Of an exchange that several parts read, no metric tells which of them read it in a stage.
  const bool has_reused = std::find(ops_.begin(), ops_.end(), Operator::kReused) != ops_.end();
  const std::unordered_set<std::int64_t> shared =
      has_reused ? SharedAccumulators(plan) : std::unordered_set<std::int64_t>();
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const std::int32_t above = ReaderOf(static_cast<std::int32_t>(i));
    for (const model::PlanMetric& metric : plan.nodes[i].metrics) {
      if (ops_[i] != Operator::kExchange || !IsReadMetric(app.text(metric.name))) {
        by_accumulator_.emplace_back(metric.accumulator_id, pieces_[i]);
      } else if (above >= 0 && !shared.contains(metric.accumulator_id)) {
        by_accumulator_.emplace_back(metric.accumulator_id, above);
      }
    }
  }
  SortOnce(by_accumulator_);
}

std::int32_t PlanPieces::ReaderOf(std::int32_t node) const {
  const auto i = static_cast<std::size_t>(node);
  return ops_[i] == Operator::kExchange && parents_[i] >= 0 ? PieceOf(parents_[i]) : -1;
}

std::vector<std::int32_t> PlanPieces::RunBy(const model::StageAttempt& stage) const {
  std::vector<std::int32_t> run;
  for (const model::AccumulatorFold& fold : stage.accumulators) {
    auto named = std::lower_bound(
        by_accumulator_.begin(), by_accumulator_.end(), fold.accumulator_id,
        [](const auto& entry, std::int64_t accumulator) { return entry.first < accumulator; });
    for (; named != by_accumulator_.end() && named->first == fold.accumulator_id; ++named) {
      run.push_back(named->second);
    }
  }
  SortOnce(run);
  return run;
}

StagePlan PlanPieces::PlanOf(const model::SqlExecution& sql,
                             const std::vector<std::int32_t>& run) const {
  StagePlan found;
  found.sql = &sql;
  found.plan = sql.final_plan();
  if (run.empty()) return found;
  constexpr auto kOperators = static_cast<std::size_t>(Operator::kAdaptive) + 1;  // the last
  found.first_of.resize(kOperators, -1);
  std::vector<bool> is_run(count_);
  for (const std::int32_t piece : run) is_run[static_cast<std::size_t>(piece)] = true;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const auto node = static_cast<std::int32_t>(i);
    const bool is_border = IsBorder(ops_[i]);
    if (is_run[static_cast<std::size_t>(pieces_[i])]) {
      (is_border ? found.writes : found.nodes).push_back(node);
      std::int32_t& first = found.first_of[static_cast<std::size_t>(ops_[i])];
      if (!is_border && first < 0) first = node;
    }
    const std::int32_t reader = ReaderOf(node);
    if (reader >= 0 && is_run[static_cast<std::size_t>(reader)]) found.reads.push_back(node);
  }
  return found;
}

}  // namespace dataflint::insights
