// Replay: the run played again by a list scheduler, unchanged and with one thing changed; the
// difference is what the change saves, and what the unchanged play is off says how far to trust it.
//
//   Replay replay;
//   replay.Update(app);                           // again when the application has grown
//   Recording changed = replay.recording();
//   changed.stages[i].tasks = ...;
//   Saving saving = replay.With(changed);
//
// Called by engine/ (Update) and insights/ (With). Pure functions of the model; one thread at a
// time.
#ifndef DATAFLINT_REPLAY_REPLAY_H_
#define DATAFLINT_REPLAY_REPLAY_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "model/application.h"
#include "replay/player.h"
#include "replay/recorder.h"
#include "replay/recording.h"

namespace dataflint::replay {

// Unchanged play less changed play; negative when the change costs time.
struct Saving {
  Micros wall = 0;
  Micros core_time = 0;  // that executors were there
  Micros task_time = 0;  // core time that tasks held
};

// Of all spans of time (begin, end; begin >= 0), what lies in more than one counted once.
Micros LengthOfAll(std::vector<std::pair<Micros, Micros>> spans);

class Replay {
 public:
  // Records `app` anew and plays it unchanged. When more may come, what it has read of stages is
  // kept for the next call.
  void Update(const model::Application& app, bool more_may_come = true);

  const Recording& recording() const { return recording_; }
  const Played& unchanged() const { return unchanged_; }
  // Model error: how much longer the unchanged play took than the run, as a share of the run's wall
  // time; negative: shorter. 0 for a run without length.
  double error() const;
  // The same time as a share of the time in which stages ran: what a change of theirs is off.
  double error_of_stages() const;

  Played Play(const Recording& changed) const { return replay::Play(changed, &memo_); }
  Saving With(const Recording& changed) const;

 private:
  Recorder recorder_;
  Recording recording_;
  StageMemo memo_;
  Played unchanged_;
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_REPLAY_H_
