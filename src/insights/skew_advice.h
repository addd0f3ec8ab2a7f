// Skew advice: what to change about a stage whose longest task had more data than the others, by what
// the stage does with it: join, window, aggregate, read. Called by skew only; pure.
#ifndef DATAFLINT_INSIGHTS_SKEW_ADVICE_H_
#define DATAFLINT_INSIGHTS_SKEW_ADVICE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "insights/insight.h"
#include "insights/run.h"
#include "insights/task_tail.h"

namespace dataflint::insights {

// Columns that decide which task a row goes to, from the exchanges the stage reads.
std::vector<std::string> KeysOf(const Run& run, const StagePlan& plan);

// Adds one to four changes.
void AdviseUnevenData(const Run& run, std::size_t stage_index, const TaskTail& tail,
                      Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SKEW_ADVICE_H_
