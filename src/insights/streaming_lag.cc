#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/contains.h"
#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/batch_rates.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_batches", 10, Unit::kCount, "batches with rows"},
    {"min_late_share", 0.3, Unit::kShare, "batches that take longer than the trigger's interval"},
    {"min_busy", 0.95, Unit::kShare, "of the last third of the run, time in which a batch runs"},
    {"min_growth", 1.5, Unit::kRatio,
     "the batches of the last third take this many times as long as those of the first", 1},
    {"min_state_rows", 100'000, Unit::kCount, "rows of state that only become more"},
    {"min_state_growth", 2, Unit::kRatio, "... this many times as many since the first third", 1},
};

std::string NameOf(const Run& run, const model::StreamingQuery& query) {
  const std::string_view name = run.app().text(query.name);
  return std::string(name.empty() ? run.app().text(query.id) : name);
}

// Kafka and the like read offsets, files are read by their number.
Change BoundBatches(const Run& run, const model::StreamingProgress& batch, std::int64_t rows) {
  const bool is_files =
      std::any_of(batch.sources.begin(), batch.sources.end(), [&](const auto& source) {
        const std::string_view description = run.app().text(source.description);
        return Contains(description, "FileStreamSource") || Contains(description, "DeltaSource") ||
               Contains(description, "CloudFiles");
      });
  return is_files ? InCode(".option(\"maxFilesPerTrigger\", <files of a batch that keeps up>)",
                           "bounds what one batch reads; it does not make up for what is behind")
                  : InCode(".option(\"maxOffsetsPerTrigger\", " + std::to_string(rows) + ")",
                           "as many rows as the batches of the first third had; bounds a batch, "
                           "does not make up for what is behind");
}

// Of a stream with state, each partition of it is opened and committed in every batch.
void AdvisePartitionsOfState(const Run& run, const BatchRates& rates, Finding& finding) {
  if (rates.batches.back()->state_operators.empty() || !run.knows_settings()) return;
  constexpr std::int64_t kByDefault = 200;
  constexpr std::int64_t kWaves = 3;
  const std::int64_t now = run.Number(settings::kShufflePartitions.key, kByDefault);
  if (now < kWaves * run.max_slots()) return;
  Set(run, settings::kShufflePartitions, run.max_slots(),
      "it is " + FormatCount(now) + " now: each batch opens and commits the state of so many " +
          "partitions; takes a new checkpoint",
      finding);
}

void Advise(const Run& run, const BatchRates& rates, bool grows, Finding& finding) {
  const std::vector<BatchPart> parts = PartsOf(run.app(), rates);
  const std::string_view most =
      parts.empty() ? std::string_view("addBatch") : run.app().text(parts.front().name);
  if (most == "walCommit" || most == "commitOffsets" || most == "commitBatch") {
    finding.changes.push_back(
        InCode("a checkpointLocation on faster storage, or fewer, larger batches",
               "most of a batch is to write down which offsets it read"));
    return;
  }
  if (most == "latestOffset" || most == "getOffset" || most == "getBatch") {
    finding.changes.push_back(
        InCode("fewer files in the source's folder (move what is read away: cleanSource), or a "
               "source that is told of new files",
               "most of a batch is to find out what is new"));
    return;
  }
  if (most == "queryPlanning") {
    finding.changes.push_back(
        InCode("a smaller plan: one select in place of many withColumn, fewer unions",
               "most of a batch is to plan its query, which each batch does anew"));
    return;
  }
  AdvisePartitionsOfState(run, rates, finding);
  finding.changes.push_back(
      InCode("look at the findings and stages of its batches, and mend the one that is longest",
             "most of a batch is its query"));
  if (grows && rates.rows_after > rates.rows_before) {
    finding.changes.push_back(
        BoundBatches(run, *rates.batches.back(), static_cast<std::int64_t>(rates.rows_before)));
  }
}

// That batches take longer than their trigger allows, or longer and longer.
std::optional<std::string> TitleOfLag(const Settings& settings, const BatchRates& rates,
                                      const std::string& name) {
  const auto count = static_cast<std::int64_t>(rates.batches.size());
  if (rates.trigger > 0 && ShareOf(rates.late, count) >= settings.Get("min_late_share")) {
    return "Stream " + name + ": " + FormatCount(rates.late) + " of " + FormatCount(count) +
           " batches take longer than the " + FormatDuration(rates.trigger) +
           " between two triggers";
  }
  const bool grows = rates.busy >= settings.Get("min_busy") &&
                     rates.duration_after >= settings.Get("min_growth") * rates.duration_before;
  if (!grows) return std::nullopt;
  return "Stream " + name + " falls behind: its batches took " +
         FormatDuration(static_cast<std::int64_t>(rates.duration_before)) + " at first and " +
         FormatDuration(static_cast<std::int64_t>(rates.duration_after)) + " at last";
}

std::string WhyItLags(const Run& run, const BatchRates& rates) {
  const auto rows = [](double count) { return FormatCount(static_cast<std::int64_t>(count)); };
  std::string why = "A batch had " + rows(rates.rows_before) + " rows in the first third and " +
                    rows(rates.rows_after) + " in the last";
  if (const std::vector<BatchPart> parts = PartsOf(run.app(), rates); !parts.empty()) {
    std::int64_t all = 0;
    for (const model::StreamingProgress* batch : rates.batches) all += batch->batch_duration;
    why += "; " + FormatPercent(std::min(1.0, ShareOf(parts.front().time, all))) +
           " of their time is " + std::string(run.app().text(parts.front().name));
  }
  return why + ". While batches are late, what comes in is seen later and later.";
}

void FindLag(const Context& context, const model::StreamingQuery& query, const BatchRates& rates,
             std::vector<Finding>& out) {
  const Run& run = context.run;
  const std::string name = NameOf(run, query);
  const std::optional<std::string> title = TitleOfLag(context.settings, rates, name);
  if (!title) return;
  const bool grows =
      rates.duration_after >= context.settings.Get("min_growth") * rates.duration_before;
  const std::string place = "stream " + name;
  Finding finding;
  finding.subject = place;
  finding.severity = grows ? Severity::kHigh : Severity::kMedium;
  finding.title = *title;
  finding.why = WhyItLags(run, rates);
  finding.evidence = {
      {"batches", static_cast<double>(rates.batches.size()), Unit::kCount, place},
      {"median of the first third", rates.duration_before, Unit::kMilliseconds, place},
      {"median of the last third", rates.duration_after, Unit::kMilliseconds, place},
      {"time of the last third in which a batch ran", rates.busy, Unit::kShare, place}};
  if (rates.trigger > 0) {
    finding.evidence.push_back(
        {"batches over the interval", static_cast<double>(rates.late), Unit::kCount, place});
    finding.evidence.push_back(
        {"time beyond it", static_cast<double>(rates.over), Unit::kMilliseconds, place});
  }
  Advise(run, rates, grows, finding);
  finding.impact.method = "none is stated: a stream has no end that would come sooner";
  finding.ranks_as_ms = rates.over;
  Miss(rates.trigger > 0
           ? "the trigger is not in the log; it is told by when batches began"
           : "which trigger is set is not in the log, and no usual one fits when batches began",
       finding);
  out.push_back(std::move(finding));
}

void FindGrowingState(const Context& context, const model::StreamingQuery& query,
                      const BatchRates& rates, std::vector<Finding>& out) {
  const Run& run = context.run;
  const GrowingState state = GrowingStateOf(rates);
  if (static_cast<double>(state.rows_after) < context.settings.Get("min_state_rows") ||
      static_cast<double>(state.rows_after) <
          context.settings.Get("min_state_growth") * static_cast<double>(state.rows_before)) {
    return;
  }
  const std::string name = NameOf(run, query);
  const std::string of = std::string(run.app().text(state.operator_name));
  const std::string place = "stream " + name;
  Finding finding;
  finding.subject = place + " state";
  finding.severity = Severity::kLow;
  finding.title =
      "Stream " + name + ": its state only grows, to " + FormatCount(state.rows_after) + " rows";
  finding.why = "After a third of its batches " + (of.empty() ? "it" : of) + " held " +
                FormatCount(state.rows_before) + " rows, and no batch has let any go.";
  finding.evidence = {
      {"rows of state at the end", static_cast<double>(state.rows_after), Unit::kCount, place},
      {"... after a third", static_cast<double>(state.rows_before), Unit::kCount, place},
      {"memory at the end", static_cast<double>(state.bytes), Unit::kBytes, place}};
  finding.changes.push_back(InCode(
      ".withWatermark(\"<event time>\", \"<how late a row may be>\") before the operator, with "
      "that column in its keys",
      "rows are let go when the watermark has passed them"));
  if (run.IsAtLeast(3, 2) || run.is_databricks()) {
    Set(run, settings::kStateStore,
        std::string(run.is_databricks() ? "com.databricks.sql.streaming.state."
                                        : "org.apache.spark.sql.execution.streaming.state.") +
            "RocksDBStateStoreProvider",
        "where all rows are needed: keeps them on disk, not in the executors' heap; takes a new "
        "checkpoint",
        finding);
  }
  finding.impact.method = "none is stated: what state costs later is not in the log";
  out.push_back(std::move(finding));
}

void FindStreamingLag(const Context& context, std::vector<Finding>& out) {
  for (const model::StreamingQuery& query : context.app.streaming_queries) {
    const BatchRates rates = RatesOf(query);
    if (static_cast<double>(rates.batches.size()) <
        std::max(4.0, context.settings.Get("min_batches"))) {
      continue;
    }
    FindLag(context, query, rates, out);
    FindGrowingState(context, query, rates, out);
  }
}

constexpr InsightSpec kStreamingLag = {
    .id = "streaming-lag",
    .title = "A stream falls behind, or its state only grows",
    .sees =
        "A streaming query of min_batches or more, of which min_late_share take longer than the "
        "trigger's interval; or which run min_busy of the time and take min_growth times as long "
        "at "
        "the end. Or an operator whose state never lets a row go, with min_state_rows and "
        "min_state_growth times as many as after a third of the batches.",
    .why =
        "What comes in while a batch is late makes the next one larger. State that nothing lets go "
        "grows until memory ends.",
    .advice =
        "By what batches spend their time on: their query, finding what is new, the checkpoint, "
        "planning; a watermark for state.",
    .formula = "None: a stream has no end that would come sooner.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindStreamingLag,
};
DATAFLINT_REGISTER_INSIGHT(kStreamingLag);

}  // namespace
}  // namespace dataflint::insights
