// CheckWrittenFiles: that --output and --state name no file whose loss nobody wants. Called by the
// analyze command once it knows the logs and before anything is written; one thread.
#pragma once

#include "base/result.h"
#include "cli/analyze/analyze_options.h"
#include "io/event_log.h"

namespace dataflint::cli {

// Errors: kUsage when one of them is a file that is read (by any of its names), when both are the
// same file, or when --state names something that dataflint did not save; kPermission and
// kUnavailable when it cannot be seen what --state names.
Status CheckWrittenFiles(const AnalyzeOptions& options, const io::FoundLogs& found);

}  // namespace dataflint::cli
