// Points in time as text, always UTC. Any thread; no system time zone, no clock.
#ifndef DATAFLINT_BASE_CALENDAR_H_
#define DATAFLINT_BASE_CALENDAR_H_

#include <cstdint>
#include <string>

namespace dataflint {

// Milliseconds since the Unix epoch, to the years 0 to 9999 (times outside are cut to them).
// As Spark's REST API writes dates: "2024-01-31T22:00:11.042GMT"; -1 is
// "1969-12-31T23:59:59.999GMT".
std::string FormatApiTime(std::int64_t milliseconds);
// ISO 8601: "2024-01-31T22:00:11.042Z".
std::string FormatIsoTime(std::int64_t milliseconds);
// For people: "31 Jan 2024 22:00:11"; the day alone; the time of day alone, "22:00:11".
std::string FormatMoment(std::int64_t milliseconds);
std::string FormatDay(std::int64_t milliseconds);
std::string FormatTimeOfDay(std::int64_t milliseconds);

}  // namespace dataflint

#endif  // DATAFLINT_BASE_CALENDAR_H_
