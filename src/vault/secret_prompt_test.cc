#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <string_view>
#include <thread>

#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

// A child with a terminal of its own that asks for a secret, and exits with 0 when it got `expected`,
// with 1 when another, and with 2 + the code of the error otherwise.
class AskingChild {
 public:
  explicit AskingChild(std::string_view expected) {
    pid_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    if (pid_ != 0) return;
    std::signal(SIGTTOU, SIG_DFL);
    const Result<Secret> secret = PromptForSecret("Client secret: ");
    _exit(!secret                        ? 2 + static_cast<int>(secret.error().code)
          : secret->Expose() == expected ? 0
                                         : 1);
  }
  AskingChild(const AskingChild&) = delete;
  AskingChild& operator=(const AskingChild&) = delete;
  ~AskingChild() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    close(terminal_);
  }

  pid_t pid() const { return pid_; }
  bool Echoes() const {
    termios settings{};
    EXPECT_EQ(tcgetattr(terminal_, &settings), 0);
    return (settings.c_lflag & ECHO) != 0;
  }
  void Type(std::string_view text) const {
    ASSERT_EQ(write(terminal_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // Reads what the terminal shows until it has shown `text`.
  bool Shows(std::string_view text) {
    while (shown_.find(text, looked_at_) == std::string::npos) {
      pollfd ready{terminal_, POLLIN, 0};
      std::array<char, 256> more{};
      if (poll(&ready, 1, 5000) != 1) return false;
      const ssize_t bytes = read(terminal_, more.data(), more.size());
      if (bytes <= 0) return false;
      shown_.append(more.data(), static_cast<std::size_t>(bytes));
    }
    looked_at_ = shown_.find(text, looked_at_) + text.size();
    return true;
  }
  int WaitStatus(int options = 0) const {
    int status = -1;
    EXPECT_EQ(waitpid(pid_, &status, options), pid_);
    return status;
  }
  const std::string& shown() const { return shown_; }

 private:
  int terminal_ = -1;
  pid_t pid_ = -1;
  std::string shown_;
  std::size_t looked_at_ = 0;
};

TEST(PromptForSecret, DoesNotShowWhatIsTyped) {
  AskingChild child("dose-canary");
  ASSERT_TRUE(child.Shows("Client secret: "));
  EXPECT_FALSE(child.Echoes());
  child.Type("dose-canary\n");
  EXPECT_EQ(child.WaitStatus(), 0);
  EXPECT_TRUE(child.Echoes());
  child.Shows("never shown");  // reads the rest
  EXPECT_EQ(child.shown().find("canary"), std::string::npos) << child.shown();
}

TEST(PromptForSecret, PutsTheTerminalBackWhenASignalEndsIt) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    AskingChild child("");
    ASSERT_TRUE(child.Shows("Client secret: "));
    ASSERT_FALSE(child.Echoes());
    if (signal == SIGINT) {
      child.Type("half\x03");
    } else {
      kill(child.pid(), signal);
    }
    const int status = child.WaitStatus();
    ASSERT_TRUE(WIFSIGNALED(status)) << status;
    EXPECT_EQ(WTERMSIG(status), signal);
    EXPECT_TRUE(child.Echoes());
  }
}

TEST(PromptForSecret, AsksAgainAfterItWasStopped) {
  AskingChild child("dose-canary");
  ASSERT_TRUE(child.Shows("Client secret: "));
  // A process group that no shell looks after is not stopped by SIGTSTP: only asked again.
  kill(child.pid(), SIGTSTP);
  ASSERT_TRUE(child.Shows("Client secret: "));
  EXPECT_FALSE(child.Echoes());
  child.Type("dose-canary\n");
  EXPECT_EQ(child.WaitStatus(), 0);
}

TEST(PromptForSecret, RefusesNothingAndMoreThanATerminalKeeps) {
  const int refused = 2 + static_cast<int>(ErrorCode::kBadInput);
  AskingChild empty("");
  ASSERT_TRUE(empty.Shows("Client secret: "));
  empty.Type("\n");
  EXPECT_EQ(WEXITSTATUS(empty.WaitStatus()), refused);

  AskingChild endless("");
  ASSERT_TRUE(endless.Shows("Client secret: "));
  for (int i = 0; i < 12; ++i) {
    endless.Type(std::string(400, 'k'));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  endless.Type("\n");
  EXPECT_EQ(WEXITSTATUS(endless.WaitStatus()), refused);
}

TEST(PromptForSecret, SaysWhatToDoWithoutATerminal) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const Result<Secret> secret = PromptForSecret("Client secret: ");
    _exit(!secret && secret.error().code == ErrorCode::kUsage && !secret.error().fix.empty() ? 0
                                                                                             : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace dataflint::vault
