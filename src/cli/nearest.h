// What somebody who mistyped a word probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dataflint::cli {

// The candidate reached by the fewest insertions, deletions, replacements and swaps of neighbours;
// empty when none is near enough to be meant.
std::string NearestOf(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace dataflint::cli
