#include "cli/command_line.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/error_text.h"
#include "cli/help_text.h"
#include "cli/interrupt.h"
#include "cli/nearest.h"
#include "cli/output.h"

namespace dataflint::cli {
namespace {

int Number(ExitCode code) { return static_cast<int>(code); }

int Print(const std::string& text) { return Number(PrintData(text)); }

bool Exists(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0;
}

// Usage errors alone show how the command is used.
int UsageError(const std::string& why, const std::string& fix, const std::string& usage) {
  const Error error{ErrorCode::kUsage, "cannot understand the command line", {}, why, fix};
  const ExitCode code = PrintError(error);
  std::fprintf(stderr, "  use:  %s\n", usage.c_str());
  return Number(code);
}

int UnknownCommand(const std::string& word, const Commands& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) {
    if (!command->spec().hidden) names.emplace_back(command->spec().name);
  }
  const std::string fix =
      word.starts_with("-")
          ? "options come after the command: dataflint analyze " + word
          : DidYouMean(word, names,
                       Exists(word) ? "did you mean dataflint analyze " + word + "?"
                                    : "dataflint --help lists the commands",
                       "dataflint ");
  return UsageError("there is no command \"" + word + "\"", fix, "dataflint COMMAND [options]");
}

int UnexpectedArgument(const std::string& argument, const std::vector<OptionSpec>& options,
                       const std::string& usage) {
  const std::string name = argument.substr(0, argument.find('='));
  std::vector<std::string> names = {"--help"};
  for (const OptionSpec& option : options) {
    if (option.hidden || IsPositional(option)) continue;
    const std::vector<std::string> all = NamesOf(option);
    names.insert(names.end(), all.begin(), all.end());
  }
  if (argument.starts_with("-")) {
    return UsageError("there is no option " + name,
                      DidYouMean(name, names, "--help lists the options"), usage);
  }
  return UsageError("\"" + argument + "\" is one argument too many", "leave it out", usage);
}

// What the parser found wrong, in our words where its own are hard to read.
std::string WhyOf(const CLI::ParseError& error) {
  std::string text = error.what();
  constexpr std::string_view kNoNumber = "Could not convert: ";
  if (text.starts_with(kNoNumber)) {  // "Could not convert: --interval = abc"
    const std::size_t between = text.find(" = ");
    const std::string option = text.substr(kNoNumber.size(), between - kNoNumber.size());
    const std::string value = between == std::string::npos ? "" : text.substr(between + 3);
    return option + ": \"" + value + "\" is not a number";
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) == nullptr) return text;
  const std::string option = text.substr(0, text.find(':'));
  return option +
         (text.find("received") != std::string::npos ? " is given twice" : " needs a value");
}

// What the parser left over, without the "--" that ends the options.
std::vector<std::string> RemainingOf(const CLI::App& app) {
  std::vector<std::string> rest = app.remaining();
  const auto mark = std::find(rest.begin(), rest.end(), "--");
  if (mark != rest.end()) rest.erase(mark);
  return rest;
}

// Runs `command` with the arguments behind its name.
int RunCommand(Command& command, std::vector<std::string> arguments) {
  CLI::App app;
  app.set_help_flag("-h,--help");
  app.allow_extras();
  Options options(app);
  command.Declare(options);
  const std::string usage = UsageLine(command.spec(), options.specs());
  std::reverse(arguments.begin(), arguments.end());  // as CLI::App::parse wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return Print(HelpFor(command));
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> rest = RemainingOf(app);
    const auto unknown = std::find_if(rest.begin(), rest.end(),
                                      [](const std::string& word) { return word[0] == '-'; });
    if (unknown != rest.end()) return UnexpectedArgument(*unknown, options.specs(), usage);
    const std::string help = "dataflint " + std::string(command.spec().name) + " --help";
    return UsageError(WhyOf(error), help + " explains the options", usage);
  }
  const std::vector<std::string> rest = RemainingOf(app);
  if (!rest.empty()) return UnexpectedArgument(rest.front(), options.specs(), usage);
  return Number(command.Run(Context{LookAtTerminal()}));
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  WatchForInterrupt();
  const Commands commands = AllCommands();
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (arguments.empty()) return Print(NextSteps(commands));
  const std::string word = arguments.front();
  if (word == "-h" || word == "--help") return Print(GeneralHelp(commands));
  const std::string name = word == "--version" ? "version" : word;
  for (const auto& command : commands) {
    if (command->spec().name != name) continue;
    arguments.erase(arguments.begin());
    return RunCommand(*command, std::move(arguments));
  }
  return UnknownCommand(word, commands);
}

}  // namespace dataflint::cli
