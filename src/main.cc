#include <unistd.h>

#include <new>
#include <string_view>

#include "cli/command_line.h"

namespace {

// Nobody can go on without memory, and nothing may be allocated to say so.
[[noreturn]] void EndWithoutMemory() {
  constexpr std::string_view kText =
      "dataflint: there is not enough memory\n"
      "  do:   raise the limit (ulimit -v, the container's), or use fewer threads (-j 1)\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kText.data(), kText.size());
  ::_exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  std::set_new_handler(EndWithoutMemory);
  return dataflint::cli::RunCommandLine(argc, argv);
}
