// Analyses one log and writes its report.
#pragma once

#include "cli/analyze/analyze_options.h"
#include "cli/command.h"
#include "io/event_log.h"

namespace dataflint::cli {

// `log` is the only one that the paths of `options` hold.
ExitCode AnalyzeOne(const AnalyzeOptions& options, const io::EventLog& log, const Context& context);

// Whether any event was read: without one there is nothing to say.
bool HasEvents(const report::Report& report);
// kOk, kGateFailed or kPartial.
ExitCode Verdict(const AnalyzeOptions& options, const report::Report& report);

}  // namespace dataflint::cli
