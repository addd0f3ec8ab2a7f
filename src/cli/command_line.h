// The command line: picks the command, parses its options, runs it.
#pragma once

namespace dataflint::cli {

// What main() does; gives the process' exit code.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace dataflint::cli
