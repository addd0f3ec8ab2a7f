#include "vault/rotation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "vault/cipher.h"
#include "vault/file_key_records.h"
#include "vault/folder_records_test.h"
#include "vault/key_text.h"
#include "vault/scratch_folder_test.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

class RotationTest : public testing::Test {
 protected:
  RotationTest() { ring_ = Start(false); }

  std::unique_ptr<KeyRing> Start(bool anything_sealed = true) {
    return std::make_unique<KeyRing>(MakeKeyFile(key_file_, ""), key_records_, anything_sealed);
  }
  void SealMany(int count) {
    for (int i = 0; i < count; ++i) records_.SealNew(*ring_, Name(i), 1);
  }
  static std::string Name(int i) { return "record-" + std::to_string(1000 + i); }
  std::size_t KeysInFile() const { return KeysIn(*ReadSecretFile(key_file_), "")->size(); }
  void ExpectAllOpen(const KeyRing& ring) const {
    for (const std::string& name : records_.Names()) {
      const SealedRecord record = records_.Read(name);
      const Result<Secret> secret = ring.Open(record.context, record.blob);
      ASSERT_TRUE(secret) << name << ": " << secret.error().Message();
      EXPECT_EQ(secret->Expose(), "secret of " + name);
      EXPECT_EQ(*KeyIdOf(record.blob), ring.current()) << name;
    }
  }

  ScratchFolder folder_;
  std::string key_file_ = folder_.path() + "/keys";
  FileKeyRecords key_records_{folder_.path() + "/key-records"};
  FolderRecords records_{folder_.path() + "/sealed"};
  std::unique_ptr<KeyRing> ring_;
};

TEST_F(RotationTest, PutsEverySecretUnderANewKeyAndRetiresTheOld) {
  SealMany(70);
  const KeyId before = *ring_->current();
  std::vector<std::uint64_t> looked_at;
  const Result<RotationReport> report =
      Rotate(*ring_, records_, [&looked_at](const RotationReport& so_far) {
        looked_at.push_back(so_far.looked_at);
        return true;
      });
  ASSERT_TRUE(report) << report.error().Message();
  EXPECT_EQ(report->rewrapped, 70U);
  EXPECT_EQ(report->failed, 0U);
  EXPECT_EQ(report->retired, std::vector{before});
  EXPECT_TRUE(report->still_needed.empty());
  EXPECT_EQ(looked_at, (std::vector<std::uint64_t>{32, 64, 70}));
  EXPECT_NE(ring_->current(), before);
  EXPECT_EQ(KeysInFile(), 1U);
  ExpectAllOpen(*ring_);
  ExpectAllOpen(*Start());
}

TEST_F(RotationTest, RotatesNothingToo) {
  const Result<RotationReport> report = Rotate(*ring_, records_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->retired.size(), 1U);
  EXPECT_EQ(KeysInFile(), 1U);
}

TEST_F(RotationTest, FinishingMakesNoKey) {
  SealMany(3);
  const auto before = ring_->current();
  const Result<RotationReport> report = FinishRotation(*ring_, records_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->looked_at, 0U);
  EXPECT_EQ(ring_->current(), before);
}

TEST_F(RotationTest, GoesOnAfterItWasStopped) {
  SealMany(70);
  const Result<RotationReport> stopped =
      Rotate(*ring_, records_, [](const RotationReport&) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(KeysInFile(), 2U);
  const auto current = ring_->current();

  const auto again = Start();
  const Result<RotationReport> report = Rotate(*again, records_);
  ASSERT_TRUE(report);
  EXPECT_EQ(again->current(), current);  // no third key
  EXPECT_EQ(report->rewrapped, 70U - 32U);
  EXPECT_EQ(KeysInFile(), 1U);
  ExpectAllOpen(*again);
}

TEST_F(RotationTest, KeepsAKeyThatAnyBlobNames) {
  SealMany(3);
  SealedRecord damaged = records_.Read(Name(1));
  damaged.blob[80] = static_cast<char>(damaged.blob[80] ^ 1);
  ASSERT_TRUE(records_.Write(Name(1), 1, damaged.blob));
  ASSERT_TRUE(records_.Write(Name(2), 1, "no blob"));
  const KeyId before = *ring_->current();
  const Result<RotationReport> report = Rotate(*ring_, records_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rewrapped, 1U);
  EXPECT_EQ(report->failed, 2U);
  ASSERT_EQ(report->failures.size(), 2U);
  EXPECT_EQ(report->failures[0].where, "record record-1001, client_secret");
  EXPECT_EQ(report->still_needed, std::vector{before});
  EXPECT_TRUE(report->retired.empty());
  EXPECT_EQ(KeysInFile(), 2U);
  EXPECT_EQ(records_.Read(Name(1)).blob, damaged.blob);

  // Entered again by its owner.
  records_.SealNew(*ring_, Name(1), 2);
  const Result<RotationReport> finished = FinishRotation(*ring_, records_);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->retired, std::vector{before});
  EXPECT_EQ(KeysInFile(), 1U);
}

// A store whose records somebody else writes just before they are replaced.
class BusyRecords final : public FolderRecords {
 public:
  BusyRecords(std::string path, std::function<void(const std::string&)> before_replace)
      : FolderRecords(std::move(path)), before_replace_(std::move(before_replace)) {}
  Result<bool> Replace(const SealedRecord& record, std::string_view blob) override {
    before_replace_(record.position);
    return FolderRecords::Replace(record, blob);
  }

 private:
  std::function<void(const std::string&)> before_replace_;
};

TEST_F(RotationTest, LeavesWhatOthersWroteMeanwhile) {
  SealMany(3);
  BusyRecords busy(folder_.path() + "/sealed", [this](const std::string& name) {
    if (name == Name(1)) records_.SealNew(*ring_, name, 2);
    if (name == Name(2)) std::filesystem::remove(folder_.path() + "/sealed/" + name);
  });
  const Result<RotationReport> report = Rotate(*ring_, busy);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rewrapped, 1U);
  EXPECT_EQ(report->changed_meanwhile, 2U);
  EXPECT_EQ(report->retired.size(), 1U);
  EXPECT_EQ(records_.Read(Name(1)).context.generation, 2U);
  EXPECT_FALSE(records_.Names().contains(Name(2)));
  ExpectAllOpen(*ring_);
}

TEST_F(RotationTest, RunsWhileOthersOpen) {
  SealMany(20);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      for (const std::string& name : records_.Names()) {
        const SealedRecord record = records_.Read(name);
        const Result<Secret> secret = ring_->Open(record.context, record.blob);
        if (secret) continue;
        // Read before it was re-wrapped, opened after the key was retired: reading again helps.
        const SealedRecord now = records_.Read(name);
        ASSERT_TRUE(ring_->Open(now.context, now.blob)) << secret.error().Message();
      }
    }
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Rotate(*ring_, records_));
  done = true;
  reader.join();
}

TEST_F(RotationTest, AsksForAKeyWhereTheSourceCannotBeWritten) {
  const auto print = [this] { return MakeKeyCommand({"cat", key_file_}, std::chrono::seconds(5)); };
  SealMany(3);
  KeyRing ring(print(), key_records_, true);
  ASSERT_FALSE(ring.sealed());
  const Result<RotationReport> refused = Rotate(ring, records_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().fix.find("openssl rand -base64 32"), std::string::npos);

  ASSERT_TRUE(MakeKeyFile(key_file_, "")->Add(Secret(std::string(kKeyBytes, 'b'))));
  const Result<RotationReport> report = Rotate(ring, records_);
  ASSERT_TRUE(report) << report.error().Message();
  EXPECT_EQ(report->rewrapped, 3U);
  EXPECT_EQ(report->retired.size(), 1U);
  EXPECT_EQ(ring.current(), WrappingKey::From(Secret(std::string(kKeyBytes, 'b')))->id());
  EXPECT_EQ(KeysInFile(), 2U);  // the operator takes the old one away
}

TEST_F(RotationTest, DoesNothingWhileSealed) {
  SealMany(1);
  std::filesystem::remove(key_file_);
  const auto ring = Start();
  EXPECT_FALSE(Rotate(*ring, records_));
  EXPECT_FALSE(FinishRotation(*ring, records_));
  EXPECT_FALSE(std::filesystem::exists(key_file_));
}

TEST_F(RotationTest, CountsReferences) {
  SealMany(3);
  ASSERT_TRUE(ring_->StartNewKey());
  records_.SealNew(*ring_, Name(0), 2);
  ASSERT_TRUE(records_.Write("zzz", 1, "no blob"));
  const Result<KeyReferences> references = CountReferences(records_);
  ASSERT_TRUE(references);
  EXPECT_EQ(references->named.size(), 2U);
  EXPECT_EQ(references->named.at(*ring_->current()), 1U);
  EXPECT_EQ(references->unnamed, 1U);
}

}  // namespace
}  // namespace dataflint::vault
