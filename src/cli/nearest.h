// What somebody who mistyped a word probably meant.
#ifndef DATAFLINT_CLI_NEAREST_H_
#define DATAFLINT_CLI_NEAREST_H_

#include <string>
#include <string_view>
#include <vector>

namespace dataflint::cli {

// The candidate reached by the fewest insertions, deletions, replacements and swaps of neighbours;
// empty when none is near enough to be meant.
std::string NearestOf(std::string_view typed, const std::vector<std::string>& candidates);

// What to do about it: "did you mean skew?", with `before` in front of the word, when a candidate
// is near enough, else `otherwise`.
std::string DidYouMean(std::string_view typed, const std::vector<std::string>& candidates,
                       std::string otherwise, std::string_view before = {});

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_NEAREST_H_
