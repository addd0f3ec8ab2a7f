#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_rows", 1'000'000, Unit::kCount, "rows that all go into one partition"},
    {"min_bytes", 1024.0 * 1024 * 1024, Unit::kBytes, "or: bytes, as Spark holds rows in memory"},
};

enum class Cause { kWindow, kLimit, kAggregate, kSort, kOther };

// The first node above the exchange that does something with the rows.
Cause CauseOf(const PlanTree& tree, std::int32_t exchange) {
  bool is_sorted = false;
  for (std::int32_t up = tree.ParentOf(exchange); up >= 0; up = tree.ParentOf(up)) {
    switch (tree.op(up)) {
      case Operator::kWindow:
        return Cause::kWindow;
      case Operator::kLimit:
        return Cause::kLimit;
      case Operator::kAggregate:
        return Cause::kAggregate;
      case Operator::kSort:
        is_sorted = true;
        break;
      case Operator::kExchange:
      case Operator::kBroadcastExchange:
        return is_sorted ? Cause::kSort : Cause::kOther;
      default:
        break;
    }
  }
  return is_sorted ? Cause::kSort : Cause::kOther;
}

std::string Why(Cause cause) {
  switch (cause) {
    case Cause::kWindow:
      return "A window without PARTITION BY numbers or compares all rows together, so all go to "
             "one "
             "task.";
    case Cause::kLimit:
      return "A limit takes its number of rows from every partition, and brings all of them to one "
             "task to keep as many in all.";
    case Cause::kAggregate:
      return "An aggregate without GROUP BY ends in one task, and what each task has left for it "
             "is "
             "large.";
    case Cause::kSort:
      return "All rows are brought into one partition to be sorted.";
    case Cause::kOther:
      return "The plan brings all rows into one partition.";
  }
  return {};
}

void Advise(Cause cause, Finding& finding) {
  switch (cause) {
    case Cause::kWindow:
      finding.changes.push_back(
          InCode("PARTITION BY in the window, on the coarsest key that the result allows",
                 "then each partition of rows is a task of its own"));
      finding.changes.push_back(
          InCode("monotonically_increasing_id(), or rdd.zipWithIndex(), when only a unique or "
                 "running number is needed",
                 "neither needs all rows in one place"));
      return;
    case Cause::kLimit:
      finding.changes.push_back(
          InCode("sample(fraction), or a filter, in place of a limit of so many rows",
                 "both work in all tasks, and move no rows"));
      return;
    case Cause::kAggregate:
      finding.changes.push_back(
          InCode("aggregate by a key first, then the result of that; approx_count_distinct in "
                 "place of count(distinct); write rows in place of collect_list",
                 "the last task then merges little"));
      return;
    case Cause::kSort:
    case Cause::kOther:
      finding.changes.push_back(
          InCode("orderBy alone, or sortWithinPartitions, in place of what asks for one partition "
                 "(repartition(1), coalesce(1))",
                 "an orderBy sorts in many tasks, by ranges of the key"));
      return;
  }
}

void FindAt(const Context& context, const PlanTree& tree, std::int32_t exchange,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::span<const std::size_t> readers = tree.ReadersOf(exchange);
  const std::int64_t rows = tree.RowsOf(exchange);
  const std::int64_t bytes = tree.BytesOf(exchange);
  if (readers.empty() || (static_cast<double>(rows) < context.settings.Get("min_rows") &&
                          static_cast<double>(bytes) < context.settings.Get("min_bytes"))) {
    return;
  }
  const std::size_t reader = readers.front();
  const model::StageAttempt& stage = run.stage(reader);
  if (stage.num_tasks != 1) return;
  const Cause cause = CauseOf(tree, exchange);
  const std::string place = NodePlace(tree.sql(), exchange);
  Finding finding = OfStage(run, reader);
  // That tells of the stage by its time, with the same causes.
  finding.part_of = "too-few-tasks";
  finding.title = Capitalised(StageTitle(run, reader)) + " takes all " +
                  (rows >= 0 ? FormatCountOf(rows, "row", "rows") : FormatBytes(bytes)) +
                  " in one task";
  finding.why = Why(cause) + " Its time grows with the data, however many cores there are.";
  if (rows >= 0) {
    finding.evidence.push_back(
        {"rows into one partition", static_cast<double>(rows), Unit::kCount, place});
  }
  if (bytes >= 0) {
    finding.evidence.push_back(
        {"bytes into one partition", static_cast<double>(bytes), Unit::kBytes, place});
  }
  finding.evidence.push_back(
      {"its one task", static_cast<double>(run.figures_of(reader).duration_max),
       Unit::kMilliseconds, TaskPlace(stage, run.figures_of(reader).max_task_id)});
  Advise(cause, finding);
  if (rows < 0 || bytes < 0) {
    Miss(rows < 0 ? "how many rows went through the exchange is not in the log"
                  : "how many bytes went through the exchange is not in the log",
         finding);
  }
  NoteMissing(run, reader, finding);
  finding.impact.is_upper_bound = true;
  finding.impact.method = "upper bound: the task's work in as many tasks as there are slots";
  finding.what_if.expected = [stage = static_cast<std::uint32_t>(reader),
                              slots = run.SlotsOf(reader)](replay::Recording& recording) {
    replay::Repartition(recording, stage,
                        static_cast<std::uint32_t>(std::clamp<std::int64_t>(slots, 1, 1'000'000)),
                        0);
  };
  out.push_back(std::move(finding));
}

void FindSinglePartitions(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    const PlanTree& tree = context.run.TreeOf(*sql);
    for (const std::int32_t node : tree.nodes()) {
      if (tree.op(node) == Operator::kExchange &&
          tree.text(node).find("SinglePartition") != std::string_view::npos) {
        FindAt(context, tree, node, out);
      }
    }
  }
}

constexpr InsightSpec kSinglePartition = {
    .id = "single-partition",
    .title = "All rows of a step go through one task",
    .sees =
        "An exchange into a single partition of min_rows or min_bytes, read by a stage of one "
        "task. "
        "Where too-few-tasks tells of the same stage, this stands in its evidence.",
    .why = "What must see all rows in one place runs in one task, and gets slower with the data.",
    .advice = "By cause: PARTITION BY, an aggregate in two steps, a sample in place of a limit.",
    .formula = "Upper bound: replay with the task's work in as many tasks as there are slots.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindSinglePartitions,
};
DATAFLINT_REGISTER_INSIGHT(kSinglePartition);

}  // namespace
}  // namespace dataflint::insights
