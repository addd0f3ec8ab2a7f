#include "cli/progress.h"

#include <cstdio>

#include "base/quantity.h"

namespace dataflint::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kInterval = std::chrono::milliseconds(200);

}  // namespace

std::string ProgressLine(std::string_view what, std::int64_t done, std::int64_t total,
                         double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line(what);
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
  std::fprintf(stderr, "\r%s\x1b[K", ProgressLine(what, done, total, seconds).c_str());
  std::fflush(stderr);
}

void Progress::Clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace dataflint::cli
