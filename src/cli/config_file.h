// The configuration file: TOML that says which insights are switched off and which thresholds are
// others, for all applications or for those whose name matches. docs/configuration.md describes it,
// `dataflint insights -o toml` writes one to begin with.
#ifndef DATAFLINT_CLI_CONFIG_FILE_H_
#define DATAFLINT_CLI_CONFIG_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insights/insight.h"
#include "insights/overrides.h"

namespace dataflint::cli {

// The overrides of the file that `named` (--config) names, or else DATAFLINT_CONFIG, or else of
// config.toml in the user's folder for such files, when it is there; none without any of these.
// Errors: kNotFound, kPermission, kUnavailable; kUsage for what the file says. Then nothing of it
// is given.
Result<insights::Overrides> LoadConfig(const std::string& named);

// The overrides of such a file's text; `name` is what errors and reports call it. Errors: kUsage.
Result<insights::Overrides> ParseConfig(std::string_view text, const std::string& name);

// A file with every threshold of these insights as a comment that needs only its "#" taken away.
std::string ConfigTemplate(const std::vector<const insights::InsightSpec*>& insights);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_CONFIG_FILE_H_
