// Core time of tasks: how the time of one task splits into the parts cpu .. failed.
//
// The rule, a task at a time: its time is Finish - Launch, cut to the application's life. Inside it
// come, each cut to what is left: run time; then (de)serialisation = Executor Deserialize Time +
// Result Serialization Time (serde); what remains is the scheduler's (scheduler: delay and getting
// the result). Inside the run time, again each cut to what is left: CPU time, GC time, fetch wait,
// shuffle write time; what remains is `other`. All time of a failed or killed attempt is `failed`.
// A task without Task Metrics (still running when the log ended, or a log that never had them) is
// `other`: it worked, on what is not known. A Resubmitted task takes no time. A task that holds
// several cores counts once for each core in every part but cpu: a task's CPU time is that of one
// thread, so the other cores are `other`. Nanoseconds are summed over a stage, then floored to
// milliseconds; what the floors lose goes to `other`. Used by stage_figures; pure.
#ifndef DATAFLINT_ANALYSIS_CORE_TIME_H_
#define DATAFLINT_ANALYSIS_CORE_TIME_H_

#include <cstdint>

#include "analysis/figures.h"

namespace dataflint::analysis {

__extension__ using Nanoseconds = unsigned __int128;

// The columns of one task that its split needs; as the log has them, however wild.
struct TaskTimes {
  std::int64_t flags = 0;
  std::int64_t visible = 0;  // ms inside the application's life, 0 .. kMaxLife
  std::int64_t run = 0;
  std::int64_t cpu_ns = 0;
  std::int64_t gc = 0;
  std::int64_t fetch_wait = 0;
  std::int64_t shuffle_write_ns = 0;
  std::int64_t deserialize = 0;
  std::int64_t result_serialization = 0;
};

class TaskTimeSplit {
 public:
  void Add(const TaskTimes& task);
  // The parts of everything added; `cpus` cores a task, >= 1.
  CoreTime Total(std::int64_t cpus) const;

 private:
  Nanoseconds cpu_ = 0;
  Nanoseconds gc_ = 0;
  Nanoseconds fetch_wait_ = 0;
  Nanoseconds shuffle_write_ = 0;
  std::int64_t run_ = 0;  // ms, of tasks that neither failed nor lack metrics
  std::int64_t serde_ = 0;
  std::int64_t scheduler_ = 0;
  std::int64_t failed_ = 0;
  std::int64_t unknown_ = 0;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_CORE_TIME_H_
