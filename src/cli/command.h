// Command: one subcommand of dataflint. Each is one file in commands/ that declares itself once:
// what help, docs/commands.md, shell completion and the parser know of it comes from there.
//
// To add one: a file in commands/ with a Make function, and its line in commands/all.cc.
#ifndef DATAFLINT_CLI_COMMAND_H_
#define DATAFLINT_CLI_COMMAND_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/terminal_facts.h"

namespace dataflint::cli {

struct Example {
  std::string_view command;
  std::string_view explanation;
};

struct CommandSpec {
  std::string_view name;
  std::string_view summary;      // one clause
  std::string_view description;  // paragraphs, separated by "\n\n"
  std::vector<Example> examples;
  bool hidden = false;
};

struct Context {
  TerminalFacts terminal;
};

class Command {
 public:
  virtual ~Command() = default;
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  virtual const CommandSpec& spec() const = 0;
  // Binds the command's options to its members.
  virtual void Declare(Options& options) = 0;
  // After parsing. Writes data to standard output and all else to standard error.
  virtual ExitCode Run(const Context& context) = 0;
};

using Commands = std::vector<std::unique_ptr<Command>>;
Commands AllCommands();

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_COMMAND_H_
