#include "analysis/quantile.h"

#include <algorithm>
#include <numeric>

namespace dataflint::analysis {

std::vector<std::int64_t> Quantiles(std::span<std::int64_t> values,
                                    std::span<const double> quantiles) {
  std::vector<std::int64_t> out(quantiles.size(), 0);
  if (values.empty()) return out;
  // From the lowest quantile up, each only has to look behind the one before.
  std::vector<std::size_t> order(quantiles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return quantiles[a] < quantiles[b]; });
  std::size_t from = 0;
  for (const std::size_t at : order) {
    const std::size_t index = QuantileIndex(quantiles[at], values.size());
    if (index >= from) {
      std::nth_element(values.begin() + static_cast<std::ptrdiff_t>(from),
                       values.begin() + static_cast<std::ptrdiff_t>(index), values.end());
      from = index + 1;
    }
    out[at] = values[index];
  }
  return out;
}

}  // namespace dataflint::analysis
