#include "compare/finding_match.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "compare/pairing.h"
#include "insights/identity.h"

namespace dataflint::compare {
namespace {

using insights::Finding;

enum class Side : std::uint8_t { kA, kB };

// What the findings of one run are about, in words that mean the same in the other run.
class Places {
 public:
  Places(const Comparison& comparison, Side side)
      : run_(side == Side::kA ? *comparison.run.a : *comparison.run.b) {
    const model::Application& app = run_.app();
    for (std::size_t i = 0; i < comparison.stages.size(); ++i) {
      const Both<StageTotals>& totals = comparison.stages[i].totals;
      for (const std::size_t attempt : (side == Side::kA ? totals.a : totals.b).attempts) {
        stages_.try_emplace(app.stages[attempt].key, i);
      }
    }
    for (std::size_t i = 0; i < comparison.queries.size(); ++i) {
      const Both<const model::SqlExecution*>& both = comparison.queries[i].sql;
      const model::SqlExecution* sql = side == Side::kA ? both.a : both.b;
      if (sql != nullptr) queries_.try_emplace(sql->id, i);
    }
  }

  // Empty when it is about something that cannot be told from others of its kind.
  std::string Of(const Finding& finding) const {
    std::string what = std::string(finding.insight) + ' ' + std::string(finding.dataflint_alert) +
                       ' ' + insights::TellingSubject(run_, finding);
    switch (finding.scope) {
      case insights::Scope::kApplication:
        return what;
      case insights::Scope::kStage:
        if (const auto found = stages_.find(finding.stage); found != stages_.end()) {
          return what + " stage " + std::to_string(found->second);
        }
        return {};
      case insights::Scope::kSqlExecution:
      case insights::Scope::kPlanNode:
        if (const auto found = queries_.find(finding.sql_execution_id); found != queries_.end()) {
          return what + " query " + std::to_string(found->second);
        }
        return {};
      case insights::Scope::kExecutor:
      case insights::Scope::kSparkJob:
        break;
    }
    return {};
  }

 private:
  const insights::Run& run_;
  std::map<model::StageKey, std::size_t> stages_;
  std::unordered_map<std::int64_t, std::size_t> queries_;
};

template <typename KeyOf>
std::vector<std::string> KeysOf(std::span<const Finding> findings, KeyOf&& key_of) {
  std::vector<std::string> keys;
  for (const Finding& finding : findings) keys.push_back(key_of(finding));
  return keys;
}

}  // namespace

std::vector<FindingMatch> MatchFindings(const Comparison& comparison, std::span<const Finding> a,
                                        std::span<const Finding> b) {
  Pairing pairing(a.size(), b.size());
  const auto id = [](const Finding& finding) { return finding.id; };
  pairing.PairEqual(KeysOf(a, id), KeysOf(b, id));
  const Places places_a(comparison, Side::kA);
  const Places places_b(comparison, Side::kB);
  pairing.PairEqual(KeysOf(a, [&](const Finding& finding) { return places_a.Of(finding); }),
                    KeysOf(b, [&](const Finding& finding) { return places_b.Of(finding); }));

  std::vector<FindingMatch> matches;
  pairing.ForEach([&](std::size_t i, std::size_t j) {
    matches.push_back(
        {{i == Pairing::kAlone ? nullptr : &a[i], j == Pairing::kAlone ? nullptr : &b[j]}});
  });
  // New, gone, still there.
  const auto place = [](const FindingMatch& match) {
    return match.finding.a == nullptr ? 0 : match.finding.b == nullptr ? 1 : 2;
  };
  std::stable_sort(
      matches.begin(), matches.end(),
      [&](const FindingMatch& x, const FindingMatch& y) { return place(x) < place(y); });
  return matches;
}

std::string_view NameOf(FindingState state) {
  switch (state) {
    case FindingState::kNew:
      return "new";
    case FindingState::kGone:
      return "gone";
    case FindingState::kInBoth:
      return "both";
    case FindingState::kNotAskedInA:
      return "not-asked-in-a";
    case FindingState::kNotAskedInB:
      return "not-asked-in-b";
  }
  return {};
}

FindingState StateOf(const FindingMatch& match,
                     const Both<const insights::Adjustments*>& adjusted) {
  const auto is_asked = [](const insights::Adjustments& run, const Finding& finding) {
    return std::none_of(run.switched_off.begin(), run.switched_off.end(), [&](const auto& off) {
      return off.insight == finding.insight &&
             (off.alert.empty() || off.alert == finding.dataflint_alert);
    });
  };
  if (match.finding.a == nullptr) {
    return is_asked(*adjusted.a, *match.finding.b) ? FindingState::kNew
                                                   : FindingState::kNotAskedInA;
  }
  if (match.finding.b == nullptr) {
    return is_asked(*adjusted.b, *match.finding.a) ? FindingState::kGone
                                                   : FindingState::kNotAskedInB;
  }
  return FindingState::kInBoth;
}

std::vector<insights::Adjustments::SwitchedOff> SwitchedOffOnlyIn(
    const insights::Adjustments& here, const insights::Adjustments& there) {
  std::vector<insights::Adjustments::SwitchedOff> only;
  for (const auto& off : here.switched_off) {
    const bool is_in_both =
        std::any_of(there.switched_off.begin(), there.switched_off.end(), [&](const auto& other) {
          return other.insight == off.insight && (other.alert.empty() || other.alert == off.alert);
        });
    if (!is_in_both) only.push_back(off);
  }
  return only;
}

}  // namespace dataflint::compare
