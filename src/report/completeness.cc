#include "report/completeness.h"

#include <algorithm>

namespace dataflint::report {
namespace {

using TouchTable = std::array<TouchedGroups, kImportIssueCount>;

constexpr TouchTable MakeTable() {
  TouchTable table{};
#define TOUCHES(issue, group, effect)                 \
  table[static_cast<std::size_t>(ImportIssue::issue)] \
       [static_cast<std::size_t>(FigureGroup::k##group)] = Touch::k##effect;
#include "report/completeness.def"
#undef TOUCHES
  return table;
}

constexpr TouchTable kTable = MakeTable();

}  // namespace

std::string_view NameOf(FigureGroup group) {
  constexpr std::array<std::string_view, kFigureGroupCount> kNames = {
      "wall-time", "core-time", "tasks",    "stages",  "spark-jobs", "sql",
      "plans",     "executors", "settings", "storage", "streaming"};
  return kNames[static_cast<std::size_t>(group)];
}

std::string_view WordsFor(FigureGroup group) {
  constexpr std::array<std::string_view, kFigureGroupCount> kWords = {
      "wall time",  "core time", "tasks",    "stages",      "Spark jobs", "SQL metrics",
      "plan texts", "executors", "settings", "cached RDDs", "streaming"};
  return kWords[static_cast<std::size_t>(group)];
}

std::string_view NameOf(Touch touch) {
  switch (touch) {
    case Touch::kExact:
      return "exact";
    case Touch::kApproximate:
      return "approximate";
    case Touch::kLow:
      return "low";
    case Touch::kUnsure:
      return "unsure";
    case Touch::kUnknown:
      return "unknown";
  }
  return "unknown";
}

const TouchedGroups& TouchedBy(ImportIssue issue) {
  return kTable[static_cast<std::size_t>(issue)];
}

Completeness JudgeCompleteness(const model::Application& app) {
  Completeness judged;
  judged.has_data_loss = app.issues.HasDataLoss();
  app.issues.ForEach([&](ImportIssue issue, std::int64_t, const std::vector<IssuePlace>&) {
    const TouchedGroups& touched = TouchedBy(issue);
    for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
      judged.groups[i] = std::max(judged.groups[i], touched[i]);
    }
  });
  for (const model::StageAttempt& stage : app.stages) {
    if (stage.status != model::StageStatus::kComplete) continue;
    const std::int64_t missing = stage.num_tasks - stage.num_completed_indices;
    if (missing > 0) judged.stages.push_back({stage.key, stage.num_tasks, missing});
  }
  return judged;
}

}  // namespace dataflint::report
