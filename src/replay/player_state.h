// What the player keeps of events to come, stages, activities, executors and their slots. Used by
// player.cc only.
#ifndef DATAFLINT_REPLAY_PLAYER_STATE_H_
#define DATAFLINT_REPLAY_PLAYER_STATE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "replay/recording.h"

namespace dataflint::replay {

// In the order in which they are handled at one moment.
enum class EventKind : std::uint8_t {
  kTaskEnd,          // index: slot
  kSlotReady,        // slot
  kStageEnd,         // stage
  kActivityEnd,      // activity
  kExecutorAdded,    // executor
  kExecutorRemoved,  // executor
  kActivityStart,    // activity
  kStageSubmit,      // stage
  kFollowUp,         // place in TaskList::follow_ups of `stage`
  kFirstLaunch,      // stage: its tasks may be launched from now on
};

struct Event {
  Micros time;
  EventKind kind;
  std::uint32_t index;
  std::uint32_t stage;
  bool operator>(const Event& other) const {
    if (time != other.time) return time > other.time;
    return std::tuple(kind, index, stage) > std::tuple(other.kind, other.index, other.stage);
  }
};

struct StageState {
  std::uint32_t unmet = 0;  // of what it waits for
  bool is_submitted = false;
  bool has_ended = false;
  std::uint32_t launched = 0;         // of the tasks that follow no other
  std::uint32_t needed_launched = 0;  // of those that it needs
  std::size_t spaced = 0;             // launches to come on slots that were free when it began
  Micros last_launch = -1;
  Micros last_needed = 0;  // end of a task that it needs
  Micros begin = -1;
  Micros end = -1;
  Micros task_time = 0;
};

struct ActivityState {
  std::uint32_t unmet = 0;
  std::uint32_t parts = 0;
  bool is_scheduled = false;
  bool has_started = false;
  bool has_ended = false;
  Micros begin = 0;
};

struct ExecutorState {
  bool is_there = false;
  Micros since = 0;
  std::uint32_t first_slot = 0;
};

struct Slot {
  std::uint32_t executor = 0;
  std::uint32_t stage = kNone;  // whose task runs, or that it waits to take the next task of
};

struct Pool {
  std::vector<std::uint32_t> free;  // slots
  // Recording::urgency of stages with tasks that may be launched, by their pool of the fair
  // scheduler (under FIFO all are in one); no set is empty.
  std::map<std::uint32_t, std::set<std::uint32_t>> active;
  std::size_t open_stages = 0;  // submitted, with tasks, and not ended
  std::size_t slots = 0;        // of executors that are there
  // The stage that has had all slots for itself so far; kNone: none.
  std::uint32_t alone = kNone;
  std::size_t slots_of_alone = 0;
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_PLAYER_STATE_H_
