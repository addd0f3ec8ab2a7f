// analyze --follow and --state: one log that may still grow.
#ifndef DATAFLINT_CLI_ANALYZE_FOLLOW_H_
#define DATAFLINT_CLI_ANALYZE_FOLLOW_H_

#include "cli/analyze/analyze_options.h"
#include "cli/command.h"
#include "io/event_log.h"

namespace dataflint::cli {

// Without --follow it catches up once. `log` is the only one that the paths of `options` hold.
ExitCode AnalyzeGrowing(const AnalyzeOptions& options, const io::EventLog& log,
                        const Context& context);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_FOLLOW_H_
