// Hosts on which tasks take longer than elsewhere, for insights that would blame the rows: those that
// straggler-host tells of, by its own thresholds. Called by skew; pure.
#ifndef DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_
#define DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_

#include <set>
#include <string>

#include "insights/run.h"

namespace dataflint::insights {

std::set<std::string> SlowHosts(const Run& run);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_
