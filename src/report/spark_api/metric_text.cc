#include "report/spark_api/metric_text.h"

#include <array>
#include <cmath>
#include <string_view>

namespace dataflint::report::spark_api {
namespace {

using model::MetricFold;
using model::MetricType;

// Java's integer format of the United States: "-1,234".
std::string Grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

// `value` with `places` digits after the point, rounded half up; exact for what Spark divides,
// since its floats have 24 bits.
std::string Decimal(double value, int places) {
  const double scale = places == 1 ? 10 : 100;
  const auto scaled = static_cast<std::int64_t>(std::floor(value * scale + 0.5));
  const auto unit = static_cast<std::int64_t>(scale);
  std::string fraction = std::to_string(scaled % unit);
  fraction.insert(0, static_cast<std::size_t>(places) - fraction.size(), '0');
  return std::to_string(scaled / unit) + '.' + fraction;
}

// An average metric holds tenths; Java shows none when they are zero.
std::string Average(std::int64_t tenths) {
  std::string text = Grouped(tenths / 10);
  if (tenths % 10 != 0) text += '.' + std::to_string(tenths % 10);
  return text;
}

std::string One(MetricType type, std::int64_t value) {
  switch (type) {
    case MetricType::kSize:
      return SparkBytes(value);
    case MetricType::kTiming:
      return SparkDuration(value);
    case MetricType::kNsTiming:
      return SparkDuration(value / 1'000'000);
    case MetricType::kAverage:
      return Average(value);
    default:
      return Grouped(value);
  }
}

std::string TaskOfMaximum(const MetricFold& metric) {
  if (metric.max_task_id < 0) return "(driver)";
  return "(stage " + NameOf(metric.max_stage) + ": task " + std::to_string(metric.max_task_id) +
         ')';
}

}  // namespace

std::string SparkBytes(std::int64_t bytes) {
  constexpr std::array<std::string_view, 7> kUnits = {"B",   "KiB", "MiB", "GiB",
                                                      "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  while (unit + 1 < kUnits.size() && (bytes >> (10 * (unit + 1))) >= 2) ++unit;
  const double value =
      static_cast<double>(bytes) / static_cast<double>(std::int64_t{1} << (10 * unit));
  return Decimal(value, 1) + ' ' + std::string(kUnits[unit]);
}

std::string SparkDuration(std::int64_t milliseconds) {
  if (milliseconds < 1000) return std::to_string(milliseconds) + " ms";
  const auto value = static_cast<float>(milliseconds);
  if (milliseconds < 60'000) return Decimal(static_cast<double>(value / 1000.0F), 1) + " s";
  if (milliseconds < 3'600'000) return Decimal(static_cast<double>(value / 60'000.0F), 1) + " m";
  return Decimal(static_cast<double>(value / 3'600'000.0F), 2) + " h";
}

std::string MetricText(const MetricFold& metric) {
  constexpr std::string_view kNames = "(min, med, max (stageId: taskId))";
  const MetricType type = metric.type;
  if (type == MetricType::kV2Custom) return std::to_string(metric.total);
  if (type != MetricType::kSize && type != MetricType::kTiming && type != MetricType::kNsTiming &&
      type != MetricType::kAverage) {
    return Grouped(metric.total);
  }
  if (metric.valid_count <= 1) return One(type, metric.total);
  const std::string spread = One(type, metric.min) + ", " + One(type, metric.median) + ", " +
                             One(type, metric.max) + ' ' + TaskOfMaximum(metric) + ')';
  if (type == MetricType::kAverage) return std::string(kNames) + ":\n(" + spread;
  return "total " + std::string(kNames) + '\n' + One(type, metric.total) + " (" + spread;
}

}  // namespace dataflint::report::spark_api
