// The ids of insights as users type them. Used by commands, their options and the configuration
// file; pure.
#ifndef DATAFLINT_CLI_INSIGHT_NAMES_H_
#define DATAFLINT_CLI_INSIGHT_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insights/insight.h"

namespace dataflint::cli {

std::vector<std::string> AllInsightIds();
// Null: there is none.
const insights::InsightSpec* FindInsight(std::string_view id);
// What is wrong with an insight's name, in the words of an error's `why` and `fix`.
Error NoSuchInsight(std::string_view id);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_INSIGHT_NAMES_H_
