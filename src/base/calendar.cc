#include "base/calendar.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace dataflint {
namespace {

constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::int64_t kEarliest = -719'528 * kMsPerDay;     // 0000-01-01
constexpr std::int64_t kLatest = 2'932'897 * kMsPerDay - 1;  // 9999-12-31

struct Moment {
  int year = 0;
  unsigned month = 0;  // from 1
  unsigned day = 0;
  std::int64_t ms_of_day = 0;
};

Moment MomentOf(std::int64_t milliseconds) {
  const std::int64_t ms = std::clamp(milliseconds, kEarliest, kLatest);
  const std::int64_t days = ms >= 0 ? ms / kMsPerDay : (ms - kMsPerDay + 1) / kMsPerDay;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), ms - days * kMsPerDay};
}

std::string Padded(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string TimeOfDay(const Moment& moment) {
  const std::int64_t seconds = moment.ms_of_day / 1000;
  return Padded(seconds / 3600, 2) + ':' + Padded(seconds / 60 % 60, 2) + ':' +
         Padded(seconds % 60, 2);
}

std::string Machine(std::int64_t milliseconds, std::string_view zone) {
  const Moment moment = MomentOf(milliseconds);
  return Padded(moment.year, 4) + '-' + Padded(moment.month, 2) + '-' + Padded(moment.day, 2) +
         'T' + TimeOfDay(moment) + '.' + Padded(moment.ms_of_day % 1000, 3) + std::string(zone);
}

}  // namespace

std::string FormatApiTime(std::int64_t milliseconds) { return Machine(milliseconds, "GMT"); }

std::string FormatIsoTime(std::int64_t milliseconds) { return Machine(milliseconds, "Z"); }

std::string FormatDay(std::int64_t milliseconds) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Moment moment = MomentOf(milliseconds);
  return std::to_string(moment.day) + ' ' + std::string(kMonths[moment.month - 1]) + ' ' +
         std::to_string(moment.year);
}

std::string FormatTimeOfDay(std::int64_t milliseconds) { return TimeOfDay(MomentOf(milliseconds)); }

std::string FormatMoment(std::int64_t milliseconds) {
  return FormatDay(milliseconds) + ' ' + FormatTimeOfDay(milliseconds);
}

}  // namespace dataflint
