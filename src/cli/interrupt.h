// Ctrl-C: the first asks the work to stop (it has one second for that), the second ends the
// process.
#pragma once

#include <atomic>
#include <string>

namespace dataflint::cli {

// Installs the handlers for SIGINT and SIGTERM, and ignores SIGPIPE: writes then fail with EPIPE.
void WatchForInterrupt();
// Turns true at the first Ctrl-C; for io::StreamOptions::cancelled.
const std::atomic<bool>& Interrupted();
// A half-written file that must not stay behind when the process is ended; empty: none.
void RemoveFileOnInterrupt(const std::string& path);

}  // namespace dataflint::cli
