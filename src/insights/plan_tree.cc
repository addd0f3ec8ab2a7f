#include "insights/plan_tree.h"

#include <algorithm>

#include "insights/fingerprint.h"
#include "insights/run.h"
#include "insights/stage_plan.h"

namespace dataflint::insights {
namespace {

// Nodes that pass on each row that they take, changed or in another order, and no others.
bool KeepsRows(Operator op) {
  switch (op) {
    case Operator::kExchange:
    case Operator::kBroadcastExchange:
    case Operator::kShuffleRead:
    case Operator::kSort:
    case Operator::kCoalesce:
    case Operator::kProject:
    case Operator::kPython:
    case Operator::kWindow:
    case Operator::kSubquery:
    case Operator::kReused:  // what is reused stands below it
      return true;
    default:
      return false;
  }
}

// Nodes that pass on each row as it is.
bool KeepsBytes(Operator op) {
  return op == Operator::kShuffleRead || op == Operator::kSort || op == Operator::kCoalesce ||
         op == Operator::kSubquery || op == Operator::kReused;
}

// Other engines turn batches into rows and back, under many names.
bool IsTransition(std::string_view name) {
  for (const std::string_view part :
       {"ColumnarToRow", "RowToColumnar", "CoalesceBatches", "ShuffleCoalesce", "ShuffleMapStage",
        "ShuffleExchangeSource", "HostColumnar"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

PlanTree::PlanTree(const Run& run, const model::SqlExecution& sql) : run_(&run), sql_(&sql) {
  const model::PlanVersion* plan = sql.final_plan();
  if (plan == nullptr) return;
  const std::size_t count = plan->nodes.size();
  ops_.resize(count);
  parents_.resize(count, -1);
  ends_.resize(count);
  std::vector<std::int32_t> nearest(count);  // itself, or for a wrapper what it stands under
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = run.app().text(plan->nodes[i].name);
    const auto index = static_cast<std::int32_t>(i);
    const std::int32_t parent = plan->nodes[i].parent;
    const std::int32_t above =
        parent >= 0 && parent < index ? nearest[static_cast<std::size_t>(parent)] : -1;
    // What adaptive execution read of a shuffle counts as a node; the rest of its doing does not.
    ops_[i] = run.OpOf(plan->nodes[i]);
    const bool is_wrapper = ops_[i] != Operator::kShuffleRead && IsWrapper(name);
    nearest[i] = is_wrapper ? above : index;
    parents_[i] = above;
    ends_[i] = index + 1;
    if (!is_wrapper) nodes_.push_back(index);
  }
  for (std::size_t i = count; i-- > 0;) {
    const std::int32_t parent = plan->nodes[i].parent;
    if (parent < 0 || static_cast<std::size_t>(parent) >= i) continue;
    std::int32_t& end = ends_[static_cast<std::size_t>(parent)];
    end = std::max(end, ends_[i]);
  }
  first_child_.assign(count + 1, 0);
  for (const std::int32_t index : nodes_) {
    if (ParentOf(index) >= 0) ++first_child_[static_cast<std::size_t>(ParentOf(index)) + 1];
  }
  for (std::size_t i = 0; i < count; ++i) first_child_[i + 1] += first_child_[i];
  children_.resize(static_cast<std::size_t>(first_child_[count]));
  std::vector<std::int32_t> next(first_child_.begin(), first_child_.end() - 1);
  for (const std::int32_t index : nodes_) {
    if (ParentOf(index) < 0) continue;
    std::int32_t& place = next[static_cast<std::size_t>(ParentOf(index))];
    children_[static_cast<std::size_t>(place++)] = index;
  }
}

const model::PlanNode& PlanTree::node(std::int32_t index) const {
  return sql_->final_plan()->nodes[static_cast<std::size_t>(index)];
}

std::string_view PlanTree::name(std::int32_t index) const {
  return run_->app().text(node(index).name);
}

std::string_view PlanTree::text(std::int32_t index) const {
  return run_->app().text(node(index).simple_string);
}

std::span<const std::int32_t> PlanTree::ChildrenOf(std::int32_t index) const {
  const auto begin = static_cast<std::size_t>(first_child_[static_cast<std::size_t>(index)]);
  const auto end = static_cast<std::size_t>(first_child_[static_cast<std::size_t>(index) + 1]);
  return std::span(children_).subspan(begin, end - begin);
}

std::int64_t PlanTree::Metric(std::int32_t index, std::string_view metric) const {
  return MetricTotal(run_->app(), *sql_, node(index), metric);
}

std::int64_t PlanTree::OwnRowsOf(std::int32_t index) const {
  if (const std::int64_t rows = Metric(index, "number of output rows"); rows >= 0) return rows;
  const bool is_shuffle = op(index) == Operator::kExchange;
  return is_shuffle ? Metric(index, "shuffle records written") : -1;
}

std::int64_t PlanTree::RowsOf(std::int32_t index) const {
  if (rows_.empty()) {
    rows_.resize(ops_.size());
    for (std::size_t i = rows_.size(); i-- > 0;) {  // what stands below comes first
      const auto node = static_cast<std::int32_t>(i);
      rows_[i] = OwnRowsOf(node);
      const std::span<const std::int32_t> children = ChildrenOf(node);
      if (rows_[i] < 0 && children.size() == 1 &&
          (KeepsRows(op(node)) || IsTransition(name(node)))) {
        rows_[i] = rows_[static_cast<std::size_t>(children.front())];
      }
    }
  }
  return rows_[static_cast<std::size_t>(index)];
}

std::int64_t PlanTree::BytesOf(std::int32_t index) const {
  for (;;) {
    if (const std::int64_t bytes = Metric(index, "data size"); bytes >= 0) return bytes;
    const std::span<const std::int32_t> children = ChildrenOf(index);
    if (children.size() != 1 || !(KeepsBytes(op(index)) || IsTransition(name(index)))) return -1;
    index = children.front();
  }
}

std::int32_t PlanTree::ShuffleOf(std::int32_t index) const {
  for (;;) {
    if (op(index) == Operator::kExchange) return index;
    const std::span<const std::int32_t> children = ChildrenOf(index);
    if (children.size() != 1 || !(KeepsBytes(op(index)) || IsTransition(name(index)))) return -1;
    index = children.front();
  }
}

std::string PlanTree::SourceName(std::int32_t index) const {
  std::string source;
  for (std::int32_t below = index; below < EndOf(index); ++below) {
    if (op(below) != Operator::kScan) continue;
    std::string found = SourceOf(run_->app(), node(below)).LastName();
    if (!source.empty() && found != source) return {};
    source = std::move(found);
  }
  return source;
}

std::span<const std::size_t> PlanTree::StagesOf(std::int32_t index) const {
  return run_->PlansOf(*sql_).StagesOf(index);
}

std::span<const std::size_t> PlanTree::ReadersOf(std::int32_t index) const {
  return run_->PlansOf(*sql_).ReadersOf(index);
}

}  // namespace dataflint::insights
