// How figures stand in tables and sentences of every writer for people. Pure.
#ifndef DATAFLINT_REPORT_FIGURE_WORDS_H_
#define DATAFLINT_REPORT_FIGURE_WORDS_H_

#include <cstdint>
#include <string>

#include "insights/insight.h"

namespace dataflint::report {

// `part` of `whole` in percent, "" when there is no whole.
std::string ShareOf(std::int64_t part, std::int64_t whole);
// "" for zero, so that tables show only what is there.
std::string BytesOrNothing(std::int64_t bytes);
// "up to 31 m, up to 27 core-h".
std::string Savings(const insights::Impact& impact);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_FIGURE_WORDS_H_
