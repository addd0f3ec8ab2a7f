#include "cli/analyze/live_screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "cli/interrupt.h"
#include "cli/output.h"

namespace dataflint::cli {
namespace {

constexpr std::string_view kEndOfLine = "\x1b[0m\x1b[K\r\n";

void Write(std::string_view text) { WriteAll(STDOUT_FILENO, text); }

}  // namespace

LiveScreen::LiveScreen() {
  RestoreTerminalOnInterrupt(true);
  Write("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J");  // other screen, no cursor, lines are cut
}

LiveScreen::~LiveScreen() {
  Write(kRestoreTerminal);
  RestoreTerminalOnInterrupt(false);
}

std::size_t LiveScreen::TextRows() {
  struct winsize size = {};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 1;
  return (known ? size.ws_row : 24U) - 1;
}

void LiveScreen::Show(std::string_view text, std::string_view status) {
  text_rows_ = TextRows();
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  const std::size_t shown = lines <= text_rows_ ? text_rows_ : text_rows_ - 1;
  std::string drawn = "\x1b[H";
  for (std::size_t row = 0; row < shown; ++row) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    drawn += text.substr(0, end);
    drawn += kEndOfLine;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (shown < text_rows_) {
    drawn += "-- " + std::to_string(lines - shown) +
             " more lines below: make the terminal taller, or write all with --output FILE";
    drawn += kEndOfLine;
  }
  Write(drawn);
  ShowStatus(status);
}

void LiveScreen::ShowStatus(std::string_view status) {
  std::string drawn = "\x1b[" + std::to_string(text_rows_ + 1) + ";1H\x1b[0m\x1b[2m";
  drawn += status;
  Write(drawn + "\x1b[0m\x1b[K");
}

}  // namespace dataflint::cli
