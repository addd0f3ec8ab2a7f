// What gc-pressure calls much GC, by its own threshold, for insights that leave the same advice to
// it. Called by executor-memory-high; pure.
#ifndef DATAFLINT_INSIGHTS_GC_PRESSURE_H_
#define DATAFLINT_INSIGHTS_GC_PRESSURE_H_

#include "insights/run.h"

namespace dataflint::insights {

// Whether this share of run time in GC is one of which gc-pressure tells.
bool IsMuchGc(const Run& run, double gc_share);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_GC_PRESSURE_H_
