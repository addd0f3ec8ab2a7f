// Analyses many logs side by side and lists them.
#ifndef DATAFLINT_CLI_ANALYZE_ANALYZE_MANY_H_
#define DATAFLINT_CLI_ANALYZE_ANALYZE_MANY_H_

#include "cli/analyze/analyze_options.h"
#include "cli/command.h"
#include "io/event_log.h"

namespace dataflint::cli {

ExitCode AnalyzeMany(const AnalyzeOptions& options, const io::FoundLogs& found,
                     const Context& context);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_ANALYZE_MANY_H_
