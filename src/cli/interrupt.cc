#include "cli/interrupt.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace dataflint::cli {
namespace {

constexpr int kInterruptedExit = 130;

std::atomic<bool> interrupted{false};
std::array<char, 4096> file_to_remove{};
std::atomic<bool> restore_terminal{false};

// Unless that would have to wait for a reader. Only what a signal handler may call.
void TryToWrite(int descriptor, std::string_view text) {
  struct pollfd wanted = {descriptor, POLLOUT, 0};
  if (::poll(&wanted, 1, 0) != 1) return;
  [[maybe_unused]] const ssize_t written = ::write(descriptor, text.data(), text.size());
}

void EndNow(int /*signal*/) {
  if (file_to_remove[0] != '\0') ::unlink(file_to_remove.data());
  if (restore_terminal) TryToWrite(STDOUT_FILENO, kRestoreTerminal);
  if (::isatty(STDERR_FILENO) != 0) TryToWrite(STDERR_FILENO, "\r\x1b[K");  // the progress
  TryToWrite(STDERR_FILENO, "dataflint: interrupted\n");
  ::_exit(kInterruptedExit);
}

void OnInterrupt(int signal) {
  if (interrupted.exchange(true)) EndNow(signal);
  ::alarm(1);
}

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void WatchForInterrupt() {
  Handle(SIGINT, OnInterrupt);
  Handle(SIGTERM, OnInterrupt);
  Handle(SIGHUP, OnInterrupt);  // the terminal went away
  Handle(SIGALRM, EndNow);
  Handle(SIGPIPE, SIG_IGN);
}

const std::atomic<bool>& Interrupted() { return interrupted; }

void RestoreTerminalOnInterrupt(bool restore) { restore_terminal = restore; }

void RemoveFileOnInterrupt(const std::string& path) {
  file_to_remove[0] = '\0';
  if (path.size() >= file_to_remove.size()) return;
  std::memcpy(file_to_remove.data() + 1, path.data() + (path.empty() ? 0 : 1),
              path.empty() ? 0 : path.size() - 1);
  file_to_remove[path.size()] = '\0';
  file_to_remove[0] = path.empty() ? '\0' : path[0];
}

}  // namespace dataflint::cli
