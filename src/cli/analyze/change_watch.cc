#include "cli/analyze/change_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "cli/interrupt.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Ctrl-C that comes just before a wait is seen after so long.
constexpr std::chrono::milliseconds kSlice{100};
constexpr std::uint32_t kChanges =
    IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE;

}  // namespace

ChangeWatch::~ChangeWatch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ChangeWatch::WatchOnly(const std::string& folder, const std::string& prefix) {
  prefix_ = prefix;
  if (folder == folder_) return;
  folder_ = folder;
  if (descriptor_ < 0) descriptor_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor_ < 0) return;
  if (watch_ >= 0) ::inotify_rm_watch(descriptor_, watch_);
  watch_ = folder.empty() ? -1 : ::inotify_add_watch(descriptor_, folder.c_str(), kChanges);
}

// Empties the queue; whether anything in it was about the files that are watched.
bool ChangeWatch::TakeEvents() {
  bool mine = false;
  alignas(inotify_event) std::array<char, 16384> buffer;
  while (true) {
    const ssize_t got = ::read(descriptor_, buffer.data(), buffer.size());
    if (got <= 0) return mine;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof(event));
      const char* name = buffer.data() + at + sizeof(event);
      const std::string_view text(name, ::strnlen(name, event.len));
      mine = mine || text.empty() || text.starts_with(prefix_);
      at += sizeof(event) + event.len;
    }
  }
}

void ChangeWatch::Wait(std::chrono::milliseconds most) {
  if (watch_ < 0) return Sleep(most);
  const Clock::time_point end = Clock::now() + most;
  while (!Interrupted()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()) +
                      std::chrono::milliseconds(1);
    if (left.count() <= 0 || Clock::now() >= end) return;
    struct pollfd wanted = {descriptor_, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(std::min(left, kSlice).count()));
    if (ready > 0 && TakeEvents()) return;
  }
}

void Sleep(std::chrono::milliseconds most) {
  const Clock::time_point end = Clock::now() + most;
  while (!Interrupted()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return;
    ::poll(nullptr, 0, static_cast<int>(std::min(left, kSlice).count()));
  }
}

}  // namespace dataflint::cli
