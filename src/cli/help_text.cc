#include "cli/help_text.h"

#include <algorithm>

#include "cli/report_glossary.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using report::terminal::DisplayWidth;
using report::terminal::Wrap;

constexpr std::size_t kWidth = 92;

// `left` in a column of its own, `right` wrapped beside it.
std::string Row(const std::string& left, std::string_view right, std::size_t column) {
  std::string text = "  " + left;
  std::size_t used = DisplayWidth(text);
  if (used + 2 > column) {
    text += '\n';
    used = 0;
  }
  for (const std::string& line : Wrap(right, kWidth - column)) {
    text += std::string(column - used, ' ') + line + '\n';
    used = 0;
  }
  return text;
}

std::string Paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    for (const std::string& line : Wrap(text.substr(0, end), kWidth)) out += line + '\n';
    text.remove_prefix(end == text.size() ? end : end + 2);
    if (!text.empty()) out += '\n';
  }
  return out;
}

std::string Label(const OptionSpec& option) {
  if (IsPositional(option)) return option.placeholder;
  std::string label;
  for (const std::string& name : NamesOf(option)) {
    if (!label.empty()) label += ", ";
    label += name;
  }
  if (!option.placeholder.empty()) label += ' ' + option.placeholder;
  return label;
}

std::string TextOf(const OptionSpec& option) {
  std::string text = option.text;
  if (option.choices.empty()) return text;
  text += ": ";
  for (std::size_t i = 0; i < option.choices.size(); ++i) {
    if (i > 0) text += ", ";
    text += option.choices[i];
  }
  return text;
}

std::string OptionRows(const std::vector<OptionSpec>& options) {
  std::string text;
  for (const OptionSpec& option : options) {
    if (option.hidden) continue;
    text += Row(Label(option), TextOf(option), 30);
  }
  return text + Row("-h, --help", "Show this help", 30);
}

std::string CommandRows(const Commands& commands) {
  std::string text;
  for (const auto& command : commands) {
    if (!command->spec().hidden) {
      text += Row(std::string(command->spec().name), command->spec().summary, 16);
    }
  }
  return text;
}

std::string Heading(std::string_view program_line) {
  return "dataflint " DATAFLINT_VERSION ": " + std::string(program_line) + '\n';
}

constexpr std::string_view kPurpose =
    "where the time and the cores of a Spark application went, and what to change";

std::string ExitCodesHelp() {
  std::string text = "Exit codes of dataflint; they never change their meaning:\n\n";
  for (const ExitCodeSpec& spec : AllExitCodes()) {
    text += Row(std::to_string(static_cast<int>(spec.code)), spec.sentence, 8);
  }
  text += '\n' + Paragraphs(
                     "3 goes before 8: when --fail-on finds what it looks for, lost data can only "
                     "have hidden more. A log that is still being written loses its cut last line "
                     "and ends with 8 too. When several logs are analysed, one that could not be "
                     "read makes the exit code 8, unless none could.");
  return text;
}

std::string OutputHelp() {
  return "Where output goes and what it looks like:\n\n" +
         Row("data", "To standard output, or to the file that --output names.", 16) +
         Row("messages", "Errors, warnings, progress and --timings: to standard error.", 16) +
         Row("-o table", "For a person; 80 to 120 columns, as wide as the terminal.", 16) +
         Row("-o json", "Everything, as one document; docs/json.md says what describes it.", 16) +
         Row("-o jsonl", "The same, one document a line; best for many logs.", 16) +
         Row("-o csv", "One row for each stage; of many logs, for each application.", 16) +
         Row("-o md", "The report for tickets and pull requests.", 16) + '\n' +
         Row("NO_COLOR", "Set to anything: no colours. --no-color does the same.", 16) +
         Row("CLICOLOR_FORCE", "Set to anything but 0: colours into pipes too.", 16) +
         Row("TERM=dumb", "No colours.", 16) +
         Row("LC_ALL, LANG", "Not UTF-8: the report uses ASCII only.", 16) +
         "\nNothing ever asks a question.\n";
}

std::string ReportHelp() {
  std::string text = "The words of the report that dataflint analyze prints:\n";
  for (const GlossarySection& section : ReportGlossary()) {
    text += '\n' + Paragraphs(section.heading);
    for (const GlossaryEntry& entry : section.entries) {
      text += Row(std::string(entry.word), entry.meaning, 26);
    }
  }
  return text + "\ndataflint insights explains each insight, its thresholds and its formula.\n";
}

}  // namespace

std::vector<OptionSpec> OptionsOf(Command& command) {
  Options options;
  command.Declare(options);
  return options.specs();
}

std::string UsageLine(const CommandSpec& spec, const std::vector<OptionSpec>& options) {
  std::string line = "dataflint " + std::string(spec.name);
  const bool any = std::any_of(options.begin(), options.end(), [](const OptionSpec& option) {
    return !IsPositional(option) && !option.hidden;
  });
  if (any) line += " [options]";
  for (const OptionSpec& option : options) {
    if (!IsPositional(option)) continue;
    line += option.required ? ' ' + option.placeholder : " [" + option.placeholder + ']';
  }
  return line;
}

std::string NextSteps(const Commands& commands) {
  return Heading(kPurpose) +
         "\n"
         "  dataflint analyze LOG         the report of an event log: a file, folder, archive or "
         "-\n"
         "  dataflint analyze FOLDER      one line for each application in it\n"
         "  dataflint inspect LOG         what kind of log it is, and what could not be read\n"
         "\n" +
         CommandRows(commands) +
         "\n"
         "dataflint help COMMAND explains a command, with examples.\n";
}

std::string GeneralHelp(const Commands& commands) {
  std::string text = Heading(kPurpose) + "\nExamples:\n";
  for (const auto& command : commands) {
    if (command->spec().hidden || command->spec().examples.empty()) continue;
    const Example& example = command->spec().examples.front();
    text +=
        "  " + std::string(example.command) + "\n      " + std::string(example.explanation) + '\n';
  }
  text += "\nCommands:\n" + CommandRows(commands);
  text += "\nOptions:\n" + Row("-h, --help", "Show this help", 16) +
          Row("--version", "Show the version", 16);
  text += "\nMore:\n" + Row("dataflint help COMMAND", "Explains a command, with examples", 30);
  for (const HelpTopic& topic : HelpTopics()) {
    text += Row("dataflint help " + std::string(topic.name), topic.summary, 30);
  }
  return text;
}

std::string HelpFor(Command& command) {
  const CommandSpec& spec = command.spec();
  const std::vector<OptionSpec> options = OptionsOf(command);
  std::string text = "Usage: " + UsageLine(spec, options) + '\n';
  if (!spec.examples.empty()) {
    text += "\nExamples:\n";
    for (const Example& example : spec.examples) {
      text += "  " + std::string(example.command) + "\n      " + std::string(example.explanation) +
              '\n';
    }
  }
  text += '\n' + Paragraphs(spec.description) + '\n';
  return text + "Options:\n" + OptionRows(options);
}

std::span<const HelpTopic> HelpTopics() {
  static constexpr HelpTopic kTopics[] = {
      {"exit-codes", "Explains what the exit codes mean", ExitCodesHelp},
      {"output", "Explains forms of output, streams, colours and width", OutputHelp},
      {"report", "Explains the words of the report", ReportHelp}};
  return kTopics;
}

std::string MarkdownReference(const Commands& commands) {
  std::string text =
      "# Commands\n\n<!-- Made by `dataflint help --markdown`; a test compares. -->\n\n"
      "dataflint says " +
      std::string(kPurpose) + ".\n";
  for (const auto& command : commands) {
    const CommandSpec& spec = command->spec();
    if (spec.hidden) continue;
    const std::vector<OptionSpec> options = OptionsOf(*command);
    text += "\n## " + std::string(spec.name) + "\n\n" + std::string(spec.summary) + ".\n\n```\n" +
            UsageLine(spec, options) + "\n```\n\n" + std::string(spec.description) + "\n";
    if (!spec.examples.empty()) {
      text += "\n| example | |\n|---|---|\n";
      for (const Example& example : spec.examples) {
        text += "| `" + std::string(example.command) + "` | " + std::string(example.explanation) +
                " |\n";
      }
    }
    text += "\n| option | |\n|---|---|\n";
    for (const OptionSpec& option : options) {
      if (option.hidden) continue;
      text += "| `" + Label(option) + "` | " + TextOf(option) + " |\n";
    }
  }
  for (const HelpTopic& topic : HelpTopics()) {
    text += "\n## help " + std::string(topic.name) + "\n\n```\n" + topic.text() + "```\n";
  }
  return text;
}

}  // namespace dataflint::cli
