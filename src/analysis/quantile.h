// Quantiles as Spark's History Server computes them (SPARK-26119, AppStatusStore.taskSummary): the
// value at index min(floor(q x n), n - 1) of the sorted values. Callers choose the tasks:
// successful ones.
#ifndef DATAFLINT_ANALYSIS_QUANTILE_H_
#define DATAFLINT_ANALYSIS_QUANTILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dataflint::analysis {

inline std::size_t QuantileIndex(double q, std::size_t count) {
  const double index = q * static_cast<double>(count);
  const std::size_t floored = index > 0 ? static_cast<std::size_t>(index) : 0;
  return floored < count ? floored : count - 1;
}

// The values at `quantiles` (each in [0, 1]); `values` is reordered. Empty values give zeros.
std::vector<std::int64_t> Quantiles(std::span<std::int64_t> values,
                                    std::span<const double> quantiles);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_QUANTILE_H_
