// Of which stages shuffle-partitions tells, for tiny-tasks, which would tell of them again. Pure.
#ifndef DATAFLINT_INSIGHTS_SHUFFLE_PARTITIONS_H_
#define DATAFLINT_INSIGHTS_SHUFFLE_PARTITIONS_H_

#include <cstddef>

#include "insights/run.h"

namespace dataflint::insights {

// Whether the stage reads a shuffle in the number of partitions that Spark takes when nobody sets one,
// which is far from what its data asks for. False when shuffle-partitions is switched off.
bool HasDefaultPartitions(const Run& run, std::size_t stage_index);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SHUFFLE_PARTITIONS_H_
