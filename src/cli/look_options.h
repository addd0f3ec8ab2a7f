// LookOptions: how what a command writes for people looks, and what it says beside that: --width,
// --no-color and -q of the commands that read logs and write reports.
#ifndef DATAFLINT_CLI_LOOK_OPTIONS_H_
#define DATAFLINT_CLI_LOOK_OPTIONS_H_

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "cli/options.h"
#include "report/terminal/canvas.h"

namespace dataflint::cli {

struct LookOptions {
  std::int64_t width = 0;  // 0: as the terminal
  bool no_color = false;
  bool quiet = false;

  void Declare(Options& options);
  // Errors: kUsage.
  Status Check() const;
  // Of text on standard output, or in the file `output`, where colours have no place.
  report::terminal::Style StyleOf(const Context& context, const std::string& output) const;
  bool shows_progress(const Context& context) const {
    return context.terminal.stderr_is_terminal && !quiet;
  }
};

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_LOOK_OPTIONS_H_
