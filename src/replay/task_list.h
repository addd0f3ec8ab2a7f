// TaskList: the tasks of one stage attempt as the player launches them, and what the times of their
// launches tell of the driver's work. Read by a Recorder from a stage's table; a value.
#ifndef DATAFLINT_REPLAY_TASK_LIST_H_
#define DATAFLINT_REPLAY_TASK_LIST_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "analysis/timeline.h"
#include "model/application.h"

namespace dataflint::replay {

// Since the beginning of the application's life, or a duration. Finer than the log's milliseconds:
// a driver launches thousands of tasks a second.
using Micros = std::int64_t;
inline constexpr Micros kMicrosPerMs = 1000;

// A task that waits for another attempt at the same partition: a retry for the end of the one that
// failed, a speculative copy until its original has run as long as it had then.
struct FollowUp {
  std::uint32_t task = 0;   // places in TaskList::durations: the one that is followed
  std::uint32_t next = 0;   // and the one that follows
  std::uint32_t delay = 0;  // ms from the launch of `task`
};

struct TaskList {
  // ms; first those that wait for no other, in the order in which they were launched.
  std::vector<std::uint32_t> durations;
  std::vector<std::uint32_t> rows;   // of each in the stage's table; empty: in the order of that
  bool is_made = false;              // by a change: they are no rows of the table
  std::vector<bool> needed;          // whether the stage waits for it; empty: for all
  std::vector<FollowUp> follow_ups;  // by `task`
  std::uint32_t initial = 0;         // tasks that follow no other
  std::uint32_t needed_count = 0;

  std::size_t RowOf(std::size_t task) const { return rows.empty() ? task : rows[task]; }
  bool IsNeeded(std::size_t task) const { return needed.empty() || needed[task]; }
  Micros Duration(std::size_t task) const { return Micros{durations[task]} * kMicrosPerMs; }
};

// When the log says they ran (ms, inside the life; kNoTime: there are none), and the driver's work
// by that. The latter holds where no other stage ran beside; -1: too few tasks to tell.
struct TaskTimes {
  model::TimeMs first_launch = model::kNoTime;
  model::TimeMs last_launch = model::kNoTime;
  model::TimeMs last_finish = model::kNoTime;
  model::TimeMs needed_finish = model::kNoTime;  // of the tasks that the stage waits for
  Micros spacing = -1;     // mean, between launches on slots that were free at the first one
  Micros turnaround = -1;  // mean, over launches on a slot that a task of the stage had before
};

class TaskListReader {
 public:
  // `slots`: of each executor (as Application::executors), tasks at once.
  TaskListReader(std::vector<std::uint32_t> slots, const analysis::Life& life)
      : slots_(std::move(slots)), life_(life) {}

  // Both anew; `used[executor]` is set for each that ran one of them.
  void Read(const model::TaskTable& table, TaskList& list, TaskTimes& times,
            std::vector<bool>& used);

 private:
  struct Row {
    std::int64_t id;
    model::TimeMs launch;
    std::uint32_t row;
    std::uint32_t duration;
    std::uint32_t executor;
    std::uint32_t index;
    bool succeeded;
    bool ended_badly;
    bool speculative;
    model::TimeMs finish() const { return launch + duration; }
  };

  void ReadRows(const model::TaskTable& table);
  void SortByLaunch();
  bool SortById();
  void PutFollowUpsLast(TaskList& list);
  bool InOrderOfTable() const;
  std::uint32_t SlotsOf(std::uint32_t executor) const {
    return executor < slots_.size() ? slots_[executor] : 0;
  }
  Micros Spacing() const;
  Micros Turnaround(std::vector<bool>& used);

  std::vector<std::uint32_t> slots_;
  analysis::Life life_;
  std::vector<Row> rows_;
  std::vector<Row> sorted_;
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_TASK_LIST_H_
