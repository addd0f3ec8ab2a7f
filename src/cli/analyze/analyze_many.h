// Analyses many logs side by side and lists them.
#pragma once

#include "cli/analyze/analyze_options.h"
#include "cli/command.h"
#include "io/event_log.h"

namespace dataflint::cli {

ExitCode AnalyzeMany(const AnalyzeOptions& options, const io::FoundLogs& found,
                     const Context& context);

}  // namespace dataflint::cli
