// --phase: one part of the work alone, for benchmarks. `decode` unpacks and throws away, `parse`
// reads lines out of memory; both say on standard output how long that took.
#ifndef DATAFLINT_CLI_ANALYZE_PHASES_H_
#define DATAFLINT_CLI_ANALYZE_PHASES_H_

#include "cli/analyze/analyze_options.h"
#include "cli/exit_code.h"
#include "io/event_log.h"

namespace dataflint::cli {

ExitCode RunPhase(const AnalyzeOptions& options, const io::FoundLogs& found);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_PHASES_H_
