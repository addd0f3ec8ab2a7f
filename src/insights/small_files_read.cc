#include <algorithm>
#include <functional>
#include <map>
#include <span>
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
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr double kMiB = 1024.0 * 1024;

constexpr ThresholdSpec kThresholds[] = {
    {"min_files", 100, Unit::kCount, "a scan reads more files than this"},
    {"max_mean_bytes", 16 * kMiB, Unit::kBytes, "... which are smaller than this on average"},
    {"severe_mean_bytes", 3 * kMiB, Unit::kBytes,
     "below this the finding is told however little it cost here"},
    {"target_bytes", 128 * kMiB, Unit::kBytes, "size that files should have", 1},
    // Spark plans its splits with the same figure (spark.sql.files.openCostInBytes).
    {"open_cost_bytes", 4 * kMiB, Unit::kBytes,
     "what opening a file costs, as bytes read in the same time", 1},
};

// A stage that reads, and how much of its task time is reading, as the reader measures it.
struct Reader {
  std::size_t stage = 0;
  double share = 0;
};

// All scans of one table or path: several queries may read the same files.
struct Scans {
  ScanList all;
  std::int64_t files = 0;       // of the scan that read most
  std::int64_t bytes = 0;       // of these files
  std::int64_t partitions = 0;  // that they are in; 0: the table has none, or it is not told
  bool size_known = true;
  const model::SqlExecution* written_by = nullptr;  // a query of this application
  std::int64_t metadata_time = 0;                   // ms, of all scans
  std::int64_t core_time = 0;                       // of the stages that read, all scans
  std::int64_t critical_time = 0;
  std::int64_t reading = 0;  // of core_time: at most this was reading
  std::int64_t reading_critical = 0;
  std::vector<Reader> readers;
  bool is_measured = true;  // by all scans

  const DataSource& source() const { return all.front()->source; }
};

// Stages that were counted already, and lists of them (scans that the same stages ran share one).
struct Seen {
  std::unordered_set<std::size_t> stages;
  std::unordered_set<const std::size_t*> lists;
};

// Adds what one scan did. Files that columns and filters leave out do not count as bytes when only
// what was read of them is known.
void Add(const Run& run, const Scan& scan, Seen& seen, Scans& scans) {
  std::int64_t core_time = 0;
  std::int64_t critical_time = 0;
  const std::size_t before = scans.readers.size();
  const bool is_new = seen.lists.insert(scan.stages.data()).second;
  for (const std::size_t stage : is_new ? scan.stages : std::span<const std::size_t>()) {
    // Two scans of one stage share its time.
    if (!seen.stages.insert(stage).second) continue;
    scans.readers.push_back({stage, 0});
    core_time = SaturatingAdd(core_time, run.CoreTimeOf(stage));
    critical_time = SaturatingAdd(critical_time, run.figures_of(stage).critical_time);
  }
  // Where the reader measures its time, opening is within it.
  const std::int64_t reading = std::min(core_time, scan.reading);
  scans.is_measured = scans.is_measured && scan.is_reading_measured;
  for (std::size_t i = before; i < scans.readers.size(); ++i) {
    scans.readers[i].share = ShareOf(reading, core_time);
  }
  scans.all.push_back(&scan);
  scans.core_time = SaturatingAdd(scans.core_time, core_time);
  scans.critical_time = SaturatingAdd(scans.critical_time, critical_time);
  scans.reading = SaturatingAdd(scans.reading, reading);
  scans.reading_critical =
      SaturatingAdd(scans.reading_critical, Scaled(critical_time, ShareOf(reading, core_time)));
  const model::PlanNode& node = scan.sql->final_plan()->nodes[static_cast<std::size_t>(scan.node)];
  scans.metadata_time = SaturatingAdd(
      scans.metadata_time,
      std::max<std::int64_t>(0, MetricTotal(run.app(), *scan.sql, node, "metadata time")));
  if (scan.files <= scans.files) return;
  scans.files = scan.files;
  scans.size_known = scan.bytes >= 0;
  scans.bytes = scans.size_known ? scan.bytes : scan.input_bytes;
  scans.partitions = std::max<std::int64_t>(0, scan.partitions);
}

Scans Together(const Run& run, const ScanList& all) {
  Scans scans;
  Seen seen;
  for (const Scan* scan : all) Add(run, *scan, seen, scans);
  return scans;
}

// The statement for a table with its catalog: "CALL demo.system.rewrite_data_files(table =>
// 'db.t')".
std::string RewriteDataFiles(const std::string& table) {
  const std::size_t dot = table.find('.');
  const bool has_catalog =
      dot != std::string::npos && table.find('.', dot + 1) != std::string::npos;
  return "CALL " + (has_catalog ? table.substr(0, dot) : std::string("<catalog>")) +
         ".system.rewrite_data_files(table => '" + (has_catalog ? table.substr(dot + 1) : table) +
         "')";
}

void Advise(const Scans& scans, std::int64_t target, Finding& finding) {
  const DataSource& source = scans.source();
  const std::string reason = FormatCountOf(target, "file", "files") + " of " +
                             FormatBytes(scans.bytes / std::max<std::int64_t>(1, target)) +
                             " in place of " + FormatCount(scans.files);
  // One file for each partition is the least there can be.
  if (scans.partitions > 0 && scans.files / 2 < scans.partitions) {
    finding.changes.push_back(InCode(
        "partition the table by a coarser column (a month in place of a day), or cluster it "
        "instead",
        "its " + FormatCountOf(scans.partitions, "partition", "partitions") + " hold " +
            FormatBytes(scans.bytes / scans.partitions) + " each, however few files they have"));
    return;
  }
  if (source.format == "delta") {
    const std::string name = !source.table.empty() ? source.table
                             : source.path.empty() ? "<table>"
                                                   : "delta.`" + source.path + '`';
    finding.changes.push_back(InSql("OPTIMIZE " + name, reason));
    return;
  }
  if (source.format == "iceberg") {
    finding.changes.push_back(
        InSql(RewriteDataFiles(source.table.empty() ? "<table>" : source.table), reason));
    return;
  }
  const std::string format = source.format.empty() ? "parquet" : source.format;
  const bool is_text = source.is_text();
  const std::string read = !source.table.empty() ? "spark.table(\"" + source.table + "\")"
                                                 : "spark.read." + format + "(...)";
  const OneChange both(finding);
  finding.changes.push_back(InCode(
      scans.partitions > 0
          ? read + ".repartition(<partition columns>).write.partitionBy(<partition columns>)." +
                (is_text ? "parquet" : format) + "(...), once, into a new place"
          : read + ".repartition(" + std::to_string(target) + ").write." +
                (is_text ? "parquet" : format) + "(...), once, into a new place",
      reason));
  finding.changes.push_back(
      scans.written_by == nullptr
          ? InCode("repartition before the write in the job that makes these files",
                   "else they are small again tomorrow")
          : InCode("repartition before the write in query " + std::to_string(scans.written_by->id) +
                       " of this application",
                   "it makes these files"));
}

// The same place, however it is written: "/srv/orders" of "file:/srv/orders".
std::string_view PlaceOf(std::string_view path) {
  return path.starts_with("file:") ? path.substr(5) : path;
}

// Queries that write, by the path they write to.
std::map<std::string, const model::SqlExecution*, std::less<>> WritersOf(const Run& run) {
  std::map<std::string, const model::SqlExecution*, std::less<>> writers;
  for (const model::SqlExecution& sql : run.app().sql_executions) {
    if (!run.HasOp(sql, Operator::kWrite)) continue;
    for (const model::PlanNode& node : sql.final_plan()->nodes) {
      if (run.OpOf(node) != Operator::kWrite) continue;
      const DataSource target = SourceOf(run.app(), node);
      if (!target.path.empty()) writers.emplace(PlaceOf(target.path), &sql);
    }
  }
  return writers;
}

// Of reading `count` files of the scans' bytes, the share that is opening them: a file of s bytes costs
// as much as reading s + open cost.
double OpeningShare(const Scans& scans, std::int64_t count, double open_cost) {
  const double open = open_cost * static_cast<double>(count);
  return open / (open + static_cast<double>(scans.bytes));
}

// Of the reading, what `target` files of the same bytes spare.
double SavedShare(const Scans& scans, std::int64_t target, double open_cost) {
  if (target >= scans.files) return 0;
  const double now = OpeningShare(scans, scans.files, open_cost);
  const double then = OpeningShare(scans, target, open_cost);
  return then < 1 ? now - (1 - now) / (1 - then) * then : 0;
}

Impact ImpactOf(const Scans& scans, std::int64_t target, double open_cost) {
  const double saved = SavedShare(scans, target, open_cost);
  Impact impact;
  impact.core_ms_high = Scaled(scans.reading, saved);
  impact.wall_ms_high = Scaled(scans.reading_critical, saved);
  impact.method = "upper bound: opening a file taken to cost as much as reading " +
                  FormatBytes(static_cast<std::int64_t>(open_cost)) +
                  ", as a share of the time that the stages read";
  if (scans.critical_time == 0 && !scans.readers.empty()) {
    impact.method += "; these stages did not decide the run's end";
  }
  return impact;
}

// Tasks that Spark makes of `files` files: it adds to each what opening it costs, and fills splits.
std::int64_t SplitsOf(const Run& run, const Scans& scans, std::int64_t files) {
  constexpr std::int64_t kOpenCost = 4 << 20;
  constexpr std::int64_t kMostBytes = 128 << 20;
  const std::int64_t sql = scans.all.front()->sql->id;
  const std::int64_t most = run.Bytes("spark.sql.files.maxPartitionBytes", kMostBytes, 1, sql);
  const std::int64_t all =
      SaturatingAdd(scans.bytes, Scaled(kOpenCost, static_cast<double>(files)));
  const std::int64_t split = std::min(most, std::max(kOpenCost, all / run.max_slots()));
  return std::clamp<std::int64_t>(CeilDiv(all, std::max<std::int64_t>(1, split)), 1, 1'000'000);
}

// Of a stage that reads other files or shuffles too, only some splits would be others.
bool ReadsOneSource(const Run& run, std::size_t stage) {
  const StagePlan& plan = run.PlanOf(stage);
  return plan.reads.empty() &&
         std::count_if(plan.nodes.begin(), plan.nodes.end(), [&](std::int32_t node) {
           return run.OpOf(plan.node(node)) == Operator::kScan;
         }) == 1;
}

// The stages' reading without the files that are too many, in as many tasks as fewer files make. What
// opening costs is measured by no one: Spark's figure, a quarter of it, four times.
WhatIf InFewerFiles(const Run& run, const Scans& scans, std::int64_t target, double open_cost) {
  const std::int64_t splits = SplitsOf(run, scans, target);
  const auto with = [&](double factor) {
    const double saved = SavedShare(scans, target, open_cost * factor);
    // The readers are found again when it is played: of thousands of tables that the same stages
    // read, each would keep a list.
    return [&run, all = scans.all, splits, saved](replay::Recording& recording) {
      for (const Reader& reader : Together(run, all).readers) {
        const auto stage = static_cast<std::uint32_t>(reader.stage);
        replay::ScaleTasks(recording, stage, 1 - reader.share * saved);
        if (ReadsOneSource(run, reader.stage) && splits < run.figures_of(reader.stage).tasks) {
          replay::Repartition(recording, stage, static_cast<std::uint32_t>(splits),
                              run.StartCostOf(reader.stage));
        }
      }
    };
  };
  constexpr double kFactor = 4;
  return {WhatIf::Order::kOtherTasks, with(1 / kFactor), with(1), with(kFactor)};
}

std::vector<Evidence> EvidenceOf(const Run& run, const Scans& scans) {
  const std::string place = scans.all.front()->Place();
  const std::int64_t mean = scans.bytes / scans.files;
  std::vector<Evidence> evidence = {
      {"files read", static_cast<double>(scans.files), Unit::kCount, place},
      {scans.size_known ? "size of files read" : "bytes read from them",
       static_cast<double>(scans.bytes), Unit::kBytes, place},
      {"mean file size", static_cast<double>(mean), Unit::kBytes, place}};
  if (scans.metadata_time > 0) {
    evidence.push_back({"metadata time", static_cast<double>(scans.metadata_time),
                        Unit::kMilliseconds, scans.all.size() == 1 ? place : ""});
  }
  for (std::size_t i = 1; i < scans.all.size() && i < 5; ++i) {
    evidence.push_back({"read again", 1, Unit::kCount, scans.all[i]->Place()});
  }
  std::size_t shown = 0;
  for (const std::size_t stage : StagesOf(scans.all)) {
    if (shown++ == 3) break;
    evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                        Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  return evidence;
}

// A finding about the one scan, or about all scans of a table or path.
Finding OfScans(const Scans& scans) {
  Finding finding = OfNode(*scans.all.front()->sql, scans.all.front()->node);
  if (scans.all.size() > 1) {
    finding.scope = Scope::kApplication;
    finding.subject = "scans of " + scans.source().Name();
    finding.sql_execution_id = -1;
  }
  return finding;
}

void NoteUnsure(const Run& run, const Scans& scans, Finding& finding) {
  if (!scans.size_known) {
    Miss("the size of the files is not in the log; what was read of them stands in for it",
         finding);
  }
  if (scans.readers.empty()) {
    Miss("which stages read them is not known: no saving can be told", finding);
  }
  if (scans.source().table.empty() && scans.source().path.empty()) {
    Miss("the plan does not say which table or path this is", finding);
  }
  NoteMissing(run, *scans.all.front()->sql, finding);
}

void Report(const Context& context, const Scans& scans, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const std::int64_t mean = scans.bytes / scans.files;
  if (static_cast<double>(mean) >= settings.Get("max_mean_bytes")) return;
  if (!scans.size_known && scans.bytes <= 0) return;
  const std::int64_t target = std::max<std::int64_t>(
      {1, scans.partitions,
       CeilDiv(scans.bytes, static_cast<std::int64_t>(settings.Get("target_bytes")))});
  const double open_cost = settings.Get("open_cost_bytes");

  Finding finding = OfScans(scans);
  if (static_cast<double>(mean) < settings.Get("severe_mean_bytes")) {
    finding.severity = Severity::kLow;
  }
  finding.impact = ImpactOf(scans, target, open_cost);
  // Of text, nobody knows how much of a stage's time is reading: there the bound stands.
  if (scans.is_measured && !scans.readers.empty()) {
    finding.impact.is_upper_bound = false;
    finding.impact.method =
        "reading without opening the files that are too many, each taken to cost as much as "
        "reading " +
        FormatBytes(static_cast<std::int64_t>(open_cost)) + " (a quarter of it, four times)";
    finding.what_if = InFewerFiles(run, scans, target, open_cost);
  }
  finding.title =
      FormatCount(scans.files) + " files of " + FormatBytes(mean) + " on average are read from " +
      scans.source().Name() +
      (scans.all.size() == 1
           ? " (query " + std::to_string(scans.all.front()->sql->id) + ')'
           : ", in " + FormatCount(static_cast<std::int64_t>(scans.all.size())) + " scans");
  finding.why = "By Spark's own measure of what opening a file costs, " +
                FormatPercent(OpeningShare(scans, scans.files, open_cost)) +
                " of the reading is opening files; " + FormatCountOf(target, "file", "files") +
                " would hold the same data.";
  finding.evidence = EvidenceOf(run, scans);
  Advise(scans, target, finding);
  NoteUnsure(run, scans, finding);
  out.push_back(std::move(finding));
}

void FindSmallFilesRead(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::map<std::string, ScanList> by_source;
  for (const Scan& scan : run.Scans()) {
    if (static_cast<double>(scan.files) <= context.settings.Get("min_files")) continue;
    const bool has_name = !scan.source.table.empty() || !scan.source.path.empty();
    by_source[has_name ? scan.source.Name() : scan.Place()].push_back(&scan);
  }
  if (by_source.empty()) return;
  const auto writers = WritersOf(context.run);
  for (const auto& [name, all] : by_source) {
    Scans scans = Together(run, all);
    const auto writer = writers.find(PlaceOf(scans.source().path));
    if (writer != writers.end()) scans.written_by = writer->second;
    Report(context, scans, out);
  }
}

constexpr InsightSpec kSmallFilesRead = {
    .id = "small-files-read",
    .title = "A scan reads many small files",
    .sees =
        "Scans of one table or path that read more than min_files files of less than "
        "max_mean_bytes on average.",
    .why = "Each file has to be listed, opened and its footer read, however little is in it.",
    .advice =
        "Compact the table (OPTIMIZE, rewrite_data_files, or a rewrite), and repartition in the "
        "job that writes it; coarser partitions where one file for each is small.",
    .formula =
        "Time of reading x share of opening, where a file costs open_cost_bytes beside its own "
        "size, less what files of target_bytes, but one for each partition, would still cost. By "
        "replay, with the tasks that Spark would make of them, where the reader measures its time "
        "(a quarter of the cost, four times); else an upper bound over all of the stages' time.",
    .dataflint_alert = "readSmallFiles",
    .thresholds = kThresholds,
    .run = FindSmallFilesRead,
};
DATAFLINT_REGISTER_INSIGHT(kSmallFilesRead);

}  // namespace
}  // namespace dataflint::insights
