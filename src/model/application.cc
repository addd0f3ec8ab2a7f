#include "model/application.h"

#include <algorithm>

namespace dataflint::model {
namespace {

// Spark counts its ids up, so rows in order of appearance mostly lie in order of their ids. Where
// they do not (an attempt that came late, a damaged log), each is looked at.
template <typename Row, typename Id>
const Row* FindRow(const std::vector<Row>& rows, const Id& id, Id Row::* id_of) {
  const auto likely =
      std::lower_bound(rows.begin(), rows.end(), id,
                       [&](const Row& row, const Id& wanted) { return row.*id_of < wanted; });
  if (likely != rows.end() && (*likely).*id_of == id) return &*likely;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.*id_of == id; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string_view NameOf(SparkJobStatus status) {
  switch (status) {
    case SparkJobStatus::kRunning:
      return "RUNNING";
    case SparkJobStatus::kSucceeded:
      return "SUCCEEDED";
    case SparkJobStatus::kFailed:
      return "FAILED";
    case SparkJobStatus::kUnknown:
      return "UNKNOWN";
  }
  return "UNKNOWN";
}

std::string_view NameOf(StageStatus status) {
  switch (status) {
    case StageStatus::kPending:
      return "PENDING";
    case StageStatus::kActive:
      return "ACTIVE";
    case StageStatus::kComplete:
      return "COMPLETE";
    case StageStatus::kFailed:
      return "FAILED";
    case StageStatus::kSkipped:
      return "SKIPPED";
  }
  return "PENDING";
}

std::string NameOf(StageKey key) {
  return std::to_string(key.stage_id) + '.' + std::to_string(key.attempt_id);
}

std::string_view NameOf(ExecutorMetric metric) {
  static constexpr std::array<std::string_view, kExecutorMetricCount> kNames = {
#define X(name) #name,
      DATAFLINT_EXECUTOR_METRICS(X)
#undef X
  };
  return kNames[static_cast<std::size_t>(metric)];
}

void ExecutorPeaks::Raise(const ExecutorPeaks& other) {
  if (!other.seen) return;
  for (std::size_t i = 0; i < kExecutorMetricCount; ++i) {
    values[i] = seen ? std::max(values[i], other.values[i]) : other.values[i];
  }
  seen = true;
}

MetricType MetricTypeOf(std::string_view text) {
  if (text == "sum") return MetricType::kSum;
  if (text == "size") return MetricType::kSize;
  if (text == "timing") return MetricType::kTiming;
  if (text == "nsTiming") return MetricType::kNsTiming;
  if (text == "average") return MetricType::kAverage;
  if (text == "count") return MetricType::kCount;
  if (text == "minimum") return MetricType::kMinimum;
  if (text == "maximum") return MetricType::kMaximum;
  if (text.substr(0, 8) == "v2Custom") return MetricType::kV2Custom;
  return MetricType::kOther;
}

bool IsShortened(std::string_view text) {
  if (text.ends_with("...") || text.find("..., ") != std::string_view::npos) return true;
  const std::size_t more = text.find(" more fields");
  return more != std::string_view::npos && more > 0 && text[more - 1] >= '0' &&
         text[more - 1] <= '9';
}

const MetricFold* SqlExecution::FindMetric(std::int64_t accumulator_id) const {
  const auto found = std::lower_bound(
      metrics.begin(), metrics.end(), accumulator_id,
      [](const MetricFold& metric, std::int64_t id) { return metric.accumulator_id < id; });
  return found != metrics.end() && found->accumulator_id == accumulator_id ? &*found : nullptr;
}

ExecutorPeaks StageAttempt::peaks() const {
  ExecutorPeaks all;
  for (const ExecutorStagePeaks& executor : work.executor_peaks()) all.Raise(executor.peaks);
  return all;
}

std::string_view Application::SparkProperty(std::string_view key) const {
  const StringId wanted = strings.Find(key);
  if (wanted == StringId::kEmpty) return {};
  for (const auto& [name, value] : environment.spark) {
    if (name == wanted) return text(value);
  }
  return {};
}

const StageAttempt* Application::FindStage(StageKey key) const {
  return FindRow(stages, key, &StageAttempt::key);
}

const SqlExecution* Application::FindSql(std::int64_t execution_id) const {
  return FindRow(sql_executions, execution_id, &SqlExecution::id);
}

const SparkJob* Application::FindSparkJob(std::int64_t job_id) const {
  return FindRow(spark_jobs, job_id, &SparkJob::job_id);
}

}  // namespace dataflint::model
