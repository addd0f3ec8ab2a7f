#include "analysis/wall_time.h"

namespace dataflint::analysis {

WallTime WallTimeOf(std::int64_t executing, std::span<const GapPiece> pieces) {
  WallTime wall;
  wall[WallPart::kExecuting] = executing;
  for (const GapPiece& piece : pieces) wall[piece.kind] += piece.end - piece.begin;
  for (const std::int64_t part : wall.parts) wall.total += part;
  return wall;
}

}  // namespace dataflint::analysis
