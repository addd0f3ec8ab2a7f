#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_files_share", 0.30, Unit::kShare,
     "a statement replaces more than this share of the table's files"},
    {"max_rows_share", 0.30, Unit::kShare, "... to change less than this share of its rows"},
    {"most_files_share", 0.60, Unit::kShare, "or: it replaces more than this share of the files"},
    {"min_files", 10, Unit::kCount, "... of a table of at least this many files"},
};

// What a commit did to the table. "Before" is reckoned back from the state after it.
struct Rewrite {
  std::int64_t added_files = 0;
  std::int64_t removed_files = 0;
  std::int64_t files_before = 0;
  std::int64_t added_rows = 0;
  std::int64_t removed_rows = 0;
  std::int64_t rows_before = 0;
  std::int64_t bytes = 0;  // written anew

  double FilesShare() const { return ShareOf(removed_files, files_before); }
  // A copy-on-write statement writes back the rows that it keeps. How many differ is not in a commit:
  // updated rows are removed and added.
  double RowsShare() const {
    const std::int64_t differ =
        added_rows > removed_rows ? added_rows - removed_rows : removed_rows - added_rows;
    return ShareOf(differ, rows_before);
  }
};

Rewrite RewriteOf(const model::Application& app, const model::IcebergCommit& commit) {
  const auto metric = [&](std::string_view wanted) -> std::int64_t {
    constexpr std::int64_t kMost = std::int64_t{1} << 60;
    for (const auto& [name, value] : commit.metrics) {
      if (app.text(name) == wanted) return std::clamp<std::int64_t>(value, 0, kMost);
    }
    return 0;
  };
  Rewrite rewrite;
  rewrite.added_files = metric("addedDataFiles");
  rewrite.removed_files = metric("removedDataFiles");
  rewrite.files_before =
      std::max<std::int64_t>(rewrite.removed_files, metric("totalDataFiles") - rewrite.added_files +
                                                        rewrite.removed_files);
  rewrite.added_rows = metric("addedRecords");
  rewrite.removed_rows = metric("removedRecords");
  rewrite.rows_before = std::max<std::int64_t>(
      rewrite.removed_rows, metric("totalRecords") - rewrite.added_rows + rewrite.removed_rows);
  rewrite.bytes = metric("addedFilesSizeInBytes");
  return rewrite;
}

// The node of the query's plan that replaces files; -1: it does something else.
std::int32_t ReplaceNode(const Run& run, const model::SqlExecution* sql) {
  if (sql == nullptr || sql->final_plan() == nullptr) return -1;
  const std::vector<model::PlanNode>& nodes = sql->final_plan()->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (PlainName(run.app().text(nodes[i].name)).starts_with("ReplaceData")) {
      return static_cast<std::int32_t>(i);
    }
  }
  return -1;
}

// One commit that replaces more than it should.
struct Replace {
  const model::SqlExecution* sql = nullptr;
  std::int32_t node = -1;
  Rewrite rewrite;
};

// Commits of one table, and of one kind.
struct Table {
  std::string name;
  bool for_few = false;
  std::vector<Replace> replaces;
};

void AddBound(const Run& run, const Replace& replace, bool for_few, Impact& impact) {
  const double kept = for_few ? 1 - replace.rewrite.RowsShare() : 1;
  for (const std::size_t stage : run.StagesOf(replace.sql->id)) {
    if (run.stage(stage).total(TaskColumn::output_bytes) == 0) continue;
    impact.core_ms_high = SaturatingAdd(impact.core_ms_high, Scaled(run.CoreTimeOf(stage), kept));
    impact.wall_ms_high =
        SaturatingAdd(impact.wall_ms_high, Scaled(run.figures_of(stage).critical_time, kept));
  }
}

std::string FilesOf(const Rewrite& rewrite, const std::string& table) {
  return FormatCount(rewrite.removed_files) + " of " + FormatCount(rewrite.files_before) +
         " files of " + table;
}

Finding OfOneCommit(const Table& table) {
  const Replace& replace = table.replaces.front();
  const Rewrite& rewrite = replace.rewrite;
  Finding finding = OfNode(*replace.sql, replace.node);
  finding.title =
      FilesOf(rewrite, table.name) + " are replaced" +
      (table.for_few ? ", its rows grow or shrink by " + FormatPercent(rewrite.RowsShare())
                     : std::string()) +
      " (query " + std::to_string(replace.sql->id) + ')';
  const std::string place = NodePlace(*replace.sql, replace.node);
  finding.evidence = {
      {"files removed", static_cast<double>(rewrite.removed_files), Unit::kCount, place},
      {"files before", static_cast<double>(rewrite.files_before), Unit::kCount, place},
      {"rows added", static_cast<double>(rewrite.added_rows), Unit::kCount, place},
      {"rows removed", static_cast<double>(rewrite.removed_rows), Unit::kCount, place},
      {"bytes written", static_cast<double>(rewrite.bytes), Unit::kBytes, place}};
  return finding;
}

Finding OfCommits(const Table& table, std::int64_t bytes) {
  constexpr std::size_t kShown = 5;
  const auto count = static_cast<std::int64_t>(table.replaces.size());
  Finding finding;
  finding.subject = "table " + table.name;
  finding.title = FormatCount(count) + " statements each replace " +
                  (table.for_few ? "many files of " + table.name + " for few rows"
                                 : "most files of " + table.name) +
                  ", the largest " + FilesOf(table.replaces.front().rewrite, table.name);
  finding.evidence = {{"statements", static_cast<double>(count), Unit::kCount, ""},
                      {"bytes written", static_cast<double>(bytes), Unit::kBytes, ""}};
  for (std::size_t i = 0; i < table.replaces.size() && i < kShown; ++i) {
    const Replace& replace = table.replaces[i];
    finding.evidence.push_back({"files removed, of " + FormatCount(replace.rewrite.files_before),
                                static_cast<double>(replace.rewrite.removed_files), Unit::kCount,
                                NodePlace(*replace.sql, replace.node)});
  }
  return finding;
}

void Report(const Run& run, Table& table, std::vector<Finding>& out) {
  std::stable_sort(table.replaces.begin(), table.replaces.end(),
                   [](const Replace& a, const Replace& b) {
                     return a.rewrite.removed_files > b.rewrite.removed_files;
                   });
  std::int64_t bytes = 0;
  for (const Replace& replace : table.replaces) bytes = SaturatingAdd(bytes, replace.rewrite.bytes);
  Finding finding = table.replaces.size() == 1 ? OfOneCommit(table) : OfCommits(table, bytes);
  finding.severity = Severity::kLow;  // it grows with the table, and every run does it again
  finding.confidence = table.for_few ? Confidence::kMedium : Confidence::kHigh;
  finding.dataflint_alert =
      table.for_few ? "inefficientIcebergReplaceTable" : "replacedMostOfIcebergTable";
  finding.why =
      "With copy-on-write every file that holds one changed row is read and written whole: " +
      FormatBytes(bytes) + " are written.";
  for (const Replace& replace : table.replaces) {
    AddBound(run, replace, table.for_few, finding.impact);
  }
  finding.impact.method = "upper bound: without the stages that write files anew";
  {
    const OneChange both(finding);
    finding.changes.push_back(InSql(
        "ALTER TABLE " + table.name +
            " SET TBLPROPERTIES ('write.delete.mode'='merge-on-read', "
            "'write.update.mode'='merge-on-read', 'write.merge.mode'='merge-on-read')",
        "then only the changed rows are written; compact with rewrite_data_files now and then"));
    finding.changes.push_back(InSql(
        "ALTER TABLE " + table.name + " SET TBLPROPERTIES ('format-version'='2')",
        "before it, if the table is still of version 1, which has no delete files; readers of "
        "it have to know version 2, and it cannot be taken back"));
  }
  finding.changes.push_back(
      InSql("ALTER TABLE " + table.name +
                " ADD PARTITION FIELD <column that changed rows have in common>",
            "then the rows that change together lie in few files"));
  Miss("how many rows were updated is not in the commit: an update removes and adds them", finding);
  NoteMissing(run, *table.replaces.front().sql, finding);
  out.push_back(std::move(finding));
}

void FindIcebergReplace(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  std::vector<Table> tables;
  for (const model::IcebergCommit& commit : context.app.plugin.iceberg_commits) {
    const model::SqlExecution* sql = run.FindSql(commit.sql_execution_id);
    const std::int32_t node = ReplaceNode(run, sql);
    if (node < 0) continue;
    const Rewrite rewrite = RewriteOf(context.app, commit);
    if (static_cast<double>(rewrite.files_before) < settings.Get("min_files")) continue;
    const bool for_few = rewrite.FilesShare() > settings.Get("min_files_share") &&
                         rewrite.RowsShare() < settings.Get("max_rows_share");
    if (!for_few && rewrite.FilesShare() <= settings.Get("most_files_share")) continue;
    const std::string_view name = context.app.text(commit.table_name);
    auto table = std::find_if(tables.begin(), tables.end(), [&](const Table& known) {
      return known.name == name && known.for_few == for_few;
    });
    if (table == tables.end()) {
      tables.push_back({std::string(name), for_few, {}});
      table = tables.end() - 1;
    }
    table->replaces.push_back({sql, node, rewrite});
  }
  for (Table& table : tables) Report(run, table, out);
}

constexpr InsightSpec kIcebergReplace = {
    .id = "iceberg-replace",
    .title = "A statement rewrites most of an Iceberg table",
    .sees =
        "UPDATE, DELETE and MERGE by copy-on-write (as the predecessor's plugin reports their "
        "commits) that replace min_files_share of the files of a table of min_files or more while "
        "its rows grow or shrink by less than max_rows_share; or that replace most_files_share of "
        "the files. Those of one table are told together.",
    .why = "Copy-on-write writes every file anew that holds one changed row.",
    .advice = "Merge-on-read, or a partitioning by which changed rows lie in few files.",
    .formula =
        "Upper bound: time of the stages that write files anew, of the first kind without the "
        "share of the rows that the table grew or shrank by.",
    .dataflint_alert = "inefficientIcebergReplaceTable,replacedMostOfIcebergTable",
    .thresholds = kThresholds,
    .run = FindIcebergReplace,
};
DATAFLINT_REGISTER_INSIGHT(kIcebergReplace);

}  // namespace
}  // namespace dataflint::insights
