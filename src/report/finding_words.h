// How the list of findings and their savings are told, in the same words by every writer for
// people. Pure.
#ifndef DATAFLINT_REPORT_FINDING_WORDS_H_
#define DATAFLINT_REPORT_FINDING_WORDS_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "insights/insight.h"
#include "report/report.h"

namespace dataflint::report {

// "11 findings"; "10 of 11 findings (--top N)" where only `shown` of `entries` are listed.
std::string CountOfFindings(const Report& report, std::size_t entries, std::size_t shown);

// "together they save 5 m", "together the 2 replayed save 5 m". Empty where that is
// not known, or where a single finding may save more than what could be replayed: it would read as
// the sum of all.
std::string TogetherText(const Report& report);

// "do" before the first of a finding's changes, "and" before one that goes with the one before it, "or"
// before another.
std::string_view LabelOf(const insights::Finding& finding, const insights::Change& change);

// What is said in place of findings, a sentence.
std::string_view NothingFound(const Report& report);

// Numbers of the findings that are listed, by id.
using FindingNumbers = std::map<std::string_view, std::size_t>;
// `text`, a reason, with numbers in place of the ids of other findings: "finding 2".
std::string WithNumbers(std::string_view text, const FindingNumbers& numbers);
// Of a finding's reason only that it is the alternative to others; empty: it is to none.
std::string_view AlternativeIn(std::string_view why);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_FINDING_WORDS_H_
