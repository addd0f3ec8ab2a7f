// Progress: one line on a terminal's standard error with bytes, rate and time left, from the first
// second of waiting on. Silent without a terminal. One thread.
#ifndef DATAFLINT_CLI_PROGRESS_H_
#define DATAFLINT_CLI_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dataflint::cli {

class Progress {
 public:
  explicit Progress(bool enabled) : enabled_(enabled), start_(Clock::now()) {}
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` of `total` bytes (as stored) are read; total < 0: not known. `what` names what is read.
  void Show(std::string_view what, std::int64_t done, std::int64_t total);
  // Removes the line, before anything else is printed.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool shown_ = false;
  Clock::time_point start_;
  Clock::time_point last_{};
};

// The line itself: "app-1.zstd  412 MiB of 1.2 GiB  34 %  812 MiB/s  3 s left".
std::string ProgressLine(std::string_view what, std::int64_t done, std::int64_t total,
                         double seconds);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_PROGRESS_H_
