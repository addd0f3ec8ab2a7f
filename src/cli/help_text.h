// Help as text and docs/cli.md, both from what the commands declare. Pure.
#pragma once

#include <string>

#include "cli/command.h"

namespace dataflint::cli {

// What to do next, for somebody who typed `dataflint` alone; at most 15 lines.
std::string NextSteps(const Commands& commands);
std::string GeneralHelp(const Commands& commands);
// `command` is declared into a parser of its own.
std::string HelpFor(Command& command);
std::string UsageLine(const CommandSpec& spec, const std::vector<OptionSpec>& options);
// Explains the exit codes.
std::string ExitCodesHelp();
// The whole of docs/cli.md.
std::string MarkdownReference(const Commands& commands);

// The options of a command, for help, completion and suggestions.
std::vector<OptionSpec> OptionsOf(Command& command);

}  // namespace dataflint::cli
