#include "replay/task_list.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace dataflint::replay {
namespace {

using model::TaskColumn;
using model::TimeMs;

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kLongest = std::int64_t{1} << 31;  // ms: 24 days

std::uint32_t Clamped(std::int64_t ms) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms, 0, kLongest));
}

}  // namespace

void TaskListReader::ReadRows(const model::TaskTable& table) {
  rows_.clear();
  rows_.reserve(table.size());
  std::array<std::array<std::int64_t, model::TaskTable::kBlockRows>, 6> columns;
  auto& [ids, launches, durations, flags, indices, executors] = columns;
  table.ForEachBlock([&](std::size_t first, std::size_t count, const auto& read) {
    read(TaskColumn::task_id, ids.data());
    read(TaskColumn::launch_time, launches.data());
    read(TaskColumn::duration, durations.data());
    read(TaskColumn::flags, flags.data());
    read(TaskColumn::index, indices.data());
    read(TaskColumn::executor, executors.data());
    for (std::size_t i = 0; i < count; ++i) {
      if ((flags[i] & model::kTaskResubmitted) != 0 || !model::IsKnown(launches[i])) continue;
      Row& row = rows_.emplace_back();
      row.id = ids[i];
      row.row = static_cast<std::uint32_t>(first + i);
      row.launch = life_.Clip(launches[i]);
      row.duration = Clamped(std::min(durations[i], life_.end - row.launch));
      row.executor = static_cast<std::uint32_t>(executors[i]);
      row.index = static_cast<std::uint32_t>(indices[i]);
      row.succeeded = (flags[i] & model::kTaskSucceeded) != 0;
      row.ended_badly = (flags[i] & (model::kTaskFailed | model::kTaskKilled)) != 0;
      row.speculative = (flags[i] & model::kTaskSpeculative) != 0;
    }
  });
}

// Ids are given in the order of launch and nearly without holes inside a stage: one place for each.
// False when they are not.
bool TaskListReader::SortById() {
  const auto [least, most] = std::minmax_element(
      rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
  const std::uint64_t first = static_cast<std::uint64_t>(least->id);
  const std::uint64_t range = static_cast<std::uint64_t>(most->id) - first;
  if (range >= 4 * rows_.size()) return false;
  std::vector<std::uint32_t> places(static_cast<std::size_t>(range) + 1, kNowhere);
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    std::uint32_t& place =
        places[static_cast<std::size_t>(static_cast<std::uint64_t>(rows_[i].id) - first)];
    if (place != kNowhere) return false;
    place = i;
  }
  sorted_.clear();
  sorted_.reserve(rows_.size());
  for (const std::uint32_t place : places) {
    if (place != kNowhere) sorted_.push_back(rows_[place]);
  }
  rows_.swap(sorted_);
  return true;
}

void TaskListReader::SortByLaunch() {
  const auto before = [](const Row& a, const Row& b) {
    return std::tuple(a.launch, a.id, a.index) < std::tuple(b.launch, b.id, b.index);
  };
  if (SortById() && std::is_sorted(rows_.begin(), rows_.end(), before)) return;
  std::sort(rows_.begin(), rows_.end(), before);
}

void TaskListReader::PutFollowUpsLast(TaskList& list) {
  list.initial = static_cast<std::uint32_t>(rows_.size());
  if (std::none_of(rows_.begin(), rows_.end(),
                   [](const Row& row) { return row.ended_badly || row.speculative; })) {
    return;
  }
  std::unordered_map<std::uint32_t, std::uint32_t> last_of_index;
  std::vector<std::uint32_t> followed(rows_.size(), kNowhere);
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    const auto [known, is_first] = last_of_index.try_emplace(rows_[i].index, i);
    if (!is_first) followed[i] = std::exchange(known->second, i);
  }
  std::vector<std::uint32_t> place(rows_.size());
  sorted_.clear();
  for (const bool follows : {false, true}) {
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
      if ((followed[i] != kNowhere) != follows) continue;
      place[i] = static_cast<std::uint32_t>(sorted_.size());
      sorted_.push_back(rows_[i]);
    }
  }
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    if (followed[i] == kNowhere) continue;
    // A retry that waited longer waited for a slot; the player sees to that.
    const Row& before = rows_[followed[i]];
    const std::int64_t gap = rows_[i].launch - before.launch;
    list.follow_ups.push_back(
        {place[followed[i]], place[i],
         before.ended_badly ? std::min(Clamped(gap), before.duration) : Clamped(gap)});
  }
  list.initial -= static_cast<std::uint32_t>(list.follow_ups.size());
  std::sort(list.follow_ups.begin(), list.follow_ups.end(),
            [](const FollowUp& a, const FollowUp& b) { return a.task < b.task; });
  rows_.swap(sorted_);
}

bool TaskListReader::InOrderOfTable() const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].row != i) return false;
  }
  return true;
}

// Each executor's first launches, until one of its slots is used again.
Micros TaskListReader::Spacing() const {
  std::unordered_map<std::uint32_t, std::uint32_t> launched;
  std::int64_t launches = 0;
  const TimeMs first = rows_.front().launch;
  TimeMs last = first;
  TimeMs first_finish = std::numeric_limits<TimeMs>::max();
  for (const Row& row : rows_) {
    const std::uint32_t slots = SlotsOf(row.executor);
    if (slots == 0) continue;
    if (row.launch > first_finish || ++launched[row.executor] > slots) break;
    first_finish = std::min(first_finish, row.finish());
    last = std::max(last, row.launch);
    ++launches;
  }
  return launches > 1 ? (last - first) * kMicrosPerMs / (launches - 1) : -1;
}

// On one executor the k-th launch follows the (k - slots)-th end. So the sum of what lies between
// needs no pairs: all launches but the first, less all ends but the last, `slots` of each.
Micros TaskListReader::Turnaround(std::vector<bool>& used) {
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return std::tuple(a.executor, a.launch, a.id) < std::tuple(b.executor, b.launch, b.id);
  });
  std::int64_t sum = 0;
  std::int64_t count = 0;
  std::vector<TimeMs> finishes;
  for (auto begin = rows_.begin(); begin != rows_.end();) {
    const std::uint32_t executor = begin->executor;
    const auto end =
        std::find_if(begin, rows_.end(), [&](const Row& row) { return row.executor != executor; });
    if (executor < used.size()) used[executor] = true;
    const auto slots = static_cast<std::ptrdiff_t>(SlotsOf(executor));
    const std::ptrdiff_t reused = end - begin - slots;
    if (slots > 0 && reused > 0) {
      finishes.clear();
      for (auto row = begin; row != end; ++row) finishes.push_back(row->finish());
      std::nth_element(finishes.begin(), finishes.begin() + reused, finishes.end());
      for (std::ptrdiff_t i = 0; i < reused; ++i) {
        sum += begin[slots + i].launch - finishes[static_cast<std::size_t>(i)];
      }
      count += reused;
    }
    begin = end;
  }
  return count > 0 ? std::max<Micros>(0, sum * kMicrosPerMs / count) : -1;
}

void TaskListReader::Read(const model::TaskTable& table, TaskList& list, TaskTimes& times,
                          std::vector<bool>& used) {
  list = {};
  times = {};
  ReadRows(table);
  if (rows_.empty()) return;
  SortByLaunch();
  times.first_launch = rows_.front().launch;
  times.last_launch = rows_.back().launch;
  times.spacing = Spacing();
  PutFollowUpsLast(list);

  const auto succeeded =
      std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return row.succeeded; });
  const bool all_needed = succeeded == 0 || succeeded == std::ssize(rows_);
  list.durations.reserve(rows_.size());
  const bool in_order = InOrderOfTable();
  if (!in_order) list.rows.reserve(rows_.size());
  for (const Row& row : rows_) {
    const bool needed = all_needed || row.succeeded;
    list.durations.push_back(row.duration);
    if (!in_order) list.rows.push_back(row.row);
    if (!all_needed) list.needed.push_back(needed);
    list.needed_count += needed ? 1 : 0;
    times.last_finish = std::max(times.last_finish, row.finish());
    if (needed) times.needed_finish = std::max(times.needed_finish, row.finish());
  }
  times.turnaround = Turnaround(used);
}

}  // namespace dataflint::replay
