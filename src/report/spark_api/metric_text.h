// The text of a SQL metric's value, letter for letter as Spark's SQL page and REST API show it
// (SQLMetrics.stringValue; MetricUtils.stringValue since 4.1). Used by sql.cc; any thread.
#ifndef DATAFLINT_REPORT_SPARK_API_METRIC_TEXT_H_
#define DATAFLINT_REPORT_SPARK_API_METRIC_TEXT_H_

#include <cstdint>
#include <string>

#include "model/sql_execution.h"

namespace dataflint::report::spark_api {

// E.g. "1,234", "5.2 MiB", "total (min, med, max (stageId: taskId))\n2.1 s (8 ms, 9 ms, 1.1 s
// (stage 3.0: task 17))". Custom metrics of data sources show their plain sum.
std::string MetricText(const model::MetricFold& metric);

// Utils.bytesToString and Utils.msDurationToString: Java rounds half up.
std::string SparkBytes(std::int64_t bytes);
std::string SparkDuration(std::int64_t milliseconds);

}  // namespace dataflint::report::spark_api

#endif  // DATAFLINT_REPORT_SPARK_API_METRIC_TEXT_H_
