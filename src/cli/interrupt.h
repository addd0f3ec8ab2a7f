// Ctrl-C, or a terminal that goes away: the first such signal asks the work to stop (it has one
// second for that), the second ends the process.
#ifndef DATAFLINT_CLI_INTERRUPT_H_
#define DATAFLINT_CLI_INTERRUPT_H_

#include <atomic>
#include <string>
#include <string_view>

namespace dataflint::cli {

// Installs the handlers for SIGINT, SIGTERM and SIGHUP, and ignores SIGPIPE: writes then fail with
// EPIPE.
void WatchForInterrupt();
// Turns true at the first Ctrl-C; for io::StreamOptions::cancelled.
const std::atomic<bool>& Interrupted();
// Whether the terminal must be given back (kRestoreTerminal) when the process is ended.
void RestoreTerminalOnInterrupt(bool restore);
// Long lines wrap, the cursor shows, and the screen is the one that was there before.
inline constexpr std::string_view kRestoreTerminal = "\x1b[?7h\x1b[?25h\x1b[?1049l";
// A half-written file that must not stay behind when the process is ended; empty: none.
void RemoveFileOnInterrupt(const std::string& path);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_INTERRUPT_H_
