// Which insights are asked, and their thresholds: the options of every command that shows findings,
// and what they and the configuration file (config_file.h) come to.
#pragma once

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
