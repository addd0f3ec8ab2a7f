#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "base/quantity.h"
#include "insights/finding_limits.h"
#include "insights/identity.h"
#include "insights/in_force.h"
#include "insights/insight.h"
#include "insights/one_value.h"
#include "insights/parts.h"
#include "insights/plan_text.h"
#include "insights/run.h"
#include "insights/what_if.h"

namespace dataflint::insights {
namespace {

// Filled before main() by the Registration of each insight's file.
std::vector<const InsightSpec*>& Registered() {
  static std::vector<const InsightSpec*> specs;
  return specs;
}

// A finding without an alert id of its own has its insight's, which then is a single one.
std::string_view AlertOf(const Finding& finding, const InsightSpec& spec) {
  return finding.dataflint_alert.empty() ? spec.dataflint_alert : finding.dataflint_alert;
}

// No saving is negative or above the run itself, and low <= expected <= high.
void Bound(std::int64_t& low, std::int64_t& expected, std::int64_t& high, std::int64_t run) {
  high = std::clamp<std::int64_t>(high, 0, run);
  expected = std::clamp<std::int64_t>(expected, 0, high);
  low = std::clamp<std::int64_t>(low, 0, expected);
}

void BoundToRun(Impact& impact, const Run& run) {
  Bound(impact.wall_ms_low, impact.wall_ms_expected, impact.wall_ms_high, run.wall());
  Bound(impact.core_ms_low, impact.core_ms_expected, impact.core_ms_high, run.available());
}

Severity SeverityOf(const Impact& impact, const Run& run) {
  const double share = std::max(ShareOf(impact.wall_ms_expected, run.wall()),
                                ShareOf(impact.core_ms_expected, run.available()));
  if (share >= 0.10) return Severity::kHigh;
  if (share >= 0.03) return Severity::kMedium;
  if (share >= 0.01) return Severity::kLow;
  return Severity::kInfo;
}

bool IsBelowFloor(const Impact& impact, const Run& run) {
  return !run.Matters(impact.core_ms_high, impact.wall_ms_high, kFloorShare);
}

// What the insight itself puts below the floor: plays of hundreds of such findings take long.
bool IsNotWorthPlaying(const Finding& finding, const Run& run) {
  const bool is_stated = finding.impact.wall_ms_high > 0 || finding.impact.core_ms_high > 0;
  return is_stated && finding.severity == Severity::kInfo && IsBelowFloor(finding.impact, run);
}

bool AreAboutTheSame(const Finding& a, const Finding& b) {
  if (a.scope == Scope::kApplication || b.scope == Scope::kApplication) return true;
  if (a.stage.stage_id >= 0 && a.stage == b.stage) return true;
  return a.sql_execution_id >= 0 && a.sql_execution_id == b.sql_execution_id;
}

// Two findings that advise either of two things say so.
void TellAlternatives(std::vector<Finding>& findings) {
  constexpr std::size_t kShown = 3;
  for (Finding& finding : findings) {
    if (finding.alternative_to.empty()) continue;
    std::vector<std::string> others;
    for (const Finding& other : findings) {
      if (other.insight != finding.alternative_to || !AreAboutTheSame(finding, other)) continue;
      others.push_back(other.id);
    }
    if (others.empty()) continue;
    if (others.size() > kShown) {
      const auto more = static_cast<std::int64_t>(others.size() - kShown);
      others.resize(kShown);
      others.push_back(FormatCount(more) + " more");
    }
    finding.why += " What it advises is the alternative to " + Listed(others) +
                   ": do one of them, and look at the next run.";
  }
}

// Bounds the impact; the severity follows from it. Returns whether the finding is worth telling.
bool Settle(const Run& run, Finding& finding) {
  Impact& impact = finding.impact;
  if (impact.is_upper_bound) {  // nothing better is known than between nothing and the bound
    impact.wall_ms_low = impact.core_ms_low = 0;
    impact.wall_ms_expected = impact.wall_ms_high / 2;
    impact.core_ms_expected = impact.core_ms_high / 2;
  }
  BoundToRun(impact, run);
  const bool is_worth_it = finding.severity != Severity::kInfo || !IsBelowFloor(impact, run);
  finding.severity = std::max(finding.severity, SeverityOf(impact, run));
  return is_worth_it;
}

// Neither what saves too little nor what another one explains. A part is not played unless it turns
// out that what explains it is not told.
std::vector<Finding> WorthTelling(const Run& run, const replay::Replay& replay, Plays& plays,
                                  std::vector<Finding> found) {
  std::vector<Finding> told;
  for (;;) {
    std::vector<Finding> wholes = TakeWholes(found, told);
    if (wholes.empty()) break;
    PlayWhatIfs(replay, plays, wholes);
    for (Finding& finding : wholes) {
      if (Settle(run, finding)) told.push_back(std::move(finding));
    }
  }
  JoinParts(told, found);
  return told;
}

// An observation, not advice: after all that is expected to save something.
bool SavesNothing(const Finding& finding) {
  return finding.severity == Severity::kInfo && finding.impact.wall_ms_expected <= 0 &&
         finding.impact.core_ms_expected <= 0;
}

bool RanksBefore(const Finding& a, const Finding& b) {
  const auto rank = [](const Finding& finding) {
    return std::tuple(
        SavesNothing(finding), -std::max(finding.impact.wall_ms_expected, finding.ranks_as_ms),
        -finding.impact.core_ms_expected, finding.insight, std::string_view(finding.subject));
  };
  return rank(a) < rank(b);
}

}  // namespace

Registration::Registration(const InsightSpec& spec) {
  std::vector<const InsightSpec*>& specs = Registered();
  specs.insert(
      std::upper_bound(specs.begin(), specs.end(), &spec,
                       [](const InsightSpec* a, const InsightSpec* b) { return a->id < b->id; }),
      &spec);
}

std::span<const InsightSpec* const> AllInsights() { return Registered(); }

Findings RunInsights(const model::Application& app, const analysis::Figures& figures,
                     const replay::Replay& replay, const Overrides& overrides) {
  const Run run(app, figures, overrides);
  const InForce& in_force = run.in_force();
  std::vector<Finding> findings;
  for (const InsightSpec* spec : AllInsights()) {
    if (!in_force.IsOn(*spec)) continue;
    std::vector<Finding> found;
    spec->run(Context{app, figures, replay, run, in_force.SettingsOf(spec->id)}, found);
    std::erase_if(found, [&](const Finding& finding) {
      // Without settings, some have nothing left to advise.
      return !in_force.IsAlertOn(AlertOf(finding, *spec)) || IsNotWorthPlaying(finding, run) ||
             (!run.knows_settings() && finding.changes.empty());
    });
    KeepHeaviest(found);
    for (Finding& finding : found) {
      finding.insight = spec->id;
      findings.push_back(std::move(finding));
    }
  }
  Plays plays{MostSteps(replay), {}};
  findings = WorthTelling(run, replay, plays, std::move(findings));
  std::sort(findings.begin(), findings.end(), RanksBefore);
  TellLeftOut(plays, findings);
  if (!findings.empty() && SavesNothing(findings.front())) findings.clear();
  NameFindings(run, findings);
  AgreeOnValues(run, findings);
  TellAlternatives(findings);
  Impact together = PlayTogether(replay, findings);
  BoundToRun(together, run);
  for (Finding& finding : findings) finding.what_if = {};
  return {std::move(findings), together, in_force.AdjustmentsOf()};
}

std::string_view NameOf(Scope scope) {
  switch (scope) {
    case Scope::kApplication:
      return "application";
    case Scope::kSqlExecution:
      return "sql-execution";
    case Scope::kPlanNode:
      return "plan-node";
    case Scope::kStage:
      return "stage";
    case Scope::kExecutor:
      return "executor";
    case Scope::kSparkJob:
      return "spark-job";
  }
  return "application";
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kLow:
      return "low";
    case Severity::kMedium:
      return "medium";
    case Severity::kHigh:
      return "high";
  }
  return "info";
}

std::string_view NameOf(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow:
      return "low";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kHigh:
      return "high";
  }
  return "low";
}

std::string_view NameOf(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::kSetting:
      return "setting";
    case Change::Kind::kSql:
      return "sql";
    case Change::Kind::kCode:
      return "code";
    case Change::Kind::kCluster:
      return "cluster";
  }
  return "setting";
}

std::string TextOf(double value, Unit unit) {
  const auto whole = static_cast<std::int64_t>(value);
  switch (unit) {
    case Unit::kMilliseconds:
      return FormatDuration(whole);
    case Unit::kCoreMilliseconds:
      return FormatCoreTime(whole);
    case Unit::kBytes:
      return FormatBytes(whole);
    case Unit::kShare:
      return FormatPercent(value);
    case Unit::kRatio:
      return FormatRatio(value);
    case Unit::kCount:
      return FormatCount(whole);
    case Unit::kNone:
      break;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

std::string_view NameOf(Unit unit) {
  switch (unit) {
    case Unit::kNone:
      return "";
    case Unit::kCount:
      return "count";
    case Unit::kMilliseconds:
      return "ms";
    case Unit::kBytes:
      return "bytes";
    case Unit::kShare:
      return "share";
    case Unit::kRatio:
      return "ratio";
    case Unit::kCoreMilliseconds:
      return "core-ms";
  }
  return "";
}

}  // namespace dataflint::insights
