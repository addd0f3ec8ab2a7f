#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
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

constexpr ThresholdSpec kThresholds[] = {
    {"min_scans", 2, Unit::kCount, "the same files are read at least this often"},
    {"min_part_read", 0.10, Unit::kShare,
     "of the rows of the scan with most: below a limit, a scan that read less is not counted"},
    {"min_share_of_run", 0.03, Unit::kShare,
     "reading them again takes this share of the time on the critical path, or of the core time"},
    {"min_bytes_again", 64.0 * 1024 * 1024, Unit::kBytes, "... and is this much"},
    {"max_memory_share", 0.5, Unit::kShare,
     "share of the memory for execution and storage that a cache of text may take"},
};

// Text that is cached is parsed once: reading it again takes little of its time, filling the cache makes
// the first reading longer. A columnar file is no slower to read than a cache of it, and filling one takes
// many times a reading (measured: 15 times); there, only reading less often saves, which is bounded by what
// the later readings take.
struct CacheCost {
  double again;    // of the time of a reading
  double filling;  // likewise, beside the first reading
};
constexpr CacheCost kLow = {.again = 0.25, .filling = 1.2};
constexpr CacheCost kExpected = {.again = 0.06, .filling = 0.7};
constexpr CacheCost kHigh = {.again = 0.03, .filling = 0.2};

// A stage that reads, and how much of its task time is reading.
struct Reader {
  std::size_t stage = 0;
  double share = 0;
};

// What each scan read of the bytes that its stages read: a stage may have several, of other files too.
class BytesRead {
 public:
  explicit BytesRead(const Run& run) : run_(run) {
    for (const Scan& scan : run.Scans()) {
      for (const std::size_t stage : scan.stages) {
        std::int64_t& files = files_in_[stage];
        files = SaturatingAdd(files, SizeOf(scan));
      }
    }
  }
  // By the sizes of the files.
  std::int64_t Of(const Scan& scan) const {
    std::int64_t bytes = 0;
    for (const std::size_t stage : scan.stages) {
      const double share = ShareOf(SizeOf(scan), files_in_.at(stage));
      const std::int64_t read = run_.stage(stage).total(model::TaskColumn::input_bytes);
      bytes = SaturatingAdd(bytes, Scaled(read, share));
    }
    return bytes;
  }

 private:
  static std::int64_t SizeOf(const Scan& scan) { return std::max<std::int64_t>(1, scan.bytes); }

  const Run& run_;
  std::unordered_map<std::size_t, std::int64_t> files_in_;  // bytes of all scans of a stage
};

// Scans of the same files that read columns in common.
struct Repeated {
  std::vector<Scan> scans;
  std::vector<std::int64_t> bytes;   // that each of them read
  std::vector<std::string> columns;  // of all, each once; empty: not known
  bool columns_known = true;
  std::vector<Reader> first;
  std::vector<Reader> again;
  std::int64_t bytes_again = 0;
  std::int64_t reading_again = 0;   // ms of task time, of `again`
  std::int64_t critical_again = 0;  // ms of them on the critical path
  bool is_measured = true;
};

// Whether it reads a column that those before it have read too.
bool SharesColumns(const std::vector<std::string>& columns,
                   const std::unordered_set<std::string>& known) {
  return known.empty() ||
         std::any_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return known.contains(column); });
}

// Stages of the scan that none before it had.
void AddStages(const Run& run, const Scan& scan, std::set<std::size_t>& seen, Repeated& repeated) {
  const bool is_first = repeated.scans.empty();
  const double share = ShareOf(scan.reading, scan.task_time);
  for (const std::size_t stage : scan.stages) {
    if (!seen.insert(stage).second) continue;
    (is_first ? repeated.first : repeated.again).push_back({stage, share});
    if (is_first) continue;
    repeated.reading_again =
        SaturatingAdd(repeated.reading_again, Scaled(run.CoreTimeOf(stage), share));
    repeated.critical_again =
        SaturatingAdd(repeated.critical_again, Scaled(run.figures_of(stage).critical_time, share));
  }
}

// Whether a limit above it, as that of show(), may have ended it before it had read all.
bool MayBeCutShort(const Run& run, const Scan& scan) {
  const PlanTree& tree = run.TreeOf(*scan.sql);
  for (std::int32_t above = tree.ParentOf(scan.node); above >= 0; above = tree.ParentOf(above)) {
    switch (tree.op(above)) {
      case Operator::kLimit:
        return true;
      case Operator::kExchange:
      case Operator::kBroadcastExchange:
      case Operator::kAggregate:
      case Operator::kSort:
      case Operator::kWindow:
      case Operator::kWrite:
        return false;
      default:
        break;
    }
  }
  return false;
}

// The first rows of files are no reading of them.
void LeaveOutCutShort(const Context& context, const BytesRead& read, std::vector<Scan>& scans) {
  const auto most = [&](auto of) {
    std::int64_t value = 0;
    for (const Scan& scan : scans) value = std::max(value, of(scan));
    return value;
  };
  const std::int64_t rows = most([](const Scan& scan) { return scan.rows; });
  const std::int64_t bytes = most([&](const Scan& scan) { return read.Of(scan); });
  std::erase_if(scans, [&](const Scan& scan) {
    const double part =
        scan.rows >= 0 && rows > 0 ? ShareOf(scan.rows, rows) : ShareOf(read.Of(scan), bytes);
    return part < context.settings.Get("min_part_read") && MayBeCutShort(context.run, scan);
  });
}

Repeated Together(const Run& run, const BytesRead& read, std::vector<Scan> scans) {
  Repeated repeated;
  std::set<std::size_t> seen;
  std::unordered_set<std::string> known;  // columns
  for (Scan& scan : scans) {
    const model::PlanNode& node =
        scan.sql->final_plan()->nodes[static_cast<std::size_t>(scan.node)];
    const Columns columns = ColumnsRead(run.app(), node);
    // Counting rows reads footers only. Of text, a line is parsed whichever columns are wanted.
    if (columns && columns->empty()) continue;
    if (columns && !scan.source.is_text() && !SharesColumns(*columns, known)) continue;
    if (!columns) repeated.columns_known = false;
    AddStages(run, scan, seen, repeated);
    for (const std::string& column : columns.value_or(std::vector<std::string>())) {
      if (known.insert(column).second) repeated.columns.push_back(column);
    }
    repeated.is_measured = repeated.is_measured && scan.is_reading_measured;
    const std::int64_t bytes = read.Of(scan);
    if (!repeated.scans.empty()) repeated.bytes_again = SaturatingAdd(repeated.bytes_again, bytes);
    repeated.bytes.push_back(bytes);
    repeated.scans.push_back(std::move(scan));
  }
  return repeated;
}

void Scale(replay::Recording& recording, const std::vector<Reader>& readers, double change) {
  for (const Reader& reader : readers) {
    replay::ScaleTasks(recording, static_cast<std::uint32_t>(reader.stage),
                       1 + reader.share * change);
  }
}

WhatIf Cached(const Repeated& repeated) {
  const bool is_text = repeated.scans.front().source.is_text();
  struct Readers {
    std::vector<Reader> first;
    std::vector<Reader> again;
  };
  const auto readers = std::make_shared<const Readers>(Readers{repeated.first, repeated.again});
  const auto with = [&](CacheCost cost) {
    return [readers, cost](replay::Recording& recording) {
      Scale(recording, readers->first, cost.filling);
      Scale(recording, readers->again, cost.again - 1);
    };
  };
  if (!is_text) return {WhatIf::Order::kOtherTasks, {}, with({.again = 0, .filling = 0}), {}};
  return {WhatIf::Order::kOtherTasks, with(kLow), with(kExpected), with(kHigh)};
}

// "query 4", "queries 4, 5, 6 and 12 more".
std::string QueriesOf(const Repeated& repeated) {
  std::vector<std::string> queries;
  for (const Scan& scan : repeated.scans) {
    std::string id = std::to_string(scan.sql->id);
    if (queries.empty() || queries.back() != id) queries.push_back(std::move(id));
  }
  if (queries.size() == 1) return "query " + queries.front();
  constexpr std::size_t kShown = 4;
  if (queries.size() > kShown + 1) {
    const auto more = static_cast<std::int64_t>(queries.size() - kShown);
    queries.resize(kShown);
    queries.push_back(FormatCount(more) + " more");
  }
  return "queries " + Listed(queries);
}

std::string ReadOf(const Repeated& repeated) {
  const DataSource& source = repeated.scans.front().source;
  std::string read = !source.table.empty()
                         ? "spark.table(\"" + source.table + "\")"
                         : "spark.read." + (source.format.empty() ? "load" : source.format) +
                               "(\"" + source.path + "\")";
  constexpr std::size_t kMostColumns = 12;
  if (!repeated.columns_known || repeated.columns.size() > kMostColumns) return read;
  std::string columns;
  for (const std::string& column : repeated.columns) {
    columns += (columns.empty() ? "\"" : ", \"") + column + '"';
  }
  return read + ".select(" + columns + ')';
}

bool IsOneQuery(const Repeated& repeated) {
  return std::all_of(repeated.scans.begin(), repeated.scans.end(),
                     [&](const Scan& scan) { return scan.sql == repeated.scans.front().sql; });
}

// Of files that are parsed: what a cache of them takes in memory, and whether that fits.
void AdviseCache(const Context& context, const Repeated& repeated, Finding& finding) {
  const Run& run = context.run;
  const auto readings = static_cast<std::int64_t>(repeated.scans.size()) - 1;
  const std::int64_t once = repeated.bytes_again / std::max<std::int64_t>(1, readings);
  const std::int64_t memory = Scaled(run.memory_per_slot(), static_cast<double>(run.max_slots()));
  const bool fits = memory == 0 || once <= Scaled(memory, context.settings.Get("max_memory_share"));
  if (fits) {
    finding.changes.push_back(InCode(
        "df = " + ReadOf(repeated) + ".cache(), used by all of them; df.unpersist() after",
        "then the text is parsed once; in memory it takes at most about " + FormatBytes(once)));
  } else {
    finding.changes.push_back(
        InCode("df = " + ReadOf(repeated) + ".persist(StorageLevel.DISK_ONLY), used by all of them",
               "then the text is parsed once; its " + FormatBytes(once) +
                   " may not fit into half of the executors' " + FormatBytes(memory)));
  }
  if (memory == 0) {
    Miss("how much memory the executors have is not in the log: whether it fits is not known",
         finding);
  }
}

void Advise(const Context& context, const Repeated& repeated, Finding& finding) {
  const bool one_query = IsOneQuery(repeated);
  if (one_query) {
    finding.changes.push_back(InCode(
        "compute what the branches need in one pass: SUM(CASE WHEN ... END) or "
        "df.groupBy(...).agg(F.sum(F.when(...))) in place of one filtered read for each",
        "all of them are branches of query " + std::to_string(repeated.scans.front().sql->id)));
  }
  if (repeated.scans.front().source.is_text()) {
    AdviseCache(context, repeated, finding);
  } else if (!one_query) {
    finding.changes.push_back(InCode(
        "df = " + ReadOf(repeated) +
            " and the filters, joins or aggregations that these "
            "queries share; df.cache() behind them; df.unpersist() after",
        "what they all compute is computed once; a cache of the files themselves is no faster "
        "to read than the files"));
  }
}

std::vector<std::size_t> StagesOf(const Repeated& repeated) {
  std::vector<std::size_t> stages;
  for (const std::vector<Reader>* readers : {&repeated.first, &repeated.again}) {
    for (const Reader& reader : *readers) stages.push_back(reader.stage);
  }
  return stages;
}

void Report(const Context& context, const Repeated& repeated, std::vector<Finding>& out) {
  const Run& run = context.run;
  const double least = context.settings.Get("min_share_of_run");
  if (static_cast<double>(repeated.scans.size()) < context.settings.Get("min_scans")) return;
  if (static_cast<double>(repeated.bytes_again) < context.settings.Get("min_bytes_again")) return;
  if (repeated.again.empty() ||
      !run.Matters(repeated.reading_again, repeated.critical_again, least)) {
    return;
  }
  const Scan& first = repeated.scans.front();
  Finding finding;
  finding.subject = "scans of " + first.source.Name() + " again";
  finding.title = first.source.Name() + " is read " +
                  FormatCount(static_cast<std::int64_t>(repeated.scans.size())) + " times (" +
                  QueriesOf(repeated) + "): " + FormatBytes(repeated.bytes_again) + " again";
  finding.why =
      "Each time the same " +
      (first.files > 0 ? FormatCountOf(first.files, "file is", "files are") : "files are") +
      " opened and decoded: " + (repeated.is_measured ? "" : "up to ") +
      FormatDuration(repeated.reading_again) +
      " of task time after the first time. Spark keeps nothing of a scan for the next.";
  for (std::size_t i = 0; i < repeated.scans.size() && i < 6; ++i) {
    finding.evidence.push_back({"bytes read", static_cast<double>(repeated.bytes[i]), Unit::kBytes,
                                repeated.scans[i].Place()});
  }
  finding.evidence.push_back({repeated.is_measured ? "reading again" : "reading again, at most",
                              static_cast<double>(repeated.reading_again), Unit::kCoreMilliseconds,
                              StagePlace(run.stage(repeated.again.front().stage))});
  const bool is_text = first.source.is_text();
  finding.impact.core_ms_high = repeated.reading_again;  // at most, until it is played
  finding.impact.wall_ms_high = run.wall();
  finding.impact.is_upper_bound = !is_text || DoMoreThanRead(run, StagesOf(repeated));
  finding.impact.method =
      is_text
          ? std::string(finding.impact.is_upper_bound ? "upper bound, as they do more than parse: "
                                                      : "") +
                "later readings from a cache, at 6 % of their time (25 to 3 "
                "%), and the first longer by 70 % for filling it (120 to 20 %)"
          : "upper bound: read once";
  finding.what_if = Cached(repeated);
  if (IsOneQuery(repeated)) finding.alternative_to = "exchange-not-reused";
  if (is_text) finding.alternative_to = "csv-json-scan";  // parsed quickly, it need not be cached
  Advise(context, repeated, finding);
  if (!repeated.is_measured) {
    Miss(
        "how long the scans read is not measured for this format; it is at most the time of their "
        "stages",
        finding);
  }
  if (!repeated.columns_known) Miss("Spark cut the list of the columns that are read", finding);
  NoteMissing(run, *first.sql, finding);
  out.push_back(std::move(finding));
}

// MERGE, UPDATE and DELETE read the table once to find the files and once to write them anew.
bool ChangesRows(const Run& run, const model::SqlExecution& sql) {
  const model::SqlExecution* root = sql.root_id == sql.id ? nullptr : run.FindSql(sql.root_id);
  for (const model::SqlExecution* execution : {&sql, root}) {
    if (execution == nullptr || execution->final_plan() == nullptr) continue;
    for (const model::PlanNode& node : execution->final_plan()->nodes) {
      const std::string_view name = PlainName(run.app().text(node.name));
      for (const std::string_view command :
           {"ReplaceData", "WriteDelta", "Execute MergeInto", "Execute Update", "Execute Delete"}) {
        if (name.starts_with(command)) return true;
      }
    }
  }
  return false;
}

void FindRepeatedScans(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  // The same place, the same number of files and bytes: the same files, whatever the filters say.
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::vector<Scan>> by_files;
  std::unordered_map<const model::SqlExecution*, bool> changes_rows;
  for (const Scan& scan : run.Scans()) {
    if (scan.stages.empty() || (scan.source.table.empty() && scan.source.path.empty())) continue;
    if (scan.files < 0 || scan.bytes < 0 || scan.input_bytes <= 0) continue;
    const auto [known, is_new] = changes_rows.try_emplace(scan.sql);
    if (is_new) known->second = ChangesRows(run, *scan.sql);
    if (known->second) continue;
    by_files[{scan.source.Name(), scan.files, scan.bytes}].push_back(scan);
  }
  const BytesRead read(run);
  for (auto& [files, scans] : by_files) {
    if (scans.size() > 1) LeaveOutCutShort(context, read, scans);
    if (scans.size() > 1) Report(context, Together(run, read, std::move(scans)), out);
  }
}

constexpr InsightSpec kRepeatedScan = {
    .id = "repeated-scan",
    .title = "The same files are read again and again",
    .sees =
        "min_scans or more scans of one table or path that read the same files (as many, of the "
        "same size) and, unless these are text, columns in common, where those after the first "
        "read min_bytes_again and take min_share_of_run. MERGE, UPDATE and DELETE are left out, "
        "and scans that a limit ended early (min_part_read), as that of show() does.",
    .why = "Spark reads and decodes files anew for every query, and for every branch of one.",
    .advice =
        "Compute in one pass what the branches of a query need; cache text once it is parsed, and "
        "of columnar files what the queries compute alike, not the files.",
    .formula =
        "Text, by replay: stages that read again at 6 % of their time (25 to 3 %), the first "
        "longer by 70 % for filling the cache (120 to 20 %), which fits when the bytes read are "
        "below max_memory_share of the memory. Columnar files, upper bound by replay: the stages "
        "that read again without their reading, which is the scan time that the reader measures.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindRepeatedScans,
};
DATAFLINT_REGISTER_INSIGHT(kRepeatedScan);

}  // namespace
}  // namespace dataflint::insights
