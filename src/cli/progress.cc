#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/quantity.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kInterval = std::chrono::milliseconds(200);

// Columns of a line that cannot break: one broken could not be taken back.
std::size_t Room() {
  struct winsize size = {};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : 79U;
}

}  // namespace

std::string ProgressLine(std::string_view what, std::int64_t done, std::int64_t total,
                         double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line = report::terminal::Clean(what);
  line += "  " + FormatBytes(done);
  if (total > 0) {
    line += " of " + FormatBytes(total) + "  " +
            FormatPercent(static_cast<double>(done) / static_cast<double>(total));
  }
  line += "  " + FormatBytes(static_cast<std::int64_t>(rate)) + "/s";
  if (total > done && rate > 0) {
    const double left = static_cast<double>(total - done) / rate;
    line += "  " + FormatDuration(static_cast<std::int64_t>(left) * 1000 + 1000) + " left";
  }
  return line;
}

void Progress::Show(std::string_view what, std::int64_t done, std::int64_t total) {
  if (!enabled_) return;
  const Clock::time_point now = Clock::now();
  if (now - start_ < kPatience || now - last_ < kInterval) return;
  last_ = now;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  // Back to the line's start, the new text, the rest of the old one erased.
  const std::string line = report::terminal::Fit(ProgressLine(what, done, total, seconds), Room());
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
  std::fflush(stderr);
}

void Progress::Clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace dataflint::cli
