// Times of the model: milliseconds since the Unix epoch, as Spark writes them (UTC, driver's clock
// for launch and finish). Durations are milliseconds unless a name says `ns`.
#ifndef DATAFLINT_MODEL_TIME_H_
#define DATAFLINT_MODEL_TIME_H_

#include <cstdint>

namespace dataflint::model {

using TimeMs = std::int64_t;
inline constexpr TimeMs kNoTime = -1;  // not known, or not yet

inline bool IsKnown(TimeMs time) { return time >= 0; }

// Times before September 2001, when there was no Spark, are no times (a recent one in seconds, say),
// nor are those after the year 2099 (in microseconds): one of them would stretch a run to years.
inline constexpr TimeMs kEarliestTime = 1'000'000'000'000;
inline constexpr TimeMs kLatestTime = 4'102'444'799'999;

inline bool IsPlausible(TimeMs time) { return time >= kEarliestTime && time <= kLatestTime; }

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_TIME_H_
