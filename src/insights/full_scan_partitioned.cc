#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/full_scan.h"
#include "insights/insight.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_partitions", 4, Unit::kCount, "the scan reads at least this many partitions"},
    {"max_kept", 0.3, Unit::kShare, "the filter above it keeps this share of the rows at most"},
    {"min_share_of_run", 0.02, Unit::kShare,
     "reading takes this share of the time on the critical path, or of the core time"},
};

// Columns by which the table is partitioned, as far as the log tells.
std::vector<std::string> PartitionColumns(const model::Application& app, const FullScan& full) {
  std::vector<std::string> columns;
  if (const model::DeltaScan* plugin = PluginScanOf(app, full.scan)) {
    for (const StringId column : plugin->partition_columns) {
      columns.emplace_back(app.text(column));
    }
  }
  if (columns.empty()) {
    columns = PartitionColumnsRead(app, full.node()).value_or(std::vector<std::string>());
  }
  return columns;
}

// No partition is left out, and the log says so.
bool ReadsAllPartitions(const model::Application& app, const FullScan& full,
                        const std::vector<std::string>& columns) {
  if (full.scan.partitions <= 0 && columns.empty()) return false;
  const Columns filters = PartitionFilterColumns(app, full.node());
  if (!filters || AnyOf(*filters, columns)) return false;
  return !columns.empty() || filters->empty();
}

void FindFullScans(const Context& context, std::vector<Finding>& out) {
  const Settings& settings = context.settings;
  for (const FullScan& full :
       FullScansOf(context.run, settings.Get("max_kept"), settings.Get("min_share_of_run"))) {
    const Scan& scan = full.scan;
    const std::vector<std::string> columns = PartitionColumns(context.app, full);
    if (!ReadsAllPartitions(context.app, full, columns)) continue;
    if (scan.partitions >= 0 &&
        static_cast<double>(scan.partitions) < settings.Get("min_partitions")) {
      continue;
    }
    Finding finding = OfFullScan(context.run, full);
    finding.confidence = Confidence::kMedium;
    const std::string all =
        scan.partitions > 0
            ? "All " + FormatCountOf(scan.partitions, "partition", "partitions") + " of "
            : "All partitions of ";
    finding.title = all + scan.source.Name() + " are read, and the filter keeps " +
                    FormatPercent(1 - full.dropped) + " of the rows (query " +
                    std::to_string(scan.sql->id) + ')';
    finding.why = "The table is partitioned" +
                  (columns.empty() ? std::string() : " by " + Listed(columns)) +
                  ", but no condition on that reaches the scan, so no folder is left out.";
    const std::string column = columns.empty() ? "<partition column>" : columns.front();
    finding.changes.push_back(
        InSql("... WHERE " + column + " BETWEEN <first> AND <last> AND ...",
              "if the rows that are wanted lie in some of the partitions: a condition on " +
                  (columns.empty() ? std::string("the partition column") : column) +
                  " itself leaves out the others before they are read"));
    if (columns.empty()) Miss("the plan does not name the partition columns", finding);
    out.push_back(std::move(finding));
  }
}

constexpr InsightSpec kFullScanPartitioned = {
    .id = "full-scan-partitioned",
    .title = "All partitions of a table are read for a few of its rows",
    .sees =
        "Scans of min_partitions or more partitions without a condition on a partition column, "
        "above which a filter keeps max_kept of the rows at most, and whose reading takes "
        "min_share_of_run. Scans whose conditions Spark cut out of the log are left out.",
    .why =
        "A condition on a partition column spares whole folders; any other is checked row by row.",
    .advice = "Add a condition on the partition column, where the rows that are wanted allow one.",
    .formula = "Upper bound: time of reading x share of the rows that the filter drops.",
    .dataflint_alert = "fullScanPartitionedTable",
    .thresholds = kThresholds,
    .run = FindFullScans,
};
DATAFLINT_REGISTER_INSIGHT(kFullScanPartitioned);

}  // namespace
}  // namespace dataflint::insights
