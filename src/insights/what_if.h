// PlayWhatIf: a finding's impact by playing the run with its change.
//
// Wall time saved is that of the unchanged play less that of the changed one. Core time saved is
// what executors need not be there for, or what tasks no longer hold, whichever is more: on a
// cluster that others use, or that gives executors back, both are worth something. Low and high are
// widened by the model error: what the unchanged play is off, as a share of the time in which stages
// ran. Called by RunInsights; one thread.
#pragma once

#include "insights/insight.h"
#include "replay/replay.h"

namespace dataflint::insights {

// Replaces the finding's impact; nothing when it has no `what_if.expected`.
void PlayWhatIf(const replay::Replay& replay, Finding& finding);

}  // namespace dataflint::insights
