// What the surroundings say about colour, width and encoding (NO_COLOR, CLICOLOR_FORCE, TERM,
// LANG...).
#ifndef DATAFLINT_CLI_TERMINAL_FACTS_H_
#define DATAFLINT_CLI_TERMINAL_FACTS_H_

#include <cstddef>

#include "report/terminal/canvas.h"

namespace dataflint::cli {

struct TerminalFacts {
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  bool color = false;       // for standard output, before --no-color
  bool unicode = false;     // the locale is UTF-8
  std::size_t columns = 0;  // of the terminal; 0 unknown
};

// Reads the environment and asks the terminal.
TerminalFacts LookAtTerminal();

inline constexpr std::size_t kLeastWidth = 80;
inline constexpr std::size_t kMostWidth = 120;
inline constexpr std::size_t kUsualWidth = 100;

// Style for a report on standard output. `width` 0: as the terminal, kUsualWidth without one.
report::terminal::Style StyleFor(const TerminalFacts& facts, bool no_color, std::size_t width);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_TERMINAL_FACTS_H_
