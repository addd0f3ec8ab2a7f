#include <cstdio>

#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/help_text.h"
#include "cli/nearest.h"

namespace dataflint::cli {
namespace {

constexpr std::string_view kExitCodes = "exit-codes";

class Help final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "help",
        "Explain a command or the exit codes",
        "Without a topic: the commands. The topic is a command or exit-codes.",
        {{"dataflint help analyze", "explains analyze, with examples"},
         {"dataflint help exit-codes", "says what each exit code means"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    options.Add({.names = "TOPIC",
                 .placeholder = "TOPIC",
                 .text = "A command, or exit-codes",
                 .suggested = Topics()},
                topic_);
    options.Add({.names = "--markdown",
                 .placeholder = "",
                 .text = "Print the reference of all commands as Markdown",
                 .hidden = true},
                markdown_);
  }

  ExitCode Run(const Context& /*context*/) override {
    const Commands commands = AllCommands();
    if (markdown_) return Print(MarkdownReference(commands));
    if (topic_.empty()) return Print(GeneralHelp(commands));
    if (topic_ == kExitCodes) return Print(ExitCodesHelp());
    for (const auto& command : commands) {
      if (command->spec().name == topic_) return Print(HelpFor(*command));
    }
    const std::string nearest = NearestOf(topic_, Topics());
    return PrintError({ErrorCode::kUsage,
                       "there is no help on \"" + topic_ + "\"",
                       {},
                       {},
                       nearest.empty() ? "dataflint help lists the commands"
                                       : "did you mean dataflint help " + nearest + "?"});
  }

 private:
  static ExitCode Print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    return ExitCode::kOk;
  }

  static std::vector<std::string> Topics() {
    std::vector<std::string> topics = {std::string(kExitCodes)};
    for (const auto& command : AllCommands()) topics.emplace_back(command->spec().name);
    return topics;
  }

  std::string topic_;
  bool markdown_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeHelp() { return std::make_unique<Help>(); }

}  // namespace dataflint::cli
