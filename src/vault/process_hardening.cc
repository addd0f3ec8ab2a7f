#include "vault/process_hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace dataflint::vault {

Status HardenProcess() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) {
    return Fail(ErrorCode::kInternal, "cannot switch core dumps off", "setrlimit(RLIMIT_CORE)",
                std::strerror(errno));
  }
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Fail(ErrorCode::kInternal, "cannot close the process to debuggers",
                "prctl(PR_SET_DUMPABLE)", std::strerror(errno));
  }
  return {};
}

}  // namespace dataflint::vault
