#include "insights/join_rows.h"

#include <algorithm>
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

WhatIf WithFewerRows(const PlanTree& tree, std::int32_t join, std::int64_t rows,
                     const TimeLeft& low, const TimeLeft& expected, const TimeLeft& high) {
  std::vector<std::uint32_t> own;
  std::vector<std::uint32_t> behind;
  for (const std::size_t stage : tree.StagesOf(join)) {
    own.push_back(static_cast<std::uint32_t>(stage));
  }
  for (std::int32_t up = tree.ParentOf(join); up >= 0; up = tree.ParentOf(up)) {
    if (tree.op(up) != Operator::kExchange) continue;
    if (tree.RowsOf(up) < rows / 2) break;
    for (const std::size_t stage : tree.ReadersOf(up)) {
      behind.push_back(static_cast<std::uint32_t>(stage));
    }
  }
  const auto with = [&](const TimeLeft& left) {
    return [own, behind, left](replay::Recording& recording) {
      for (const std::uint32_t stage : own) replay::ScaleTasks(recording, stage, left.stage);
      for (const std::uint32_t stage : behind) replay::ScaleTasks(recording, stage, left.behind);
    };
  };
  return {WhatIf::Order::kShorterTasks, with(low), with(expected), with(high)};
}

}  // namespace dataflint::insights
