#include "insights/finding_limits.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/what_if.h"

namespace dataflint::insights {
namespace {

// By what an insight states before anything is played.
std::pair<std::int64_t, std::int64_t> WeightOf(const Finding& finding) {
  return {finding.ranks_as_ms, finding.impact.core_ms_high};
}

// The heaviest of each insight, then the second of each, and so on.
std::vector<Finding*> InTurns(std::vector<Finding>& findings) {
  std::map<std::string_view, std::vector<Finding*>> by_insight;
  for (Finding& finding : findings) by_insight[finding.insight].push_back(&finding);
  std::vector<std::pair<std::size_t, Finding*>> turns;
  for (auto& [insight, found] : by_insight) {
    std::stable_sort(found.begin(), found.end(), [](const Finding* a, const Finding* b) {
      return WeightOf(*a) > WeightOf(*b);
    });
    for (std::size_t i = 0; i < found.size(); ++i) turns.emplace_back(i, found[i]);
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Finding*> order;
  for (const auto& [turn, finding] : turns) order.push_back(finding);
  return order;
}

}  // namespace

void TellLeftOut(std::size_t count, Finding& first) {
  if (count == 0) return;
  Miss(FormatCountOf(static_cast<std::int64_t>(count), "more finding", "more findings") +
           " of this insight, about what took less time, had to be left out",
       first);
}

void KeepHeaviest(std::vector<Finding>& found) {
  const std::size_t others = KeepHeaviest(found, WeightOf);
  if (!found.empty()) TellLeftOut(others, found.front());
}

std::size_t MostSteps(const replay::Replay& replay) {
  constexpr std::size_t kSteps = 10'000'000;
  constexpr std::size_t kPlays = 60;
  return kSteps + kPlays * StepsOf(replay.recording());
}

void PlayWhatIfs(const replay::Replay& replay, Plays& plays, std::vector<Finding>& findings) {
  std::vector<bool> is_left_out(findings.size());
  const auto place_of = [&](const Finding& finding) {
    return static_cast<std::size_t>(&finding - findings.data());
  };
  for (Finding* finding : InTurns(findings)) {
    const auto [left_out, is_first] = plays.left_out.try_emplace(finding->insight, 0);
    if (plays.steps_left == 0 && !is_first) {
      is_left_out[place_of(*finding)] = true;
      ++left_out->second;
      continue;
    }
    plays.steps_left -= std::min(plays.steps_left, PlayWhatIf(replay, *finding));
  }
  std::erase_if(findings, [&](const Finding& finding) { return is_left_out[place_of(finding)]; });
}

void TellLeftOut(const Plays& plays, std::vector<Finding>& findings) {
  for (const auto& [insight, count] : plays.left_out) {
    const auto first = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.insight == insight;
    });
    if (first != findings.end()) TellLeftOut(count, *first);
  }
}

}  // namespace dataflint::insights
