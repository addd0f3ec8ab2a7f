// Wall time: the application's life as executing time and the pieces of its quiet stretches. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "analysis/driver_gaps.h"
#include "analysis/figures.h"

namespace dataflint::analysis {

// `executing` ms with at least one task running, and every piece of the time without.
WallTime WallTimeOf(std::int64_t executing, std::span<const GapPiece> pieces);

}  // namespace dataflint::analysis
