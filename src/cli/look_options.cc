#include "cli/look_options.h"

#include "cli/terminal_facts.h"

namespace dataflint::cli {

void LookOptions::Declare(Options& options) {
  options.Add({.names = "--width",
               .placeholder = "COLUMNS",
               .text = "Width of the output, 80 to 120 (as the terminal)"},
              width);
  options.Add({.names = "--no-color", .placeholder = "", .text = "No colours"}, no_color);
  options.Add({.names = "-q,--quiet", .placeholder = "", .text = "No progress and no warnings"},
              quiet);
}

Status LookOptions::Check() const {
  const auto least = static_cast<std::int64_t>(kLeastWidth);
  const auto most = static_cast<std::int64_t>(kMostWidth);
  if (width != 0 && (width < least || width > most)) {
    return Usage("--width must be 80 to 120", "leave it out to use the terminal's width");
  }
  return {};
}

report::terminal::Style LookOptions::StyleOf(const Context& context,
                                             const std::string& output) const {
  return StyleFor(context.terminal, no_color || !output.empty(), static_cast<std::size_t>(width));
}

}  // namespace dataflint::cli
