// SparkSetting: the settings that findings may advise, each with what Spark takes for it.
//
// A finding advises none but these (spark_settings.def), so that no advice names a setting which
// that Spark does not have, or a value which it would refuse. Called by advice.h; tests check every
// finding's settings with IsValid. Constants; any thread.
#ifndef DATAFLINT_INSIGHTS_SPARK_SETTINGS_H_
#define DATAFLINT_INSIGHTS_SPARK_SETTINGS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dataflint::insights {

struct SparkSetting {
  enum class Form : std::uint8_t {
    kBoolean,
    kCount,
    kSize,
    kBytesBefore3,
    kSeconds,
    kShare,
    kText
  };
  enum class When : std::uint8_t { kAnyTime, kStart };

  std::string_view key;
  Form form = Form::kText;
  When when = When::kAnyTime;
  int since_major = 0;  // first Spark that has it
  int since_minor = 0;

  bool is_size() const { return form == Form::kSize || form == Form::kBytesBefore3; }
};

namespace settings {
#define SPARK_SETTING(name, key, form, when, major, minor)                                    \
  inline constexpr SparkSetting name{key, SparkSetting::Form::form, SparkSetting::When::when, \
                                     major, minor};
#include "insights/spark_settings.def"
#undef SPARK_SETTING
}  // namespace settings

std::string_view NameOf(SparkSetting::Form form);  // "whole MiB: 64m"
std::span<const SparkSetting> AllSparkSettings();
// What Spark takes a plain number for: milliseconds of a kSeconds, bytes of a size.
std::int64_t PlainUnitOf(const SparkSetting& setting);
// At least so many bytes of a size as this Spark takes them, and at least one MiB: "64m".
std::string SizeText(const SparkSetting& setting, std::int64_t bytes, int spark_major);
// Whether this Spark takes this text for it.
bool IsValid(const SparkSetting& setting, std::string_view value, int spark_major);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SPARK_SETTINGS_H_
