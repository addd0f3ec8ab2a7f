// What one stage attempt's task table says, read in one pass: its StageFigures as far as they need
// no other stage, and its StageDigest: what the sweep over time (task_sweep.h) and the critical path need of it.
// Used inside analysis/; pure functions of the model; any thread.
#ifndef DATAFLINT_ANALYSIS_STAGE_FIGURES_H_
#define DATAFLINT_ANALYSIS_STAGE_FIGURES_H_

#include <cstdint>
#include <memory>

#include "analysis/core_time.h"
#include "analysis/figures.h"
#include "analysis/timeline.h"

namespace dataflint::analysis {

// Beside StageFigures.
struct StageDigest {
  std::int64_t failed_tasks = 0;
  std::int64_t killed_tasks = 0;
  std::int64_t cpus = 1;   // cores a task holds
  std::int64_t width = 0;  // cores it could use at once: tasks x cpus

  // Of tasks that take time inside the application's life, cut to it; timed_tasks == 0: all unset.
  std::int64_t timed_tasks = 0;
  TimeMs busy_begin = model::kNoTime;  // first launch
  TimeMs busy_end = model::kNoTime;    // last finish
  // Until when it had tasks that were not launched: the last launch of a first attempt; for a stage
  // that never launched them all, its completion, else the end of its Spark jobs, else of the
  // application.
  TimeMs pending_until = model::kNoTime;
  // When it was done: the last finish of a successful task (of any, when none succeeded), in the
  // life.
  TimeMs decided_end = model::kNoTime;
  std::int64_t decided_task = -1;

  std::int64_t first_attempts = 0;  // rows that are neither a retry nor a speculative copy
  TimeMs last_first_launch = model::kNoTime;  // of these
  bool has_running_tasks = false;             // rows of tasks that had not ended
};

// The half-open time [begin, end) that a task takes inside the life.
struct Visible {
  TimeMs begin;
  TimeMs end;
  std::int64_t length() const { return end - begin; }
};
Visible VisibleTime(TimeMs launch, std::int64_t duration, std::int64_t flags, const Life& life);

// Reads tables; keeps its buffers from stage to stage.
class StageReader {
 public:
  StageReader(const model::Application& app, const Life& life, const TaskCpus& task_cpus);
  ~StageReader();
  StageReader(const StageReader&) = delete;
  StageReader& operator=(const StageReader&) = delete;

  // One pass over the rows, as far as the life holds them: both anew, `figures` without what other
  // stages decide (tail, narrow, slots, critical_time), `digest` without what Complete() sets.
  void ReadTable(const model::StageAttempt& stage, StageFigures& figures, StageDigest& digest);
  // width and pending_until, which need no row; again whenever the stage or the life may have
  // changed.
  void Complete(const model::StageAttempt& stage, StageDigest& digest) const;

 private:
  struct Buffers;
  TimeMs PendingUntil(const model::StageAttempt& stage, const StageDigest& digest) const;

  const model::Application& app_;
  const Life& life_;
  const TaskCpus& task_cpus_;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_STAGE_FIGURES_H_
