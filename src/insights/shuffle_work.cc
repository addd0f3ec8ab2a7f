#include "insights/shuffle_work.h"

#include <algorithm>

#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

// CPU time for a row and for a byte (as Spark holds rows in memory), in ns. Measured with Spark 4.3:
// 4 million rows of 72 bytes took 0.6 s to be written and 1.5 s to be read, sorted and merged.
struct Cost {
  double of_row;
  double of_byte;
};
constexpr Cost kWriting = {60, 1.2};
// Rows that are dealt out in turn are sorted first, so that a retry deals them out the same.
constexpr Cost kSortingAndWriting = {260, 2.4};
constexpr Cost kReading = {60, 1.0};
constexpr Cost kReadingAndSorting = {200, 2.4};
constexpr double kUnsure = 2;  // other machines, other types: half to double of it

// No stage does nothing but write, or read, a shuffle.
constexpr double kMostOfWriter = 0.8;
constexpr double kMostOfReader = 0.95;

// Tasks take longer than their CPU time where they wait, or share cores with others.
double TimeOfCpu(const model::StageAttempt& stage) {
  const std::int64_t cpu = stage.total(TaskColumn::executor_cpu_time) / 1'000'000;
  const std::int64_t run_time = stage.total(TaskColumn::executor_run_time);
  if (cpu <= 0 || run_time <= cpu) return 1;
  return std::min(4.0, static_cast<double>(run_time) / static_cast<double>(cpu));
}

TimeRange RangeOf(const Run& run, std::size_t index, Cost cost, std::int64_t rows,
                  std::int64_t bytes, std::int64_t measured, double most) {
  const double cpu_ns = cost.of_row * static_cast<double>(std::max<std::int64_t>(0, rows)) +
                        cost.of_byte * static_cast<double>(std::max<std::int64_t>(0, bytes));
  const std::int64_t limit = Scaled(run.TaskTimeOf(index), most);
  const std::int64_t reckoned = Scaled(1, cpu_ns / 1e6 * TimeOfCpu(run.stage(index)));
  measured = std::clamp<std::int64_t>(measured, 0, limit);
  TimeRange range;
  range.low = std::clamp(Scaled(reckoned, 1 / kUnsure), measured, limit);
  range.expected = std::clamp(reckoned, measured, limit);
  range.high = std::clamp(Scaled(reckoned, kUnsure), measured, limit);
  return range;
}

// The one with most core time of those attempts, which must be of one stage.
std::optional<std::size_t> OnlyStage(const Run& run, std::span<const std::size_t> stages) {
  if (stages.empty()) return std::nullopt;
  std::size_t most = stages.front();
  for (const std::size_t index : stages) {
    if (run.stage(index).key.stage_id != run.stage(most).key.stage_id) return std::nullopt;
    if (run.CoreTimeOf(index) > run.CoreTimeOf(most)) most = index;
  }
  return most;
}

// Whether another part of the plan reads the same exchange: it stands there with its accumulators.
bool IsShared(const PlanTree& tree, std::int32_t exchange) {
  const std::vector<model::PlanMetric>& metrics = tree.node(exchange).metrics;
  const std::span<const std::int32_t> nodes = tree.nodes();
  return std::any_of(nodes.begin(), nodes.end(), [&](std::int32_t other) {
    const std::vector<model::PlanMetric>& of_other = tree.node(other).metrics;
    return other != exchange && !metrics.empty() && !of_other.empty() &&
           metrics.front().accumulator_id == of_other.front().accumulator_id;
  });
}

}  // namespace

std::optional<ShuffleWork> WorkOfShuffle(const Run& run, const PlanTree& tree,
                                         std::int32_t exchange, bool is_sorted) {
  const std::optional<std::size_t> writer = OnlyStage(run, tree.StagesOf(exchange));
  const std::optional<std::size_t> reader = OnlyStage(run, tree.ReadersOf(exchange));
  if (!writer || !reader || *writer == *reader) return std::nullopt;
  ShuffleWork work;
  work.writer = *writer;
  work.reader = *reader;
  work.rows = tree.RowsOf(exchange);
  work.bytes = tree.BytesOf(exchange);
  if (work.rows < 0 || work.bytes < 0 || IsShared(tree, exchange)) return std::nullopt;
  const bool is_dealt_out =
      tree.text(exchange).find("RoundRobinPartitioning") != std::string_view::npos;
  work.writing =
      RangeOf(run, *writer, is_dealt_out ? kSortingAndWriting : kWriting, work.rows, work.bytes,
              run.stage(*writer).total(TaskColumn::shuffle_write_time) / 1'000'000, kMostOfWriter);

  // A stage that reads several shuffles waited for this one as long as its bytes are of theirs.
  const model::StageAttempt& stage = run.stage(*reader);
  const std::int64_t read = tree.Metric(exchange, "local bytes read");
  const std::int64_t remote = tree.Metric(exchange, "remote bytes read");
  const std::int64_t bytes =
      SaturatingAdd(std::max<std::int64_t>(0, read), std::max<std::int64_t>(0, remote));
  const double share = std::min(1.0, ShareOf(bytes, ShuffleReadOf(stage)));
  const std::int64_t waited = Scaled(stage.total(TaskColumn::shuffle_fetch_wait_time), share);
  work.reading = RangeOf(run, *reader, is_sorted ? kReadingAndSorting : kReading, work.rows,
                         work.bytes, waited, kMostOfReader);
  return work;
}

std::int64_t CoreTimeOf(const Run& run, const ShuffleWork& work) {
  return SaturatingAdd(run.InCoreTime(work.writer, work.writing.expected),
                       run.InCoreTime(work.reader, work.reading.expected));
}

WhatIf WithoutShuffle(const ShuffleWork& work, const TimeRange& also,
                      const std::function<void(replay::Recording&, double times)>& then) {
  const auto writer = static_cast<std::uint32_t>(work.writer);
  const auto reader = static_cast<std::uint32_t>(work.reader);
  const auto merged = [=](std::int64_t writing, std::int64_t reading, std::int64_t more,
                          double times) {
    const std::int64_t saved = SaturatingAdd(SaturatingAdd(writing, reading), more);
    return [=](replay::Recording& recording) {
      replay::MergeStages(recording, writer, reader, saved);
      if (then) then(recording, times);
    };
  };
  return {WhatIf::Order::kOtherTasks, merged(work.writing.low, work.reading.low, also.low, kUnsure),
          merged(work.writing.expected, work.reading.expected, also.expected, 1),
          merged(work.writing.high, work.reading.high, also.high, 1 / kUnsure)};
}

}  // namespace dataflint::insights
