// Limits on findings: an insight may see the same thing in thousands of places of one odd run, and
// each finding is played three times. The heaviest are told, and how many are not.
//
// Far above what the findings of any sound run need. Called by RunInsights; one thread.
#ifndef DATAFLINT_INSIGHTS_FINDING_LIMITS_H_
#define DATAFLINT_INSIGHTS_FINDING_LIMITS_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "insights/insight.h"
#include "replay/replay.h"

namespace dataflint::insights {

inline constexpr std::size_t kMostOfInsight = 200;

// Leaves the kMostOfInsight values of most weight, in their order; returns how many others there
// were. Of the same weight, those that come first.
template <typename T, typename Weight>
std::size_t KeepHeaviest(std::vector<T>& values, Weight weight) {
  if (values.size() <= kMostOfInsight) return 0;
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return weight(values[a]) > weight(values[b]);
  });
  order.resize(kMostOfInsight);
  std::sort(order.begin(), order.end());
  std::vector<T> kept;
  for (const std::size_t i : order) kept.push_back(std::move(values[i]));
  const std::size_t others = values.size() - kept.size();
  values = std::move(kept);
  return others;
}

// Says of the first of an insight's findings that there are so many more; nothing of 0.
void TellLeftOut(std::size_t count, Finding& first);

// What one insight found, no more than kMostOfInsight.
void KeepHeaviest(std::vector<Finding>& found);

// Some seconds of plays, or sixty plays of the run when that is longer; in what PlayWhatIf returns.
std::size_t MostSteps(const replay::Replay& replay);
// How far plays have come.
struct Plays {
  std::size_t steps_left = 0;
  std::map<std::string_view, std::size_t> left_out;  // findings, by insight; of all that were seen
};
// Plays what each finding would change, the heaviest of every insight first, until that has taken
// all steps. Those that are left then are left out, but the first of each insight.
void PlayWhatIfs(const replay::Replay& replay, Plays& plays, std::vector<Finding>& findings);
// Of each insight, the first of `findings` says how many more there were.
void TellLeftOut(const Plays& plays, std::vector<Finding>& findings);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_FINDING_LIMITS_H_
