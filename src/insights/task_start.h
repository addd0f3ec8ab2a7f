// Task starts: what it cost to start the tasks of a stage beside running them, task by task.
//
// The first seconds of an executor's work do not count: its JVM loads classes then, whatever the
// stage does. Unpacks the stage's table: called by insights for stages whose sums say that it is
// worthwhile. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

enum class StartPart : std::uint8_t { kSchedulerDelay, kDeserialise };

// When each executor (as Application::executors) began to work, as near as stages tell; kNoTime:
// it ran no task. Begins to count a while later (WarmTasks).
std::vector<model::TimeMs> FirstWorkOf(const Run& run);
// Whether a task launched then ran on an executor that had loaded what every task needs.
bool IsWarm(const std::vector<model::TimeMs>& first_work, std::int64_t executor,
            model::TimeMs launch);

struct TaskStarts {
  std::int64_t tasks = 0;   // that count: successful, with metrics, on warm executors
  std::int64_t total = 0;   // ms, of these
  std::int64_t time = 0;    // ms that they took in all
  std::int64_t median = 0;  // ms, of one
  // ms by row beyond `normal`; 0 for those that do not count.
  std::vector<std::int64_t> avoidable;
  // Rows that count and began first of their executor's.
  std::vector<std::size_t> first_of_executor;
};
TaskStarts TaskStartsOf(const Run& run, const std::vector<model::TimeMs>& first_work,
                        std::size_t stage, StartPart part, std::int64_t normal);

}  // namespace dataflint::insights
