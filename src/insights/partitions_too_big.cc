#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr double kGiB = 1024.0 * 1024 * 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_mean_bytes", kGiB, Unit::kBytes, "what a task reads, or writes to a shuffle, on average"},
    {"severe_mean_bytes", 5 * kGiB, Unit::kBytes,
     "above this the finding is told however little it cost here"},
    {"target_bytes", kGiB / 4, Unit::kBytes, "what a task should read", 1},
};

struct Size {
  std::string_view what;
  std::int64_t bytes = 0;  // of all tasks
};

// The largest of what its tasks take in and put out.
Size SizeOf(const model::StageAttempt& stage) {
  const std::int64_t read = ShuffleReadOf(stage);
  const Size sizes[] = {{"input", stage.total(TaskColumn::input_bytes)},
                        {"shuffle read", read},
                        {"shuffle write", stage.total(TaskColumn::shuffle_write_bytes)}};
  return *std::max_element(std::begin(sizes), std::end(sizes),
                           [](const Size& a, const Size& b) { return a.bytes < b.bytes; });
}

WhatIf InSmallerTasks(const Run& run, std::size_t index, std::int64_t count) {
  // Smaller tasks that run beside each other share disks and network: half of it at the least.
  return {WhatIf::Order::kOtherTasks,
          {},
          InTasks(index, count, run.StartCostOf(index)),
          InTasks(index, count, 0)};
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t tasks = run.figures_of(index).tasks;
  const Size size = SizeOf(stage);
  if (tasks <= 0) return;
  const std::int64_t mean = size.bytes / tasks;
  if (static_cast<double>(mean) < context.settings.Get("min_mean_bytes")) return;
  const std::int64_t count = std::clamp<std::int64_t>(
      CeilDiv(size.bytes, static_cast<std::int64_t>(context.settings.Get("target_bytes"))), tasks,
      100'000);

  Finding finding = OfStage(run, index);
  // Both tell of the same stage, with the count that memory or slots ask for.
  if (stage.total(TaskColumn::disk_bytes_spilled) > 0) {
    finding.part_of = "spill";
  } else if (run.PartitionsOf(index) < run.SlotsToBeHad(index)) {
    finding.part_of = "too-few-tasks";
  }
  finding.title = "A task of " + StageTitle(run, index) + " has " + FormatBytes(mean) + " of " +
                  std::string(size.what) + " on average";
  finding.why = FormatBytes(size.bytes) + " over " + FormatCountOf(tasks, "task", "tasks") +
                ": the last of them run while slots stand idle, a retry does all of it again, and "
                "with a little more data they spill.";
  const std::string place = StagePlace(stage);
  finding.evidence = {
      {std::string(size.what), static_cast<double>(size.bytes), Unit::kBytes, place},
      {"tasks", static_cast<double>(tasks), Unit::kCount, place},
      {std::string(size.what) + " of a task", static_cast<double>(mean), Unit::kBytes, place},
      {"longest task", static_cast<double>(run.figures_of(index).duration_max), Unit::kMilliseconds,
       TaskPlace(stage, run.figures_of(index).max_task_id)},
  };
  AdvisePartitions(run, index, count, FormatBytes(size.bytes / count) + " for each task", finding);
  NoteMissing(run, index, finding);
  if (static_cast<double>(mean) >= context.settings.Get("severe_mean_bytes")) {
    finding.severity = Severity::kLow;
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "the stage's work in as many tasks as advised";
  finding.what_if = InSmallerTasks(run, index, count);
  out.push_back(std::move(finding));
}

void FindLargePartitions(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) FindIn(context, index, out);
}

constexpr InsightSpec kPartitionsTooBig = {
    .id = "partitions-too-big",
    .title = "Tasks have too much data each",
    .sees =
        "A stage whose tasks read, or write to a shuffle, min_mean_bytes or more on average. Where "
        "spill or too-few-tasks tells of the same stage, this stands in its evidence. One task "
        "that has more than the others is skew's.",
    .why =
        "Large partitions need much memory, take long to be tried again, and leave slots idle when "
        "the last of them run.",
    .advice =
        "More partitions: of a shuffle, of the splits that files are read in, or by the code.",
    .formula =
        "Replay with the stage's work in tasks of target_bytes, each with the time that a task "
        "takes whatever its data (high none; low half of what that saves). Above severe_mean_bytes "
        "it is told whatever that saves.",
    .dataflint_alert = "maxPartitionToBig",
    .thresholds = kThresholds,
    .run = FindLargePartitions,
};
DATAFLINT_REGISTER_INSIGHT(kPartitionsTooBig);

}  // namespace
}  // namespace dataflint::insights
