#include <map>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kStagesNamed = 6;

Ink InkOf(IssueSeverity severity) {
  switch (severity) {
    case IssueSeverity::kDataLoss:
    case IssueSeverity::kError:
      return Ink::kCosts;
    case IssueSeverity::kInfo:
      return Ink::kDim;
  }
  return Ink::kDim;
}

std::string List(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
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
std::string PlaceOf(const TextOptions& options, const std::vector<IssuePlace>& places) {
  if (places.empty()) return {};
  const IssuePlace& place = places.front();
  std::string text;
  if (!place.detail.empty()) text += Clean(place.detail);
  if (!place.source.empty()) {
    const std::string source = Clean(place.source);
    const std::string file = source.substr(source.rfind('/') + 1);
    if (!options.log.ends_with(file)) text += (text.empty() ? "" : " in ") + file;
  }
  if (place.byte_offset >= 0) {
    text += (text.empty() ? "at byte " : " at byte ") + std::to_string(place.byte_offset);
  }
  return text;
}

void DrawIssue(const Page& page, ImportIssue issue, std::int64_t count,
               const std::vector<IssuePlace>& places) {
  const ImportIssueSpec& spec = SpecOf(issue);
  std::string text(spec.sentence);
  if (const std::string place = PlaceOf(page.options, places); !place.empty())
    text += " (" + Fit(place, 100) + ")";
  if (const std::string effects = EffectsOf(issue); !effects.empty()) text += ": " + effects;
  page.canvas.Entry(FormatCount(count) + "×", text + ".", 2, 8, Ink::kDim, InkOf(spec.severity));
}

void DrawStagesWithMissingTasks(const Page& page) {
  const auto& stages = page.report.completeness.stages;
  if (stages.empty()) return;
  std::vector<std::string> names;
  double largest = 0;
  for (const StageWithMissingTasks& stage : stages) {
    if (names.size() < kStagesNamed) names.push_back(NameOf(stage.stage));
    largest = std::max(
        largest, static_cast<double>(stage.missing_tasks) / static_cast<double>(stage.num_tasks));
  }
  if (stages.size() > kStagesNamed) {
    names.push_back(FormatCount(static_cast<std::int64_t>(stages.size() - kStagesNamed)) + " more");
  }
  page.canvas.Entry(FormatCount(static_cast<std::int64_t>(stages.size())) + "×",
                    "Stages ended with fewer task ends in the log than tasks: task figures of " +
                        List(names) + " are too low by up to " + FormatPercent(largest) + ".",
                    2, 8, Ink::kDim, Ink::kCosts);
}

}  // namespace

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

void DrawNotSeen(const Page& page) {
  bool any = !page.report.completeness.stages.empty();
  page.app().issues.ForEach([&](ImportIssue, std::int64_t, const auto&) { any = true; });
  if (!any) return;
  page.canvas.Heading("what could not be seen");
  DrawStagesWithMissingTasks(page);
  page.app().issues.ForEach([&](ImportIssue issue, std::int64_t count, const auto& places) {
    DrawIssue(page, issue, count, places);
  });
}

}  // namespace dataflint::report::terminal
