// KeepNeeded: what neither Compare() nor who writes a comparison looks at is let go, so that there
// is room for the other log. Called by cli/ when a log was read; one thread.
#ifndef DATAFLINT_COMPARE_NEEDED_H_
#define DATAFLINT_COMPARE_NEEDED_H_

#include "analysis/figures.h"
#include "insights/run.h"
#include "model/application.h"

namespace dataflint::compare {

// `run` is made of the two others, and stays good.
void KeepNeeded(const insights::Run& run, model::Application& app, analysis::Figures& figures);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_NEEDED_H_
