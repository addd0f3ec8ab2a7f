// MagnitudeOf: the value of a SQL metric in the one unit that its kind has here, whatever its operator
// counts in: Spark's count times in milliseconds, those of accelerators (RAPIDS) in nanoseconds.
//
// Called by all that reckon with the times and sizes of plan nodes. Pure; any thread. Not for Spark's
// REST API, which gives values as they were counted.
#ifndef DATAFLINT_MODEL_METRIC_MAGNITUDE_H_
#define DATAFLINT_MODEL_METRIC_MAGNITUDE_H_

#include <cstdint>

#include "model/sql_execution.h"

namespace dataflint::model {

// Milliseconds of a time, bytes of a size, else the number.
constexpr std::int64_t MagnitudeOf(MetricType type, std::int64_t value) {
  constexpr std::int64_t kNsOfAMs = 1'000'000;
  return type == MetricType::kNsTiming ? value / kNsOfAMs : value;
}

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_METRIC_MAGNITUDE_H_
