// Help as text and docs/commands.md, both from what the commands declare. Pure.
#ifndef DATAFLINT_CLI_HELP_TEXT_H_
#define DATAFLINT_CLI_HELP_TEXT_H_

#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace dataflint::cli {

// What to do next, for somebody who typed `dataflint` alone; at most 15 lines.
std::string NextSteps(const Commands& commands);
std::string GeneralHelp(const Commands& commands);
// `command` is declared into a parser of its own.
std::string HelpFor(Command& command);
std::string UsageLine(const CommandSpec& spec, const std::vector<OptionSpec>& options);
// What `dataflint help TOPIC` explains beside commands.
struct HelpTopic {
  std::string_view name;
  std::string_view summary;
  std::string (*text)();
};
std::span<const HelpTopic> HelpTopics();
// The whole of docs/commands.md.
std::string MarkdownReference(const Commands& commands);

// The options of a command, for help, completion and suggestions.
std::vector<OptionSpec> OptionsOf(Command& command);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_HELP_TEXT_H_
