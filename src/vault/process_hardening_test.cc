#include "vault/process_hardening.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace dataflint::vault {
namespace {

// In children: it cannot be undone.
TEST(HardenProcess, ClosesTheProcess) {
  const pid_t child = fork();
  if (child == 0) {
    rlimit core{1, 1};
    const bool hardened = HardenProcess().has_value();
    getrlimit(RLIMIT_CORE, &core);
    _exit(hardened && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(HardenProcess, LeavesNoCore) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    if (!HardenProcess()) _exit(1);
    kill(getpid(), SIGABRT);
    _exit(2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace dataflint::vault
