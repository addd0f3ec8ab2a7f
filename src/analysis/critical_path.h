// Critical path: the chain of stages and gaps that decided when the application ended.
//
// The rule, backwards from the end: of the stages that were done by now, the one done last (its
// last successful task) is a link, from its submission (else its first launch) to when it was done.
// Before it comes the parent stage that was done last, if one of its parents ran; else again the
// stage done last by now. What lies between is a gap, classified as driver gaps are. A stage is a
// link at most once. The links lie in time order from the beginning to the end of the life, without
// holes. Used by Analyzer; pure, any thread.
#ifndef DATAFLINT_ANALYSIS_CRITICAL_PATH_H_
#define DATAFLINT_ANALYSIS_CRITICAL_PATH_H_

#include <span>
#include <vector>

#include "analysis/driver_gaps.h"
#include "analysis/figures.h"
#include "analysis/stage_figures.h"

namespace dataflint::analysis {

std::vector<CriticalLink> CriticalPath(const model::Application& app,
                                       std::span<const StageDigest> digests,
                                       std::span<const StageFigures> figures,
                                       const GapClassifier& classifier, const Life& life);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_CRITICAL_PATH_H_
