// Hosts on which tasks take longer than elsewhere, for insights that would blame the rows: those that
// straggler-host tells of, by its own thresholds. Called by skew; pure.
#ifndef DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_
#define DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_

#include <cstddef>
#include <map>
#include <string>

#include "insights/run.h"

namespace dataflint::insights {

// By the host's name, for each stage in which it is slow: how many times as long its tasks took.
using SlownessByHost = std::map<std::string, std::map<std::size_t, double>>;
SlownessByHost SlowHosts(const Run& run);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STRAGGLER_HOST_H_
