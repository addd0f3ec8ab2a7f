#include "report/not_seen.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/quantity.h"
#include "report/headline.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using terminal::Clean;
using terminal::Fit;

constexpr std::size_t kNamed = 6;

std::string List(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

// The first few: "skew, spill and 3 more".
std::string Some(std::vector<std::string> names) {
  const std::size_t count = names.size();
  if (count > kNamed) {
    names.resize(kNamed);
    names.push_back(FormatCount(static_cast<std::int64_t>(count - kNamed)) + " more");
  }
  return List(names);
}

std::string_view Verb(Touch touch) {
  switch (touch) {
    case Touch::kApproximate:
      return "approximate";
    case Touch::kLow:
      return "too low";
    case Touch::kUnsure:
      return "unsure";
    case Touch::kUnknown:
      return "unknown";
    case Touch::kExact:
      break;
  }
  return "exact";
}

// Where it was met first; the log's own name goes without saying.
std::string PlaceOf(std::string_view log, const std::vector<IssuePlace>& places) {
  if (places.empty()) return {};
  const IssuePlace& place = places.front();
  std::string text;
  if (!place.detail.empty()) text += Clean(place.detail);
  if (!place.source.empty()) {
    const std::string source = Clean(place.source);
    const std::string file = source.substr(source.rfind('/') + 1);
    if (!log.ends_with(file)) text += (text.empty() ? "" : " in ") + file;
  }
  if (place.byte_offset >= 0) {
    text += (text.empty() ? "at byte " : " at byte ") + std::to_string(place.byte_offset);
  }
  return text;
}

// "tasks and stages may be too low; settings may be unsure"; empty when it touches no figure.
std::string EffectsOf(ImportIssue issue) {
  std::map<Touch, std::vector<std::string>> groups;
  const TouchedGroups& touched = TouchedBy(issue);
  for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
    if (touched[i] == Touch::kExact) continue;
    groups[touched[i]].emplace_back(WordsFor(static_cast<FigureGroup>(i)));
  }
  std::string text;
  for (const auto& [touch, words] : groups) {
    if (!text.empty()) text += "; ";
    const bool nearly_all = words.size() + 3 >= kFigureGroupCount;
    const bool is_plans = words.size() == 1 && words[0] == WordsFor(FigureGroup::kPlans);
    text += (nearly_all ? std::string("all figures") : List(words)) + " may be " +
            (is_plans ? std::string("incomplete") : std::string(Verb(touch)));
  }
  return text;
}

std::string SentenceOf(ImportIssue issue, std::string_view log,
                       const std::vector<IssuePlace>& places) {
  std::string text(SpecOf(issue).sentence);
  if (const std::string place = PlaceOf(log, places); !place.empty())
    text += " (" + Fit(place, 100) + ")";
  if (const std::string effects = EffectsOf(issue); !effects.empty()) text += ": " + effects;
  return text + ".";
}

std::string SentenceOf(const std::vector<StageWithMissingTasks>& stages) {
  std::vector<std::string> names;
  double largest = 0;
  for (const StageWithMissingTasks& stage : stages) {
    names.push_back(NameOf(stage.stage));
    largest = std::max(
        largest, static_cast<double>(stage.missing_tasks) / static_cast<double>(stage.num_tasks));
  }
  return "Stages ended with fewer task ends in the log than tasks: task figures of " +
         Some(std::move(names)) + " are too low by up to " + FormatPercent(largest) + ".";
}

std::string InWords(const insights::Adjustments::SwitchedOff& off) {
  std::string text(off.insight);
  if (!off.alert.empty()) text += " (" + std::string(off.alert) + ')';
  return text;
}

std::string InWords(const insights::Adjustments::Threshold& changed) {
  const insights::ThresholdSpec& spec = *changed.threshold;
  return std::string(spec.name) + " of " + std::string(changed.insight) + ' ' +
         insights::TextOf(changed.value, spec.unit) + " instead of " +
         insights::TextOf(spec.value, spec.unit);
}

// One sentence for each that wants something otherwise.
template <typename Adjusted>
void Tell(const std::vector<Adjusted>& adjusted, std::string_view what, std::vector<NotSeen>& all) {
  std::map<std::string_view, std::vector<std::string>> by_whom;
  for (const Adjusted& one : adjusted) {
    if (one.by == "--only") continue;
    by_whom[one.by].push_back(InWords(one));
  }
  for (const auto& [whom, names] : by_whom) {
    all.push_back({static_cast<std::int64_t>(names.size()),
                   std::string(what) + " by " + Clean(whom) + ": " + Some(names) + ".",
                   IssueSeverity::kInfo});
  }
}

}  // namespace

std::string_view NotSeenHeading(const Report& report) {
  return IsLogComplete(report.completeness) ? "what the log does not say"
                                            : "what could not be seen";
}

std::vector<NotSeen> NotSeenOf(const Report& report, std::string_view log) {
  std::vector<NotSeen> all;
  const auto& stages = report.completeness.stages;
  if (!stages.empty()) {
    all.push_back(
        {static_cast<std::int64_t>(stages.size()), SentenceOf(stages), IssueSeverity::kError});
  }
  report.app->issues.ForEach([&](ImportIssue issue, std::int64_t count, const auto& places) {
    all.push_back({count, SentenceOf(issue, log, places), SpecOf(issue).severity});
  });
  Tell(report.adjustments.switched_off, "Insights switched off", all);
  Tell(report.adjustments.thresholds, "Thresholds changed", all);
  return all;
}

}  // namespace dataflint::report
