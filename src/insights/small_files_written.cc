#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr double kMiB = 1024.0 * 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_files", 100, Unit::kCount, "a write makes more files than this"},
    {"max_mean_bytes", 16 * kMiB, Unit::kBytes, "... which are smaller than this on average"},
    {"severe_mean_bytes", 3 * kMiB, Unit::kBytes,
     "below this the finding is told however little it cost here: every reader pays again"},
    {"target_bytes", 128 * kMiB, Unit::kBytes, "size that files should have", 1},
    {"open_cost_bytes", 4 * kMiB, Unit::kBytes,
     "what making a file costs, as bytes written in the same time", 1},
    {"min_files_over_target", 2, Unit::kRatio, "files made, over the files that would do"},
};

struct Write {
  Finding finding;  // scope and subject filled in
  std::string place;
  DataSource target;
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::int64_t partitions = 0;       // 0: not partitioned
  std::vector<std::string> columns;  // partition columns, when the plan tells
  const model::SqlExecution* sql = nullptr;
};

constexpr std::array<std::string_view, 4> kFileCounts = {
    "number of written files", "number of files added.", "number of files added to target",
    "number of files added"};
constexpr std::array<std::string_view, 3> kBytes = {"written output", "number of bytes added",
                                                    "number of target bytes added"};
constexpr std::array<std::string_view, 3> kPartitions = {
    "number of dynamic part", "number of target partitions to which files were added",
    "number of partitions added"};

// Partition columns of "... InsertIntoHadoopFsRelationCommand <path>, false, [ds#6], Parquet, ...".
std::vector<std::string> PartitionColumns(std::string_view text) {
  for (const std::string_view before : {", false, [", ", true, ["}) {
    const std::size_t at = text.find(before);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = at + before.size();
    const std::size_t end = text.find(']', begin);
    if (end == std::string_view::npos) return {};
    const std::string list = WithoutIds(text.substr(begin, end - begin));
    if (IsShortened(list) || list.find('=') != std::string::npos) return {};
    std::vector<std::string> columns;
    for (std::size_t from = 0; from < list.size();) {
      const std::size_t comma = std::min(list.find(',', from), list.size());
      std::size_t first = from;
      while (first < comma && list[first] == ' ') ++first;
      if (comma > first) columns.push_back(list.substr(first, comma - first));
      from = comma + 1;
    }
    return columns;
  }
  return {};
}

bool HasOptimisedWrites(const Run& run, std::int64_t sql) {
  return run.IsOn("spark.databricks.delta.optimizeWrite.enabled", false, sql) ||
         run.IsOn("spark.databricks.delta.properties.defaults.autoOptimize.optimizeWrite", false,
                  sql);
}

std::string Quoted(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "\"" : ", \"") + column + '"';
  return list;
}

void AdvisePartitioned(const Run& run, const Write& write, std::int64_t target, Finding& finding) {
  const std::string columns =
      write.columns.empty() ? "the partition columns" : Listed(write.columns);
  if (write.files / 2 > write.partitions) {
    const std::int64_t predicted = write.bytes / std::max<std::int64_t>(1, write.partitions);
    finding.changes.push_back(InCode(
        "df.repartition(" +
            (write.columns.empty() ? "<partition columns>" : Quoted(write.columns)) +
            ").write.partitionBy(" +
            (write.columns.empty() ? "<partition columns>" : Quoted(write.columns)) + ')',
        "then each partition is written by one task: " +
            FormatCountOf(write.partitions, "file", "files") + " of " + FormatBytes(predicted)));
    if (run.IsAtLeast(3, 2)) {
      finding.changes.push_back(InSql(
          "INSERT ... SELECT /*+ REBALANCE(" +
              (write.columns.empty() ? "<partition columns>" : Listed(write.columns)) + ") */ ...",
          "the same in SQL; adaptive execution splits partitions that get too large"));
    }
  }
  if (write.partitions / 2 > target) {
    finding.changes.push_back(
        InCode("coarser partitioning than by " + columns +
                   " (a month in place of a day), or clustering in place of "
                   "partitioning",
               FormatCountOf(write.partitions, "partition", "partitions") + " share " +
                   FormatBytes(write.bytes) + ": " +
                   FormatBytes(write.bytes / std::max<std::int64_t>(1, write.partitions)) +
                   " each, even as one file"));
  }
}

void Advise(const Run& run, const Write& write, std::int64_t target, Finding& finding) {
  const bool is_table_format = write.target.format == "iceberg" || write.target.format == "delta";
  if (write.partitions > 0) {
    AdvisePartitioned(run, write, target, finding);
  } else {
    finding.changes.push_back(
        InCode("df.repartition(" + std::to_string(target) + ") before the write",
               FormatCountOf(target, "file", "files") + " of " +
                   FormatBytes(write.bytes / std::max<std::int64_t>(1, target))));
  }
  if (write.target.format == "iceberg") {
    const std::string table = write.target.table.empty() ? "<table>" : write.target.table;
    finding.changes.push_back(
        InSql("ALTER TABLE " + table + " SET TBLPROPERTIES ('write.distribution-mode'='hash')",
              "Iceberg then shuffles rows to the partitions they belong to before writing"));
  } else if (run.is_databricks() &&
             !HasOptimisedWrites(run, write.sql == nullptr ? -1 : write.sql->id)) {
    Set(run, settings::kOptimizeWrite, "true",
        "Delta then shuffles before writing, to files of about 128 MiB", finding);
  } else if (!is_table_format && write.partitions == 0 && run.IsAtLeast(3, 2)) {
    finding.changes.push_back(InSql("INSERT ... SELECT /*+ REBALANCE */ ...", "the same in SQL"));
  }
}

void Report(const Context& context, Write write, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (static_cast<double>(write.files) <= settings.Get("min_files") || write.bytes < 0) return;
  const std::int64_t mean = write.bytes / write.files;
  if (static_cast<double>(mean) >= settings.Get("max_mean_bytes")) return;
  const std::int64_t target = std::max<std::int64_t>(
      1, CeilDiv(write.bytes, static_cast<std::int64_t>(settings.Get("target_bytes"))));
  if (static_cast<double>(write.files) <
      settings.Get("min_files_over_target") * static_cast<double>(target))
    return;

  Finding finding = std::move(write.finding);
  if (static_cast<double>(mean) < settings.Get("severe_mean_bytes"))
    finding.severity = Severity::kLow;
  std::int64_t core_time = 0;
  std::int64_t critical_time = 0;
  std::vector<std::size_t> writers;
  for (const std::size_t index : run.StagesOf(write.sql == nullptr ? -1 : write.sql->id)) {
    if (run.stage(index).total(TaskColumn::output_bytes) == 0) continue;
    writers.push_back(index);
    core_time = SaturatingAdd(core_time, run.CoreTimeOf(index));
    critical_time = SaturatingAdd(critical_time, run.figures_of(index).critical_time);
  }
  const double open = settings.Get("open_cost_bytes") * static_cast<double>(write.files - target);
  const double share = open / (open + static_cast<double>(write.bytes));
  Impact& impact = finding.impact;
  impact.core_ms_high = Scaled(core_time, share);
  impact.wall_ms_high = Scaled(critical_time, share);
  impact.method = "upper bound: making a file taken to cost as much as writing " +
                  FormatBytes(static_cast<std::int64_t>(settings.Get("open_cost_bytes"))) +
                  ", as a share of the stages that write; what later readers save is not in it";

  const bool partitioned = write.partitions > 0;
  finding.title =
      FormatCount(write.files) + " files of " + FormatBytes(mean) + " on average are written" +
      (write.target.table.empty() && write.target.path.empty() ? std::string()
                                                               : " to " + write.target.Name()) +
      (write.sql == nullptr ? std::string() : " (query " + std::to_string(write.sql->id) + ')');
  finding.why =
      FormatBytes(write.bytes) + " would fit into " + FormatCountOf(target, "file", "files") + "; ";
  if (partitioned && write.files / 2 > write.partitions) {
    finding.why += "each of the " + FormatCountOf(write.partitions, "partition", "partitions") +
                   " is written by several tasks, " +
                   FormatCount(CeilDiv(write.files, write.partitions)) + " files in each.";
  } else if (partitioned) {
    finding.why +=
        "there are " + FormatCountOf(write.partitions, "partition", "partitions") + " for them.";
  } else {
    finding.why += "each task writes a file of its own.";
  }
  finding.evidence = {
      {"files written", static_cast<double>(write.files), Unit::kCount, write.place},
      {"bytes written", static_cast<double>(write.bytes), Unit::kBytes, write.place},
      {"mean file size", static_cast<double>(mean), Unit::kBytes, write.place}};
  if (partitioned) {
    finding.evidence.push_back(
        {"partitions written", static_cast<double>(write.partitions), Unit::kCount, write.place});
  }
  for (std::size_t i = 0; i < writers.size() && i < 3; ++i) {
    finding.evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(writers[i])),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(writers[i]))});
  }
  Advise(run, write, target, finding);
  if (writers.empty()) Miss("which stages wrote them is not known: no saving can be told", finding);
  if (partitioned && write.columns.empty())
    Miss("the plan does not name the partition columns", finding);
  if (write.sql != nullptr) NoteMissing(run, *write.sql, finding);
  out.push_back(std::move(finding));
}

void FindInPlan(const Context& context, const model::SqlExecution& sql, std::vector<Finding>& out) {
  const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string_view name = PlainName(context.app.text(nodes[i].name));
    if (OperatorOf(name) != Operator::kWrite && name.substr(0, 8) != "Execute ") continue;
    Write write;
    write.files = MetricTotal(context.app, sql, nodes[i], kFileCounts);
    if (write.files <= 0) continue;
    write.bytes = MetricTotal(context.app, sql, nodes[i], kBytes);
    write.partitions =
        std::max<std::int64_t>(0, MetricTotal(context.app, sql, nodes[i], kPartitions));
    write.columns = PartitionColumns(context.app.text(nodes[i].simple_string));
    write.finding = OfNode(sql, static_cast<std::int32_t>(i));
    write.place = NodePlace(sql, static_cast<std::int32_t>(i));
    write.target = SourceOf(context.app, nodes[i]);
    write.sql = &sql;
    write.finding.dataflint_alert =
        write.partitions > 0 ? "writeSmallFilesPartitioned" : "writeSmallUnpartitionedFiles";
    Report(context, std::move(write), out);
  }
}

// The predecessor's plugin reports Iceberg's commits, which no plan has metrics of.
void FindInIcebergCommits(const Context& context, std::vector<Finding>& out) {
  for (const model::IcebergCommit& commit : context.app.plugin.iceberg_commits) {
    Write write;
    for (const auto& [name, value] : commit.metrics) {
      if (context.app.text(name) == "addedDataFiles") write.files = value;
      if (context.app.text(name) == "addedFilesSizeInBytes") write.bytes = value;
    }
    write.sql = context.run.FindSql(commit.sql_execution_id);
    write.finding.scope = Scope::kSqlExecution;
    write.finding.sql_execution_id = commit.sql_execution_id;
    write.place = "sql " + std::to_string(commit.sql_execution_id);
    write.finding.subject = write.place + " commit " + std::to_string(commit.commit_id);
    write.finding.dataflint_alert = "writeSmallFiles";
    write.target.format = "iceberg";
    write.target.table = context.app.text(commit.table_name);
    Report(context, std::move(write), out);
  }
}

void FindSmallFilesWritten(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (sql.final_plan() != nullptr && !sql.metrics.empty()) FindInPlan(context, sql, out);
  }
  FindInIcebergCommits(context, out);
}

constexpr InsightSpec kSmallFilesWritten = {
    .id = "small-files-written",
    .title = "A write makes many small files",
    .sees =
        "A write (Hadoop file formats, Delta, Iceberg) of more than min_files files of less than "
        "max_mean_bytes on average, min_files_over_target times what would do.",
    .why =
        "Each file is created, committed and listed one by one, and every later reader opens it.",
    .advice =
        "Repartition before the write: by the partition columns, or to bytes / target_bytes "
        "partitions; coarser partition columns when even one file for each is small; optimised "
        "writes.",
    .formula =
        "Upper bound: time of the stages that write x share of making files, where a file costs "
        "open_cost_bytes beside its own size. Savings of later readers are not counted.",
    .dataflint_alert = "writeSmallFiles,writeSmallFilesPartitioned,writeSmallUnpartitionedFiles",
    .thresholds = kThresholds,
    .run = FindSmallFilesWritten,
};
DATAFLINT_REGISTER_INSIGHT(kSmallFilesWritten);

}  // namespace
}  // namespace dataflint::insights
