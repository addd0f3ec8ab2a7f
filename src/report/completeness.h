// Completeness: which figures something missing touches, and how.
//
// Every figure of a report belongs to a FigureGroup; completeness.def says which groups each import
// issue touches. On top of the issues, stages whose own events say that task ends are missing are
// named with the share that is missing. Called by engine/ once per report; pure.
#ifndef DATAFLINT_REPORT_COMPLETENESS_H_
#define DATAFLINT_REPORT_COMPLETENESS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/import_issue.h"
#include "model/application.h"

namespace dataflint::report {

enum class FigureGroup : std::uint8_t {
  kWallTime,
  kCoreTime,
  kTasks,
  kStages,
  kSparkJobs,
  kSql,
  kPlans,
  kExecutors,
  kSettings,
  kStorage,
  kStreaming,
  kCount
};
inline constexpr std::size_t kFigureGroupCount = static_cast<std::size_t>(FigureGroup::kCount);
std::string_view NameOf(FigureGroup group);    // "wall-time", "core-time", ...
std::string_view WordsFor(FigureGroup group);  // "wall time", "core time", ...: in sentences

// In rising order of harm.
enum class Touch : std::uint8_t { kExact, kApproximate, kLow, kUnsure, kUnknown };
std::string_view NameOf(Touch touch);  // "exact", "approximate", "low", "unsure", "unknown"

using TouchedGroups = std::array<Touch, kFigureGroupCount>;

// What one issue does to each group.
const TouchedGroups& TouchedBy(ImportIssue issue);

// A stage attempt that reported itself complete, with fewer task ends in the log than tasks.
struct StageWithMissingTasks {
  model::StageKey stage;
  std::int64_t num_tasks = 0;
  std::int64_t missing_tasks = 0;
};

struct Completeness {
  TouchedGroups groups{};                     // the worst of all issues
  std::vector<StageWithMissingTasks> stages;  // in order of the model
  bool has_data_loss = false;                 // an issue of severity data-loss was met
  Touch operator[](FigureGroup group) const { return groups[static_cast<std::size_t>(group)]; }
};

Completeness JudgeCompleteness(const model::Application& app);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_COMPLETENESS_H_
