// `Stage Info` objects: JobStart lists them, StageSubmitted and StageCompleted carry one each.
#ifndef DATAFLINT_EVENTLOG_EVENTS_STAGE_INFO_H_
#define DATAFLINT_EVENTLOG_EVENTS_STAGE_INFO_H_

#include <cstdint>

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

enum class StageInfoOf : std::uint8_t { kJobStart, kSubmitted, kCompleted };

// Index of the stage attempt that `info` describes, its row brought up to date; -1 when it names
// none, or one whose end was told already. From a JobStart an attempt that already ended keeps what is known of it (its figures stand;
// the job only skips it).
std::int64_t ReadStageInfo(const JsonValue& info, StageInfoOf of, EventContext& context);

// The attempt can still change: pending, running, or ended with tasks still running.
inline bool IsLive(const model::StageAttempt& stage) {
  switch (stage.status) {
    case model::StageStatus::kPending:
    case model::StageStatus::kActive:
      return true;
    case model::StageStatus::kComplete:
    case model::StageStatus::kFailed:
      return stage.num_active_tasks > 0;
    case model::StageStatus::kSkipped:
      return false;
  }
  return false;
}

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_STAGE_INFO_H_
