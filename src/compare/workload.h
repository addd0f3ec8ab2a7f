// Workload: what the two runs were given to do: amounts of data, tables, operators of queries. Used
// by Compare(); pure.
#ifndef DATAFLINT_COMPARE_WORKLOAD_H_
#define DATAFLINT_COMPARE_WORKLOAD_H_

#include <vector>

#include "compare/comparison.h"

namespace dataflint::compare {

// Every amount that is not 0 in both.
std::vector<Quantity> DataOf(const insights::Run& a, const insights::Run& b);

// Tables and folders whose volume is not the same, or that only one run touches; by name.
std::vector<TableChange> TableChangesOf(const insights::Run& a, const insights::Run& b);

// Sets what each match says about time and plan.
void DescribeQueries(const insights::Run& a, const insights::Run& b,
                     std::vector<QueryMatch>& queries);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_WORKLOAD_H_
