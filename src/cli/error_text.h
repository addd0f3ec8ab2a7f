// Errors on standard error, all in one form: what failed, where, why, what to do.
#ifndef DATAFLINT_CLI_ERROR_TEXT_H_
#define DATAFLINT_CLI_ERROR_TEXT_H_

#include <string>
#include <vector>

#include "base/import_issue.h"
#include "base/result.h"
#include "cli/exit_code.h"

namespace dataflint::cli {

// The lines that PrintError prints.
std::string ErrorText(const Error& error);
// Prints the error and gives the exit code that belongs to it.
ExitCode PrintError(const Error& error);
// What `issue` says, as part of a sentence, with the detail of the first of `places`.
std::string WhyOf(ImportIssue issue, const std::vector<IssuePlace>& places);
// A line about something that does not end the work: "dataflint: warning: ...".
void PrintWarning(const std::string& text);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ERROR_TEXT_H_
