#include "cli/terminal_facts.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace dataflint::cli {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// https://no-color.org and https://bixense.com/clicolors; a dumb terminal has no colours.
bool WantsColor(bool is_terminal) {
  if (!Variable("NO_COLOR").empty()) return false;
  const std::string force = Variable("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  return is_terminal && Variable("TERM") != "dumb";
}

// As setlocale(LC_CTYPE, "") would decide, without loading a locale.
bool IsUtf8Locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = Variable(name);
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

std::size_t Columns() {
  struct winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace

TerminalFacts LookAtTerminal() {
  TerminalFacts facts;
  facts.stdout_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  facts.stderr_is_terminal = ::isatty(STDERR_FILENO) == 1;
  facts.color = WantsColor(facts.stdout_is_terminal);
  facts.unicode = IsUtf8Locale();
  if (facts.stdout_is_terminal) facts.columns = Columns();
  return facts;
}

report::terminal::Style StyleFor(const TerminalFacts& facts, bool no_color, std::size_t width) {
  report::terminal::Style style;
  style.color = facts.color && !no_color;
  style.unicode = facts.unicode;
  style.width = width;
  if (width == 0) {
    style.width =
        facts.columns == 0 ? kUsualWidth : std::clamp(facts.columns, kLeastWidth, kMostWidth);
  }
  return style;
}

}  // namespace dataflint::cli
