// Which insights are asked, and their thresholds: the options of every command that shows findings,
// and what they and the configuration file (config_file.h) come to.
#ifndef DATAFLINT_CLI_INSIGHT_OPTIONS_H_
#define DATAFLINT_CLI_INSIGHT_OPTIONS_H_

#include <string>

#include "base/result.h"
#include "cli/options.h"
#include "insights/overrides.h"

namespace dataflint::cli {

struct InsightOptions {
  std::string config;   // file
  std::string only;     // ids with commas between
  std::string disable;  // likewise

  void Declare(Options& options);
  // Errors: kUsage, and those of LoadConfig.
  Result<insights::Overrides> Load() const;
};

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_INSIGHT_OPTIONS_H_
