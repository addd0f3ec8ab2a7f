#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "insights/task_start.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.10, Unit::kShare, "deserialising of tasks, of the stage's task time"},
    // A task of Spark's own operators takes a few milliseconds, and the first of a stage on each
    // executor fetches the code of all.
    {"min_median_ms", 200, Unit::kMilliseconds, "... with this much of it for half of the tasks"},
    {"normal_ms", 20, Unit::kMilliseconds, "what a task without large objects takes"},
    {"min_tasks", 20, Unit::kCount, "... in a stage of this many tasks"},
    {"min_share_of_run", 0.01, Unit::kShare, "... that costs this of the run's wall or core time"},
};

// A broadcast object is still unpacked once by each executor: its first task keeps what it took.
WhatIf OncePerExecutor(std::size_t index, TaskStarts starts) {
  const auto stage = static_cast<std::uint32_t>(index);
  std::vector<std::int64_t> all = starts.avoidable;
  std::vector<std::int64_t> others = std::move(starts.avoidable);
  for (const std::size_t row : starts.first_of_executor) others[row] = 0;
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [stage, others = std::move(others)](replay::Recording& recording) {
    replay::ShortenTasks(recording, stage, others);
  };
  what_if.high = [stage, all = std::move(all)](replay::Recording& recording) {
    replay::ShortenTasks(recording, stage, all);
  };
  return what_if;
}

bool CarriesRows(const Run& run, const StagePlan& plan) {
  const std::int32_t rows = plan.known() ? plan.Find(run.app(), Operator::kLocalData) : -1;
  return rows >= 0 && PlainName(run.app().text(plan.node(rows).name)) == "LocalTableScan";
}

void Advise(bool carries_rows, Finding& finding) {
  if (carries_rows) {
    finding.changes.push_back(
        InCode("write the rows to a table or file, and read that",
               "they were made on the driver (createDataFrame, parallelize, VALUES), and travel "
               "inside the tasks"));
    return;
  }
  finding.changes.push_back(
      InCode("big = sc.broadcast(big), and big.value inside the function",
             "for objects that the function refers to (tables, models, dictionaries): each "
             "executor then unpacks them once, not once for each task"));
  finding.changes.push_back(
      InCode("refer to local copies of fields, not to self or this, inside the function",
             "else the whole object around it is packed into every task"));
}

void Report(const Context& context, std::size_t index, TaskStarts starts,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t all = stage.total(TaskColumn::executor_deserialize_time);
  const std::int64_t cpu = stage.total(TaskColumn::executor_deserialize_cpu_time) / 1'000'000;
  const std::string place = StagePlace(stage);
  Finding finding = OfStage(run, index);
  finding.part_of = "tiny-tasks";
  finding.title = "Tasks of " + StageTitle(run, index) + " are unpacked for " +
                  FormatDuration(starts.median) + " before they run, " +
                  FormatPercent(ShareOf(starts.total, starts.time)) + " of their time";
  finding.why = "Every task unpacks the code of the stage and all objects that it refers to";
  finding.why += cpu > 0 ? "; " + FormatPercent(std::min(1.0, ShareOf(cpu, all))) +
                               " of that time was on the CPU, the rest waiting for them."
                         : ".";
  finding.evidence = {
      {"time to deserialise", static_cast<double>(run.InCoreTime(index, starts.total)),
       Unit::kCoreMilliseconds, place},
      {"median of a task", static_cast<double>(starts.median), Unit::kMilliseconds, place},
      {"tasks", static_cast<double>(starts.tasks), Unit::kCount, place}};
  finding.what_if = OncePerExecutor(index, std::move(starts));
  const bool carries_rows = CarriesRows(run, run.PlanOf(index));
  finding.impact.is_upper_bound = carries_rows;
  finding.impact.method =
      carries_rows ? "upper bound: no task carries rows; reading them instead takes time too"
                   : "only the first task of each executor unpacks them (high: none)";
  Advise(carries_rows, finding);
  if (!run.PlanOf(index).known()) {
    Miss("what the tasks carry is not in the log", finding);
  } else {
    NoteMissing(run, index, finding);
  }
  out.push_back(std::move(finding));
}

void FindTaskDeserialise(const Context& context, std::vector<Finding>& out) {
  ForEachSlowStart(context, StartPart::kDeserialise, [&](std::size_t stage, TaskStarts starts) {
    Report(context, stage, std::move(starts), out);
  });
}

constexpr InsightSpec kTaskDeserialise = {
    .id = "task-deserialise",
    .title = "Tasks carry large objects, which each of them unpacks",
    .sees =
        "A stage of min_tasks or more tasks, with min_share of their time in deserialising them, "
        "min_median_ms of it for half of them. It must cost min_share_of_run. An executor's first "
        "seconds do not count; with tiny tasks it is told there.",
    .why =
        "What the code of a stage refers to is packed with it, sent to every executor and "
        "unpacked again by every task.",
    .advice = "Broadcast large objects, and keep the objects around a function out of it.",
    .formula =
        "Replay of the stage with each task shorter by what deserialising took beyond normal_ms, "
        "but for the first task of each executor. Low: half of that. High: for these too. Where "
        "tasks carry rows it is an upper bound.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindTaskDeserialise,
};
DATAFLINT_REGISTER_INSIGHT(kTaskDeserialise);

}  // namespace
}  // namespace dataflint::insights
