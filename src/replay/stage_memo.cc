#include "replay/stage_memo.h"

namespace dataflint::replay {

const StageMemo::Entry* StageMemo::Find(std::uint32_t stage, const StageWork& work,
                                        std::size_t slots) const {
  if (stage >= entries_.size()) return nullptr;
  const Entry& entry = entries_[stage];
  const bool is_same = entry.tasks == work.tasks && entry.slots == slots &&
                       entry.first_launch == work.first_launch && entry.spacing == work.spacing &&
                       entry.turnaround == work.turnaround;
  return is_same ? &entry : nullptr;
}

void StageMemo::Remember(std::uint32_t stage, const StageWork& work, std::size_t slots,
                         Micros length, Micros task_time) {
  if (stage >= entries_.size()) entries_.resize(std::size_t{stage} + 1);
  entries_[stage] = {work.tasks,      slots,  work.first_launch, work.spacing,
                     work.turnaround, length, task_time};
}

}  // namespace dataflint::replay
