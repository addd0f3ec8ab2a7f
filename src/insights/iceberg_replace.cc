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

void Bound(const Run& run, const Rewrite& rewrite, bool for_few, const model::SqlExecution& sql,
           Finding& finding) {
  for (const std::size_t stage : run.StagesOf(sql.id)) {
    if (run.stage(stage).total(TaskColumn::output_bytes) == 0) continue;
    finding.impact.core_ms_high = SaturatingAdd(finding.impact.core_ms_high, run.CoreTimeOf(stage));
    finding.impact.wall_ms_high =
        SaturatingAdd(finding.impact.wall_ms_high, run.figures_of(stage).critical_time);
  }
  const double kept = for_few ? 1 - rewrite.RowsShare() : 1;
  finding.impact.core_ms_high = Scaled(finding.impact.core_ms_high, kept);
  finding.impact.wall_ms_high = Scaled(finding.impact.wall_ms_high, kept);
  finding.impact.method = "upper bound: without the stages that write files anew";
}

void Report(const Context& context, const model::IcebergCommit& commit, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const model::SqlExecution* sql = run.FindSql(commit.sql_execution_id);
  const std::int32_t node = ReplaceNode(run, sql);
  if (node < 0) return;
  const Rewrite rewrite = RewriteOf(context.app, commit);
  if (static_cast<double>(rewrite.files_before) < settings.Get("min_files")) return;
  const bool for_few = rewrite.FilesShare() > settings.Get("min_files_share") &&
                       rewrite.RowsShare() < settings.Get("max_rows_share");
  if (!for_few && rewrite.FilesShare() <= settings.Get("most_files_share")) return;

  const std::string table(context.app.text(commit.table_name));
  Finding finding = OfNode(*sql, node);
  finding.severity = Severity::kLow;  // it grows with the table, and every run does it again
  finding.confidence = for_few ? Confidence::kMedium : Confidence::kHigh;
  finding.dataflint_alert =
      for_few ? "inefficientIcebergReplaceTable" : "replacedMostOfIcebergTable";
  finding.title = FormatCount(rewrite.removed_files) + " of " + FormatCount(rewrite.files_before) +
                  " files of " + table + " are replaced" +
                  (for_few ? ", its rows grow or shrink by " + FormatPercent(rewrite.RowsShare())
                           : std::string()) +
                  " (query " + std::to_string(sql->id) + ')';
  finding.why =
      "With copy-on-write every file that holds one changed row is read and written whole: " +
      FormatBytes(rewrite.bytes) + " are written.";
  const std::string place = NodePlace(*sql, node);
  finding.evidence = {
      {"files removed", static_cast<double>(rewrite.removed_files), Unit::kCount, place},
      {"files before", static_cast<double>(rewrite.files_before), Unit::kCount, place},
      {"rows added", static_cast<double>(rewrite.added_rows), Unit::kCount, place},
      {"rows removed", static_cast<double>(rewrite.removed_rows), Unit::kCount, place},
      {"bytes written", static_cast<double>(rewrite.bytes), Unit::kBytes, place}};
  Bound(run, rewrite, for_few, *sql, finding);
  finding.changes.push_back(InSql(
      "ALTER TABLE " + table +
          " SET TBLPROPERTIES ('format-version'='2', 'write.delete.mode'='merge-on-read', "
          "'write.update.mode'='merge-on-read', 'write.merge.mode'='merge-on-read')",
      "then only the changed rows are written; compact with rewrite_data_files now and then"));
  finding.changes.push_back(InSql(
      "ALTER TABLE " + table + " ADD PARTITION FIELD <column that changed rows have in common>",
      "then the rows that change together lie in few files"));
  Miss("how many rows were updated is not in the commit: an update removes and adds them", finding);
  NoteMissing(run, *sql, finding);
  out.push_back(std::move(finding));
}

void FindIcebergReplace(const Context& context, std::vector<Finding>& out) {
  for (const model::IcebergCommit& commit : context.app.plugin.iceberg_commits) {
    Report(context, commit, out);
  }
}

constexpr InsightSpec kIcebergReplace = {
    .id = "iceberg-replace",
    .title = "A statement rewrites most of an Iceberg table",
    .sees =
        "UPDATE, DELETE and MERGE by copy-on-write (as the predecessor's plugin reports their "
        "commits) that replace min_files_share of the files of a table of min_files or more while "
        "its rows grow or shrink by less than max_rows_share; or that replace most_files_share of "
        "the files.",
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
