// StageMemo: what the player has found out about stages that had all slots for themselves, so that
// a changed play looks at the tasks of the stages that changed only. Filled and asked by the player,
// kept by Replay; asked by one thread at a time while nobody fills it.
#ifndef DATAFLINT_REPLAY_STAGE_MEMO_H_
#define DATAFLINT_REPLAY_STAGE_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "replay/recording.h"

namespace dataflint::replay {

// A stage with the same tasks, and as many slots, takes as long again.
class StageMemo {
 public:
  struct Entry {
    std::shared_ptr<const TaskList> tasks;  // null: not known
    std::size_t slots = 0;
    Micros first_launch = 0;
    Micros spacing = 0;
    Micros turnaround = 0;
    Micros length = 0;     // from submission to the end of its last task
    Micros task_time = 0;  // sum of its tasks' durations
  };

  // Null: not known.
  const Entry* Find(std::uint32_t stage, const StageWork& work, std::size_t slots) const;
  void Remember(std::uint32_t stage, const StageWork& work, std::size_t slots, Micros length,
                Micros task_time);

 private:
  std::vector<Entry> entries_;
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_STAGE_MEMO_H_
