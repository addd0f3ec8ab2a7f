// Processes that make or rotate keys, killed as they enter each of their system calls: whatever is on
// disk then, every secret opens with exactly one of the keys there, and the next run finishes.
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "vault/envelope.h"
#include "vault/file_key_records.h"
#include "vault/folder_records_test.h"
#include "vault/key_ring.h"
#include "vault/key_text.h"
#include "vault/rotation.h"
#include "vault/scratch_folder_test.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

namespace fs = std::filesystem;

enum class Ended { kKilled, kByItself, kCannotTrace };

// Runs `work`, which says whether it succeeded, in a child that is killed when it enters its `number`th
// system call.
Ended RunKilledAt(long number, const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(77);
    raise(SIGSTOP);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return Ended::kCannotTrace;
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  // Every system call stops twice: before and after it.
  for (long stops = 0;; ++stops) {
    ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      return Ended::kByItself;
    }
    EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80)) << status;
    if (stops / 2 + 1 < number) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return Ended::kKilled;
  }
}

// A data folder and its keys.
class Place {
 public:
  explicit Place(std::string path)
      : path_(std::move(path)), key_records_(path_ + "/key-records"), records_(path_ + "/sealed") {}

  std::unique_ptr<KeyRing> Start(bool anything_sealed) {
    return std::make_unique<KeyRing>(MakeKeyFile(path_ + "/keys", ""), key_records_,
                                     anything_sealed);
  }
  bool FirstStart() { return !Start(false)->sealed(); }
  bool RotateOnce() {
    const auto ring = Start(true);
    const Result<RotationReport> report = Rotate(*ring, records_);
    return report && report->failed == 0 && report->still_needed.empty();
  }
  std::vector<WrappingKey> KeysOnDisk() const {
    std::vector<WrappingKey> keys;
    const Result<Secret> text = ReadSecretFile(path_ + "/keys");
    EXPECT_TRUE(text) << text.error().Message();
    if (!text) return keys;
    const Result<std::vector<Secret>> bytes = KeysIn(*text, "keys");
    EXPECT_TRUE(bytes) << bytes.error().Message();
    if (!bytes) return keys;
    for (const Secret& key : *bytes) keys.push_back(*WrappingKey::From(key));
    return keys;
  }
  FolderRecords& records() { return records_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  FileKeyRecords key_records_;
  FolderRecords records_;
};

void ExpectEachOpensWithOneKey(Place& place, std::size_t records) {
  const std::vector<WrappingKey> keys = place.KeysOnDisk();
  const auto names = place.records().Names();
  EXPECT_EQ(names.size(), records);
  for (const std::string& name : names) {
    const SealedRecord record = place.records().Read(name);
    int opened = 0;
    for (const WrappingKey& key : keys) {
      const Result<Secret> secret = Open(key, record.context, record.blob);
      if (secret && secret->Expose() == "secret of " + name) ++opened;
    }
    EXPECT_EQ(opened, 1) << name << " of " << keys.size() << " keys";
  }
}

void ExpectTheNextRunFinishes(Place& place, std::size_t records) {
  ASSERT_TRUE(place.RotateOnce());
  EXPECT_EQ(place.KeysOnDisk().size(), 1U);
  ExpectEachOpensWithOneKey(place, records);
  int active = 0;
  for (const KeyStatus& key : place.Start(true)->Keys()) {
    active += key.state == KeyState::kActive ? 1 : 0;
  }
  EXPECT_EQ(active, 1);
}

constexpr std::size_t kRecords = 4;

class Killed : public testing::Test {
 protected:
  Killed() {
    const auto ring = before_.Start(false);
    for (std::size_t i = 0; i < kRecords; ++i) {
      before_.records().SealNew(*ring, "record-" + std::to_string(i), i);
    }
  }
  // A copy of what there is before the rotation.
  Place Fresh() const {
    const std::string path = folder_.path() + "/killed";
    fs::remove_all(path);
    fs::copy(before_.path(), path, fs::copy_options::recursive);
    return Place(path);
  }

  ScratchFolder folder_;
  Place before_{folder_.path() + "/before"};
};

TEST_F(Killed, AtEachSystemCallOfARotation) {
  long number = 1;
  for (;; ++number) {
    Place place = Fresh();
    const Ended ended = RunKilledAt(number, [&place] { return place.RotateOnce(); });
    if (ended == Ended::kCannotTrace) GTEST_SKIP() << "no ptrace here";
    SCOPED_TRACE("killed at system call " + std::to_string(number));
    ExpectEachOpensWithOneKey(place, kRecords);
    if (ended == Ended::kByItself) break;
    ExpectTheNextRunFinishes(place, kRecords);
    ASSERT_FALSE(HasFailure());
  }
  RecordProperty("system_calls", std::to_string(number - 1));
  std::printf("a rotation of %zu secrets was killed at each of its %ld system calls\n", kRecords,
              number - 1);
  EXPECT_GT(number, 100);
}

TEST_F(Killed, AgainAndAgain) {
  Place place = Fresh();
  std::mt19937 made(5);  // NOLINT: the same every time
  for (int run = 0; run < 60; ++run) {
    const long number = std::uniform_int_distribution<long>(1, 600)(made);
    const Ended ended = RunKilledAt(number, [&place] { return place.RotateOnce(); });
    if (ended == Ended::kCannotTrace) GTEST_SKIP() << "no ptrace here";
    ExpectEachOpensWithOneKey(place, kRecords);
    EXPECT_LE(place.KeysOnDisk().size(), 2U);
    ASSERT_FALSE(HasFailure()) << "run " << run;
  }
  ExpectTheNextRunFinishes(place, kRecords);
}

TEST_F(Killed, AtEachSystemCallOfAFirstStart) {
  for (long number = 1;; ++number) {
    const ScratchFolder folder;
    Place place(folder.path());
    const Ended ended = RunKilledAt(number, [&place] { return place.FirstStart(); });
    if (ended == Ended::kCannotTrace) GTEST_SKIP() << "no ptrace here";
    SCOPED_TRACE("killed at system call " + std::to_string(number));
    ASSERT_TRUE(place.FirstStart());
    EXPECT_EQ(place.KeysOnDisk().size(), 1U);
    EXPECT_FALSE(place.Start(true)->sealed());
    ASSERT_FALSE(HasFailure());
    if (ended == Ended::kByItself) break;
  }
}

}  // namespace
}  // namespace dataflint::vault
