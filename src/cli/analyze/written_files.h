// CheckWrittenFiles: that --output and --state name no file whose loss nobody wants. Called by the
// commands that take these options, once they know the logs and before anything is written; one
// thread.
#ifndef DATAFLINT_CLI_ANALYZE_WRITTEN_FILES_H_
#define DATAFLINT_CLI_ANALYZE_WRITTEN_FILES_H_

#include <string>

#include "base/result.h"
#include "io/event_log.h"

namespace dataflint::cli {

struct WrittenFiles {
  std::string output;  // empty: standard output
  std::string state;   // empty: none
};

// Errors: kUsage when one of them is a file that is read (by any of its names), when both are the
// same file, or when --state names something that dataflint did not save; kPermission and
// kUnavailable when it cannot be seen what --state names.
Status CheckWrittenFiles(const WrittenFiles& files, const io::FoundLogs& found);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_WRITTEN_FILES_H_
