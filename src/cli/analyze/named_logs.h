// The logs that the paths of `dataflint analyze` mean, with what of them cannot be used: one path
// that is not there is no reason to say nothing of the others. On top of FindLogs (read_log.h).
#ifndef DATAFLINT_CLI_ANALYZE_NAMED_LOGS_H_
#define DATAFLINT_CLI_ANALYZE_NAMED_LOGS_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"
#include "io/event_log.h"

namespace dataflint::cli {

// FindLogs. Of several paths those that cannot be used are taken out of `paths`, with a warning,
// and are an issue of the only log or of all (data is lost). Errors: those of FindLogs, when no
// path can be used.
Result<io::FoundLogs> FindNamedLogs(std::vector<std::string>& paths);

// HasEvents (read_log.h), and they are of an application: a text that quotes some events is none.
bool IsLogOfApplication(const report::Report& report);
// Why there is no report of `log`.
Error WhyNoReport(const report::Report& report, const io::EventLog& log);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_NAMED_LOGS_H_
