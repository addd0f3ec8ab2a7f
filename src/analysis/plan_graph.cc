#include "analysis/plan_graph.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dataflint::analysis {
namespace {

using model::PlanNode;

class GraphMaker {
 public:
  GraphMaker(const std::vector<PlanNode>& plan, const StringPool& strings)
      : plan_(plan),
        strings_(strings),
        first_child_(plan.size(), -1),
        next_(plan.size(), -1),
        size_(plan.size(), 1),
        hash_(plan.size(), 0) {
    // From the last to the first: every child is met before its parent, later children first.
    for (std::size_t i = plan.size(); i-- > 0;) {
      hash_[i] = Mix(Mix(hash_[i], static_cast<std::uint64_t>(plan[i].name)),
                     static_cast<std::uint64_t>(plan[i].simple_string));
      if (plan[i].parent < 0) continue;
      const auto parent = static_cast<std::size_t>(plan[i].parent);
      next_[i] = std::exchange(first_child_[parent], static_cast<std::int32_t>(i));
      size_[parent] += size_[i];
      hash_[parent] = Mix(hash_[parent], hash_[i]);
    }
  }

  PlanGraph Make() {
    if (!plan_.empty()) open_.push_back({0, -1, -1});
    while (!open_.empty()) {
      const Visit visit = open_.back();
      open_.pop_back();
      Enter(visit);
    }
    return std::move(graph_);
  }

 private:
  struct Visit {
    std::int32_t node = 0;
    std::int32_t parent = -1;   // graph id
    std::int32_t cluster = -1;  // graph id
  };

  static std::uint64_t Mix(std::uint64_t seed, std::uint64_t value) {
    return (seed ^ (value + 0x9E3779B97F4A7C15U)) * 0xD6E8FEB86659FD93U;
  }

  // What Spark's SparkPlanInfo calls equal: names and simple strings of the whole subtree.
  bool SameTree(std::int32_t left, std::int32_t right) const {
    const auto a = static_cast<std::size_t>(left);
    const auto b = static_cast<std::size_t>(right);
    if (hash_[a] != hash_[b] || size_[a] != size_[b]) return false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(size_[a]); ++i) {
      const PlanNode& x = plan_[a + i];
      const PlanNode& y = plan_[b + i];
      if (x.name != y.name || x.simple_string != y.simple_string) return false;
      if (x.depth - plan_[a].depth != y.depth - plan_[b].depth) return false;
    }
    return true;
  }

  // Graph id of an equal exchange or subquery drawn before, or -1.
  std::int32_t FindDrawn(std::int32_t node) const {
    if (node < 0) return -1;
    const auto [begin, end] = drawn_.equal_range(hash_[static_cast<std::size_t>(node)]);
    for (auto it = begin; it != end; ++it) {
      if (SameTree(it->second.first, node)) return it->second.second;
    }
    return -1;
  }

  void Enter(const Visit& visit) {
    const std::string_view name = NameOf(visit.node);
    const std::int32_t child = first_child_[static_cast<std::size_t>(visit.node)];
    if (name.starts_with("WholeStageCodegen")) {
      const std::int32_t id = Draw(visit.node, -1);
      Push(child, visit.parent, id);
    } else if (name == "InputAdapter" || name == "TableCacheQueryStage" ||
               name == "ResultQueryStage") {
      Push(child, visit.parent, -1);
    } else if (name == "BroadcastQueryStage" || name == "ShuffleQueryStage") {
      if (!DrawReuse(FindDrawn(child), visit.parent)) Push(child, visit.parent, -1);
    } else if (name == "ReusedSubquery") {
      Push(child, visit.parent, visit.cluster);
    } else if (name == "Subquery") {
      EnterSubquery(visit);
    } else if (name != "ReusedExchange" || !DrawReuse(FindDrawn(child), visit.parent)) {
      EnterNode(visit);
    }
  }

  void EnterSubquery(const Visit& visit) {  // it never belongs to a code generation stage
    const std::int32_t known = FindDrawn(visit.node);
    if (known < 0) return EnterNode({visit.node, visit.parent, -1});
    const PlanGraphEdge edge{known, visit.parent};
    const bool is_new =
        std::find(graph_.edges.begin(), graph_.edges.end(), edge) == graph_.edges.end();
    if (is_new && visit.parent >= 0) graph_.edges.push_back(edge);
  }

  void EnterNode(const Visit& visit) {
    const std::string_view name = NameOf(visit.node);
    const std::int32_t id = Draw(visit.node, visit.cluster);
    if (name == "Subquery" || name.find("Exchange") != std::string_view::npos) {
      drawn_.emplace(hash_[static_cast<std::size_t>(visit.node)], std::pair(visit.node, id));
    }
    if (visit.parent >= 0) graph_.edges.push_back({id, visit.parent});
    const std::size_t first = open_.size();
    for (std::int32_t child = first_child_[static_cast<std::size_t>(visit.node)]; child >= 0;
         child = next_[static_cast<std::size_t>(child)]) {
      open_.push_back({child, id, visit.cluster});
    }
    std::reverse(open_.begin() + static_cast<std::ptrdiff_t>(first), open_.end());
  }

  std::int32_t Draw(std::int32_t node, std::int32_t cluster) {
    graph_.nodes.push_back({node, cluster});
    return static_cast<std::int32_t>(graph_.nodes.size()) - 1;
  }

  bool DrawReuse(std::int32_t known, std::int32_t parent) {
    if (known < 0) return false;
    if (parent >= 0) graph_.edges.push_back({known, parent});
    return true;
  }

  void Push(std::int32_t node, std::int32_t parent, std::int32_t cluster) {
    if (node >= 0) open_.push_back({node, parent, cluster});
  }

  std::string_view NameOf(std::int32_t node) const {
    return strings_.Get(plan_[static_cast<std::size_t>(node)].name);
  }

  const std::vector<PlanNode>& plan_;
  const StringPool& strings_;
  std::vector<std::int32_t> first_child_;
  std::vector<std::int32_t> next_;  // the next child of the same parent
  std::vector<std::int32_t> size_;  // nodes of the subtree
  std::vector<std::uint64_t> hash_;
  std::unordered_multimap<std::uint64_t, std::pair<std::int32_t, std::int32_t>> drawn_;
  std::vector<Visit> open_;  // the next to visit is last
  PlanGraph graph_;
};

}  // namespace

PlanGraph MakePlanGraph(const model::PlanVersion& plan, const StringPool& strings) {
  return GraphMaker(plan.nodes, strings).Make();
}

}  // namespace dataflint::analysis
