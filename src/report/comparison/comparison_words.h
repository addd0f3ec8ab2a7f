// Comparison words: what the writers of a comparison say alike: the verdict, names of its parts,
// reasons, amounts with their sign. Texts are clean (terminal/text.h). Pure.
#ifndef DATAFLINT_REPORT_COMPARISON_COMPARISON_WORDS_H_
#define DATAFLINT_REPORT_COMPARISON_COMPARISON_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "compare/comparison.h"
#include "report/report.h"

namespace dataflint::report {

// "+3 m 12 s", "−17.2 s", "0 ms".
std::string SignedDuration(std::int64_t milliseconds);
std::string SignedCoreTime(std::int64_t core_milliseconds);
// "+41 %", "−12 %", "12×" from ten times on, "new", "gone"; empty when nothing differs.
std::string RelativeChange(const compare::Amounts& amounts);
// In the quantity's own form; `nothing` for 0.
std::string Amount(std::int64_t value, insights::Unit unit, std::string_view nothing = "0");

// "join of orders and customers", "driver: user code".
std::string LabelOf(const compare::Comparison& comparison, const compare::Contribution& part);
std::string LabelOf(const compare::Comparison& comparison, const compare::StageMatch& match);
// The stage's ids: "5 → 9", "5" in both, "5 → none".
std::string StageIdsOf(const compare::Comparison& comparison, const compare::StageMatch& match);
std::string LabelOf(const compare::Comparison& comparison, const compare::QueryMatch& match);

// "its tasks read 2.5 GiB instead of 1.2 GiB".
std::string TextOf(const compare::Reason& reason);
// All of them, one after the other; empty without any.
std::string TextOf(const std::vector<compare::Reason>& reasons);
// "SortMergeJoin 2 → 0, BroadcastHashJoin 0 → 2".
std::string TextOf(const std::vector<compare::OperatorChange>& plan);

// "B took 3 m 12 s longer (+41 %), 11 m instead of 7 m 48 s: join of orders and customers +2 m 50 s
// (spilled 3.1 GiB instead of nothing), driver: user code +15 s".
std::string VerdictOf(const compare::Comparison& comparison);
// What makes the two runs hard to compare: other work, another cluster, a log with holes.
std::vector<std::string> CautionsOf(const compare::Comparison& comparison,
                                    const compare::Both<const Report*>& reports);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_COMPARISON_COMPARISON_WORDS_H_
