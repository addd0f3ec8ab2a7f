#include "insights/join_rows.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/saturate.h"
#include "replay/changes.h"

namespace dataflint::insights {

std::optional<JoinRows> RowsOfJoin(const PlanTree& tree, std::int32_t join) {
  const std::span<const std::int32_t> children = tree.ChildrenOf(join);
  if (children.size() != 2) return std::nullopt;
  JoinRows rows;
  rows.left = tree.RowsOf(children[0]);
  rows.right = tree.RowsOf(children[1]);
  rows.out = tree.Metric(join, "number of output rows");
  if (rows.left < 0 || rows.right < 0 || rows.out < 0) return std::nullopt;
  rows.left_name = tree.SourceName(children[0]);
  rows.right_name = tree.SourceName(children[1]);
  if (rows.left_name.empty() || rows.left_name == rows.right_name) rows.left_name = "the left side";
  if (rows.right_name.empty() || rows.left_name == "the left side") {
    rows.right_name = "the right side";
  }
  return rows;
}

std::int64_t CoreTimeOfJoin(const Run& run, const PlanTree& tree, std::int32_t join) {
  std::int64_t sum = 0;
  for (const std::size_t stage : tree.StagesOf(join)) {
    sum = SaturatingAdd(sum, run.CoreTimeOf(stage));
  }
  return sum;
}

WhatIf WithFewerRows(const PlanTree& tree, std::int32_t join, std::int64_t rows, double factor,
                     double rows_left) {
  std::vector<std::pair<std::uint32_t, double>> scaled;
  for (const std::size_t stage : tree.StagesOf(join)) {
    scaled.emplace_back(static_cast<std::uint32_t>(stage), factor);
  }
  for (std::int32_t up = tree.ParentOf(join); up >= 0; up = tree.ParentOf(up)) {
    if (tree.op(up) != Operator::kExchange) continue;
    if (tree.RowsOf(up) < rows / 2) break;
    for (const std::size_t stage : tree.ReadersOf(up)) {
      scaled.emplace_back(static_cast<std::uint32_t>(stage), rows_left);
    }
  }
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [scaled = std::move(scaled)](replay::Recording& recording) {
    for (const auto& [stage, share] : scaled) replay::ScaleTasks(recording, stage, share);
  };
  return what_if;
}

}  // namespace dataflint::insights
