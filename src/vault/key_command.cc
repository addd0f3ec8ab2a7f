// MakeKeyCommand (key_source.h).
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "vault/file_descriptor.h"
#include "vault/key_source.h"
#include "vault/key_text.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

using Clock = std::chrono::steady_clock;

// A program with its standard output as a pipe. Killed and waited for at the end, if it still runs.
class Program {
 public:
  // 0 or the error.
  int Start(std::vector<std::string> arguments) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    output_ = FileDescriptor(ends[0]);
    const FileDescriptor writing(ends[1]);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
    const int error = posix_spawnp(&pid_, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) pid_ = -1;
    return error;
  }
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (pid_ < 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  // What it printed, up to what fits; nothing when that is not known by `deadline`.
  std::optional<Secret> Output(Clock::time_point deadline) const {
    Secret text = Secret::OfSize(kMaxSecretBytes + 1);
    std::size_t filled = 0;
    while (filled < text.size()) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      pollfd ready{output_.get(), POLLIN, 0};
      if (left <= 0) return std::nullopt;
      if (poll(&ready, 1, static_cast<int>(left)) <= 0) continue;
      const auto rest = text.ExposeForWriting().subspan(filled);
      const ssize_t bytes = read(output_.get(), rest.data(), rest.size());
      if (bytes == 0) break;
      if (bytes > 0) filled += static_cast<std::size_t>(bytes);
    }
    text.Truncate(filled);
    return text;
  }

  // Its status as waitpid() gives it; nothing when it still runs at `deadline`.
  std::optional<int> ExitStatus(Clock::time_point deadline) {
    constexpr std::chrono::milliseconds kPause{5};
    while (true) {
      int status = 0;
      if (waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = -1;
        return status;
      }
      if (Clock::now() >= deadline) return std::nullopt;
      std::this_thread::sleep_for(kPause);
    }
  }

 private:
  pid_t pid_ = -1;
  FileDescriptor output_;
};

class KeyCommand final : public KeySource {
 public:
  KeyCommand(std::vector<std::string> arguments, std::chrono::milliseconds patience)
      : arguments_(std::move(arguments)), patience_(patience) {}

  std::string Description() const override { return "the key command " + arguments_.front(); }

  Result<std::vector<Secret>> Load() override {
    const auto deadline = Clock::now() + patience_;
    Program program;
    if (const int error = program.Start(arguments_); error != 0) {
      return Failed(std::strerror(error));
    }
    const std::optional<Secret> text = program.Output(deadline);
    if (text && text->size() > kMaxSecretBytes) return Failed("it prints too much to be keys");
    const std::optional<int> status = text ? program.ExitStatus(deadline) : std::nullopt;
    if (!status) {
      return Failed("it did not end within " + std::to_string(patience_.count()) + " ms");
    }
    if (WIFSIGNALED(*status))
      return Failed("it ended by " + std::string(strsignal(WTERMSIG(*status))));
    if (WEXITSTATUS(*status) != 0) {
      return Failed("it ended with exit code " + std::to_string(WEXITSTATUS(*status)));
    }
    return KeysIn(*text, Description());
  }

 private:
  tl::unexpected<Error> Failed(std::string why) const {
    return Fail(ErrorCode::kUnavailable, "cannot get the keys", Description(), std::move(why),
                "Run it by hand as the same user: it has to print the keys and end with 0.");
  }

  std::vector<std::string> arguments_;
  std::chrono::milliseconds patience_;
};

}  // namespace

std::unique_ptr<KeySource> MakeKeyCommand(std::vector<std::string> arguments,
                                          std::chrono::milliseconds patience) {
  return std::make_unique<KeyCommand>(std::move(arguments), patience);
}

}  // namespace dataflint::vault
