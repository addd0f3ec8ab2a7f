// PlanGraph: a plan version as Spark's SQL page and REST API draw it.
//
// Follows SparkPlanGraph (sql/core/.../execution/ui/SparkPlanGraph.scala, Spark 4.x): ids in
// pre-order, code generation stages as clusters around their nodes, input adapters and query stages
// left out, reused exchanges and subqueries drawn once. Called by report/; pure; any thread.
#ifndef DATAFLINT_ANALYSIS_PLAN_GRAPH_H_
#define DATAFLINT_ANALYSIS_PLAN_GRAPH_H_

#include <cstdint>
#include <vector>

#include "model/sql_execution.h"

namespace dataflint::analysis {

struct PlanGraphNode {
  std::int32_t plan_node = 0;  // index into PlanVersion::nodes
  std::int32_t cluster = -1;   // id of the WholeStageCodegen node around it; -1 none
};

struct PlanGraphEdge {  // ids of graph nodes: from the child to its parent
  std::int32_t from = 0;
  std::int32_t to = 0;
  bool operator==(const PlanGraphEdge&) const = default;
};

struct PlanGraph {
  std::vector<PlanGraphNode> nodes;  // the index is the id
  std::vector<PlanGraphEdge> edges;
};

// `strings` resolves the plan's names. Trees of any depth; never recurses.
PlanGraph MakePlanGraph(const model::PlanVersion& plan, const StringPool& strings);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_PLAN_GRAPH_H_
