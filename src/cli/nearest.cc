#include "cli/nearest.h"

#include <algorithm>

namespace dataflint::cli {
namespace {

// Optimal string alignment distance.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::string NearestOf(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.empty() || typed.size() > 64) return {};
  const std::size_t allowed = std::max<std::size_t>(typed.size() / 3, 1);
  std::string nearest;
  std::size_t least = allowed + 1;
  for (const std::string& candidate : candidates) {
    const bool begins = candidate.starts_with(typed) && typed.size() >= 3;
    const std::size_t distance = begins ? 1 : Distance(typed, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string DidYouMean(std::string_view typed, const std::vector<std::string>& candidates,
                       std::string otherwise, std::string_view before) {
  const std::string nearest = NearestOf(typed, candidates);
  if (nearest.empty()) return otherwise;
  return "did you mean " + std::string(before) + nearest + "?";
}

}  // namespace dataflint::cli
