// Surroundings: where and under which settings the two runs ran. Used by Compare(); pure.
#ifndef DATAFLINT_COMPARE_SURROUNDINGS_H_
#define DATAFLINT_COMPARE_SURROUNDINGS_H_

#include <string_view>
#include <vector>

#include "compare/comparison.h"

namespace dataflint::compare {

// Executors, cores, memory, node types, versions: what is known of one of them at least.
std::vector<TextChange> ClusterOf(const insights::Run& a, const insights::Run& b);

// Spark properties, and settings that queries changed at run time, whose values are not the same;
// by name. A setting with several values in one run shows all of them. Secrets never reach the
// model. What differs in every run is left out: the names of noisy_settings.def, and values that
// are the same but for addresses, ids and times in them.
std::vector<TextChange> SettingChangesOf(const insights::Run& a, const insights::Run& b);

// Whether noisy_settings.def names it.
bool IsNoisySetting(std::string_view name);
// `value` with addresses, ids and times in it replaced; a number alone stays as it is.
std::string WithoutIdentity(std::string_view value);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_SURROUNDINGS_H_
