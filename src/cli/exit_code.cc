#include "cli/exit_code.h"

namespace dataflint::cli {

std::span<const ExitCodeSpec> AllExitCodes() {
  static constexpr ExitCodeSpec kSpecs[] = {
#define EXIT_CODE(name, number, sentence) {ExitCode::name, sentence},
#include "cli/exit_code.def"
#undef EXIT_CODE
  };
  return kSpecs;
}

ExitCode ExitCodeFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInternal:
      return ExitCode::kInternal;
    case ErrorCode::kUsage:
      return ExitCode::kUsage;
    case ErrorCode::kNotFound:
      return ExitCode::kNotFound;
    case ErrorCode::kPermission:
      return ExitCode::kPermission;
    case ErrorCode::kBadInput:
      return ExitCode::kInconclusive;
    case ErrorCode::kUnavailable:
      return ExitCode::kUnavailable;
    case ErrorCode::kInterrupted:
      return ExitCode::kInterrupted;
  }
  return ExitCode::kInternal;
}

}  // namespace dataflint::cli
