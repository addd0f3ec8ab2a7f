#include "insights/batch_rates.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/saturate.h"

namespace dataflint::insights {
namespace {

using model::StreamingProgress;
using model::TimeMs;

constexpr std::int64_t kToBegin = 100;  // ms that it takes Spark at most to begin a batch

// When those batches began that had to wait for it: the one before was done in time.
std::vector<TimeMs> BegunAfterWaiting(const std::vector<StreamingProgress>& rows) {
  std::vector<TimeMs> begun;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TimeMs before = rows[i - 1].timestamp;
    const TimeMs own = rows[i].timestamp;
    if (model::IsKnown(before) && model::IsKnown(own) &&
        own > SaturatingAdd(SaturatingAdd(before, rows[i - 1].batch_duration), kToBegin)) {
      begun.push_back(own);
    }
  }
  return begun;
}

// The longest usual interval whose multiples nearly all of them keep to.
std::int64_t TriggerOf(const std::vector<StreamingProgress>& rows) {
  constexpr std::array<std::int64_t, 13> kUsual = {3'600'000, 1'800'000, 600'000, 300'000, 120'000,
                                                   60'000,    30'000,    20'000,  15'000,  10'000,
                                                   5'000,     2'000,     1'000};
  constexpr std::size_t kLeast = 3;
  const std::vector<TimeMs> begun = BegunAfterWaiting(rows);
  if (begun.size() < kLeast) return 0;
  for (const std::int64_t interval : kUsual) {
    const auto kept = std::count_if(begun.begin(), begun.end(),
                                    [&](TimeMs time) { return time % interval <= kToBegin; });
    if (static_cast<std::size_t>(kept) * 10 >= begun.size() * 9) return interval;
  }
  return 0;
}

template <typename Value>
double MedianOf(std::vector<const StreamingProgress*>::const_iterator begin,
                std::vector<const StreamingProgress*>::const_iterator end, Value&& value) {
  std::vector<std::int64_t> values;
  for (auto batch = begin; batch != end; ++batch) values.push_back(value(**batch));
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

double BusyShare(std::vector<const StreamingProgress*>::const_iterator begin,
                 std::vector<const StreamingProgress*>::const_iterator end) {
  std::int64_t busy = 0;
  for (auto batch = begin; batch != end; ++batch) {
    busy = SaturatingAdd(busy, (*batch)->batch_duration);
  }
  if (begin == end) return 0;
  const StreamingProgress& last = **(end - 1);
  const std::int64_t span =
      SaturatingAdd(last.timestamp - (*begin)->timestamp, last.batch_duration);
  return span > 0 ? std::min(1.0, static_cast<double>(busy) / static_cast<double>(span)) : 0;
}

}  // namespace

BatchRates RatesOf(const model::StreamingQuery& query) {
  BatchRates rates;
  for (const StreamingProgress& row : query.progress) {
    // Between batches Spark tells every ten seconds that there is nothing to do.
    if (row.num_input_rows > 0 && row.batch_duration > 0 && model::IsKnown(row.timestamp)) {
      rates.batches.push_back(&row);
    }
  }
  rates.trigger = TriggerOf(query.progress);
  for (const StreamingProgress* batch : rates.batches) {
    if (rates.trigger <= 0 || batch->batch_duration <= rates.trigger) continue;
    ++rates.late;
    rates.over = SaturatingAdd(rates.over, batch->batch_duration - rates.trigger);
  }
  if (rates.batches.size() < 4) return rates;
  const auto first = rates.batches.cbegin() + 1;
  const auto third = static_cast<std::ptrdiff_t>((rates.batches.size() - 1) / 3);
  const auto last = rates.batches.cend() - third;
  const auto rows = [](const StreamingProgress& batch) { return batch.num_input_rows; };
  const auto duration = [](const StreamingProgress& batch) { return batch.batch_duration; };
  rates.rows_before = MedianOf(first, first + third, rows);
  rates.rows_after = MedianOf(last, rates.batches.cend(), rows);
  rates.duration_before = MedianOf(first, first + third, duration);
  rates.duration_after = MedianOf(last, rates.batches.cend(), duration);
  rates.busy = BusyShare(last, rates.batches.cend());
  return rates;
}

std::vector<BatchPart> PartsOf(const model::Application& app, const BatchRates& rates) {
  std::vector<BatchPart> parts;
  for (const StreamingProgress* batch : rates.batches) {
    for (const auto& [name, time] : batch->duration_ms) {
      if (app.text(name) == "triggerExecution") continue;
      const auto known = std::find_if(parts.begin(), parts.end(),
                                      [&](const BatchPart& part) { return part.name == name; });
      BatchPart& part = known != parts.end() ? *known : parts.emplace_back(BatchPart{name, 0});
      part.time = SaturatingAdd(part.time, std::max<std::int64_t>(0, time));
    }
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const BatchPart& a, const BatchPart& b) { return a.time > b.time; });
  return parts;
}

GrowingState GrowingStateOf(const BatchRates& rates) {
  GrowingState largest;
  if (rates.batches.size() < 4) return largest;
  const std::size_t third = rates.batches.size() / 3;
  const std::size_t operators = rates.batches.front()->state_operators.size();
  for (std::size_t op = 0; op < operators; ++op) {
    GrowingState state;
    std::int64_t before = 0;
    bool grows = true;
    for (std::size_t i = 0; i < rates.batches.size() && grows; ++i) {
      const std::vector<model::StreamingState>& states = rates.batches[i]->state_operators;
      grows = op < states.size() && states[op].num_rows_total >= before;
      if (!grows) break;
      before = states[op].num_rows_total;
      if (i == third) state.rows_before = before;
      state = {states[op].operator_name, state.rows_before, before, states[op].memory_used_bytes};
    }
    if (grows && state.rows_after > state.rows_before && state.rows_after > largest.rows_after) {
      largest = state;
    }
  }
  return largest;
}

}  // namespace dataflint::insights
