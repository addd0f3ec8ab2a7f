// Wall time: the application's life as executing time and the pieces of its quiet stretches. Pure.
#ifndef DATAFLINT_ANALYSIS_WALL_TIME_H_
#define DATAFLINT_ANALYSIS_WALL_TIME_H_

#include <cstdint>
#include <span>

#include "analysis/driver_gaps.h"
#include "analysis/figures.h"

namespace dataflint::analysis {

// `executing` ms with at least one task running, and every piece of the time without.
WallTime WallTimeOf(std::int64_t executing, std::span<const GapPiece> pieces);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_WALL_TIME_H_
