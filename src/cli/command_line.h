// The command line: picks the command, parses its options, runs it.
#ifndef DATAFLINT_CLI_COMMAND_LINE_H_
#define DATAFLINT_CLI_COMMAND_LINE_H_

namespace dataflint::cli {

// What main() does; gives the process' exit code.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_COMMAND_LINE_H_
