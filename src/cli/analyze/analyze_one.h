// Analyses one log and writes its report.
#ifndef DATAFLINT_CLI_ANALYZE_ANALYZE_ONE_H_
#define DATAFLINT_CLI_ANALYZE_ANALYZE_ONE_H_

#include <cstddef>
#include <string>

#include "cli/analyze/analyze_options.h"
#include "cli/command.h"
#include "cli/output.h"
#include "io/event_log.h"

namespace dataflint::cli {

// `log` is the only one that the paths of `options` hold.
ExitCode AnalyzeOne(const AnalyzeOptions& options, const io::EventLog& log, const Context& context);

// The report, or the stage, query or job of it that is asked for, as a person reads it; on a screen
// of `screen_rows` lines, when that is not 0. Errors: kNotFound when it is not in the log.
Result<std::string> ReportText(const AnalyzeOptions& options, const report::Report& report,
                               const Context& context, std::size_t screen_rows = 0);
// Writes the report in the form that is asked for; JSON on one line with `compact`. Errors:
// kNotFound for a stage, query or job that is not in the log.
Status WriteReport(const AnalyzeOptions& options, const report::Report& report,
                   const io::EventLog& log, const Context& context, bool compact, Output& output);

// kOk, kGateFailed or kPartial.
ExitCode Verdict(const AnalyzeOptions& options, const report::Report& report);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_ANALYZE_ONE_H_
