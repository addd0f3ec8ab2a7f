#include "report/comparison/comparison_page.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/quantity.h"
#include "compare/finding_match.h"
#include "insights/spark_settings.h"
#include "report/comparison/comparison_words.h"
#include "report/part_words.h"
#include "report/summary.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using compare::Amounts;
using compare::Comparison;
using compare::Contribution;
using compare::DifferenceOf;
using insights::Unit;
using terminal::Cell;
using terminal::Clean;
using terminal::Ink;

// Amber for what costs time; nothing else is coloured, since less is not always good.
Ink InkOf(std::int64_t difference, std::int64_t whole) {
  return difference > 0 && difference >= whole / 100 ? Ink::kCosts : Ink::kPlain;
}

std::string StateOf(const model::Application& app) { return std::string(NameOf(StatusOf(app))); }

std::string StartOf(const model::Application& app) {
  return model::IsKnown(app.start_time) ? FormatMoment(app.start_time) + " UTC" : "";
}

ComparisonSection RunsOf(const ComparisonSubject& subject) {
  const Comparison& comparison = subject.comparison;
  const model::Application& a = comparison.run.a->app();
  const model::Application& b = comparison.run.b->app();
  constexpr std::size_t kValueWidth = 30;  // two of them fit into 80 columns
  ComparisonSection section;
  section.heading = "the two runs";
  section.columns = {{"", false}, {"A", false, true, 0, 24}, {"B", false}};
  const auto row = [&](const std::string& name, const std::string& of_a, const std::string& of_b) {
    if (of_a.empty() && of_b.empty()) return;
    const Ink ink = of_a == of_b ? Ink::kDim : Ink::kPlain;
    section.rows.push_back({{name, Ink::kDim},
                            {terminal::Fit(of_a, kValueWidth), ink},
                            {terminal::Fit(of_b, kValueWidth), ink}});
  };
  row("log", terminal::FitEnd(Clean(subject.logs.a), kValueWidth),
      terminal::FitEnd(Clean(subject.logs.b), kValueWidth));
  row("application", Clean(a.text(a.id)), Clean(b.text(b.id)));
  row("started", StartOf(a), StartOf(b));
  row("state", StateOf(a), StateOf(b));
  for (const compare::TextChange& fact : comparison.cluster) {
    const bool is_always_told = fact.name == "Spark" || fact.name.starts_with("cores");
    if (!is_always_told && fact.value.a == fact.value.b) continue;
    row(fact.name, Clean(fact.value.a), Clean(fact.value.b));
  }
  return section;
}

ComparisonSection DifferenceSection(const Comparison& comparison, std::size_t top) {
  ComparisonSection section;
  section.heading = "where the difference came from";
  section.aside = "along the critical path; the rows add up";
  section.columns = {{"", true},     {"what", false, true, 0, 26},   {"A", true}, {"B", true},
                     {"difference"}, {"stage A → B", true, false, 1}};
  Amounts smaller;
  std::int64_t left_out = 0;
  const std::int64_t whole = std::max(comparison.wall.a, comparison.wall.b);
  for (const Contribution& part : comparison.contributions) {
    const std::int64_t difference = DifferenceOf(part.time);
    const bool is_shown = section.rows.size() < top && difference != 0;
    if (!is_shown) {
      smaller.a += part.time.a;
      smaller.b += part.time.b;
      ++left_out;
      continue;
    }
    const std::string number = std::to_string(section.rows.size() + 1);
    const bool is_stage = part.stage >= 0;
    section.rows.push_back(
        {{number, Ink::kDim},
         {LabelOf(comparison, part), is_stage ? Ink::kStrong : Ink::kPlain},
         {Amount(part.time.a, Unit::kMilliseconds, "–")},
         {Amount(part.time.b, Unit::kMilliseconds, "–")},
         {SignedDuration(difference), InkOf(difference, whole)},
         {is_stage ? StageIdsOf(comparison, comparison.stages[static_cast<std::size_t>(part.stage)])
                   : ""}});
    if (!part.reasons.empty()) section.entries.emplace_back(number, TextOf(part.reasons));
  }
  if (left_out > 0 || comparison.rest != 0) {
    section.rows.push_back({{""},
                            {"rest (" + FormatCountOf(left_out, "other part", "other parts") + ")"},
                            {FormatDuration(smaller.a)},
                            {FormatDuration(smaller.b)},
                            {SignedDuration(DifferenceOf(smaller) + comparison.rest)},
                            {""}});
  }
  section.rows.push_back({{""},
                          {"all", Ink::kStrong},
                          {FormatDuration(comparison.wall.a), Ink::kStrong},
                          {FormatDuration(comparison.wall.b), Ink::kStrong},
                          {SignedDuration(DifferenceOf(comparison.wall)), Ink::kStrong},
                          {""}});
  return section;
}

// A row for each part that is not zero in both.
template <typename Part, typename Split>
ComparisonSection PartsSection(std::string_view heading, std::span<const PartGroup<Part>> groups,
                               const Split& a, const Split& b, const Amounts& whole, Unit unit,
                               std::string (*format)(std::int64_t), std::string_view aside = {}) {
  ComparisonSection section;
  section.heading = heading;
  section.aside = aside;
  section.columns = {{"", false, true, 0, 24}, {"A", true}, {"B", true}, {"difference"}, {""}};
  const auto row = [&](const std::string& name, const Amounts& time, Ink ink) {
    section.rows.push_back({{name, ink},
                            {Amount(time.a, unit, "–"), ink},
                            {Amount(time.b, unit, "–"), ink},
                            {time.a == time.b ? "" : format(DifferenceOf(time)), ink},
                            {RelativeChange(time), ink}});
  };
  for (const PartGroup<Part>& group : groups) {
    for (const Part part : group.parts) {
      if (a[part] == 0 && b[part] == 0) continue;
      std::string name;
      if (group.parts.size() > 1) name.append(group.words).append(": ");
      name.append(WordsFor(part));
      row(name, {a[part], b[part]}, Ink::kPlain);
    }
  }
  if (!section.rows.empty()) row("all", whole, Ink::kStrong);
  return section;
}

ComparisonSection DataSection(const Comparison& comparison) {
  ComparisonSection section;
  section.heading = "data";
  section.columns = {{"", false, true, 0, 24}, {"A", true}, {"B", true}, {"difference"}};
  for (const compare::Quantity& quantity : comparison.data) {
    const Ink ink = quantity.value.a == quantity.value.b ? Ink::kDim : Ink::kPlain;
    section.rows.push_back({{std::string(quantity.words), ink},
                            {Amount(quantity.value.a, quantity.unit), ink},
                            {Amount(quantity.value.b, quantity.unit), ink},
                            {RelativeChange(quantity.value), ink}});
  }
  return section;
}

// "12 → 15"; one of them alone where they are the same; empty when the log tells neither.
std::string Change(const Amounts& amounts, Unit unit) {
  const auto one = [&](std::int64_t value) { return value < 0 ? "–" : Amount(value, unit); };
  if (amounts.a < 0 && amounts.b < 0) return {};
  const std::string a = one(amounts.a);
  const std::string b = one(amounts.b);
  return a == b ? a : a + " → " + b;
}

// Whether a person sees the difference in the figures as they are written.
bool IsNoticeable(const compare::TableChange& change) {
  const compare::TableVolume& a = change.volume.a;
  const compare::TableVolume& b = change.volume.b;
  return a.uses != b.uses || a.files != b.files || a.rows != b.rows ||
         FormatBytes(a.bytes) != FormatBytes(b.bytes);
}

// What of two long values differs, for a table: without what they begin with alike.
compare::Both<std::string> Distinct(const compare::Both<std::string>& value, std::size_t width) {
  constexpr std::size_t kContext = 4;  // bytes before the difference that are shown
  compare::Both<std::string> shown{Clean(value.a), Clean(value.b)};
  const auto differs =
      std::mismatch(shown.a.begin(), shown.a.end(), shown.b.begin(), shown.b.end());
  const auto alike = static_cast<std::size_t>(differs.first - shown.a.begin());
  for (std::string* text : {&shown.a, &shown.b}) {
    if (terminal::DisplayWidth(*text) <= width) continue;
    std::size_t begin = alike > kContext ? alike - kContext : 0;
    // Not in the middle of a character.
    while (begin > 0 && (static_cast<unsigned char>((*text)[begin]) & 0xC0U) == 0x80U) --begin;
    if (begin > 0) *text = "…" + text->substr(begin);
    *text = terminal::Fit(*text, width);
  }
  return shown;
}

// That only `count` of more are shown.
std::string ShownOf(std::size_t count, std::size_t all) {
  if (count >= all) return {};
  return FormatCount(static_cast<std::int64_t>(count)) + " of " +
         FormatCount(static_cast<std::int64_t>(all)) + "; --top shows more, -o json all";
}

ComparisonSection TablesSection(const Comparison& comparison, std::size_t top) {
  std::vector<const compare::TableChange*> changes;
  for (const compare::TableChange& change : comparison.tables) {
    if (IsNoticeable(change)) changes.push_back(&change);
  }
  const auto moved = [](const compare::TableChange* change) {
    const std::int64_t bytes = DifferenceOf({change->volume.a.bytes, change->volume.b.bytes});
    return bytes < 0 ? -(bytes + 1) : bytes;
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const auto* x, const auto* y) { return moved(x) > moved(y); });
  ComparisonSection section;
  section.heading = "tables and folders that differ";
  section.aside = ShownOf(std::min(top, changes.size()), changes.size());
  section.columns = {{"", false, true, 0, 20},
                     {"", false},
                     {"files", true, false, 1},
                     {"bytes"},
                     {"rows", true, false, 2}};
  for (const compare::TableChange* change : changes) {
    if (section.rows.size() >= top) break;
    const compare::TableVolume& a = change->volume.a;
    const compare::TableVolume& b = change->volume.b;
    std::string access = change->is_written ? "written" : "read";
    if (a.uses == 0) access += ", only in B";
    if (b.uses == 0) access += ", only in A";
    section.rows.push_back({{Clean(change->name)},
                            {access},
                            {Change({a.files, b.files}, Unit::kCount)},
                            {Change({a.bytes, b.bytes}, Unit::kBytes)},
                            {Change({a.rows, b.rows}, Unit::kCount)}});
  }
  return section;
}

std::string IdOf(const model::SqlExecution* sql) {
  return sql == nullptr ? "none" : std::to_string(sql->id);
}

ComparisonSection QueriesSection(const Comparison& comparison, std::size_t top) {
  std::vector<const compare::QueryMatch*> queries;
  const std::int64_t noticeable = std::max(comparison.wall.a, comparison.wall.b) / 100;
  const auto moved = [](const compare::QueryMatch* match) {
    const std::int64_t difference = DifferenceOf(match->duration);
    return difference < 0 ? -difference : difference;
  };
  for (const compare::QueryMatch& match : comparison.queries) {
    if (!match.in_both() || !match.plan.empty() || moved(&match) >= noticeable) {
      queries.push_back(&match);
    }
  }
  std::stable_sort(queries.begin(), queries.end(),
                   [&](const auto* x, const auto* y) { return moved(x) > moved(y); });
  ComparisonSection section;
  section.heading = "queries that differ";
  section.aside = ShownOf(std::min(top, queries.size()), queries.size());
  section.columns = {{"sql A → B"}, {"what", false, true, 0, 26}, {"A"}, {"B"}, {"difference"}};
  for (const compare::QueryMatch* match : queries) {
    if (section.rows.size() >= top) break;
    const std::string ids = match->in_both() && match->sql.a->id == match->sql.b->id
                                ? IdOf(match->sql.a)
                                : IdOf(match->sql.a) + " → " + IdOf(match->sql.b);
    const std::int64_t difference = DifferenceOf(match->duration);
    section.rows.push_back({{ids, Ink::kStrong},
                            {LabelOf(comparison, *match)},
                            {match->sql.a == nullptr ? "–" : FormatDuration(match->duration.a)},
                            {match->sql.b == nullptr ? "–" : FormatDuration(match->duration.b)},
                            {SignedDuration(difference),
                             InkOf(difference, std::max(comparison.wall.a, comparison.wall.b))}});
    if (!match->plan.empty()) section.entries.emplace_back(ids, "plan: " + TextOf(match->plan));
  }
  return section;
}

// Settings that findings advise come first: they are those that change how long a run takes.
ComparisonSection SettingsSection(const Comparison& comparison, std::size_t top) {
  const std::span<const insights::SparkSetting> known = insights::AllSparkSettings();
  std::vector<const compare::TextChange*> changes;
  for (const compare::TextChange& change : comparison.settings) changes.push_back(&change);
  std::stable_partition(changes.begin(), changes.end(), [&](const compare::TextChange* change) {
    return std::any_of(known.begin(), known.end(),
                       [&](const auto& setting) { return setting.key == change->name; });
  });
  ComparisonSection section;
  section.heading = "settings that differ";
  section.aside = ShownOf(std::min(top, changes.size()), changes.size());
  section.columns = {{"", false, true, 0, 32}, {"A", false}, {"B", false}};
  constexpr std::size_t kNameWidth = 64;
  constexpr std::size_t kValueWidth = 20;
  const auto shown = [](const std::string& value) {
    return value.empty() ? Cell{"not set", Ink::kDim} : Cell{value};
  };
  for (const compare::TextChange* change : changes) {
    if (section.rows.size() >= top) break;
    const compare::Both<std::string> value = Distinct(change->value, kValueWidth);
    section.rows.push_back(
        {{terminal::FitMiddle(Clean(change->name), kNameWidth)}, shown(value.a), shown(value.b)});
  }
  return section;
}

// Whether a setting that changes how long a run takes differs together with plans or times: then it
// is what to look at first.
bool SettingsExplain(const Comparison& comparison) {
  const std::span<const insights::SparkSetting> known = insights::AllSparkSettings();
  const bool any_known =
      std::any_of(comparison.settings.begin(), comparison.settings.end(), [&](const auto& change) {
        return std::any_of(known.begin(), known.end(),
                           [&](const auto& setting) { return setting.key == change.name; });
      });
  if (!any_known) return false;
  const std::int64_t difference = DifferenceOf(comparison.wall);
  const std::int64_t noticeable = std::max(comparison.wall.a, comparison.wall.b) / 100;
  return difference > noticeable || -difference > noticeable ||
         std::any_of(comparison.queries.begin(), comparison.queries.end(),
                     [](const compare::QueryMatch& match) { return !match.plan.empty(); });
}

Cell CellOf(compare::FindingState state) {
  switch (state) {
    case compare::FindingState::kNew:
      return {"new", Ink::kCosts};
    case compare::FindingState::kGone:
      return {"gone", Ink::kGood};
    case compare::FindingState::kInBoth:
      return {"still there", Ink::kDim};
    case compare::FindingState::kNotAskedInA:
      return {"not asked in A", Ink::kDim};
    case compare::FindingState::kNotAskedInB:
      return {"not asked in B", Ink::kDim};
  }
  return {};
}

// What was found in one of them only says whether the change between them helped.
ComparisonSection FindingsSection(const ComparisonSubject& subject, std::size_t top) {
  const std::vector<compare::FindingMatch> matches = compare::MatchFindings(
      subject.comparison, subject.reports.a->findings, subject.reports.b->findings);
  ComparisonSection section;
  section.heading = "findings";
  section.aside = ShownOf(std::min(top, matches.size()), matches.size());
  section.columns = {
      {"", false}, {"insight", false}, {"what", false, true, 0, 26}, {"could save in A"}, {"in B"}};
  const auto saving = [](const insights::Finding* finding) {
    if (finding == nullptr) return Cell{"–", Ink::kDim};
    const insights::Impact& impact = finding->impact;
    return Cell{
        (impact.is_upper_bound ? "up to " : "") +
        (impact.wall_ms_high > 0
             ? FormatDuration(impact.is_upper_bound ? impact.wall_ms_high : impact.wall_ms_expected)
             : FormatCoreTime(impact.is_upper_bound ? impact.core_ms_high
                                                    : impact.core_ms_expected))};
  };
  for (const compare::FindingMatch& match : matches) {
    if (section.rows.size() >= top) break;
    const insights::Finding* a = match.finding.a;
    const insights::Finding* b = match.finding.b;
    const insights::Finding& told = b == nullptr ? *a : *b;
    section.rows.push_back({CellOf(compare::StateOf(match, subject.adjustments())),
                            {std::string(told.insight)},
                            {Clean(told.subject)},
                            saving(a),
                            saving(b)});
  }
  return section;
}

}  // namespace

ComparisonPage PageOf(const ComparisonSubject& subject, std::size_t top) {
  const Comparison& comparison = subject.comparison;
  const model::Application& a = comparison.run.a->app();
  const model::Application& b = comparison.run.b->app();
  const analysis::Figures& figures_a = comparison.run.a->figures();
  const analysis::Figures& figures_b = comparison.run.b->figures();
  ComparisonPage page;
  page.title = Clean(a.text(a.name));
  if (page.title.empty()) page.title = "unnamed application";
  if (!comparison.same_name) page.title += " and " + Clean(b.text(b.name));
  page.verdict = VerdictOf(comparison);
  page.cautions = CautionsOf(comparison, subject.reports);
  const bool settings_first = SettingsExplain(comparison);
  page.sections = {
      RunsOf(subject),
      settings_first ? SettingsSection(comparison, top) : ComparisonSection(),
      DifferenceSection(comparison, top),
      PartsSection<analysis::WallPart>("where the time went", WallGroups(), figures_a.wall_time,
                                       figures_b.wall_time, comparison.wall, Unit::kMilliseconds,
                                       SignedDuration,
                                       "all of the run, not only along the critical path"),
      PartsSection<analysis::CorePart>(
          "where the cores went", CoreGroups(), figures_a.core_time, figures_b.core_time,
          {figures_a.core_time.available, figures_b.core_time.available}, Unit::kCoreMilliseconds,
          SignedCoreTime),
      FindingsSection(subject, top),
      DataSection(comparison),
      TablesSection(comparison, top),
      QueriesSection(comparison, top),
      settings_first ? ComparisonSection() : SettingsSection(comparison, top),
  };
  std::erase_if(page.sections,
                [](const ComparisonSection& section) { return section.rows.empty(); });
  return page;
}

}  // namespace dataflint::report
