// PlanTree: the last plan of one SQL execution as a tree to walk: what stands below and above a
// node, how many rows and bytes came out of it, which stages ran it.
//
// Nodes that only wrap others (code generation, adaptive execution and its query stages) are not in
// it: the children of a join are the sort, exchange or scan that feed it. Nodes are indices into
// PlanVersion::nodes, in pre-order; -1 is none. Rows, bytes and stages come from metrics and
// accumulators, never from texts.
//
// Made by Run on demand (Run::TreeOf), a view into the application; one thread.
#ifndef DATAFLINT_INSIGHTS_PLAN_TREE_H_
#define DATAFLINT_INSIGHTS_PLAN_TREE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "insights/plan_text.h"
#include "model/application.h"

namespace dataflint::insights {

class Run;

class PlanTree {
 public:
  // Empty when the execution has no plan.
  PlanTree(const Run& run, const model::SqlExecution& sql);

  const model::SqlExecution& sql() const { return *sql_; }
  // All that are in it, in pre-order: a child comes after its parent.
  std::span<const std::int32_t> nodes() const { return nodes_; }

  const model::PlanNode& node(std::int32_t index) const;
  std::string_view name(std::int32_t index) const;  // as Spark writes it
  std::string_view text(std::int32_t index) const;  // simpleString
  Operator op(std::int32_t index) const { return ops_[static_cast<std::size_t>(index)]; }

  std::int32_t ParentOf(std::int32_t index) const {
    return parents_[static_cast<std::size_t>(index)];
  }
  std::span<const std::int32_t> ChildrenOf(std::int32_t index) const;
  // One behind the last node below `index`: those below it are the nodes in (index, end).
  std::int32_t EndOf(std::int32_t index) const { return ends_[static_cast<std::size_t>(index)]; }

  // Total of a metric of the node, -1 when it has none or it was never set.
  std::int64_t Metric(std::int32_t index, std::string_view metric) const;
  // Rows that came out of the node: its own metric, or that of the one below it, as long as nodes
  // on the way pass every row on (projections, sorts, exchanges); -1 when the log does not tell.
  std::int64_t RowsOf(std::int32_t index) const;
  // Bytes that came out of the node, as Spark holds rows in memory: the data size of the exchange or
  // broadcast that it is, or that it only passes on; -1 when the log does not tell.
  std::int64_t BytesOf(std::int32_t index) const;
  // The shuffle whose rows come out of the node, sorted or regrouped at most; -1: it has worked on
  // them, or they come from elsewhere.
  std::int32_t ShuffleOf(std::int32_t index) const;
  // What is scanned in or below the node ("orders"), when it is one source only and has a name.
  std::string SourceName(std::int32_t index) const;

  // Stage attempts whose tasks ran it, indices into Application::stages; of an exchange those that
  // write it.
  std::span<const std::size_t> StagesOf(std::int32_t index) const;
  // Of an exchange, those that read it.
  std::span<const std::size_t> ReadersOf(std::int32_t index) const;

 private:
  std::int64_t OwnRowsOf(std::int32_t index) const;

  const Run* run_;
  const model::SqlExecution* sql_;
  std::vector<std::int32_t> nodes_;
  std::vector<Operator> ops_;          // of every node of the plan, as what follows
  std::vector<std::int32_t> parents_;  // wrappers left out
  std::vector<std::int32_t> ends_;
  std::vector<std::int32_t> first_child_;  // into children_, and where the next node's begin
  std::vector<std::int32_t> children_;
  mutable std::vector<std::int64_t> rows_;  // of every node, filled when first asked for
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PLAN_TREE_H_
