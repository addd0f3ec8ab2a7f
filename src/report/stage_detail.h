// StageDetail: what is behind one stage attempt: how its tasks spread, which stand out and why, and
// what each executor did. Made for --stage, and for stages of the HTML report; pure.
#ifndef DATAFLINT_REPORT_STAGE_DETAIL_H_
#define DATAFLINT_REPORT_STAGE_DETAIL_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "report/report.h"

namespace dataflint::report {

inline constexpr std::array<double, 7> kShownQuantiles = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

// Tasks whose duration d fulfils from <= d < to; the last bin holds its end too.
struct HistogramBin {
  std::int64_t from = 0;  // ms
  std::int64_t to = 0;
  std::int64_t tasks = 0;
};

struct OutlierTask {
  model::TaskRow row;
  std::int64_t read = 0;         // bytes: input and shuffle
  std::vector<std::string> why;  // most telling first; empty: nothing in the log explains it
};

struct StageExecutorRow {
  const model::Executor* executor = nullptr;
  model::ExecutorStageTotals totals;
  std::int64_t median_duration = 0;  // ms, of its successful tasks
};

struct TaskFailureRow {
  const model::TaskFailure* failure = nullptr;
  std::int64_t tasks = 0;
};

struct StageDetail {
  const model::StageAttempt* stage = nullptr;
  const analysis::StageFigures* figures = nullptr;
  // Of successful tasks, at kShownQuantiles by Spark's rule.
  std::array<std::int64_t, kShownQuantiles.size()> durations{};
  std::array<std::int64_t, kShownQuantiles.size()> reads{};  // bytes: input and shuffle
  std::vector<HistogramBin> histogram;                       // of successful tasks' durations
  std::vector<OutlierTask> outliers;        // over 1.5 times the median, longest first
  std::int64_t outlier_count = 0;           // all of them, not only those kept
  std::vector<StageExecutorRow> executors;  // by task time, most first
  std::vector<TaskFailureRow> failures;     // by number of tasks
};

// By what the stage's tasks failed, by number of tasks.
std::vector<TaskFailureRow> FailuresOf(const model::Application& app,
                                       const model::StageAttempt& stage);

// Keeps `most_outliers` outliers. `stage` is of the report's application.
StageDetail DetailOf(const Report& report, const model::StageAttempt& stage,
                     std::size_t most_outliers);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_STAGE_DETAIL_H_
