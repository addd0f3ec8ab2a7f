#include "eventlog/sql_metrics.h"

#include <algorithm>
#include <utility>

#include "base/saturate.h"

namespace dataflint::eventlog {
namespace {

using model::MetricFold;
using model::MetricType;

bool HasDistribution(MetricType type) {
  return type == MetricType::kSize || type == MetricType::kTiming ||
         type == MetricType::kNsTiming || type == MetricType::kAverage;
}

// SQLMetrics.stringValue leaves out values a task never set: -1 for sizes and times, 0 for
// averages.
bool IsValid(MetricType type, std::int64_t value) {
  return type == MetricType::kAverage ? value > 0 : value >= 0;
}

// Minimum, median and maximum of `values` (all >= 0) and `zeros` more that are zero, as stringValue
// sorts them: the median is sorted[n / 2]. Where some came as buckets, all go through buckets.
void FoldDistribution(std::vector<std::int64_t>& values, std::int64_t zeros,
                      std::vector<std::int64_t>& buckets, MetricFold& fold) {
  if (buckets.empty()) {
    fold.valid_count = static_cast<std::int64_t>(values.size()) + zeros;
    if (values.empty()) return;
    const std::int64_t middle = fold.valid_count / 2 - zeros;
    if (middle >= 0) {
      const auto at = values.begin() + static_cast<std::ptrdiff_t>(middle);
      std::nth_element(values.begin(), at, values.end());
      fold.median = *at;
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    fold.min = zeros > 0 ? 0 : *low;
    fold.max = *high;
    return;
  }
  for (const std::int64_t value : values) ++buckets[PackedValues::BucketOf(value)];
  buckets[0] += zeros;
  std::int64_t count = 0;
  for (const std::int64_t in_bucket : buckets) count += in_bucket;
  fold.valid_count = count;
  std::int64_t seen = 0;
  bool first = true;
  for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
    if (buckets[bucket] == 0) continue;
    if (std::exchange(first, false)) fold.min = PackedValues::ValueOf(bucket);
    if (seen <= count / 2 && seen + buckets[bucket] > count / 2) {
      fold.median = PackedValues::ValueOf(bucket);
    }
    seen += buckets[bucket];
  }
}

}  // namespace

std::size_t SqlMetrics::HeldBytes() const {
  constexpr std::size_t kBytesAMetric = 64;  // or an update by the driver
  const auto left = static_cast<std::size_t>(metrics_left_ + driver_updates_left_);
  return held_ + (room_ - std::min(left, room_)) * kBytesAMetric;
}

bool SqlMetrics::AddPlan(std::int64_t execution_id, const std::vector<model::PlanNode>& nodes) {
  Execution& execution = executions_[execution_id];
  ++execution.plan_versions;
  ++generation_;
  for (const model::PlanNode& node : nodes) {
    for (const model::PlanMetric& metric : node.metrics) {
      if (metric.accumulator_id < 0) continue;  // it names none
      if (execution.metrics.contains(metric.accumulator_id)) continue;
      if (metrics_left_ == 0 || is_full_) return false;
      --metrics_left_;
      execution.metrics.emplace(metric.accumulator_id,
                                Metric{metric.type, metric.type_text, execution.plan_versions});
    }
  }
  return true;
}

std::int32_t SqlMetrics::NewStage(Stage stage) {
  std::int32_t handle = 0;
  if (free_.empty()) {
    handle = static_cast<std::int32_t>(stages_.size());
    stages_.emplace_back();
  } else {
    handle = free_.back();
    free_.pop_back();
  }
  stages_[static_cast<std::size_t>(handle)] = std::move(stage);
  ++generation_;
  return handle;
}

void SqlMetrics::Release(std::int32_t handle) {
  Stage& stage = stages_[static_cast<std::size_t>(handle)];
  for (const Slot& slot : stage.slots) held_ -= slot.values.bytes();
  stage = Stage{};
  free_.push_back(handle);
  ++generation_;
}

void SqlMetrics::AddStage(std::int64_t execution_id, std::int64_t stage_id,
                          std::int64_t num_tasks) {
  const auto found = executions_.find(execution_id);
  if (found == executions_.end() || found->second.metrics.empty()) return;
  Execution& execution = found->second;
  Stage stage;
  stage.key = {stage_id, 0};
  stage.execution_id = execution_id;
  stage.plan_version = execution.plan_versions;
  stage.num_tasks = num_tasks;
  stage.live = true;
  const auto known = stage_of_.find(stage_id);
  if (known != stage_of_.end() &&
      stages_[static_cast<std::size_t>(known->second)].execution_id == execution_id) {
    // A later job of the execution names the stage again: the listener starts it afresh.
    const std::int32_t handle = known->second;
    std::erase(execution.stages, handle);
    Release(handle);
  }
  const std::int32_t handle = NewStage(std::move(stage));
  stage_of_[stage_id] = handle;
  execution.stages.push_back(handle);
}

void SqlMetrics::StageSubmitted(model::StageKey key) {
  const auto known = stage_of_.find(key.stage_id);
  if (known == stage_of_.end()) return;
  Stage& stage = stages_[static_cast<std::size_t>(known->second)];
  if (stage.key == key) return;
  for (const Slot& slot : stage.slots) held_ -= slot.values.bytes();
  Stage fresh;
  fresh.key = key;
  fresh.execution_id = stage.execution_id;
  fresh.plan_version = stage.plan_version;
  fresh.num_tasks = stage.num_tasks;
  fresh.live = true;
  stage = std::move(fresh);
  ++generation_;
}

void SqlMetrics::StageCompleted(model::StageKey key) {
  const std::int32_t handle = FindStage(key);
  if (handle < 0) return;
  Stage& stage = stages_[static_cast<std::size_t>(handle)];
  for (Slot& slot : stage.slots) {
    held_ -= slot.values.bytes();
    slot.values.Pack();
    held_ += slot.values.bytes();
  }
  stage.slots.shrink_to_fit();
  stage.done.Compact();
  std::unordered_map<std::int64_t, std::int32_t>().swap(stage.slot_of);
  for (std::size_t i = 0; i < stage.slots.size(); ++i) {
    stage.slot_of.emplace(stage.slots[i].accumulator_id, static_cast<std::int32_t>(i));
  }
}

bool SqlMetrics::DriverUpdate(std::int64_t execution_id, std::int64_t accumulator_id,
                              std::int64_t value) {
  const auto execution = executions_.find(execution_id);
  if (execution == executions_.end()) return true;
  if (driver_updates_left_ == 0 || is_full_) return false;
  --driver_updates_left_;
  execution->second.driver_updates.emplace_back(accumulator_id, value);
  return true;
}

std::int32_t SqlMetrics::FindStage(model::StageKey key) const {
  const auto known = stage_of_.find(key.stage_id);
  if (known == stage_of_.end()) return -1;
  const Stage& stage = stages_[static_cast<std::size_t>(known->second)];
  return stage.live && stage.key == key ? known->second : -1;
}

bool SqlMetrics::BeginTask(std::int32_t handle, std::int64_t task_index, bool succeeded) {
  Stage& stage = stages_[static_cast<std::size_t>(handle)];
  if (task_index < 0 || task_index >= stage.num_tasks) return false;
  return succeeded ? stage.done.Insert(task_index) : !stage.done.Contains(task_index);
}

std::int32_t SqlMetrics::FindSlot(std::int32_t handle, std::int64_t accumulator_id) {
  Stage& stage = stages_[static_cast<std::size_t>(handle)];
  const auto [known, added] = stage.slot_of.try_emplace(accumulator_id, -1);
  if (!added) return known->second;
  const auto execution = executions_.find(stage.execution_id);
  if (execution == executions_.end()) return -1;
  const auto metric = execution->second.metrics.find(accumulator_id);
  if (metric == execution->second.metrics.end() || metric->second.since > stage.plan_version) {
    return -1;
  }
  Slot slot;
  slot.accumulator_id = accumulator_id;
  slot.type = metric->second.type;
  slot.keeps_values = HasDistribution(slot.type);
  known->second = static_cast<std::int32_t>(stage.slots.size());
  stage.slots.push_back(std::move(slot));
  return known->second;
}

void SqlMetrics::TaskUpdate(std::int32_t handle, std::int32_t slot_index, std::int64_t task_index,
                            std::int64_t task_id, bool succeeded, std::int64_t value) {
  Stage& stage = stages_[static_cast<std::size_t>(handle)];
  Slot& slot = stage.slots[static_cast<std::size_t>(slot_index)];
  if (slot.keeps_values && (slot.max_task_id < 0 || value > slot.max)) {
    slot.max = value;
    slot.max_task_id = task_id;
  }
  if (!stage.provisional.empty() || !succeeded) {
    if (!succeeded) {
      stage.provisional[task_index][slot_index] = value;
      return;
    }
    const auto earlier = stage.provisional.find(task_index);
    if (earlier != stage.provisional.end()) {
      earlier->second.erase(slot_index);
      if (earlier->second.empty()) stage.provisional.erase(earlier);
    }
  }
  ++slot.updates;
  if (slot.keeps_values && !IsValid(slot.type, value)) return;
  slot.sum = SaturatingAdd(slot.sum, value);
  if (!slot.keeps_values) return;
  held_ += slot.values.Add(value);
  if ((held_ > budget_ || is_full_) && !slot.values.is_sketch() &&
      slot.values.bytes() > PackedValues::kBuckets * 8) {
    const std::size_t bag = slot.values.bytes();
    slot.values.Sketch();
    held_ -= bag - slot.values.bytes();
  }
}

// What one stage has of a metric: the values that count, and by slot those of tasks that did not
// succeed and have no successor yet.
struct SqlMetrics::Source {
  const Stage* stage;
  const Slot* slot;
  std::vector<std::int64_t> provisional;
};

void SqlMetrics::CollectSources(
    const Stage& stage, std::unordered_map<std::int64_t, std::vector<Source>>& by_metric) const {
  std::vector<std::vector<std::int64_t>> provisional(
      stage.provisional.empty() ? 0 : stage.slots.size());
  for (const auto& [task_index, updates] : stage.provisional) {
    for (const auto& [slot, value] : updates) {
      provisional[static_cast<std::size_t>(slot)].push_back(value);
    }
  }
  for (std::size_t i = 0; i < stage.slots.size(); ++i) {
    const Slot& slot = stage.slots[i];
    if (slot.updates == 0 && slot.max_task_id < 0) continue;
    Source& source = by_metric[slot.accumulator_id].emplace_back(Source{&stage, &slot, {}});
    if (!provisional.empty()) source.provisional = std::move(provisional[i]);
  }
}

// Adds the tasks' updates to `fold`, and what minimum, median and maximum are taken from to
// `values`.
void SqlMetrics::AddSource(const Source& source, MetricFold& fold, Values& values) {
  const Slot& slot = *source.slot;
  fold.has_tasks = true;
  fold.total = SaturatingAdd(fold.total, slot.sum);
  fold.count += slot.updates + static_cast<std::int64_t>(source.provisional.size());
  if (slot.max_task_id >= 0 && (fold.max_task_id < 0 || slot.max > fold.max)) {
    fold.max = slot.max;
    fold.max_task_id = slot.max_task_id;
    fold.max_stage = source.stage->key;
  }
  for (const std::int64_t value : source.provisional) {
    if (slot.keeps_values && !IsValid(fold.type, value)) continue;
    fold.total = SaturatingAdd(fold.total, value);
    if (slot.keeps_values) values.exact.push_back(value);
  }
  if (!slot.keeps_values) return;
  // Tasks that never updated the metric stand in the listener's array as zeros.
  const std::int64_t silent =
      source.stage->num_tasks - slot.updates - static_cast<std::int64_t>(source.provisional.size());
  if (silent > 0 && IsValid(fold.type, 0)) values.zeros += silent;
  if (slot.values.is_sketch()) {
    fold.approximate = true;
    values.buckets.resize(PackedValues::kBuckets, 0);
    slot.values.AddBuckets(values.buckets);
  } else {
    slot.values.AppendTo(values.exact);
  }
}

std::vector<MetricFold> SqlMetrics::Fold(std::int64_t execution_id) const {
  std::vector<MetricFold> folds;
  const auto found = executions_.find(execution_id);
  if (found == executions_.end()) return folds;
  const Execution& execution = found->second;
  std::unordered_map<std::int64_t, std::vector<Source>> tasks;
  for (const std::int32_t handle : execution.stages) {
    CollectSources(stages_[static_cast<std::size_t>(handle)], tasks);
  }
  // Every driver update is a value (since Spark 3.1; before, a later one replaced an earlier one).
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> driver;
  for (const auto& [id, value] : execution.driver_updates) {
    if (!execution.metrics.contains(id)) continue;
    driver[id].push_back(value);
    tasks.try_emplace(id);
  }

  Values values;
  for (const auto& [id, sources] : tasks) {
    const Metric& metric = execution.metrics.at(id);
    MetricFold fold;
    fold.accumulator_id = id;
    fold.type = metric.type;
    fold.type_text = metric.type_text;
    values.Clear();
    for (const Source& source : sources) AddSource(source, fold, values);
    const auto updates = driver.find(id);
    if (updates != driver.end()) {
      for (const std::int64_t value : updates->second) {
        ++fold.count;
        if (HasDistribution(metric.type) && !IsValid(metric.type, value)) continue;
        fold.total = SaturatingAdd(fold.total, value);
        if (HasDistribution(metric.type)) values.exact.push_back(value);
      }
    }
    if (HasDistribution(metric.type)) {
      FoldDistribution(values.exact, values.zeros, values.buckets, fold);
    }
    folds.push_back(fold);
  }
  std::sort(folds.begin(), folds.end(), [](const MetricFold& a, const MetricFold& b) {
    return a.accumulator_id < b.accumulator_id;
  });
  return folds;
}

void SqlMetrics::Forget(std::int64_t execution_id) {
  const auto found = executions_.find(execution_id);
  if (found == executions_.end()) return;
  for (const std::int32_t handle : found->second.stages) {
    const Stage& stage = stages_[static_cast<std::size_t>(handle)];
    const auto known = stage_of_.find(stage.key.stage_id);
    if (known != stage_of_.end() && known->second == handle) stage_of_.erase(known);
    Release(handle);
  }
  metrics_left_ += static_cast<std::int64_t>(found->second.metrics.size());
  driver_updates_left_ += static_cast<std::int64_t>(found->second.driver_updates.size());
  executions_.erase(found);
}

std::vector<std::int64_t> SqlMetrics::Open() const {
  std::vector<std::int64_t> ids;
  ids.reserve(executions_.size());
  for (const auto& [id, execution] : executions_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace dataflint::eventlog
