// The part of a full report under "plugin": what the DataFlint plugin for Spark wrote into the log
// beside Spark's own events. Called by report_json for logs that have such events.
#ifndef DATAFLINT_REPORT_PLUGIN_JSON_H_
#define DATAFLINT_REPORT_PLUGIN_JSON_H_

#include "base/json_writer.h"
#include "report/report.h"

namespace dataflint::report {

// The value of "plugin", an object. Commits and scans in the log's order.
void WritePlugin(const Report& report, JsonWriter& json);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_PLUGIN_JSON_H_
