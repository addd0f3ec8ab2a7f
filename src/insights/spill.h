// What spilling cost a stage, for the insights that speak of memory: spill of one stage,
// executor-memory-high of several. The rules are those of spill (spill.cc); pure.
#ifndef DATAFLINT_INSIGHTS_SPILL_H_
#define DATAFLINT_INSIGHTS_SPILL_H_

#include <cstddef>
#include <cstdint>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

struct Spill {
  std::int64_t disk_bytes = 0;
  std::int64_t tasks = 0;  // 0 where only operators tell of it (Photon)
  std::int64_t spilling_tasks = 0;
  std::int64_t max_disk_bytes = 0;
  std::int64_t max_task_id = -1;
  std::int64_t max_peak_memory = 0;
  std::int64_t time = 0;  // core-ms of task time that spilling took at most
};

// Unpacks columns of the stage's tasks.
Spill SpillOf(const Run& run, std::size_t stage_index);
// So few of its tasks spilled that some keys are too large, not the partitions.
bool IsOfFewTasks(const Run& run, const Spill& spill);
// Each task without what its spilling took; where only operators tell of it, all tasks alike.
WhatIf WithoutSpill(const Run& run, std::size_t stage_index, const Spill& spill);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SPILL_H_
