// PlayWhatIf: a finding's impact by playing the run with its change.
//
// Wall time saved is that of the unchanged play less that of the changed one. Core time saved is
// what executors need not be there for, or what tasks no longer hold, whichever is more: on a
// cluster that others use, or that gives executors back, both are worth something. Low and high are
// widened by the model error: what the unchanged play is off, as a share of the time in which stages
// ran. Called by RunInsights; one thread.
#ifndef DATAFLINT_INSIGHTS_WHAT_IF_H_
#define DATAFLINT_INSIGHTS_WHAT_IF_H_

#include <cstddef>
#include <span>

#include "insights/insight.h"
#include "replay/replay.h"

namespace dataflint::insights {

// Replaces the finding's impact; nothing when it has no `what_if.expected`. Returns about how
// many starts and ends of tasks, stages, Spark jobs and queries that has played.
std::size_t PlayWhatIf(const replay::Replay& replay, Finding& finding);
// As many for the unchanged run.
std::size_t StepsOf(const replay::Recording& recording);

// What all of them save together, of those that are replayed and more than an upper bound: their
// changes done to one recording, so that what several would save counts once. Nothing
// (is_replayed false) when fewer than two are.
Impact PlayTogether(const replay::Replay& replay, std::span<const Finding> findings);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_WHAT_IF_H_
