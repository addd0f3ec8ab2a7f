#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/full_scan.h"
#include "insights/insight.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_kept", 0.3, Unit::kShare,
     "the filter above the scan keeps this share of the rows at most"},
    {"min_share_of_run", 0.02, Unit::kShare,
     "reading takes this share of the time on the critical path, or of the core time"},
};

// How files of the table were laid out, so that filters can leave some out.
struct Layout {
  std::vector<std::string> columns;
  std::string_view words;
  std::string_view alert;
};

std::vector<std::string> Texts(const model::Application& app, const std::vector<StringId>& ids) {
  std::vector<std::string> texts;
  for (const StringId id : ids) texts.emplace_back(app.text(id));
  return texts;
}

Layout LayoutOf(const model::Application& app, const model::DeltaScan& table) {
  if (!table.clustering_columns.empty()) {
    return {Texts(app, table.clustering_columns), "clustered by", "fullScanLiquidClusteringTable"};
  }
  return {Texts(app, table.zorder_columns), "z-ordered by", "fullScanZIndexTable"};
}

void FindFullScans(const Context& context, std::vector<Finding>& out) {
  const model::Application& app = context.app;
  const Settings& settings = context.settings;
  // Only the predecessor's plugin writes down how a table is laid out.
  if (app.plugin.delta_scans.empty()) return;
  for (const FullScan& full :
       FullScansOf(context.run, settings.Get("max_kept"), settings.Get("min_share_of_run"))) {
    const Scan& scan = full.scan;
    const model::DeltaScan* table = PluginScanOf(app, scan);
    if (table == nullptr) continue;
    const Layout layout = LayoutOf(app, *table);
    if (layout.columns.empty()) continue;
    const Columns pushed = PushedFilterColumns(app, full.node());
    if (!pushed || AnyOf(*pushed, layout.columns)) continue;
    // Partitions that are left out already spare what clusters would.
    const Columns partitions = PartitionFilterColumns(app, full.node());
    if (!partitions || !partitions->empty()) continue;

    Finding finding = OfFullScan(context.run, full);
    finding.confidence = Confidence::kMedium;
    finding.dataflint_alert = layout.alert;
    const std::string columns = Listed(layout.columns);
    finding.title = scan.source.Name() + " is " + std::string(layout.words) + ' ' + columns +
                    ", but read whole: the filter keeps " + FormatPercent(1 - full.dropped) +
                    " of the rows (query " + std::to_string(scan.sql->id) + ')';
    finding.why =
        (pushed->empty() ? "No condition reaches the scan"
                         : "The conditions that reach the scan are on " + Listed(*pushed)) +
        ", so the order of the rows leaves out no file.";
    finding.changes.push_back(
        InSql("... WHERE " + layout.columns.front() + " = <value> AND ...",
              "if the rows that are wanted have few values of " + layout.columns.front()));
    if (!pushed->empty() && layout.alert == "fullScanLiquidClusteringTable") {
      finding.changes.push_back(InSql(
          "ALTER TABLE " +
              (scan.source.table.empty() ? "delta.`" + scan.source.path + '`' : scan.source.table) +
              " CLUSTER BY (" + pushed->front() + ')',
          "if most queries filter on " + pushed->front() + "; then OPTIMIZE FULL"));
    }
    out.push_back(std::move(finding));
  }
}

constexpr InsightSpec kFullScanClustered = {
    .id = "full-scan-clustered",
    .title = "A clustered table is read whole for a few of its rows",
    .sees =
        "Scans of a clustered or z-ordered Delta table (as the predecessor's plugin reports) whose "
        "conditions use none of these columns, above which a filter keeps max_kept of the rows at "
        "most, and whose reading takes min_share_of_run. Scans whose conditions Spark cut out of "
        "the log are left out.",
    .why =
        "Clustering and z-order let a scan leave out files, but only by conditions on their "
        "columns.",
    .advice = "Filter on the columns of the clusters too, or cluster by what queries filter on.",
    .formula = "Upper bound: time of reading x share of the rows that the filter drops.",
    .dataflint_alert = "fullScanLiquidClusteringTable,fullScanZIndexTable",
    .thresholds = kThresholds,
    .run = FindFullScans,
};
DATAFLINT_REGISTER_INSIGHT(kFullScanClustered);

}  // namespace
}  // namespace dataflint::insights
