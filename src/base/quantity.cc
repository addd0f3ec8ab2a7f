#include "base/quantity.h"

#include <array>
#include <charconv>
#include <cmath>

namespace dataflint {
namespace {

constexpr std::string_view kNarrowSpace = "\xE2\x80\xAF";  // U+202F, does not break

std::uint64_t Magnitude(std::int64_t value) {
  return value < 0 ? 0U - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string Digits(std::uint64_t value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

// Tenths of something as "4.2"; "4" when there are no tenths.
std::string Tenths(std::uint64_t tenths) {
  std::string text = Digits(tenths / 10);
  if (tenths % 10 != 0) text.append(1, '.').append(1, static_cast<char>('0' + tenths % 10));
  return text;
}

// `value` / `unit`, rounded to tenths while it is below 100, to the whole above.
std::string Rounded(double value) {
  if (value < 99.95) return Tenths(static_cast<std::uint64_t>(std::llround(value * 10)));
  return FormatCount(std::llround(value));
}

// `value` seconds in its two largest units: "12 m 5 s".
std::string TwoUnits(std::uint64_t seconds) {
  struct Unit {
    std::uint64_t seconds;
    char sign;
  };
  constexpr std::array<Unit, 4> kUnits = {{{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}, {1, 's'}}};
  std::size_t first = 0;
  while (seconds < kUnits[first].seconds) ++first;
  // Round to the second unit before splitting, so that 59 m 59.9 s becomes 1 h, not 59 m 60 s.
  const std::uint64_t smallest = kUnits[first + 1].seconds;
  seconds = (seconds + smallest / 2) / smallest * smallest;
  if (first > 0 && seconds >= kUnits[first - 1].seconds) --first;
  std::string text = Digits(seconds / kUnits[first].seconds) + ' ' + kUnits[first].sign;
  const std::uint64_t rest = seconds % kUnits[first].seconds / kUnits[first + 1].seconds;
  if (rest > 0) text += ' ' + Digits(rest) + ' ' + kUnits[first + 1].sign;
  return text;
}

}  // namespace

std::string FormatDuration(std::int64_t milliseconds) {
  const std::uint64_t ms = Magnitude(milliseconds);
  const std::string sign = milliseconds < 0 ? "-" : "";
  if (ms < 1000) return sign + Digits(ms) + " ms";
  if (ms < 59'950) return sign + Tenths((ms + 50) / 100) + " s";
  return sign + TwoUnits(ms / 1000 + (ms % 1000 >= 500 ? 1 : 0));
}

std::string FormatNanoseconds(std::int64_t nanoseconds) {
  const std::uint64_t ns = Magnitude(nanoseconds);
  const std::string sign = nanoseconds < 0 ? "-" : "";
  if (ns < 1000) return sign + Digits(ns) + " ns";
  if (ns < 999'500) return sign + Digits((ns + 500) / 1000) + " µs";
  const auto ms = static_cast<std::int64_t>((ns + 500'000) / 1'000'000);
  return FormatDuration(nanoseconds < 0 ? -ms : ms);
}

std::string FormatCoreTime(std::int64_t core_milliseconds) {
  const std::uint64_t ms = Magnitude(core_milliseconds);
  const std::string sign = core_milliseconds < 0 ? "-" : "";
  const auto value = static_cast<double>(ms);
  if (ms < 1000) return sign + Digits(ms) + " core-ms";
  if (ms < 60'000) return sign + Rounded(value / 1e3) + " core-s";
  if (ms < 3'600'000) return sign + Rounded(value / 6e4) + " core-m";
  return sign + Rounded(value / 3.6e6) + " core-h";
}

std::string FormatBytes(std::int64_t bytes) {
  constexpr std::array<std::string_view, 7> kUnits = {"B",   "KiB", "MiB", "GiB",
                                                      "TiB", "PiB", "EiB"};
  const std::uint64_t magnitude = Magnitude(bytes);
  const std::string sign = bytes < 0 ? "-" : "";
  if (magnitude < 1024) return sign + Digits(magnitude) + " B";
  auto value = static_cast<double>(magnitude);
  std::size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return sign + Rounded(value) + ' ' + std::string(kUnits[unit]);
}

std::string FormatCount(std::int64_t count) {
  const std::string digits = Digits(Magnitude(count));
  std::string text = count < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += kNarrowSpace;
    text += digits[i];
  }
  return text;
}

std::string FormatPercent(double share) {
  if (!std::isfinite(share)) return "?";
  const double percent = std::fabs(share) * 100;
  const std::string sign = share < 0 ? "-" : "";
  if (percent == 0) return "0 %";
  if (percent < 0.05) return "< 0.1 %";
  if (percent < 9.95)
    return sign + Tenths(static_cast<std::uint64_t>(std::llround(percent * 10))) + " %";
  return sign + FormatCount(std::llround(percent)) + " %";
}

std::string FormatRatio(double ratio) {
  if (!std::isfinite(ratio)) return "?";
  const double magnitude = std::fabs(ratio);
  std::string text = ratio < 0 ? "-" : "";
  if (magnitude >= 9.95) {
    text += FormatCount(std::llround(magnitude));
  } else if (magnitude >= 2) {
    text += Tenths(static_cast<std::uint64_t>(std::llround(magnitude * 10)));
  } else {
    const auto hundredths = static_cast<std::uint64_t>(std::llround(magnitude * 100));
    text += Digits(hundredths / 100);
    if (hundredths % 100 != 0) {
      text += '.';
      text += static_cast<char>('0' + hundredths % 100 / 10);
      if (hundredths % 10 != 0) text += static_cast<char>('0' + hundredths % 10);
    }
  }
  return text + "×";
}

std::string FormatCountOf(std::int64_t count, std::string_view singular, std::string_view plural) {
  return FormatCount(count) + ' ' + std::string(count == 1 ? singular : plural);
}

}  // namespace dataflint
