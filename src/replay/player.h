// Player: a deterministic list scheduler over a Recording. Played unchanged it should end when the
// run did; what it is off is the model error (replay.h).
//
// As Spark's TaskSchedulerImpl does, it gives each free slot the next task of the most urgent stage
// that has one: of the first Spark job (FIFO), or of the scheduling pool with fewest tasks running
// (FAIR). An executor that is removed finishes what it runs. Called by Replay and by whoever plays
// a changed copy. Pure; any thread.
#ifndef DATAFLINT_REPLAY_PLAYER_H_
#define DATAFLINT_REPLAY_PLAYER_H_

#include <cstdint>
#include <vector>

#include "replay/recording.h"
#include "replay/stage_memo.h"

namespace dataflint::replay {

struct Played {
  Micros wall = 0;                  // length of the life
  Micros core_time = 0;             // sum over executors of cores x the time it was there
  Micros task_time = 0;             // sum over tasks of the cores they held x their duration
  std::vector<Micros> stage_begin;  // submission, as Recording::stages; -1: it did not run
  std::vector<Micros> stage_end;
};

// Takes from `known`, adds to `found`; both may be null, or the same.
Played Play(const Recording& recording, const StageMemo* known = nullptr,
            StageMemo* found = nullptr);

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_PLAYER_H_
