#include "insights/full_scan.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/plain_text.h"

namespace dataflint::insights {
std::vector<FullScan> FullScansOf(const Run& run, double most_kept, double least) {
  std::vector<FullScan> found;
  for (const Scan& scan : run.Scans()) {
    if (scan.rows <= 0 || scan.stages.empty()) continue;
    FullScan full;
    full.kept = KeptOf(run, scan);
    if (full.kept.rows < 0 || ShareOf(full.kept.rows, scan.rows) > most_kept) continue;
    full.dropped = 1 - ShareOf(full.kept.rows, scan.rows);
    for (const std::size_t stage : scan.stages) {
      full.critical_time = SaturatingAdd(full.critical_time, run.figures_of(stage).critical_time);
    }
    const double share = ShareOf(scan.reading, scan.task_time);
    if (!run.Matters(scan.reading, Scaled(full.critical_time, share), least)) continue;
    full.scan = scan;
    found.push_back(std::move(full));
  }
  return found;
}

const model::DeltaScan* PluginScanOf(const model::Application& app, const Scan& scan) {
  const model::DeltaScan* known = nullptr;
  for (const model::DeltaScan& candidate : app.plugin.delta_scans) {
    const std::string_view path = app.text(candidate.table_path);
    const std::string_view name = app.text(candidate.table_name);
    const bool is_same =
        (!path.empty() && path == scan.source.path) || (!name.empty() && name == scan.source.table);
    // An event holds until a later one of the same table.
    if (!is_same || candidate.min_execution_id > scan.sql->id) continue;
    if (known == nullptr || candidate.min_execution_id >= known->min_execution_id) {
      known = &candidate;
    }
  }
  return known;
}

bool AnyOf(const std::vector<std::string>& columns, const std::vector<std::string>& others) {
  std::unordered_set<std::string> lowered;
  for (const std::string& other : others) lowered.insert(Lowered(other));
  return std::any_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return lowered.contains(Lowered(column)); });
}

Finding OfFullScan(const Run& run, const FullScan& full) {
  const Scan& scan = full.scan;
  Finding finding = OfNode(*scan.sql, scan.node);
  const std::string place = scan.Place();
  finding.evidence = {{"rows read", static_cast<double>(scan.rows), Unit::kCount, place},
                      {"rows kept", static_cast<double>(full.kept.rows), Unit::kCount,
                       NodePlace(*scan.sql, full.kept.filter)}};
  if (scan.bytes >= 0) {
    finding.evidence.push_back(
        {"size of files read", static_cast<double>(scan.bytes), Unit::kBytes, place});
  }
  finding.evidence.push_back({"reading", static_cast<double>(scan.reading), Unit::kCoreMilliseconds,
                              StagePlace(run.stage(scan.stages.front()))});
  finding.impact.core_ms_high = Scaled(scan.reading, full.dropped);
  finding.impact.wall_ms_high =
      Scaled(full.critical_time, ShareOf(scan.reading, scan.task_time) * full.dropped);
  finding.impact.method =
      "upper bound: without reading the rows that the filter drops, were they all in files that "
      "can be left out";
  if (!scan.is_reading_measured) {
    Miss("how long the scan read is not measured; all of its stage's time is taken for it",
         finding);
  }
  NoteMissing(run, *scan.sql, finding);
  return finding;
}

}  // namespace dataflint::insights
