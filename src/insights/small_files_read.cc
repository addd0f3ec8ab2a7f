#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr double kMiB = 1024.0 * 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_files", 100, Unit::kCount, "a scan reads more files than this"},
    {"max_mean_bytes", 16 * kMiB, Unit::kBytes, "... which are smaller than this on average"},
    {"severe_mean_bytes", 3 * kMiB, Unit::kBytes,
     "below this the finding is told however little it cost here"},
    {"target_bytes", 128 * kMiB, Unit::kBytes, "size that files should have"},
    // Spark plans its splits with the same figure (spark.sql.files.openCostInBytes).
    {"open_cost_bytes", 4 * kMiB, Unit::kBytes,
     "what opening a file costs, as bytes read in the same time"},
};

// What Spark, Databricks, Photon, RAPIDS and Iceberg call the same thing.
constexpr std::array<std::string_view, 4> kFileCounts = {
    "number of files read", "files read", "number of result data files", "number of files"};
constexpr std::array<std::string_view, 2> kFileBytes = {"size of files read",
                                                        "total data file size (bytes)"};

template <std::size_t kSize>
std::int64_t FirstOf(const Run& run, const model::SqlExecution& sql, const model::PlanNode& node,
                     const std::array<std::string_view, kSize>& names) {
  for (const std::string_view name : names) {
    const std::int64_t total = MetricTotal(run.app(), sql, node, name);
    if (total >= 0) return total;
  }
  return -1;
}

// The stages that scanned for this node, with their share of the execution's reading.
struct Readers {
  std::vector<std::size_t> stages;
  std::int64_t core_time = 0;
  std::int64_t critical_time = 0;
  std::int64_t input_bytes = 0;
};

Readers ReadersOf(const Run& run, const model::SqlExecution& sql, std::int32_t node) {
  Readers readers;
  for (const std::size_t index : run.stages_by_weight()) {
    if (run.stage(index).sql_execution_id != sql.id) continue;
    const StagePlan& plan = run.PlanOf(index);
    if (std::find(plan.nodes.begin(), plan.nodes.end(), node) == plan.nodes.end()) continue;
    readers.stages.push_back(index);
    readers.core_time += run.CoreTimeOf(index);
    readers.critical_time += run.figures_of(index).critical_time;
    readers.input_bytes += run.stage(index).total(TaskColumn::input_bytes);
  }
  return readers;
}

void Advise(const Run& run, const DataSource& source, std::int64_t files, std::int64_t target,
            Finding& finding) {
  const std::string reason = FormatCountOf(target, "file", "files") +
                             " of about 128 MiB in place of " + FormatCount(files);
  const std::string table = source.table.empty() ? "<table>" : source.table;
  if (source.format == "delta" || (run.is_databricks() && !source.table.empty())) {
    const std::string name = !source.table.empty() ? source.table
                             : source.path.empty() ? "<table>"
                                                   : "delta.`" + source.path + '`';
    finding.changes.push_back(InSql("OPTIMIZE " + name, reason));
    return;
  }
  if (source.format == "iceberg") {
    finding.changes.push_back(
        InSql("CALL <catalog>.system.rewrite_data_files(table => '" + table + "')", reason));
    return;
  }
  const std::string format = source.format.empty() ? "parquet" : source.format;
  finding.changes.push_back(
      InCode("spark.read." + format + "(...).repartition(" + std::to_string(target) + ").write." +
                 (format == "csv" || format == "json" || format == "text" ? "parquet" : format) +
                 "(...), once, into a new place",
             reason));
  finding.changes.push_back(InCode("repartition before the write in the job that makes these files",
                                   "else they are small again tomorrow"));
}

void FindIn(const Context& context, const model::SqlExecution& sql, std::int32_t index,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::PlanNode& node = sql.final_plan()->nodes[static_cast<std::size_t>(index)];
  const std::int64_t files = FirstOf(run, sql, node, kFileCounts);
  if (static_cast<double>(files) <= settings.Get("min_files")) return;
  const Readers readers = ReadersOf(run, sql, index);
  std::int64_t bytes = FirstOf(run, sql, node, kFileBytes);
  const bool size_known = bytes >= 0;
  if (!size_known)
    bytes = readers.input_bytes;  // columns and filters leave parts out: a lower bound
  const std::int64_t mean = bytes / files;
  if (static_cast<double>(mean) >= settings.Get("max_mean_bytes")) return;
  if (!size_known && bytes == 0) return;
  const std::int64_t target = std::max<std::int64_t>(
      1, CeilDiv(bytes, static_cast<std::int64_t>(settings.Get("target_bytes"))));

  Finding finding = OfNode(sql, index);
  if (static_cast<double>(mean) < settings.Get("severe_mean_bytes"))
    finding.severity = Severity::kLow;
  // A file of s bytes costs as much as reading s + open cost: what share of the reading is opening?
  const auto opening = [&](std::int64_t count) {
    const double open = settings.Get("open_cost_bytes") * static_cast<double>(count);
    return open / (open + static_cast<double>(bytes));
  };
  const double open_now = opening(files);
  const double saved = open_now - (1 - open_now) / (1 - opening(target)) * opening(target);
  const model::MetricFold* scan_time = FindMetricFold(run.app(), sql, node, "scan time");
  std::int64_t reading = readers.core_time;
  // Only vectorised readers report it; then opening is within it.
  if (scan_time != nullptr && scan_time->total > 0) reading = std::min(reading, scan_time->total);
  Impact& impact = finding.impact;
  impact.core_ms_high = Scaled(reading, saved);
  impact.wall_ms_high = Scaled(readers.critical_time, saved * ShareOf(reading, readers.core_time));
  impact.method = "upper bound: opening a file taken to cost as much as reading " +
                  FormatBytes(static_cast<std::int64_t>(settings.Get("open_cost_bytes"))) +
                  ", as a share of the time that the stages read";
  if (readers.critical_time == 0 && !readers.stages.empty()) {
    impact.method += "; these stages did not decide the run's end";
  }

  const DataSource source = SourceOf(run.app(), node);
  const std::string place = NodePlace(sql, index);
  finding.title = FormatCount(files) + " files of " + FormatBytes(mean) +
                  " on average are read from " + source.Name();
  finding.why = "By Spark's own measure of what opening a file costs, " + FormatPercent(open_now) +
                " of the reading is opening files; " + FormatCountOf(target, "file", "files") +
                " would hold the same data.";
  finding.evidence = {{"files read", static_cast<double>(files), Unit::kCount, place},
                      {size_known ? "size of files read" : "bytes read from them",
                       static_cast<double>(bytes), Unit::kBytes, place},
                      {"mean file size", static_cast<double>(mean), Unit::kBytes, place}};
  if (scan_time != nullptr && scan_time->count > 0) {
    finding.evidence.push_back(
        {"scan time", static_cast<double>(scan_time->total), Unit::kCoreMilliseconds, place});
  }
  const std::int64_t listing = MetricTotal(run.app(), sql, node, "metadata time");
  if (listing > 0) {
    finding.evidence.push_back(
        {"metadata time", static_cast<double>(listing), Unit::kMilliseconds, place});
  }
  for (std::size_t i = 0; i < readers.stages.size() && i < 3; ++i) {
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(readers.stages[i])),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(readers.stages[i]))});
  }
  Advise(run, source, files, target, finding);
  if (!size_known)
    Miss("the size of the files is not in the log; what was read of them stands in for it",
         finding);
  if (readers.stages.empty())
    Miss("which stages read them is not known: no saving can be told", finding);
  if (source.table.empty() && source.path.empty()) {
    Miss("the plan does not say which table or path this is", finding);
  }
  NoteMissing(run, sql, finding);
  out.push_back(std::move(finding));
}

void FindSmallFilesRead(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (sql.final_plan() == nullptr || sql.metrics.empty()) continue;
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (OperatorOf(context.app.text(nodes[i].name)) == Operator::kScan) {
        FindIn(context, sql, static_cast<std::int32_t>(i), out);
      }
    }
  }
}

constexpr InsightSpec kSmallFilesRead = {
    .id = "small-files-read",
    .title = "A scan reads many small files",
    .sees = "A scan of more than min_files files of less than max_mean_bytes on average.",
    .why = "Each file has to be listed, opened and its footer read, however little is in it.",
    .advice =
        "Compact the table (OPTIMIZE, rewrite_data_files, or a rewrite), and repartition in the "
        "job that writes it.",
    .formula =
        "Upper bound: time of the stages that read x share of opening, where a file costs "
        "open_cost_bytes beside its "
        "own size; less what files of target_bytes would still cost.",
    .dataflint_alert = "readSmallFiles",
    .thresholds = kThresholds,
    .run = FindSmallFilesRead,
};
DATAFLINT_REGISTER_INSIGHT(kSmallFilesRead);

}  // namespace
}  // namespace dataflint::insights
