#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/one_partition.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_rows", 1'000'000, Unit::kCount, "rows that all go into one partition"},
    {"min_bytes", 1024.0 * 1024 * 1024, Unit::kBytes, "or: bytes, as Spark holds rows in memory"},
};

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
  const OnePartition cause = CauseOf(tree, exchange);
  const std::string place = NodePlace(tree.sql(), exchange);
  Finding finding = OfStage(run, reader);
  // That tells of the stage by its time, with the same causes.
  finding.part_of = "too-few-tasks";
  finding.title = Capitalised(StageTitle(run, reader)) + " takes all " +
                  (rows >= 0 ? FormatCountOf(rows, "row", "rows") : FormatBytes(bytes)) +
                  " in one task";
  finding.why =
      std::string(WhyOf(cause)) + " Its time grows with the data, however many cores there are.";
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
  AdviseAgainst(cause, finding);
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
      if (IntoOnePartition(tree, node)) FindAt(context, tree, node, out);
    }
  }
}

constexpr InsightSpec kSinglePartition = {
    .id = "single-partition",
    .title = "All rows of a step go through one task",
    .sees =
        "An exchange into a single partition of min_rows or min_bytes, read by a stage of one "
        "task. Where too-few-tasks tells of the same stage, this stands in its evidence.",
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
