#include "report/part_words.h"

#include <array>

namespace dataflint::report {
namespace {

using analysis::CorePart;
using analysis::WallPart;

constexpr std::array kStartUp = {WallPart::kStartUp};
constexpr std::array kExecuting = {WallPart::kExecuting};
constexpr std::array kDriver = {WallPart::kPlanning,  WallPart::kListing,  WallPart::kCommit,
                                WallPart::kBroadcast, WallPart::kUserCode, WallPart::kDriverOther};
constexpr std::array kNoExecutors = {WallPart::kWaitingForExecutors};
constexpr std::array kClosing = {WallPart::kClosing};

constexpr std::array kCpu = {CorePart::kCpu};
constexpr std::array kWaiting = {CorePart::kGc,    CorePart::kShuffleWait, CorePart::kShuffleWrite,
                                 CorePart::kSerde, CorePart::kOther,       CorePart::kScheduler};
constexpr std::array kFailed = {CorePart::kFailed};
constexpr std::array kIdle = {CorePart::kIdleDriver, CorePart::kIdleTail, CorePart::kIdleNarrow,
                              CorePart::kIdleKept};

}  // namespace

std::string_view WordsFor(WallPart part) {
  switch (part) {
    case WallPart::kStartUp:
      return "start-up";
    case WallPart::kExecuting:
      return "executing tasks";
    case WallPart::kPlanning:
      return "planning";
    case WallPart::kListing:
      return "listing files";
    case WallPart::kCommit:
      return "commit";
    case WallPart::kBroadcast:
      return "broadcast";
    case WallPart::kWaitingForExecutors:
      return "waiting for executors";
    case WallPart::kUserCode:
      return "user code";
    case WallPart::kDriverOther:
      return "other";
    case WallPart::kClosing:
      return "closing";
    case WallPart::kCount:
      break;
  }
  return {};
}

std::string_view WordsFor(CorePart part) {
  switch (part) {
    case CorePart::kCpu:
      return "cpu";
    case CorePart::kGc:
      return "gc";
    case CorePart::kShuffleWait:
      return "shuffle wait";
    case CorePart::kShuffleWrite:
      return "shuffle write";
    case CorePart::kSerde:
      return "serialising";
    case CorePart::kOther:
      return "I/O, Python, other";
    case CorePart::kScheduler:
      return "scheduler";
    case CorePart::kFailed:
      return "failed or killed";
    case CorePart::kIdleDriver:
      return "driver works alone";
    case CorePart::kIdleTail:
      return "stage tails";
    case CorePart::kIdleNarrow:
      return "too few tasks";
    case CorePart::kIdleKept:
      return "nothing to do";
    case CorePart::kCount:
      break;
  }
  return {};
}

std::span<const PartGroup<WallPart>> WallGroups() {
  static constexpr PartGroup<WallPart> kGroups[] = {{"start-up", kStartUp},
                                                    {"executing tasks", kExecuting},
                                                    {"driver", kDriver},
                                                    {"waiting for executors", kNoExecutors},
                                                    {"closing", kClosing}};
  return kGroups;
}

std::span<const PartGroup<CorePart>> CoreGroups() {
  static constexpr PartGroup<CorePart> kGroups[] = {
      {"cpu", kCpu}, {"waiting", kWaiting}, {"failed or killed", kFailed}, {"idle", kIdle}};
  return kGroups;
}

}  // namespace dataflint::report
