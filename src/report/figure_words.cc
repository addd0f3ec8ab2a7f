#include "report/figure_words.h"

#include <string_view>

#include "base/quantity.h"

namespace dataflint::report {
namespace {

std::string Range(std::int64_t low, std::int64_t expected, std::int64_t high, bool upper_bound,
                  std::string (*format)(std::int64_t)) {
  if (upper_bound) return "up to " + format(high);
  std::string least = format(low);
  const std::string most = format(high);
  if (least == most) return format(expected);
  const std::size_t unit = least.rfind(' ');
  const bool same_unit = most.ends_with(std::string_view(least).substr(unit));
  const bool one_unit = least.find(' ') == unit && most.find(' ') == most.rfind(' ');
  if (same_unit && one_unit) least.resize(unit);
  return format(expected) + " (" + least + "–" + most + ")";
}

}  // namespace

std::string ShareOf(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  return FormatPercent(static_cast<double>(part) / static_cast<double>(whole));
}

std::string BytesOrNothing(std::int64_t bytes) {
  return bytes == 0 ? std::string() : FormatBytes(bytes);
}

std::string Savings(const insights::Impact& impact) {
  const auto range = [&](std::int64_t low, std::int64_t expected, std::int64_t high, auto format) {
    return Range(low, expected, high, impact.is_upper_bound, format);
  };
  std::string text;
  if (impact.wall_ms_high > 0) {
    text = range(impact.wall_ms_low, impact.wall_ms_expected, impact.wall_ms_high, FormatDuration);
  }
  if (impact.core_ms_high > 0) {
    if (!text.empty()) text += ", ";
    text += range(impact.core_ms_low, impact.core_ms_expected, impact.core_ms_high, FormatCoreTime);
  }
  return text.empty() ? "no time by itself" : text;
}

}  // namespace dataflint::report
