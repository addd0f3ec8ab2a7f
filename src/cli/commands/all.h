// Makers of all commands, one a file of this folder.
#ifndef DATAFLINT_CLI_COMMANDS_ALL_H_
#define DATAFLINT_CLI_COMMANDS_ALL_H_

#include <memory>

#include "cli/command.h"

namespace dataflint::cli {

std::unique_ptr<Command> MakeAnalyze();
std::unique_ptr<Command> MakeCompare();
std::unique_ptr<Command> MakeInspect();
std::unique_ptr<Command> MakeInsights();
std::unique_ptr<Command> MakeCompletion();
std::unique_ptr<Command> MakeHelp();
std::unique_ptr<Command> MakeVersion();

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_COMMANDS_ALL_H_
