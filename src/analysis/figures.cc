#include "analysis/figures.h"

#include "analysis/analyzer.h"

namespace dataflint::analysis {

std::string_view NameOf(CorePart part) {
  static constexpr std::array<std::string_view, kCorePartCount> kNames = {
      "cpu",       "gc",     "shuffle-wait", "shuffle-write", "serde",       "other",
      "scheduler", "failed", "idle-driver",  "idle-tail",     "idle-narrow", "idle-kept"};
  return kNames[static_cast<std::size_t>(part)];
}

std::string_view NameOf(WallPart part) {
  static constexpr std::array<std::string_view, kWallPartCount> kNames = {"start-up",
                                                                          "executing",
                                                                          "planning",
                                                                          "listing",
                                                                          "commit",
                                                                          "broadcast",
                                                                          "waiting-for-executors",
                                                                          "user-code",
                                                                          "driver-other",
                                                                          "closing"};
  return kNames[static_cast<std::size_t>(part)];
}

Figures Analyze(const model::Application& app) {
  Figures figures;
  Analyzer().Update(app, figures);
  return figures;
}

}  // namespace dataflint::analysis
