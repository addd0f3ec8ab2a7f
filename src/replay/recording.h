// Recording: one run as a list scheduler can play it again: how long each task took, what each
// stage, Spark job and SQL execution waited for and how long the driver took then, and when
// executors came and went.
//
// Of the times in the log it keeps durations and delays, not the moments at which tasks were
// launched: where a task runs and when is for the player to decide (player.h). Delays of the driver
// lie between things that end and things that start:
//   a Spark job or SQL execution  starts behind all of them that had ended by then, and behind the
//                                 start of its SQL execution; ends behind the last of its stages,
//                                 or of its Spark jobs
//   a stage attempt               is submitted behind those of its parents, and earlier attempts of
//                                 itself, that had ended by then, and behind its Spark job's start;
//                                 ends behind the last task that it needed
//   an executor                   comes and goes behind the last start or end of a Spark job or SQL
//                                 execution
// Inside a stage three numbers stand for the driver's work (StageWork). Where a task runs, and how
// near its data are, is left out; but an executor that never got a task while others did is too.
//
// Made by a Recorder. Whoever wants to know what a change would do, copies it (tasks are shared),
// changes the copy and plays that. A value; any thread.
#ifndef DATAFLINT_REPLAY_RECORDING_H_
#define DATAFLINT_REPLAY_RECORDING_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "replay/index_lists.h"
#include "replay/task_list.h"

namespace dataflint::replay {

inline constexpr std::uint32_t kNone = 0xffffffff;

// A Spark job or a SQL execution.
struct Activity {
  std::uint32_t after = 0;        // starts behind the first `after` of Recording::completions ...
  std::uint32_t within = kNone;   // ... and behind the start of this activity ...
  Micros delay = 0;               // ... this much later
  std::uint32_t part_of = kNone;  // the activity that ends behind it
  std::uint32_t parts = 0;        // stages and activities that it ends behind
  // From the last of them to its own end; negative when it did not need all of it. Without parts,
  // its duration.
  Micros end_delay = 0;
  // By the log, for changes only: the player asks for none of them.
  Micros recorded_begin = 0;
  Micros recorded_end = 0;
};

struct StageWork {
  bool ran = false;                // else all of it is unset
  std::uint32_t activity = kNone;  // Spark job behind whose start it is submitted
  Micros delay = 0;                // behind the last that it waited for, until submitted
  Micros first_launch = 0;         // from then to its first launch, had it a free slot
  Micros spacing = 0;              // between launches on slots that were free then
  Micros turnaround = 0;           // of a slot, from the end of its task to the next launch
  Micros end_delay = 0;  // from the end of its last needed task; without tasks, its duration
  std::uint32_t executor_pool = 0;
  std::int64_t cpus = 1;                  // cores that one of its tasks holds
  std::uint32_t scheduling_pool = 0;      // of the fair scheduler
  std::shared_ptr<const TaskList> tasks;  // never null where it ran
  Micros recorded_begin = 0;              // as Activity's
  Micros recorded_end = 0;
};

struct ExecutorChange {
  Micros delay = 0;  // behind the mark
  std::uint32_t executor = 0;
  bool is_added = false;
};

// A start or end of an activity, behind which executors come and go; kNone: the life's beginning.
struct Mark {
  std::uint32_t activity = kNone;
  bool is_end = false;
  std::vector<ExecutorChange> changes;
};

struct ExecutorSlots {
  std::uint32_t slots = 0;  // tasks at once
  std::int64_t cores = 0;
  std::uint32_t pool = 0;  // stages of one resource profile share a pool
};

struct Recording {
  std::vector<Activity> activities;        // as Application::spark_jobs, then sql_executions
  std::vector<std::uint32_t> completions;  // activities in the order in which they ended
  std::vector<StageWork> stages;           // as Application::stages
  IndexLists waits_for;                    // of each stage: stages that end before it is submitted
  IndexLists part_of;                      // of each stage: activities that end behind it
  std::vector<std::uint32_t> urgency;      // of each stage under FIFO, 0 first: Spark job, stage id
  std::vector<ExecutorSlots> executors;    // as Application::executors
  std::vector<Mark> marks;
  std::uint32_t executor_pools = 1;
  std::uint32_t scheduling_pools = 1;
  bool is_fair = false;  // spark.scheduler.mode=FAIR
  Micros closing = 0;    // from the last end of anything to the end of the life
  Micros wall = 0;       // length of the life by the log
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_RECORDING_H_
