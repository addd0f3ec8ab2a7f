// One value for each setting of the application, whichever findings advise it.
//
// Each finding works out what it alone needs; who follows two of them can set only one value. Called by
// RunInsights once it is known which findings are told; pure.
#ifndef DATAFLINT_INSIGHTS_ONE_VALUE_H_
#define DATAFLINT_INSIGHTS_ONE_VALUE_H_

#include <vector>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

// What only a new application takes (SparkSetting::When::kStart) gets one value in all changes: the
// largest size, the fewest cores, of other numbers that of the first finding. Where queries want
// different values of what can be set at any time, their changes say that they are for one query.
// A finding that some memory could be less is left out where another one needs more of it than there is.
void AgreeOnValues(const Run& run, std::vector<Finding>& findings);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_ONE_VALUE_H_
