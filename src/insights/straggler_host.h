// Hosts on which tasks take longer than elsewhere, for insights that would blame the rows: those that
// straggler-host tells of, by its own thresholds. Called by skew; pure.
#pragma once

#include <set>
#include <string>

#include "insights/run.h"

namespace dataflint::insights {

std::set<std::string> SlowHosts(const Run& run);

}  // namespace dataflint::insights
