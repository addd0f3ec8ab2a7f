#include "insights/task_tail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "base/saturate.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

// A task is long above this many medians. Half as long again is what uneven splits and cold caches
// give in well-built stages of the logs this was tried on.
constexpr double kLongFactor = 1.5;
// What adaptive execution leaves alone (spark.sql.adaptive.skewJoin.skewedPartitionFactor).
constexpr double kLeftFactor = 5;
constexpr std::size_t kSampleRows = 4096;

struct Task {
  std::int64_t launch = 0;
  std::int64_t duration = 0;
  std::uint32_t row = 0;
};

std::vector<Task> SuccessfulTasks(const model::TaskTable& table) {
  std::vector<Task> tasks;
  tasks.reserve(table.size());
  std::array<std::int64_t, model::TaskTable::kBlockRows> flags{};
  std::array<std::int64_t, model::TaskTable::kBlockRows> launch{};
  std::array<std::int64_t, model::TaskTable::kBlockRows> duration{};
  table.ForEachBlock([&](std::size_t first, std::size_t count, auto&& read) {
    read(TaskColumn::flags, flags.data());
    read(TaskColumn::launch_time, launch.data());
    read(TaskColumn::duration, duration.data());
    for (std::size_t i = 0; i < count; ++i) {
      if ((flags[i] & model::kTaskSucceeded) == 0) continue;
      tasks.push_back({launch[i], duration[i], static_cast<std::uint32_t>(first + i)});
    }
  });
  return tasks;
}

// Spark's own rule for quantiles: of an even number of values, the upper one in the middle.
std::int64_t MedianOf(std::vector<std::int64_t>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// a - b of times that may be anything; a >= b or the result does not matter below zero.
std::int64_t Difference(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(a, b, &difference) ? 0 : difference;
}

// When the last task would have ended, had none run longer than `cap`.
std::int64_t LastEnd(const std::vector<Task>& tasks, std::int64_t cap) {
  std::int64_t last = 0;
  for (const Task& task : tasks) {
    last = std::max(last, SaturatingAdd(task.launch, std::min(task.duration, cap)));
  }
  return last;
}

// Stage time saved when no task runs longer than `cap`: what tasks did after the evened end is work
// that has to fit in before it, on `spread` slots.
std::int64_t Saved(const std::vector<Task>& tasks, std::int64_t end, std::int64_t cap,
                   std::int64_t spread) {
  const std::int64_t evened_end = LastEnd(tasks, cap);
  std::int64_t moved = 0;
  for (const Task& task : tasks) {
    const std::int64_t after = Difference(SaturatingAdd(task.launch, task.duration), evened_end);
    moved = SaturatingAdd(moved, std::max<std::int64_t>(0, after));
  }
  return std::max<std::int64_t>(0, Difference(end, evened_end) - moved / spread);
}

// Ranks with ties sharing their mean rank.
std::vector<double> Ranks(const std::vector<std::int64_t>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + end - 1) / 2;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
    begin = end;
  }
  return ranks;
}

double Correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  const double mean = (n - 1) / 2;
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

struct Measure {
  std::string_view name;
  bool is_bytes;
  std::array<TaskColumn, 3> columns;
};
constexpr std::array<Measure, 3> kMeasures = {{
    {"bytes read",
     true,
     {TaskColumn::input_bytes, TaskColumn::shuffle_remote_bytes_read,
      TaskColumn::shuffle_local_bytes_read}},
    {"records read",
     false,
     {TaskColumn::input_records, TaskColumn::shuffle_read_records, TaskColumn::kCount}},
    {"records written",
     false,
     {TaskColumn::output_records, TaskColumn::shuffle_write_records, TaskColumn::kCount}},
}};

constexpr Measure kShuffleBytes = {"shuffle bytes read",
                                   true,
                                   {TaskColumn::shuffle_remote_bytes_read,
                                    TaskColumn::shuffle_local_bytes_read, TaskColumn::kCount}};

std::vector<std::int64_t> ReadMeasure(const model::StageAttempt& stage, const Measure& measure) {
  std::vector<std::int64_t> sums;
  std::vector<std::int64_t> column;
  for (const TaskColumn part : measure.columns) {
    if (part == TaskColumn::kCount || stage.total(part) == 0) continue;
    stage.tasks.Read(part, column);
    if (sums.empty()) {
      sums = std::move(column);
    } else {
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = SaturatingAdd(sums[i], column[i]);
    }
  }
  return sums;
}

// Median of a column of all rows, over the given tasks.
std::int64_t MedianAt(const std::vector<std::int64_t>& values, const std::vector<Task>& tasks) {
  std::vector<std::int64_t> of_tasks;
  of_tasks.reserve(tasks.size());
  for (const Task& task : tasks) of_tasks.push_back(values[task.row]);
  return MedianOf(of_tasks);
}

// Which tasks the correlation is taken over: all, or every k-th of many; the long ones always.
std::vector<Task> Sample(const std::vector<Task>& tasks, std::int64_t cap) {
  if (tasks.size() <= kSampleRows) return tasks;
  const std::size_t step = tasks.size() / kSampleRows + 1;
  std::vector<Task> sample;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (i % step == 0 || (tasks[i].duration > cap && sample.size() < 2 * kSampleRows)) {
      sample.push_back(tasks[i]);
    }
  }
  return sample;
}

void FindMeasure(const model::StageAttempt& stage, const std::vector<Task>& tasks, std::int64_t cap,
                 std::uint32_t max_row, TaskTail& tail) {
  const std::vector<Task> sample = Sample(tasks, cap);
  std::vector<std::int64_t> durations;
  durations.reserve(sample.size());
  for (const Task& task : sample) durations.push_back(task.duration);
  const std::vector<double> duration_ranks = Ranks(durations);

  double best = 0;
  for (const Measure& measure : kMeasures) {
    const std::vector<std::int64_t> values = ReadMeasure(stage, measure);
    if (values.empty()) continue;
    const std::int64_t median = MedianAt(values, tasks);
    // How much more the longest task had of it says more than the correlation over all tasks.
    const double times = static_cast<double>(values[max_row]) /
                         static_cast<double>(std::max<std::int64_t>(1, median));
    if (times <= best) continue;
    best = times;
    std::vector<std::int64_t> sampled;
    sampled.reserve(sample.size());
    for (const Task& task : sample) sampled.push_back(values[task.row]);
    tail.measure = measure.name;
    tail.measure_is_bytes = measure.is_bytes;
    tail.measure_median = median;
    tail.measure_max = values[max_row];
    tail.rank_correlation = Correlation(Ranks(sampled), duration_ranks);
  }
}

// Median duration of the executor's tasks over that of the others'; 0 when either has too few.
double Slowness(const std::vector<Task>& tasks, const std::vector<std::int64_t>& executors,
                std::uint32_t executor, std::uint32_t but_row) {
  constexpr std::size_t kEnough = 3;
  std::vector<std::int64_t> own;
  std::vector<std::int64_t> others;
  for (const Task& task : tasks) {
    if (task.row == but_row) continue;
    (executors[task.row] == executor ? own : others).push_back(task.duration);
  }
  if (own.size() < kEnough || others.size() < kEnough) return 0;
  return static_cast<double>(MedianOf(own)) /
         static_cast<double>(std::max<std::int64_t>(1, MedianOf(others)));
}

void FindExecutor(const model::StageAttempt& stage, const std::vector<Task>& tasks,
                  std::int64_t cap, std::uint32_t max_row, TaskTail& tail) {
  std::vector<std::int64_t> executors;
  stage.tasks.Read(TaskColumn::executor, executors);
  struct Sums {
    std::int64_t long_time = 0;
    std::int64_t tasks = 0;
  };
  std::unordered_map<std::int64_t, Sums> by_executor;
  std::int64_t long_time = 0;
  for (const Task& task : tasks) {
    Sums& sums = by_executor[executors[task.row]];
    ++sums.tasks;
    if (task.duration > cap) {
      sums.long_time = SaturatingAdd(sums.long_time, task.duration);
      long_time = SaturatingAdd(long_time, task.duration);
    }
  }
  std::int64_t most = -1;
  for (const auto& [executor, sums] : by_executor) {
    if (sums.long_time < most || (sums.long_time == most && executor > tail.long_executor))
      continue;
    most = sums.long_time;
    tail.long_executor = static_cast<std::uint32_t>(executor);
    tail.long_share_on_executor =
        static_cast<double>(most) / static_cast<double>(std::max<std::int64_t>(1, long_time));
    tail.executor_task_share = static_cast<double>(sums.tasks) / static_cast<double>(tasks.size());
  }
  tail.executor_tasks = by_executor[tail.long_executor].tasks;
  tail.executor_slowness = Slowness(tasks, executors, tail.long_executor, max_row);
}

// Shuffle bytes, by which adaptive execution decides.
void MeasureBytes(const model::StageAttempt& stage, const std::vector<Task>& tasks,
                  std::uint32_t max_row, TaskTail& tail) {
  const std::vector<std::int64_t> bytes = ReadMeasure(stage, kShuffleBytes);
  if (bytes.empty()) return;
  tail.bytes_median = MedianAt(bytes, tasks);
  tail.bytes_of_max = bytes[max_row];
}

// What the longest task did with its time, and what it spilled that others did not.
void SplitLongest(const model::StageAttempt& stage, const std::vector<Task>& tasks,
                  std::uint32_t max_row, TaskTail& tail) {
  const model::TaskRow row = stage.tasks.Row(max_row);
  tail.max_task_id = row[TaskColumn::task_id];
  tail.max_executor = static_cast<std::uint32_t>(row[TaskColumn::executor]);
  tail.max_launch = row[TaskColumn::launch_time];
  for (const TaskColumn records : {TaskColumn::input_records, TaskColumn::shuffle_read_records,
                                   TaskColumn::output_records, TaskColumn::shuffle_write_records}) {
    tail.records_of_max = std::max(tail.records_of_max, row[records]);
  }
  tail.gc_of_max = row[TaskColumn::jvm_gc_time];
  tail.fetch_wait_of_max = row[TaskColumn::shuffle_fetch_wait_time];
  tail.cpu_of_max = row[TaskColumn::executor_cpu_time] / 1'000'000;
  tail.deserialize_of_max = row[TaskColumn::executor_deserialize_time];
  const std::int64_t run_time = row[TaskColumn::executor_run_time];
  if (row[TaskColumn::getting_result_delay] > 0) {
    tail.result_fetch_of_max =
        std::max<std::int64_t>(0, Difference(tail.max, row[TaskColumn::getting_result_delay]));
  }
  // Spark's own definition of the delay: what is left of the duration. Without metrics all is left.
  if (row.Has(model::kTaskHasMetrics) && run_time > 0) {
    const std::int64_t known = SaturatingAdd(
        SaturatingAdd(run_time, tail.deserialize_of_max),
        SaturatingAdd(row[TaskColumn::result_serialization_time], tail.result_fetch_of_max));
    tail.scheduler_delay_of_max = std::max<std::int64_t>(0, Difference(tail.max, known));
  }
  tail.spilled_of_max = row[TaskColumn::disk_bytes_spilled];
  if (tail.spilled_of_max <= 0) return;
  std::vector<std::int64_t> spilled;
  stage.tasks.Read(TaskColumn::disk_bytes_spilled, spilled);
  tail.spilled_median = MedianAt(spilled, tasks);
}

}  // namespace

double SlownessIn(const model::StageAttempt& stage, std::uint32_t executor) {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::int64_t> executors;
  stage.tasks.Read(TaskColumn::executor, executors);
  return Slowness(SuccessfulTasks(stage.tasks), executors, executor, kNone);
}

TaskTail MeasureTail(const model::StageAttempt& stage, std::int64_t slots) {
  TaskTail tail;
  const std::vector<Task> tasks = SuccessfulTasks(stage.tasks);
  tail.tasks = static_cast<std::int64_t>(tasks.size());
  if (tasks.size() < 2) return tail;

  std::vector<std::int64_t> durations;
  durations.reserve(tasks.size());
  for (const Task& task : tasks) durations.push_back(task.duration);
  tail.median = MedianOf(durations);

  const std::int64_t cap = Scaled(tail.median, kLongFactor);
  const std::int64_t left_cap = Scaled(tail.median, kLeftFactor);
  std::uint32_t max_row = 0;
  for (const Task& task : tasks) {
    if (task.duration > tail.max) {
      tail.max = task.duration;
      max_row = task.row;
    }
    if (task.duration > cap) {
      ++tail.long_tasks;
      tail.excess = SaturatingAdd(tail.excess, task.duration - cap);
    }
  }
  if (tail.long_tasks == 0) return tail;

  // A stage of fewer tasks than slots can be evened out over its tasks only.
  const std::int64_t spread = std::max<std::int64_t>(1, std::min(slots, tail.tasks));
  const std::int64_t end = LastEnd(tasks, tail.max);
  tail.saved_high = Difference(end, LastEnd(tasks, cap));
  tail.saved = Saved(tasks, end, cap, spread);
  tail.saved_low = std::min(tail.saved, Saved(tasks, end, left_cap, spread));

  SplitLongest(stage, tasks, max_row, tail);
  FindMeasure(stage, tasks, cap, max_row, tail);
  FindExecutor(stage, tasks, cap, max_row, tail);
  MeasureBytes(stage, tasks, max_row, tail);
  return tail;
}

}  // namespace dataflint::insights
