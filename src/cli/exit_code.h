// Exit codes of every command, declared once (exit_code.def); help and docs list them from there.
#ifndef DATAFLINT_CLI_EXIT_CODE_H_
#define DATAFLINT_CLI_EXIT_CODE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace dataflint::cli {

enum class ExitCode : std::uint8_t {
#define EXIT_CODE(name, number, sentence) name = (number),
#include "cli/exit_code.def"
#undef EXIT_CODE
};

struct ExitCodeSpec {
  ExitCode code;
  std::string_view sentence;
};
std::span<const ExitCodeSpec> AllExitCodes();

ExitCode ExitCodeFor(ErrorCode code);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_EXIT_CODE_H_
