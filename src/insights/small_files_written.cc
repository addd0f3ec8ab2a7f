#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/scan.h"

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
  std::optional<std::int64_t> partitions;  // 0: not partitioned; nothing: the log does not tell
  std::vector<std::string> columns;        // partition columns, when the plan tells
  const model::SqlExecution* sql = nullptr;
};

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

// So that the rows of a partition meet in one task; or, where they are too many for one file, in as
// many as it takes.
void AdviseFewerWriters(const Run& run, const Write& write, std::int64_t target_bytes,
                        Finding& finding) {
  const std::int64_t partitions = std::max<std::int64_t>(1, write.partitions.value_or(0));
  const std::int64_t predicted = write.bytes / partitions;
  const std::string columns = write.columns.empty() ? "<partition columns>" : Quoted(write.columns);
  const std::string by = ").write.partitionBy(" + columns + ')';
  const std::int64_t pieces = predicted / 2 > target_bytes ? CeilDiv(predicted, target_bytes) : 1;
  if (pieces > 1) {
    finding.changes.push_back(
        InCode("df.repartition(" + std::to_string(Scaled(partitions, static_cast<double>(pieces))) +
                   ", " + columns + ", F.floor(F.rand() * " + std::to_string(pieces) + ")" + by,
               "then each partition is written by at most " + FormatCount(pieces) +
                   " tasks: files of " + FormatBytes(predicted / pieces) +
                   "; by its columns alone, by one, into files of " + FormatBytes(predicted)));
  } else {
    finding.changes.push_back(
        InCode("df.repartition(" + columns + by, "then each partition is written by one task: " +
                                                     FormatCountOf(partitions, "file", "files") +
                                                     " of " + FormatBytes(predicted)));
  }
  if (write.sql == nullptr) return;
  AdviseRebalance(
      run, *write.sql,
      "INSERT ... SELECT /*+ REBALANCE(" +
          (write.columns.empty() ? "<partition columns>" : Listed(write.columns, ", ")) +
          ") */ ...",
      "the same in SQL; adaptive execution splits partitions that get too large", finding);
}

void AdvisePartitioned(const Run& run, const Write& write, std::int64_t target,
                       std::int64_t target_bytes, Finding& finding) {
  const std::string columns =
      write.columns.empty() ? "the partition columns" : Listed(write.columns);
  const std::int64_t partitions = write.partitions.value_or(0);
  if (write.files / 2 > partitions) AdviseFewerWriters(run, write, target_bytes, finding);
  if (partitions / 2 > target) {
    finding.changes.push_back(
        InCode("coarser partitioning than by " + columns +
                   " (a month in place of a day), or clustering in place of "
                   "partitioning",
               FormatCountOf(partitions, "partition", "partitions") + " share " +
                   FormatBytes(write.bytes) + ": " +
                   FormatBytes(write.bytes / std::max<std::int64_t>(1, partitions)) +
                   " each, even as one file"));
  }
}

void AdviseIceberg(const Write& write, std::int64_t target_bytes, Finding& finding) {
  const std::string table = write.target.table.empty() ? "<table>" : write.target.table;
  finding.changes.push_back(
      InSql("ALTER TABLE " + table +
                " SET TBLPROPERTIES ('write.distribution-mode'='hash', "
                "'write.target-file-size-bytes'='" +
                std::to_string(target_bytes) + "')",
            "where it is partitioned, Iceberg then shuffles rows to the partitions they belong to "
            "before writing, for files of that size"));
}

void Advise(const Run& run, const Write& write, std::int64_t target, std::int64_t target_bytes,
            Finding& finding) {
  const bool is_partitioned = write.partitions.value_or(0) > 0;
  const std::string files = FormatCountOf(target, "file", "files") + " of " +
                            FormatBytes(write.bytes / std::max<std::int64_t>(1, target));
  const std::string repartition = "df.repartition(" + std::to_string(target) + ") before the write";
  if (is_partitioned) AdvisePartitioned(run, write, target, target_bytes, finding);
  if (write.target.format == "iceberg") AdviseIceberg(write, target_bytes, finding);
  if (!write.partitions) {
    finding.changes.push_back(InCode(
        repartition + " where the table has no partitions, by its partition columns where it has",
        files + ", or one for each partition"));
  } else if (!is_partitioned) {
    finding.changes.push_back(InCode(repartition, files));
  }
  const bool is_delta = write.target.format == "delta";
  if (is_delta && run.is_databricks()) {
    if (!HasOptimisedWrites(run, write.sql == nullptr ? -1 : write.sql->id)) {
      Set(run, settings::kOptimizeWrite, "true",
          "Delta then shuffles before writing, to files of about 128 MiB", finding);
    }
  } else if (!is_delta && write.target.format != "iceberg" && write.partitions == 0 &&
             write.sql != nullptr) {
    AdviseRebalance(run, *write.sql, "INSERT ... SELECT /*+ REBALANCE */ ...", "the same in SQL",
                    finding);
  }
}

std::int64_t TargetOf(const Settings& settings, const Write& write) {
  return std::max<std::int64_t>(
      1, CeilDiv(write.bytes, static_cast<std::int64_t>(settings.Get("target_bytes"))));
}

bool IsSmall(const Settings& settings, const Write& write) {
  if (static_cast<double>(write.files) <= settings.Get("min_files") || write.bytes < 0)
    return false;
  const std::int64_t mean = write.bytes / write.files;
  return static_cast<double>(mean) < settings.Get("max_mean_bytes") &&
         static_cast<double>(write.files) >=
             settings.Get("min_files_over_target") * static_cast<double>(TargetOf(settings, write));
}

// All writes of small files to one table or path; those of most files first.
struct Writes {
  std::vector<Write> list;
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::int64_t target = 0;           // files that would do
  std::vector<std::size_t> writers;  // stages, in the order in which they were found
  std::unordered_set<std::size_t> known_writers;
  std::int64_t tasks = 0;  // of these
  std::int64_t core_time = 0;
  std::int64_t critical_time = 0;
  std::int64_t mean() const { return bytes / std::max<std::int64_t>(1, files); }  // bytes of a file
};

void AddWriters(const Run& run, const model::SqlExecution* sql, Writes& writes) {
  for (const std::size_t index : run.StagesOf(sql == nullptr ? -1 : sql->id)) {
    if (run.stage(index).total(TaskColumn::output_bytes) == 0 ||
        !writes.known_writers.insert(index).second) {
      continue;
    }
    writes.writers.push_back(index);
    writes.tasks = SaturatingAdd(writes.tasks, run.figures_of(index).successful_tasks);
    writes.core_time = SaturatingAdd(writes.core_time, run.CoreTimeOf(index));
    writes.critical_time = SaturatingAdd(writes.critical_time, run.figures_of(index).critical_time);
  }
}

std::string Why(const Writes& writes) {
  const Write& write = writes.list.front();
  const std::string would_fit = FormatBytes(writes.bytes) + " would fit into " +
                                FormatCountOf(writes.target, "file", "files") + "; ";
  if (!write.partitions) return would_fit + "in how many partitions they are is not in the log.";
  const std::int64_t partitions = *write.partitions;
  const std::string all = FormatCountOf(partitions, "partition", "partitions");
  if (partitions > 0 && write.files / 2 > partitions) {
    return would_fit + "each of the " + all + " is written by several tasks, " +
           FormatCount(CeilDiv(write.files, partitions)) + " files in each.";
  }
  if (partitions > 0) return would_fit + "there are " + all + " for them.";
  if (writes.tasks > 0 && writes.files / 2 >= writes.tasks) {
    return would_fit + "each task writes about " + FormatCount(writes.files / writes.tasks) +
           " of them.";
  }
  return would_fit + "each task writes a file of its own.";
}

Impact ImpactOf(const Settings& settings, const Writes& writes) {
  const double open = settings.Get("open_cost_bytes") *
                      static_cast<double>(std::max<std::int64_t>(0, writes.files - writes.target));
  const double share = open / (open + static_cast<double>(writes.bytes));
  Impact impact;
  impact.core_ms_high = Scaled(writes.core_time, share);
  impact.wall_ms_high = Scaled(writes.critical_time, share);
  impact.method = "upper bound: making a file taken to cost as much as writing " +
                  FormatBytes(static_cast<std::int64_t>(settings.Get("open_cost_bytes"))) +
                  ", as a share of the stages that write; what later readers save is not in it";
  return impact;
}

std::string TitleOf(const Writes& writes) {
  const Write& write = writes.list.front();
  const auto count = static_cast<std::int64_t>(writes.list.size());
  const bool has_name = !write.target.table.empty() || !write.target.path.empty();
  std::string title = FormatCount(writes.files) + " files of " + FormatBytes(writes.mean()) +
                      " on average are written" +
                      (has_name ? " to " + write.target.Name() : std::string());
  if (count > 1) return title + ", in " + FormatCount(count) + " writes";
  return write.sql == nullptr ? title : title + " (query " + std::to_string(write.sql->id) + ')';
}

std::vector<Evidence> EvidenceOf(const Run& run, const Writes& writes) {
  const Write& write = writes.list.front();
  const std::string place = writes.list.size() == 1 ? write.place : "";
  std::vector<Evidence> evidence = {
      {"files written", static_cast<double>(writes.files), Unit::kCount, place},
      {"bytes written", static_cast<double>(writes.bytes), Unit::kBytes, place},
      {"mean file size", static_cast<double>(writes.mean()), Unit::kBytes, place}};
  for (std::size_t i = 0; i < writes.list.size() && i < 3 && place.empty(); ++i) {
    evidence.push_back(
        {"of them", static_cast<double>(writes.list[i].files), Unit::kCount, writes.list[i].place});
  }
  if (write.partitions.value_or(0) > 0) {
    evidence.push_back(
        {"partitions written", static_cast<double>(*write.partitions), Unit::kCount, write.place});
  }
  for (std::size_t i = 0; i < writes.writers.size() && i < 3; ++i) {
    evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(writes.writers[i])),
                        Unit::kCoreMilliseconds, StagePlace(run.stage(writes.writers[i]))});
  }
  return evidence;
}

void Report(const Context& context, Writes writes, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  std::stable_sort(writes.list.begin(), writes.list.end(),
                   [](const Write& a, const Write& b) { return a.files > b.files; });
  for (const Write& write : writes.list) {
    writes.files = SaturatingAdd(writes.files, write.files);
    writes.bytes = SaturatingAdd(writes.bytes, write.bytes);
    writes.target = SaturatingAdd(writes.target, TargetOf(settings, write));
    AddWriters(run, write.sql, writes);
  }
  const Write& write = writes.list.front();
  Finding finding = write.finding;
  if (writes.list.size() > 1) {
    finding.scope = Scope::kApplication;
    finding.subject = "writes to " + write.target.Name();
    finding.sql_execution_id = -1;
  }
  if (static_cast<double>(writes.mean()) < settings.Get("severe_mean_bytes")) {
    finding.severity = Severity::kLow;
  }
  finding.impact = ImpactOf(settings, writes);
  finding.title = TitleOf(writes);
  finding.why = Why(writes);
  finding.evidence = EvidenceOf(run, writes);
  Advise(run, write, TargetOf(settings, write),
         static_cast<std::int64_t>(settings.Get("target_bytes")), finding);
  if (writes.writers.empty()) {
    Miss("which stages wrote them is not known: no saving can be told", finding);
  }
  if (!write.partitions) Miss("whether the table is partitioned is not in the log", finding);
  if (write.partitions.value_or(0) > 0 && write.columns.empty()) {
    Miss("the plan does not name the partition columns", finding);
  }
  if (write.sql != nullptr) NoteMissing(run, *write.sql, finding);
  out.push_back(std::move(finding));
}

// By what is written to; a write to no one knows what stands for itself.
using ByTarget = std::map<std::string, Writes>;

void Add(const Context& context, Write write, ByTarget& all) {
  if (!IsSmall(context.settings, write)) return;
  const bool has_name = !write.target.table.empty() || !write.target.path.empty();
  std::string key = has_name ? write.target.Name() : write.finding.subject;
  all[std::move(key)].list.push_back(std::move(write));
}

void FindInPlan(const Context& context, const model::SqlExecution& sql, ByTarget& all) {
  const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Operator op = context.run.OpOf(nodes[i]);
    if (op != Operator::kWrite && op != Operator::kOther) continue;
    const std::string_view name = PlainName(context.app.text(nodes[i].name));
    if (op == Operator::kOther && !name.starts_with("Execute ")) continue;
    Write write;
    write.files = MetricTotal(context.app, sql, nodes[i], write_metrics::kFiles);
    if (write.files <= 0) continue;
    write.bytes = MetricTotal(context.app, sql, nodes[i], write_metrics::kBytes);
    const std::int64_t partitions = MetricTotal(context.app, sql, nodes[i], kPartitions);
    if (partitions >= 0) write.partitions = partitions;
    write.columns = PartitionColumns(context.app.text(nodes[i].simple_string));
    write.finding = OfNode(sql, static_cast<std::int32_t>(i));
    write.place = NodePlace(sql, static_cast<std::int32_t>(i));
    write.target = SourceOf(context.app, nodes[i]);
    write.sql = &sql;
    write.finding.dataflint_alert = !write.partitions       ? "writeSmallFiles"
                                    : *write.partitions > 0 ? "writeSmallFilesPartitioned"
                                                            : "writeSmallUnpartitionedFiles";
    Add(context, std::move(write), all);
  }
}

// The predecessor's plugin reports Iceberg's commits, which no plan has metrics of.
void FindInIcebergCommits(const Context& context, ByTarget& all) {
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
    Add(context, std::move(write), all);
  }
}

void FindSmallFilesWritten(const Context& context, std::vector<Finding>& out) {
  ByTarget all;
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    if (sql.final_plan() != nullptr && !sql.metrics.empty()) FindInPlan(context, sql, all);
  }
  FindInIcebergCommits(context, all);
  for (auto& [target, writes] : all) Report(context, std::move(writes), out);
}

constexpr InsightSpec kSmallFilesWritten = {
    .id = "small-files-written",
    .title = "A write makes many small files",
    .sees =
        "A write (Hadoop file formats, Delta, Iceberg) of more than min_files files of less than "
        "max_mean_bytes on average, min_files_over_target times what would do; all such writes to "
        "one table or path are one finding.",
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
