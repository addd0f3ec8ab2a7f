#include "insights/one_partition.h"

#include "insights/advice.h"

namespace dataflint::insights {

bool IntoOnePartition(const PlanTree& tree, std::int32_t node) {
  return tree.op(node) == Operator::kExchange &&
         tree.text(node).find("SinglePartition") != std::string_view::npos;
}

OnePartition CauseOf(const PlanTree& tree, std::int32_t exchange) {
  bool is_sorted = false;
  for (std::int32_t up = tree.ParentOf(exchange); up >= 0; up = tree.ParentOf(up)) {
    switch (tree.op(up)) {
      case Operator::kWindow:
        return OnePartition::kWindow;
      case Operator::kLimit:
        return OnePartition::kLimit;
      case Operator::kAggregate:
        return OnePartition::kAggregate;
      case Operator::kSort:
        is_sorted = true;
        break;
      case Operator::kExchange:
      case Operator::kBroadcastExchange:
        return is_sorted ? OnePartition::kSort : OnePartition::kOther;
      default:
        break;
    }
  }
  return is_sorted ? OnePartition::kSort : OnePartition::kOther;
}

std::string_view WhyOf(OnePartition cause) {
  switch (cause) {
    case OnePartition::kWindow:
      return "A window without PARTITION BY numbers or compares all rows together, so all go to "
             "one task.";
    case OnePartition::kLimit:
      return "A limit takes its number of rows from every partition, and brings all of them to one "
             "task to keep as many in all.";
    case OnePartition::kAggregate:
      return "An aggregate without GROUP BY ends in one task, and what each task has left for it "
             "is large.";
    case OnePartition::kSort:
      return "All rows are brought into one partition to be sorted.";
    case OnePartition::kOther:
      break;
  }
  return "The plan brings all rows into one partition.";
}

void AdviseAgainst(OnePartition cause, Finding& finding) {
  switch (cause) {
    case OnePartition::kWindow:
      finding.changes.push_back(
          InCode("PARTITION BY in the window, on the coarsest key that the result allows",
                 "then each partition of rows is a task of its own"));
      finding.changes.push_back(
          InCode("monotonically_increasing_id(), or rdd.zipWithIndex(), when only a unique or "
                 "running number is needed",
                 "neither needs all rows in one place"));
      return;
    case OnePartition::kLimit:
      finding.changes.push_back(
          InCode("sample(fraction), or a filter, in place of a limit of so many rows",
                 "both work in all tasks, and move no rows"));
      return;
    case OnePartition::kAggregate:
      finding.changes.push_back(
          InCode("aggregate by a key first, then the result of that; approx_count_distinct in "
                 "place of count(distinct); write rows in place of collect_list",
                 "the last task then merges little"));
      return;
    case OnePartition::kSort:
    case OnePartition::kOther:
      finding.changes.push_back(
          InCode("orderBy alone, or sortWithinPartitions, in place of what asks for one partition "
                 "(repartition(1), coalesce(1))",
                 "an orderBy sorts in many tasks, by ranges of the key"));
      return;
  }
}

}  // namespace dataflint::insights
