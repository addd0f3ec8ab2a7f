#include <string>
#include <vector>

#include "cli/commands/all.h"
#include "cli/help_text.h"
#include "cli/output.h"
#include "cli/shell_quote.h"

namespace dataflint::cli {
namespace {

std::string Joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::vector<std::string> VisibleNames(const Commands& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) {
    if (!command->spec().hidden) names.emplace_back(command->spec().name);
  }
  return names;
}

// Values of an option to complete to.
const std::vector<std::string>& ValuesOf(const OptionSpec& option) {
  return option.choices.empty() ? option.suggested : option.choices;
}

// What can stand behind the command without a dash, beside files.
std::vector<std::string> PositionalWords(Command& command) {
  for (const OptionSpec& option : OptionsOf(command)) {
    if (!IsPositional(option)) continue;
    return ValuesOf(option);
  }
  return {};
}

std::string Bash(const Commands& commands) {
  std::string text =
      "# dataflint completion for bash:  source <(dataflint completion bash)\n"
      "_dataflint() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W \"" +
      Joined(VisibleNames(commands), " ") +
      "\" -- \"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${COMP_WORDS[1]} $previous\" in\n";
  for (const auto& command : commands) {
    for (const OptionSpec& option : OptionsOf(*command)) {
      if (ValuesOf(option).empty() || option.hidden || IsPositional(option)) continue;
      for (const std::string& name : NamesOf(option)) {
        text += "    \"" + std::string(command->spec().name) + ' ' + name +
                "\") COMPREPLY=($(compgen -W \"" + Joined(ValuesOf(option), " ") +
                "\" -- \"$current\")); return ;;\n";
      }
    }
  }
  text += "  esac\n  case \"${COMP_WORDS[1]}\" in\n";
  for (const auto& command : commands) {
    if (command->spec().hidden) continue;
    std::vector<std::string> words = PositionalWords(*command);
    for (const OptionSpec& option : OptionsOf(*command)) {
      if (option.hidden || IsPositional(option)) continue;
      for (const std::string& name : NamesOf(option)) words.push_back(name);
    }
    words.emplace_back("--help");
    text += "    " + std::string(command->spec().name) + ") COMPREPLY=($(compgen -W \"" +
            Joined(words, " ") + "\" -- \"$current\")) ;;\n";
  }
  return text +
         "  esac\n"
         "  [[ $current == -* ]] || compopt -o default -o filenames 2>/dev/null\n"
         "}\n"
         "complete -o bashdefault -o default -F _dataflint dataflint\n";
}

std::string ZshOption(const OptionSpec& option, const std::string& name) {
  std::string word = name;
  word += "[" + option.text + "]";
  if (!option.placeholder.empty()) {
    word += ':' + option.placeholder + ':';
    word += option.is_path ? "_files" : "(" + Joined(ValuesOf(option), " ") + ")";
  }
  return SingleQuoted(word);
}

std::string Zsh(const Commands& commands) {
  std::string text =
      "#compdef dataflint\n"
      "# dataflint completion for zsh:  source <(dataflint completion zsh)\n"
      "_dataflint() {\n"
      "  if ((CURRENT == 2)); then\n"
      "    local -a commands=(\n";
  for (const auto& command : commands) {
    if (command->spec().hidden) continue;
    text += "      " +
            SingleQuoted(std::string(command->spec().name) + ':' +
                         std::string(command->spec().summary)) +
            '\n';
  }
  text +=
      "    )\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=${words[2]}\n"
      "  shift words; ((CURRENT--))\n"
      "  case $command in\n";
  for (const auto& command : commands) {
    if (command->spec().hidden) continue;
    text += "    " + std::string(command->spec().name) + ") _arguments -s";
    for (const OptionSpec& option : OptionsOf(*command)) {
      if (option.hidden || IsPositional(option)) continue;
      for (const std::string& name : NamesOf(option)) text += ' ' + ZshOption(option, name);
    }
    const std::vector<std::string> words = PositionalWords(*command);
    text +=
        words.empty() ? std::string(" '*:file:_files'") : " '*:word:(" + Joined(words, " ") + ")'";
    text += " ;;\n";
  }
  return text +
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] == _dataflint ]]; then _dataflint; else compdef _dataflint "
         "dataflint; fi\n";
}

std::string Fish(const Commands& commands) {
  std::string text =
      "# dataflint completion for fish:  dataflint completion fish | source\n"
      "complete -c dataflint -n __fish_use_subcommand -f\n";
  for (const auto& command : commands) {
    const CommandSpec& spec = command->spec();
    if (spec.hidden) continue;
    const std::string name(spec.name);
    text += "complete -c dataflint -n __fish_use_subcommand -a " + name + " -d " +
            SingleQuoted(spec.summary) + '\n';
    const std::string when = "complete -c dataflint -n '__fish_seen_subcommand_from " + name + "'";
    for (const OptionSpec& option : OptionsOf(*command)) {
      if (option.hidden || IsPositional(option)) continue;
      text += when;
      for (const std::string& flag : NamesOf(option)) {
        text += flag.starts_with("--") ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
      }
      if (!ValuesOf(option).empty()) {
        text += " -x -a " + SingleQuoted(Joined(ValuesOf(option), " "));
      } else if (!option.placeholder.empty()) {
        text += option.is_path ? " -r" : " -x";
      }
      text += " -d " + SingleQuoted(option.text) + '\n';
    }
    const std::vector<std::string> words = PositionalWords(*command);
    if (!words.empty()) text += when + " -f -a " + SingleQuoted(Joined(words, " ")) + '\n';
  }
  return text;
}

class Completion final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "completion",
        "Print a script that completes dataflint's commands in a shell",
        "The script goes to standard output; source it from the shell's start-up file.",
        {{"source <(dataflint completion bash)", "completes in this shell"},
         {"dataflint completion zsh > ~/.zfunc/_dataflint", "for zsh, in a folder of its fpath"},
         {"dataflint completion fish > ~/.config/fish/completions/dataflint.fish", "for fish"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    options.Add({.names = "SHELL",
                 .placeholder = "SHELL",
                 .text = "The shell",
                 .choices = {"bash", "zsh", "fish"},
                 .required = true},
                shell_);
  }

  ExitCode Run(const Context& /*context*/) override {
    const Commands commands = AllCommands();
    const std::string script = shell_ == "bash"  ? Bash(commands)
                               : shell_ == "zsh" ? Zsh(commands)
                                                 : Fish(commands);
    return PrintData(script);
  }

 private:
  std::string shell_;
};

}  // namespace

std::unique_ptr<Command> MakeCompletion() { return std::make_unique<Completion>(); }

}  // namespace dataflint::cli
