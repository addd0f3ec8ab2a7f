#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_bytes", 100.0 * 1024 * 1024, Unit::kBytes, "results of a stage that the driver took in"},
    {"min_fetch_share", 0.05, Unit::kShare,
     "or: of the run's wall time, the driver fetched results of the stage"},
    // Smaller results come with the message that the task has ended.
    {"min_fetched_bytes", 16.0 * 1024 * 1024, Unit::kBytes, "... of this many bytes or more"},
    {"near_limit", 0.25, Unit::kShare,
     "of spark.driver.maxResultSize: told even where it took no time"},
};

// Milliseconds in which the driver fetched at least one result that was too large to come with the
// end of its task. The slot is free meanwhile: no core time.
std::int64_t FetchingOf(const model::StageAttempt& stage) {
  std::vector<std::int64_t> delay;
  std::vector<std::int64_t> launch;
  std::vector<std::int64_t> duration;
  stage.tasks.Read(TaskColumn::getting_result_delay, delay);
  stage.tasks.Read(TaskColumn::launch_time, launch);
  stage.tasks.Read(TaskColumn::duration, duration);
  std::vector<std::pair<std::int64_t, std::int64_t>> spans;
  std::int64_t fetching = 0;
  for (std::size_t i = 0; i < delay.size(); ++i) {
    if (delay[i] <= 0 || delay[i] >= duration[i]) continue;
    spans.emplace_back(SaturatingAdd(launch[i], delay[i]), SaturatingAdd(launch[i], duration[i]));
  }
  std::sort(spans.begin(), spans.end());
  std::int64_t until = spans.empty() ? 0 : spans.front().first;
  for (const auto& [begin, end] : spans) {
    const std::int64_t from = std::max(begin, until);
    if (end <= from) continue;
    std::int64_t length = 0;
    if (!__builtin_sub_overflow(end, from, &length)) {
      fetching = SaturatingAdd(fetching, length);
    }
    until = end;
  }
  return fetching;
}

void Advise(const Run& run, const std::string& site, Finding& finding) {
  const bool is_pandas = site.starts_with("toPandas");
  finding.changes.push_back(
      InCode(is_pandas ? "aggregate, filter or limit before toPandas(), or write the result"
                       : "write the result, or aggregate and limit it before collect()",
             "all of it has to fit into the driver's memory, and one process takes it in"));
  if (is_pandas && !run.IsOn(settings::kArrow.key, run.IsAtLeast(4, 2), finding.sql_execution_id)) {
    Set(run, settings::kArrow, "true", "rows then come as columns, not one by one as objects",
        finding);
  }
  if (!is_pandas) {
    finding.changes.push_back(
        InCode("or toLocalIterator() in place of collect()",
               "where the driver needs every row, but only one partition at a time"));
  }
}

void FindIn(const Context& context, std::size_t index, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::StageAttempt& stage = run.stage(index);
  const std::int64_t bytes = stage.total(TaskColumn::result_size);
  if (static_cast<double>(bytes) < settings.Get("min_fetched_bytes")) return;
  if (CollectsBroadcast(run.app(), stage)) return;
  const std::int64_t fetching = FetchingOf(stage);
  if (static_cast<double>(bytes) < settings.Get("min_bytes") &&
      ShareOf(fetching, run.wall()) < settings.Get("min_fetch_share")) {
    return;
  }
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  const std::int64_t limit = run.Bytes("spark.driver.maxResultSize", 1024 * kMiB, 1);
  Finding finding = OfStage(run, index);
  if (limit > 0 && run.knows_settings() && ShareOf(bytes, limit) >= settings.Get("near_limit")) {
    finding.severity = Severity::kLow;  // more data, and the job fails
  }
  finding.title =
      "The driver took in " + FormatBytes(bytes) + " of results of " + StageTitle(run, index);
  finding.why = "Fetching them took " + FormatDuration(fetching);
  finding.why +=
      !run.knows_settings() ? "."
      : limit > 0 ? "; above " + FormatBytes(limit) + " (spark.driver.maxResultSize) the job fails."
                  : "; no limit is set (spark.driver.maxResultSize).";
  const std::string place = StagePlace(stage);
  finding.evidence = {{"results of its tasks", static_cast<double>(bytes), Unit::kBytes, place},
                      {"time in which results were fetched", static_cast<double>(fetching),
                       Unit::kMilliseconds, place}};
  finding.impact.wall_ms_high = std::min(fetching, run.figures_of(index).critical_time);
  finding.impact.method = "upper bound: no result is fetched; writing it instead takes time too";
  Advise(run, CallSiteOf(run.app(), stage, run.FindSql(stage.sql_execution_id)), finding);
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

void FindLargeResult(const Context& context, std::vector<Finding>& out) {
  for (const std::size_t index : context.run.stages_by_weight()) FindIn(context, index, out);
}

constexpr InsightSpec kLargeResult = {
    .id = "large-result",
    .title = "The driver takes in large results",
    .sees =
        "A stage with min_bytes or more of results; or min_fetched_bytes whose fetching took "
        "min_fetch_share of the run. It must cost time, or come near_limit of "
        "spark.driver.maxResultSize. Broadcasts are not counted.",
    .why =
        "One process takes in, unpacks and holds what all executors made, while they wait; when it "
        "does not fit, the application ends.",
    .advice = "Write the result, or aggregate, filter and limit it before it is collected.",
    .formula =
        "Upper bound: time in which results were fetched, at most the stage's time on the critical "
        "path. Saves no core time: slots are free meanwhile. What the driver does with the results "
        "afterwards is driver-bound's.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindLargeResult,
};
DATAFLINT_REGISTER_INSIGHT(kLargeResult);

}  // namespace
}  // namespace dataflint::insights
