#include "report/stage_detail.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "analysis/quantile.h"
#include "base/quantity.h"
#include "base/saturate.h"

namespace dataflint::report {
namespace {

using model::TaskColumn;
using model::TaskRow;

constexpr std::size_t kBins = 12;
constexpr double kOutlierRatio = 1.5;

std::int64_t ReadOf(const TaskRow& task) {
  return SaturatingAdd(task[TaskColumn::input_bytes],
                       SaturatingAdd(task[TaskColumn::shuffle_remote_bytes_read],
                                     task[TaskColumn::shuffle_local_bytes_read]));
}

// Columns of the successful tasks that detail needs, by row.
struct Columns {
  std::vector<std::size_t> rows;
  std::vector<std::int64_t> duration;
  std::vector<std::int64_t> read;
  std::vector<std::int64_t> executor;
};

Columns Successful(const model::TaskTable& tasks) {
  const std::vector<std::int64_t> flags = tasks.Read(TaskColumn::flags);
  const std::vector<std::int64_t> duration = tasks.Read(TaskColumn::duration);
  const std::vector<std::int64_t> executor = tasks.Read(TaskColumn::executor);
  const std::vector<std::int64_t> input = tasks.Read(TaskColumn::input_bytes);
  const std::vector<std::int64_t> remote = tasks.Read(TaskColumn::shuffle_remote_bytes_read);
  const std::vector<std::int64_t> local = tasks.Read(TaskColumn::shuffle_local_bytes_read);
  Columns columns;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if ((flags[i] & model::kTaskSucceeded) == 0) continue;
    columns.rows.push_back(i);
    columns.duration.push_back(duration[i]);
    columns.executor.push_back(executor[i]);
    columns.read.push_back(SaturatingAdd(input[i], SaturatingAdd(remote[i], local[i])));
  }
  return columns;
}

std::int64_t MedianOf(std::vector<std::int64_t> values) {
  constexpr double kMedian = 0.5;
  return analysis::Quantiles(values, {&kMedian, 1}).front();
}

template <std::size_t N>
void SetQuantiles(std::vector<std::int64_t> values, std::array<std::int64_t, N>& quantiles) {
  const std::vector<std::int64_t> found = analysis::Quantiles(values, kShownQuantiles);
  std::copy(found.begin(), found.end(), quantiles.begin());
}

// Bins of equal width on a linear scale; on a logarithmic one where the spread is large.
std::vector<HistogramBin> Histogram(const std::vector<std::int64_t>& values) {
  if (values.empty()) return {};
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const std::int64_t low = std::max<std::int64_t>(*least, 0);
  const std::int64_t high = std::max(*most, low);
  if (low == high) return {{low, high, static_cast<std::int64_t>(values.size())}};

  const bool logarithmic = high / std::max<std::int64_t>(low, 1) >= 8;
  const auto count = static_cast<std::size_t>(
      std::min<std::int64_t>(static_cast<std::int64_t>(kBins), high - low));
  const double begin = static_cast<double>(logarithmic ? std::max<std::int64_t>(low, 1) : low);
  const double end = static_cast<double>(high);
  std::vector<HistogramBin> bins;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(count);
    const double edge =
        logarithmic ? begin * std::pow(end / begin, share) : begin + (end - begin) * share;
    const std::int64_t from = bins.empty() ? low : bins.back().to;
    const std::int64_t to = i + 1 == count ? high : std::llround(edge);
    if (to > from) bins.push_back({from, to, 0});
  }
  for (const std::int64_t value : values) {
    const auto bin = std::find_if(bins.begin(), bins.end() - 1, [&](const HistogramBin& candidate) {
      return value < candidate.to;
    });
    ++bin->tasks;
  }
  return bins;
}

std::string Times(std::int64_t value, std::int64_t median) {
  return FormatRatio(static_cast<double>(value) / static_cast<double>(median)) + " the median";
}

// What sets the task apart from the median task, as far as the log tells.
std::vector<std::string> Reasons(const TaskRow& task, std::int64_t median_read,
                                 std::int64_t executor_median, std::int64_t stage_median) {
  std::vector<std::string> why;
  const std::int64_t read = ReadOf(task);
  const std::int64_t run = std::max<std::int64_t>(task[TaskColumn::executor_run_time], 1);
  const std::int64_t duration = std::max<std::int64_t>(task[TaskColumn::duration], 1);
  if (median_read > 0 && read > median_read && read - median_read > median_read / 2) {
    why.push_back("read " + FormatBytes(read) + ", " + Times(read, median_read));
  }
  if (const std::int64_t spill = task[TaskColumn::disk_bytes_spilled]; spill > 0) {
    why.push_back("spilled " + FormatBytes(spill));
  }
  const auto share = [&](std::string_view what, std::int64_t part, std::int64_t whole) {
    if (part < whole / 5) return;
    why.push_back(std::string(what) + ' ' + FormatDuration(part) + " (" +
                  FormatPercent(static_cast<double>(part) / static_cast<double>(whole)) + ")");
  };
  share("GC", task[TaskColumn::jvm_gc_time], run);
  share("waited for shuffle data", task[TaskColumn::shuffle_fetch_wait_time], run);
  share("wrote shuffle data", task[TaskColumn::shuffle_write_time] / 1'000'000, run);
  share("deserialised", task[TaskColumn::executor_deserialize_time], duration);
  if (stage_median > 0 && executor_median * 2 >= stage_median * 3) {
    why.push_back("its executor is slow, " + Times(executor_median, stage_median));
  }
  if (task.Has(model::kTaskSpeculative)) why.emplace_back("speculative copy");
  if (why.empty() && median_read > 0) why.emplace_back("no more data than others");
  return why;
}

void AddExecutors(const Report& report, const Columns& columns, StageDetail& detail,
                  std::unordered_map<std::int64_t, std::int64_t>& medians) {
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> durations;
  for (std::size_t i = 0; i < columns.rows.size(); ++i) {
    durations[columns.executor[i]].push_back(columns.duration[i]);
  }
  for (auto& [executor, values] : durations) medians[executor] = MedianOf(std::move(values));
  for (const model::ExecutorStageTotals& totals : detail.stage->work.executor_totals()) {
    const auto median = medians.find(totals.executor);
    detail.executors.push_back({&report.app->executors[totals.executor], totals,
                                median == medians.end() ? 0 : median->second});
    // Of one or two tasks a slow one is the median: that says nothing of the executor.
    if (totals.succeeded_tasks < 3) medians.erase(totals.executor);
  }
  std::stable_sort(detail.executors.begin(), detail.executors.end(),
                   [](const StageExecutorRow& a, const StageExecutorRow& b) {
                     return a.totals.task_time > b.totals.task_time;
                   });
}

}  // namespace

std::vector<TaskFailureRow> FailuresOf(const model::Application& app,
                                       const model::StageAttempt& stage) {
  std::unordered_map<std::int64_t, std::int64_t> tasks;
  for (const std::int64_t failure : stage.tasks.Read(TaskColumn::failure)) {
    if (failure != 0) ++tasks[failure];
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> sorted(tasks.begin(), tasks.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<TaskFailureRow> failures;
  for (const auto& [failure, count] : sorted) {
    const auto index = static_cast<std::size_t>(failure);
    if (index < app.task_failures.size()) failures.push_back({&app.task_failures[index], count});
  }
  return failures;
}

StageDetail DetailOf(const Report& report, const model::StageAttempt& stage,
                     std::size_t most_outliers) {
  StageDetail detail;
  detail.stage = &stage;
  detail.figures =
      &report.figures.stages[static_cast<std::size_t>(&stage - report.app->stages.data())];
  const Columns columns = Successful(stage.tasks);
  SetQuantiles(columns.duration, detail.durations);
  SetQuantiles(columns.read, detail.reads);
  detail.histogram = Histogram(columns.duration);
  std::unordered_map<std::int64_t, std::int64_t> executor_medians;
  AddExecutors(report, columns, detail, executor_medians);
  detail.failures = FailuresOf(*report.app, stage);

  const std::int64_t median = detail.durations[3];
  std::vector<std::size_t> outliers;
  for (std::size_t i = 0; i < columns.rows.size(); ++i) {
    const auto duration = static_cast<double>(columns.duration[i]);
    if (duration > kOutlierRatio * static_cast<double>(median)) outliers.push_back(i);
  }
  detail.outlier_count = static_cast<std::int64_t>(outliers.size());
  std::stable_sort(outliers.begin(), outliers.end(), [&](std::size_t a, std::size_t b) {
    return columns.duration[a] > columns.duration[b];
  });
  if (outliers.size() > most_outliers) outliers.resize(most_outliers);
  for (const std::size_t i : outliers) {
    OutlierTask& outlier = detail.outliers.emplace_back();
    outlier.row = stage.tasks.Row(columns.rows[i]);
    outlier.read = ReadOf(outlier.row);
    outlier.why =
        Reasons(outlier.row, detail.reads[3], executor_medians[columns.executor[i]], median);
  }
  return detail;
}

}  // namespace dataflint::report
