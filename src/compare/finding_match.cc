#include "compare/finding_match.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

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

// Gives each entry of `a` that is alone the first of `b` that is alone and has the same key.
template <typename KeyOfA, typename KeyOfB>
void Pair(std::span<const Finding> a, std::span<const Finding> b, const KeyOfA& key_of_a,
          const KeyOfB& key_of_b, std::vector<const Finding*>& partner_of_a,
          std::vector<bool>& is_taken) {
  std::unordered_map<std::string, std::vector<std::size_t>> waiting;  // last first
  for (std::size_t i = b.size(); i-- > 0;) {
    if (!is_taken[i]) waiting[key_of_b(b[i])].push_back(i);
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::string key = partner_of_a[i] == nullptr ? key_of_a(a[i]) : std::string();
    const auto found = waiting.find(key);
    if (key.empty() || found == waiting.end() || found->second.empty()) continue;
    partner_of_a[i] = &b[found->second.back()];
    is_taken[found->second.back()] = true;
    found->second.pop_back();
  }
}

}  // namespace

std::vector<FindingMatch> MatchFindings(const Comparison& comparison, std::span<const Finding> a,
                                        std::span<const Finding> b) {
  std::vector<const Finding*> partner_of_a(a.size(), nullptr);
  std::vector<bool> is_taken(b.size());
  const auto id = [](const Finding& finding) { return finding.id; };
  Pair(a, b, id, id, partner_of_a, is_taken);
  const Places places_a(comparison, Side::kA);
  const Places places_b(comparison, Side::kB);
  Pair(
      a, b, [&](const Finding& finding) { return places_a.Of(finding); },
      [&](const Finding& finding) { return places_b.Of(finding); }, partner_of_a, is_taken);

  std::vector<FindingMatch> matches;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (!is_taken[i]) matches.push_back({{nullptr, &b[i]}});
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (partner_of_a[i] == nullptr) matches.push_back({{&a[i], nullptr}});
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (partner_of_a[i] != nullptr) matches.push_back({{&a[i], partner_of_a[i]}});
  }
  return matches;
}

}  // namespace dataflint::compare
