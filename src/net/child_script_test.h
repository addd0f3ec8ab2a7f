// ChildScript: a Python script as a child process that is asked and answers in lines. It ends with its
// input, so at the latest with the test. One thread.
#ifndef DATAFLINT_NET_CHILD_SCRIPT_TEST_H_
#define DATAFLINT_NET_CHILD_SCRIPT_TEST_H_

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

extern char** environ;

namespace dataflint::net {

class ChildScript {
 public:
  explicit ChildScript(std::string path) {
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::array<std::string, 5> arguments = {"python3", "-B", "-W", "ignore", std::move(path)};
    std::array<char*, 6> argv{};
    for (std::size_t i = 0; i < arguments.size(); ++i) argv[i] = arguments[i].data();
    const int status = posix_spawnp(&child_, "python3", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    if (status != 0) throw std::runtime_error("cannot start python3");
    questions_ = fdopen(to[1], "w");
    answers_ = fdopen(from[0], "r");
  }
  ~ChildScript() {
    std::fclose(questions_);
    std::fclose(answers_);
    waitpid(child_, nullptr, 0);
  }
  ChildScript(const ChildScript&) = delete;
  ChildScript& operator=(const ChildScript&) = delete;

  std::string ReadLine() {
    std::string line;
    for (int c = 0; (c = std::fgetc(answers_)) != '\n';) {
      if (c == EOF) throw std::runtime_error("the script has ended");
      line += static_cast<char>(c);
    }
    return line;
  }
  std::string Ask(const std::string& question) {
    std::fprintf(questions_, "%s\n", question.c_str());
    std::fflush(questions_);
    return ReadLine();
  }

 private:
  pid_t child_ = 0;
  std::FILE* questions_ = nullptr;
  std::FILE* answers_ = nullptr;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_CHILD_SCRIPT_TEST_H_
