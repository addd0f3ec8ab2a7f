// Fingerprints: numbers by which a query or stage of one run is found again in another. They leave
// out what differs from run to run: ids of expressions, plans and stages, literals, numbers of
// partitions, folders above a table, the wrappers that adaptive execution and code generation put
// around operators. Used by compare/ to pair two runs, and for the ids of findings; pure.
#ifndef DATAFLINT_INSIGHTS_FINGERPRINT_H_
#define DATAFLINT_INSIGHTS_FINGERPRINT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "insights/run.h"
#include "model/application.h"

namespace dataflint::insights {

// 64-bit FNV-1a over texts; two texts never read like one.
class Fingerprint {
 public:
  Fingerprint& Add(std::string_view text);
  Fingerprint& Add(std::uint64_t number);
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325;
};

// Every run of digits as "#".
std::string WithoutNumbers(std::string_view text);
// A plan node's text without ids ("a#12L"), numbers, and values that columns are compared with.
std::string WithoutLiterals(std::string_view simple_string);

// Whether a node only wraps others: code generation, adaptive execution and its query stages.
bool IsWrapper(std::string_view node_name);
// The operator's name as a person compares plans: "SortMergeJoin", "Scan".
std::string_view OperatorName(std::string_view node_name);

// Of the plan as it was submitted, before adaptive execution; 0 when there is none.
std::uint64_t PlanFingerprint(const model::Application& app, const model::SqlExecution& sql);
// Of what the query reads, does and writes, whichever operators do it; 0 when nothing is known.
std::uint64_t WorkFingerprint(const model::Application& app, const model::SqlExecution& sql);

// Of the operators that a stage ran; of its call site where it has no plan.
std::uint64_t StageFingerprint(const Run& run, std::size_t stage);
// Of what the stage does in words, and of its call site without line numbers where it has no plan.
std::uint64_t StageWorkFingerprint(const Run& run, std::size_t stage);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_FINGERPRINT_H_
