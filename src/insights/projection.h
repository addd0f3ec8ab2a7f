// Projection: what a Project node computes, beside the columns that it hands on.
//
// Called by exchange-not-reused; pure. Not a parser of expressions: it only finds where one ends.
#ifndef DATAFLINT_INSIGHTS_PROJECTION_H_
#define DATAFLINT_INSIGHTS_PROJECTION_H_

#include <string>
#include <string_view>
#include <vector>

namespace dataflint::insights {

// "length(body) AS size" of "Project [id#1L, length(body#2) AS size#3]": the items that are no plain
// column, without ids, in alphabetical order. Empty when Spark shortened the text.
std::vector<std::string> ComputedBy(std::string_view project);

// Those that both compute and that take far longer than Spark's usual functions: user code, JSON, XML,
// regular expressions, calls to models. As "length(body)", without the name that each gives it.
std::vector<std::string> CostlyInBoth(std::string_view project, std::string_view other);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PROJECTION_H_
