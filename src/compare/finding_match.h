// FindingMatch: which findings of two runs are the same, which went and which came: whether what was
// changed in between helped.
//
// The same are those with one id (insights/identity.h); of the others those of one insight about
// stages or queries that Compare() has matched, or about the same part of the application. Called by report/comparison/; pure.
#ifndef DATAFLINT_COMPARE_FINDING_MATCH_H_
#define DATAFLINT_COMPARE_FINDING_MATCH_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compare/comparison.h"
#include "insights/insight.h"

namespace dataflint::compare {

struct FindingMatch {
  Both<const insights::Finding*> finding{nullptr, nullptr};  // null: not in this run
};

// Those only in B first, then those only in A, then those in both; each in the order of importance
// that they were given in. Views into `a` and `b`.
std::vector<FindingMatch> MatchFindings(const Comparison& comparison,
                                        std::span<const insights::Finding> a,
                                        std::span<const insights::Finding> b);

// What the one side without the finding says about it. kNotAskedInA: only B has it, and A was not
// asked that insight, so that nobody knows whether it is new.
enum class FindingState : std::uint8_t { kNew, kGone, kInBoth, kNotAskedInA, kNotAskedInB };
std::string_view NameOf(FindingState state);  // "new", "gone", "both", "not-asked-in-a", ...

FindingState StateOf(const FindingMatch& match, const Both<const insights::Adjustments*>& adjusted);

// What is switched off in `here` and not in `there`.
std::vector<insights::Adjustments::SwitchedOff> SwitchedOffOnlyIn(
    const insights::Adjustments& here, const insights::Adjustments& there);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_FINDING_MATCH_H_
