// Times of the model: milliseconds since the Unix epoch, as Spark writes them (UTC, driver's clock
// for launch and finish). Durations are milliseconds unless a name says `ns`.
#pragma once

#include <cstdint>

namespace dataflint::model {

using TimeMs = std::int64_t;
inline constexpr TimeMs kNoTime = -1;  // not known, or not yet

inline bool IsKnown(TimeMs time) { return time >= 0; }

}  // namespace dataflint::model
