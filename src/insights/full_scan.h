// Full scans: scans whose rows are mostly dropped by the filter right above them, and what the insights
// about partitions and clusters that this filter does not use say of them alike.
//
// A scan that nobody filters is what the query asks for, and is not one of them. Called by
// full_scan_partitioned.cc and full_scan_clustered.cc; one thread.
#ifndef DATAFLINT_INSIGHTS_FULL_SCAN_H_
#define DATAFLINT_INSIGHTS_FULL_SCAN_H_

#include <string>
#include <vector>

#include "insights/insight.h"
#include "insights/run.h"
#include "insights/scan.h"

namespace dataflint::insights {

struct FullScan {
  Scan scan;
  Kept kept;
  double dropped = 0;              // share of the scan's rows
  std::int64_t critical_time = 0;  // of the stages that read

  const model::PlanNode& node() const {
    return scan.sql->final_plan()->nodes[static_cast<std::size_t>(scan.node)];
  }
};

// Scans of which the filter keeps `most_kept` of the rows at most, and whose reading is `least` of the
// run.
std::vector<FullScan> FullScansOf(const Run& run, double most_kept, double least);

// What the predecessor's plugin knows of the table that is scanned; null: nothing.
const model::DeltaScan* PluginScanOf(const model::Application& app, const Scan& scan);

// Whether a name of `columns` is one of `others`; Spark does not tell upper from lower case.
bool AnyOf(const std::vector<std::string>& columns, const std::vector<std::string>& others);

// A finding with all but title, reason and change: what is read, what is kept, and the bound of what
// could be saved.
Finding OfFullScan(const Run& run, const FullScan& full);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_FULL_SCAN_H_
