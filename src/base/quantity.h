// How quantities read to a person: the same in titles of findings, in reports and in listings. Any
// thread. Texts are UTF-8; a report for an ASCII terminal replaces what it cannot show
// (report/terminal/text.h).
#ifndef DATAFLINT_BASE_QUANTITY_H_
#define DATAFLINT_BASE_QUANTITY_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dataflint {

// Milliseconds: "812 ms", "41.3 s", "12 m 5 s", "1 h 52 m", "3 d 4 h". Two units at most, rounded.
std::string FormatDuration(std::int64_t milliseconds);
// Nanoseconds: as above, below a millisecond "412 µs", "87 ns".
std::string FormatNanoseconds(std::int64_t nanoseconds);
// Core-milliseconds (one core for a millisecond): "41 core-s", "3.2 core-m", "27 core-h".
std::string FormatCoreTime(std::int64_t core_milliseconds);
// "812 B", "4.2 KiB", "19.2 GiB": powers of 1,024, as Spark's pages count.
std::string FormatBytes(std::int64_t bytes);
// Digits in groups of three, held together by U+202F: "1 187 842".
std::string FormatCount(std::int64_t count);
// A share of one: "38 %", "4.2 %" below ten, "< 0.1 %" when it would round to nothing.
std::string FormatPercent(double share);
// A multiple: "12×", "3.4×", "1.05×".
std::string FormatRatio(double ratio);
// `count` and its noun: "1 task", "1 187 tasks".
std::string FormatCountOf(std::int64_t count, std::string_view singular, std::string_view plural);

}  // namespace dataflint

#endif  // DATAFLINT_BASE_QUANTITY_H_
