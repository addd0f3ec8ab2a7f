#include "report/comparison/comparison_words.h"

#include <algorithm>

#include "base/quantity.h"
#include "compare/finding_match.h"
#include "insights/stage_words.h"
#include "report/part_words.h"
#include "report/summary.h"
#include "report/terminal/text.h"
#include "report/titles.h"

namespace dataflint::report {
namespace {

using compare::Amounts;
using compare::Both;
using compare::Comparison;
using compare::Contribution;
using compare::DifferenceOf;
using compare::Reason;
using compare::StageMatch;
using insights::Run;
using insights::Unit;
using terminal::Clean;

std::int64_t Magnitude(std::int64_t value) {
  return value < 0 ? -std::max(value, -INT64_MAX) : value;
}

std::string Signed(std::int64_t value, std::string (*format)(std::int64_t)) {
  if (value == 0) return format(0);
  return (value < 0 ? "−" : "+") + format(Magnitude(value));
}

double Share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string StageLabel(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const insights::StagePlan& plan = run.PlanOf(index);
  std::string label = insights::WorkOf(run.app(), stage, plan);
  if (label.empty()) label = insights::CallSiteOf(run.app(), stage, plan.sql);
  if (label.empty()) label = insights::CallSite(run.app().text(stage.name));
  return label.empty() ? "stage " + std::to_string(stage.key.stage_id) : Clean(label);
}

// "b instead of a", each in the unit.
std::string Instead(const Amounts& value, Unit unit, std::string_view nothing) {
  return Amount(value.b, unit, nothing) + " instead of " + Amount(value.a, unit, nothing);
}

// A part of the difference for the verdict: what it is, how much, and the first reason for it.
std::string Clause(const Comparison& comparison, const Contribution& part) {
  std::string text = LabelOf(comparison, part) + ' ' + SignedDuration(DifferenceOf(part.time));
  if (part.stage >= 0) {
    const StageMatch& match = comparison.stages[static_cast<std::size_t>(part.stage)];
    if (!match.in_both()) text += match.totals.a.exists() ? " (only in A)" : " (only in B)";
  }
  if (!part.reasons.empty()) text += " (" + TextOf(part.reasons.front()) + ")";
  return text;
}

// The largest parts that went the way of the whole, at most three, and the largest that went against
// it, where they are a tenth of it or more.
std::vector<std::string> ClausesOf(const Comparison& comparison, std::int64_t difference) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> along;
  std::string against;
  for (const Contribution& part : comparison.contributions) {
    const std::int64_t moved = DifferenceOf(part.time);
    if (Magnitude(moved) < Magnitude(difference) / 10 || moved == 0) break;
    const bool is_along = (moved > 0) == (difference > 0);
    if (is_along && along.size() < kMost) along.push_back(Clause(comparison, part));
    if (!is_along && against.empty()) against = "but " + Clause(comparison, part);
  }
  if (!against.empty()) along.push_back(against);
  return along;
}

std::int64_t ValueOf(const Comparison& comparison, std::string_view name, bool of_b) {
  for (const compare::Quantity& quantity : comparison.data) {
    if (quantity.name == name) return of_b ? quantity.value.b : quantity.value.a;
  }
  return 0;
}

// That most of the queries, or of the stages where there are none, have no counterpart.
void CautionAboutMatches(const Comparison& comparison, std::vector<std::string>& cautions) {
  const auto tell = [&](const auto& matches, std::string_view what) {
    const auto both = std::count_if(matches.begin(), matches.end(),
                                    [](const auto& match) { return match.in_both(); });
    const auto all = static_cast<std::int64_t>(matches.size());
    if (both * 2 >= all) return;
    cautions.push_back((both == 0 ? "none of " : "only " + FormatCount(both) + " of ") +
                       FormatCount(all) + ' ' + std::string(what) + " are in both runs");
  };
  if (comparison.queries.empty()) {
    tell(comparison.stages, "stages");
  } else {
    tell(comparison.queries, "queries");
  }
}

void CautionAboutLog(std::string_view side, const Report& report,
                     std::vector<std::string>& cautions) {
  const std::string name(side);
  if (report.completeness.has_data_loss) {
    cautions.push_back("the log of " + name +
                       " is incomplete: dataflint analyze says which figures that touches");
  }
  switch (StatusOf(*report.app)) {
    case ApplicationStatus::kUnfinished:
      cautions.push_back(name + " is unfinished: its log has no end of the application");
      break;
    case ApplicationStatus::kFailed:
      cautions.push_back(name + " failed");
      break;
    case ApplicationStatus::kFinished:
      break;
  }
}

// Findings that came or went with what was asked say nothing about what was changed.
void CautionAboutAsking(std::string_view side, std::string_view other,
                        const insights::Adjustments& here, const insights::Adjustments& there,
                        std::vector<std::string>& cautions) {
  const auto only_here = compare::SwitchedOffOnlyIn(here, there);
  if (only_here.empty()) return;
  std::vector<std::string> names;
  for (const auto& off : only_here) {
    names.push_back(std::string(off.insight) +
                    (off.alert.empty() ? "" : " (" + std::string(off.alert) + ')') + " by " +
                    Clean(off.by));
  }
  cautions.push_back("in " + std::string(side) + " only, these insights were switched off: " +
                     terminal::Joined(names, ", ") + "; what they found in " + std::string(other) +
                     " is not known to be " + (side == "A" ? "new" : "gone"));
}

}  // namespace

std::string SignedDuration(std::int64_t milliseconds) {
  return Signed(milliseconds, FormatDuration);
}

std::string SignedCoreTime(std::int64_t core_milliseconds) {
  return Signed(core_milliseconds, FormatCoreTime);
}

std::string RelativeChange(const Amounts& amounts) {
  const std::int64_t difference = DifferenceOf(amounts);
  if (difference == 0) return {};
  if (amounts.a <= 0) return "new";
  if (amounts.b <= 0) return "gone";
  const double ratio = Share(amounts.b, amounts.a);
  if (ratio > 0.9995 && ratio < 1.0005) return {};
  if (ratio >= 10) return FormatRatio(ratio);
  return (difference < 0 ? "−" : "+") + FormatPercent(Share(Magnitude(difference), amounts.a));
}

std::string Amount(std::int64_t value, Unit unit, std::string_view nothing) {
  if (value == 0) return std::string(nothing);
  switch (unit) {
    case Unit::kMilliseconds:
      return FormatDuration(value);
    case Unit::kCoreMilliseconds:
      return FormatCoreTime(value);
    case Unit::kBytes:
      return FormatBytes(value);
    case Unit::kShare:
    case Unit::kRatio:
    case Unit::kCount:
    case Unit::kNone:
      return FormatCount(value);
  }
  return FormatCount(value);
}

std::string LabelOf(const Comparison& comparison, const StageMatch& match) {
  return match.totals.a.exists() ? StageLabel(*comparison.run.a, match.totals.a.attempts.front())
                                 : StageLabel(*comparison.run.b, match.totals.b.attempts.front());
}

std::string LabelOf(const Comparison& comparison, const Contribution& part) {
  if (part.stage >= 0) {
    return LabelOf(comparison, comparison.stages[static_cast<std::size_t>(part.stage)]);
  }
  for (const PartGroup<analysis::WallPart>& group : WallGroups()) {
    if (std::find(group.parts.begin(), group.parts.end(), part.gap) == group.parts.end()) continue;
    const std::string words(WordsFor(part.gap));
    return group.parts.size() > 1 ? std::string(group.words) + ": " + words : words;
  }
  return {};
}

std::string LabelOf(const Comparison& comparison, const compare::QueryMatch& match) {
  const Run& run = match.sql.a != nullptr ? *comparison.run.a : *comparison.run.b;
  const model::SqlExecution& sql = match.sql.a != nullptr ? *match.sql.a : *match.sql.b;
  std::string title = TitleOf(run.app(), sql);
  const std::string work = Clean(insights::WorkOf(run.app(), sql));
  if (work.empty()) return title;
  return title.empty() ? work : work + " · " + title;
}

std::string StageIdsOf(const Comparison& comparison, const StageMatch& match) {
  const auto id = [](const Run& run, const compare::StageTotals& totals) {
    return totals.exists() ? std::to_string(run.stage(totals.attempts.front()).key.stage_id)
                           : std::string("none");
  };
  const std::string a = id(*comparison.run.a, match.totals.a);
  const std::string b = id(*comparison.run.b, match.totals.b);
  return a == b ? a : a + " → " + b;
}

std::string TextOf(const Reason& reason) {
  const Amounts& value = reason.value;
  switch (reason.kind) {
    case Reason::Kind::kOffPath:
      return value.a == 0 ? "in A the run did not wait for it" : "in B the run did not wait for it";
    case Reason::Kind::kBytesRead:
      return "read " + Instead(value, reason.unit, "nothing");
    case Reason::Kind::kRowsRead:
      return Instead(value, reason.unit, "no") + " rows read";
    case Reason::Kind::kCoreTime:
      return "its tasks took " + Instead(value, reason.unit, "none");
    case Reason::Kind::kCorePart:
      return std::string(WordsFor(reason.part)) + ' ' + SignedCoreTime(DifferenceOf(value));
    case Reason::Kind::kCoreTimePerByte:
      return "a GiB took " + Instead(value, reason.unit, "none");
    case Reason::Kind::kSpill:
      return "spilled " + Instead(value, reason.unit, "nothing");
    case Reason::Kind::kTasks:
      return Instead(value, reason.unit, "no") + " tasks";
    case Reason::Kind::kFailedTasks:
      return Instead(value, reason.unit, "no") + " failed or killed tasks";
    case Reason::Kind::kSlots:
      return Instead(value, reason.unit, "no") + " slots";
    case Reason::Kind::kWait:
      return "waited " + Instead(value, reason.unit, "not at all") + " for its first task";
    case Reason::Kind::kSlowestTask:
      return "its slowest task took " + Instead(value, reason.unit, "no time");
    case Reason::Kind::kCount:
      break;
  }
  return {};
}

std::string TextOf(const std::vector<Reason>& reasons) {
  std::string text;
  for (const Reason& reason : reasons) text += (text.empty() ? "" : "; ") + TextOf(reason);
  return text;
}

std::string TextOf(const std::vector<compare::OperatorChange>& plan) {
  std::string text;
  for (const compare::OperatorChange& change : plan) {
    text += (text.empty() ? "" : ", ") + Clean(change.name) + ' ' + FormatCount(change.count.a) +
            " → " + FormatCount(change.count.b);
  }
  return text;
}

std::string VerdictOf(const Comparison& comparison) {
  const Amounts& wall = comparison.wall;
  const std::int64_t difference = DifferenceOf(wall);
  if (difference == 0) return "B took exactly as long as A: " + FormatDuration(wall.a);
  const bool is_close = Magnitude(difference) < wall.a / 100;
  std::string text = "B took ";
  text += is_close ? "about as long as A"
                   : FormatDuration(Magnitude(difference)) + (difference > 0 ? " longer" : " less");
  const std::string change = wall.a > 0 && wall.b > 0 ? RelativeChange(wall) : "";
  if (!change.empty()) text += " (" + change + ")";
  text += ", " + FormatDuration(wall.b) + " instead of " + FormatDuration(wall.a);
  const std::vector<std::string> clauses = ClausesOf(comparison, difference);
  return clauses.empty() ? text : text + ": " + terminal::Joined(clauses, ", ");
}

std::vector<std::string> CautionsOf(const Comparison& comparison,
                                    const Both<const Report*>& reports) {
  std::vector<std::string> cautions;
  const model::Application& a = comparison.run.a->app();
  const model::Application& b = comparison.run.b->app();
  if (!comparison.same_name) {
    cautions.push_back("the applications have different names, " + Clean(a.text(a.name)) + " and " +
                       Clean(b.text(b.name)) + ": they may not be runs of one job");
  }
  if (a.text(a.id) == b.text(b.id) && !a.text(a.id).empty() && a.start_time == b.start_time) {
    cautions.push_back("A and B are the same run, " + Clean(a.text(a.id)));
  }
  CautionAboutMatches(comparison, cautions);
  CautionAboutLog("A", *reports.a, cautions);
  CautionAboutLog("B", *reports.b, cautions);
  CautionAboutAsking("A", "B", reports.a->adjustments, reports.b->adjustments, cautions);
  CautionAboutAsking("B", "A", reports.b->adjustments, reports.a->adjustments, cautions);
  const Amounts read{ValueOf(comparison, "input-bytes", false),
                     ValueOf(comparison, "input-bytes", true)};
  constexpr std::int64_t kNoticeable = std::int64_t{1} << 20;  // less costs no time
  if (compare::IsChanged(read) && std::max(read.a, read.b) >= kNoticeable) {
    cautions.push_back("B read " + Amount(read.b, Unit::kBytes, "nothing") + " instead of " +
                       Amount(read.a, Unit::kBytes, "nothing"));
  }
  const Amounts cores{comparison.run.a->figures().max_cores, comparison.run.b->figures().max_cores};
  if (cores.a != cores.b) {
    cautions.push_back("B had " + FormatCountOf(cores.b, "core", "cores") + " instead of " +
                       FormatCount(cores.a));
  }
  if (a.text(a.spark_version) != b.text(b.spark_version)) {
    cautions.push_back("B ran on Spark " + Clean(b.text(b.spark_version)) + " instead of " +
                       Clean(a.text(a.spark_version)));
  }
  return cautions;
}

}  // namespace dataflint::report
