#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/help_text.h"
#include "cli/nearest.h"
#include "cli/output.h"

namespace dataflint::cli {
namespace {

class Help final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "help",
        "Explain a command, the exit codes, the output, or the words of the report",
        "Without a topic: the commands. The topic is a command, exit-codes, output or report.",
        {{"dataflint help analyze", "explains analyze, with examples"},
         {"dataflint help exit-codes", "says what each exit code means"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    options.Add({.names = "TOPIC",
                 .placeholder = "TOPIC",
                 .text = "A command, exit-codes, output or report",
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
    if (markdown_) return PrintData(MarkdownReference(commands));
    if (topic_.empty()) return PrintData(GeneralHelp(commands));
    for (const HelpTopic& topic : HelpTopics()) {
      if (topic.name == topic_) return PrintData(topic.text());
    }
    for (const auto& command : commands) {
      if (command->spec().name == topic_) return PrintData(HelpFor(*command));
    }
    return PrintError(
        {ErrorCode::kUsage,
         "there is no help on \"" + topic_ + "\"",
         {},
         {},
         DidYouMean(topic_, Topics(), "dataflint help lists the commands", "dataflint help ")});
  }

 private:
  static std::vector<std::string> Topics() {
    std::vector<std::string> topics;
    for (const HelpTopic& topic : HelpTopics()) topics.emplace_back(topic.name);
    for (const auto& command : AllCommands()) topics.emplace_back(command->spec().name);
    return topics;
  }

  std::string topic_;
  bool markdown_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeHelp() { return std::make_unique<Help>(); }

}  // namespace dataflint::cli
