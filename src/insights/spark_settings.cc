#include "insights/spark_settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

namespace dataflint::insights {
namespace {

constexpr SparkSetting kAll[] = {
#define SPARK_SETTING(name, key, form, when, major, minor) settings::name,
#include "insights/spark_settings.def"
#undef SPARK_SETTING
};

bool IsWhole(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && number > 0;
}

bool IsWholeOf(char unit, std::string_view text) {
  return !text.empty() && text.back() == unit && IsWhole(text.substr(0, text.size() - 1));
}

bool TakesPlainBytes(const SparkSetting& setting, int spark_major) {
  return setting.form == SparkSetting::Form::kBytesBefore3 && spark_major < 3;
}

}  // namespace

std::string_view NameOf(SparkSetting::Form form) {
  switch (form) {
    case SparkSetting::Form::kBoolean:
      return "true or false";
    case SparkSetting::Form::kCount:
      return "a whole number";
    case SparkSetting::Form::kSize:
      return "whole MiB: `64m`";
    case SparkSetting::Form::kBytesBefore3:
      return "whole MiB: `64m`; plain bytes before Spark 3.0";
    case SparkSetting::Form::kSeconds:
      return "whole seconds: `30s`";
    case SparkSetting::Form::kShare:
      return "a share: `0.5`";
    case SparkSetting::Form::kText:
      break;
  }
  return "text";
}

std::span<const SparkSetting> AllSparkSettings() { return kAll; }

std::int64_t PlainUnitOf(const SparkSetting& setting) {
  if (setting.form == SparkSetting::Form::kSeconds) {
    const bool is_ms = setting.key == settings::kLocalityWait.key ||
                       setting.key == settings::kSpeculationMinRuntime.key ||
                       setting.key == settings::kShuffleTimeout.key;
    return is_ms ? 1 : 1000;
  }
  // Those of spark.sql are bytes.
  return setting.is_size() && !setting.key.starts_with("spark.sql.") ? std::int64_t{1} << 20 : 1;
}

std::string SizeText(const SparkSetting& setting, std::int64_t bytes, int spark_major) {
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  const std::int64_t whole = std::max<std::int64_t>(1, bytes / kMiB + (bytes % kMiB > 0 ? 1 : 0));
  if (!TakesPlainBytes(setting, spark_major)) return std::to_string(whole) + 'm';
  // A size that reaches this far is not to be believed anyway.
  return std::to_string(std::min(whole, std::numeric_limits<std::int64_t>::max() / kMiB) * kMiB);
}

bool IsValid(const SparkSetting& setting, std::string_view value, int spark_major) {
  switch (setting.form) {
    case SparkSetting::Form::kBoolean:
      return value == "true" || value == "false";
    case SparkSetting::Form::kCount:
      return IsWhole(value);
    case SparkSetting::Form::kSize:
    case SparkSetting::Form::kBytesBefore3:
      return TakesPlainBytes(setting, spark_major) ? IsWhole(value) : IsWholeOf('m', value);
    case SparkSetting::Form::kSeconds:
      return IsWholeOf('s', value);
    case SparkSetting::Form::kShare:
      return value.size() == 3 && value.substr(0, 2) == "0." && value[2] > '0' && value[2] <= '9';
    case SparkSetting::Form::kText:
      return !value.empty() && std::none_of(value.begin(), value.end(),
                                            [](unsigned char c) { return std::iscntrl(c) != 0; });
  }
  return false;
}

}  // namespace dataflint::insights
