// PromptForSecret (secret_input.h). Signals are held back except while ppoll() waits: none can come
// between looking for one and waiting, so none leaves the terminal without echo.
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "vault/file_descriptor.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

// A terminal keeps no more than 4,095 bytes of a line and drops the rest without a word.
constexpr std::size_t kMaxTypedBytes = 4094;

constexpr std::array kSignals = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGALRM,
                                 SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};

volatile std::sig_atomic_t caught_signal = 0;
void Catch(int signal) { caught_signal = signal; }

// Takes the signals that would end or stop the program, and gives them back with their handlers.
class HeldSignals {
 public:
  HeldSignals() {
    caught_signal = 0;
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : kSignals) sigaddset(&held, signal);
    sigprocmask(SIG_BLOCK, &held, &mask_before_);
    struct sigaction action{};
    action.sa_handler = Catch;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      sigaction(kSignals[i], &action, &before_[i]);
    }
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  const sigset_t& mask_before() const { return mask_before_; }

 private:
  sigset_t mask_before_{};
  std::array<struct sigaction, kSignals.size()> before_{};
};

class HiddenTyping {
 public:
  explicit HiddenTyping(int terminal) : terminal_(terminal) {
    ok_ = tcgetattr(terminal, &before_) == 0;
    if (!ok_) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    hidden.c_lflag |= ICANON | ISIG;
    ok_ = tcsetattr(terminal, TCSAFLUSH, &hidden) == 0;
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;
  ~HiddenTyping() {
    if (ok_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  bool ok() const { return ok_; }

 private:
  int terminal_;
  bool ok_ = false;
  termios before_{};
};

void Show(int terminal, std::string_view text) {
  // A terminal that is gone is found out by the read that follows.
  [[maybe_unused]] const ssize_t written = write(terminal, text.data(), text.size());
}

// A line without its newline; nothing when a signal came.
Result<Secret> ReadLine(int terminal, const sigset_t& mask) {
  Secret line = Secret::OfSize(kMaxTypedBytes + 1);
  std::size_t filled = 0;
  while (filled < line.size()) {
    pollfd ready{terminal, POLLIN, 0};
    if (ppoll(&ready, 1, nullptr, &mask) < 0 && errno == EINTR) {
      return Fail(ErrorCode::kInterrupted, "no secret was typed", "terminal",
                  std::string("signal ") + strsignal(caught_signal));
    }
    char* const at = line.ExposeForWriting().data() + filled;
    const ssize_t bytes = read(terminal, at, 1);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0 || *at == '\n') break;
    ++filled;
  }
  line.Truncate(filled);
  if (line.empty()) {
    return Fail(ErrorCode::kBadInput, "there is no secret", "terminal", "nothing was typed",
                "Type or paste it, then press Enter.");
  }
  if (line.size() > kMaxTypedBytes) {
    return Fail(ErrorCode::kBadInput, "this is too long for a terminal", "terminal",
                "more than " + std::to_string(kMaxTypedBytes) + " bytes were typed",
                "Hand it over in a file or on standard input.");
  }
  return line;
}

Result<Secret> AskOnce(int terminal, std::string_view question) {
  const HeldSignals signals;
  const HiddenTyping hidden(terminal);
  if (!hidden.ok()) {
    return Fail(ErrorCode::kUsage, "cannot hide what is typed", "terminal", std::strerror(errno),
                "Hand the secret over in a file or on standard input.");
  }
  Show(terminal, question);
  Result<Secret> line = ReadLine(terminal, signals.mask_before());
  Show(terminal, "\n");
  return line;
}

}  // namespace

Result<Secret> PromptForSecret(std::string_view question) {
  const FileDescriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.valid()) {
    return Fail(ErrorCode::kUsage, "cannot ask for the secret", "/dev/tty", std::strerror(errno),
                "Hand it over in a file or on standard input.");
  }
  while (true) {
    Result<Secret> line = AskOnce(terminal.get(), question);
    if (line || line.error().code != ErrorCode::kInterrupted) return line;
    // Now that the terminal is as it was, the signal does what it would have done.
    const int signal = caught_signal;
    raise(signal);
    const bool stopped = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    if (!stopped) return line;  // it was ignored or handled; a stopped program asks again
  }
}

}  // namespace dataflint::vault
