// The report as JSON, schema dataflint.report/1 (docs/report.schema.json). The same report gives
// the same bytes. Within one schema number fields are only ever added.
// Called by cli/ and wasm/; one thread.
#ifndef DATAFLINT_REPORT_REPORT_JSON_H_
#define DATAFLINT_REPORT_REPORT_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "report/report.h"

namespace dataflint::report {

inline constexpr std::string_view kReportSchema = "dataflint.report/1";
inline constexpr std::string_view kUnreadableSchema = "dataflint.unreadable/1";

struct JsonOptions {
  std::string log;    // what the log is called; left out when empty
  bool full = false;  // with "spark" (spark_api/spark_api.h) and "plugin"
  // Of the task and executor distributions under "spark", each in [0, 1].
  std::vector<double> quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};
  // Adds "spark.tasks" of this stage attempt to a full report.
  std::optional<model::StageKey> stage;
};

void WriteReport(const Report& report, const JsonOptions& options, JsonWriter& json);

// Single members of the report, "completeness", "notSeen" and "statistics", into an open object.
void WriteCompleteness(const Completeness& completeness, JsonWriter& json);
void WriteNotSeen(const Report& report, JsonWriter& json);
void WriteStatistics(const Report& report, JsonWriter& json);
// Which insights were not asked, and who wanted that, as the array `key`.
void WriteSwitchedOff(std::string_view key, const insights::Adjustments& adjustments,
                      JsonWriter& json);

// What stands in place of a report when a log of many could not be read.
void WriteUnreadable(const std::string& log, const Error& error, JsonWriter& json);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_REPORT_JSON_H_
