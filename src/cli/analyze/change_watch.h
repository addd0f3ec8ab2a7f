// ChangeWatch: waits for something to happen in a folder, so that a log that is followed is read as
// soon as it grows. Where the system does not tell (network file systems), the wait just ends after
// its time. One thread.
#ifndef DATAFLINT_CLI_ANALYZE_CHANGE_WATCH_H_
#define DATAFLINT_CLI_ANALYZE_CHANGE_WATCH_H_

#include <chrono>
#include <string>

namespace dataflint::cli {

class ChangeWatch {
 public:
  ChangeWatch() = default;
  ~ChangeWatch();
  ChangeWatch(const ChangeWatch&) = delete;
  ChangeWatch& operator=(const ChangeWatch&) = delete;

  // Changes of files in `folder` whose name begins with `prefix` end waits from now on. No folder:
  // only the time does.
  void WatchOnly(const std::string& folder, const std::string& prefix);
  // Until something changes, `most` has passed, or Ctrl-C.
  void Wait(std::chrono::milliseconds most);

 private:
  bool TakeEvents();

  int descriptor_ = -1;
  int watch_ = -1;
  std::string folder_;
  std::string prefix_;
};

// Until `most` has passed or Ctrl-C.
void Sleep(std::chrono::milliseconds most);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_CHANGE_WATCH_H_
