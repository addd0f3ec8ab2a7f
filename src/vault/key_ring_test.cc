#include "vault/key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "vault/cipher.h"
#include "vault/file_key_records.h"
#include "vault/key_text.h"
#include "vault/scratch_folder_test.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

const SealContext kContext{"workspace credential", "org", "record", "secret", "a.test", "id", 1};

class KeyRingTest : public testing::Test {
 protected:
  std::unique_ptr<KeyRing> Start(bool anything_sealed = true) {
    return std::make_unique<KeyRing>(MakeKeyFile(key_file_, ""), records_, anything_sealed);
  }
  void WriteKeys(std::string_view bytes) const {
    std::vector<Secret> keys;
    for (const char byte : bytes) keys.emplace_back(std::string(kKeyBytes, byte));
    folder_.Write("keys", KeyFileText(keys).Expose());
  }
  void SetSeals(std::uint64_t seals) {
    KeyTable table = *records_.Load();
    table.keys.back().seals = seals;
    ASSERT_TRUE(records_.Save(table));
  }
  std::uint64_t SavedSeals() { return records_.Load()->keys.back().seals; }

  ScratchFolder folder_;
  std::string key_file_ = folder_.path() + "/keys";
  FileKeyRecords records_{folder_.path() + "/records"};
};

void ExpectSealed(const KeyRing& ring, SealedReason reason, std::string_view words) {
  ASSERT_TRUE(ring.sealed());
  EXPECT_EQ(ring.sealed()->reason, reason);
  EXPECT_NE(ring.sealed()->error.Message().find(words), std::string::npos)
      << ring.sealed()->error.Message();
  EXPECT_FALSE(ring.sealed()->error.fix.empty());
}

TEST_F(KeyRingTest, MakesAKeyAtFirstStartAndKeepsIt) {
  const auto first = Start(false);
  ASSERT_FALSE(first->sealed()) << first->sealed()->error.Message();
  const std::string blob = *first->Seal(kContext, Secret("s"));
  const auto second = Start();
  EXPECT_EQ(second->Open(kContext, blob)->Expose(), "s");
  EXPECT_EQ(second->current(), first->current());
  ASSERT_EQ(second->Keys().size(), 1U);
  EXPECT_TRUE(second->Keys()[0].current && second->Keys()[0].available);
}

TEST_F(KeyRingTest, TakesTheKeyThatIsThereAtFirstStart) {
  WriteKeys("ab");
  const std::string before = folder_.Read("keys");
  const auto ring = Start(false);
  EXPECT_EQ(ring->current(), WrappingKey::From(Secret(std::string(kKeyBytes, 'b')))->id());
  EXPECT_EQ(folder_.Read("keys"), before);
}

TEST_F(KeyRingTest, IsSealedWithoutItsKeyAndMakesNone) {
  const std::string blob = *Start(false)->Seal(kContext, Secret("s"));
  const std::string keys = folder_.Read("keys");
  std::filesystem::remove(key_file_);
  for (const bool anything_sealed : {true, false}) {
    const auto ring = Start(anything_sealed);
    ExpectSealed(*ring, SealedReason::kMissing, "there is no key");
    EXPECT_EQ(ring->Seal(kContext, Secret("s")).error().what, "the secrets are sealed");
    EXPECT_EQ(ring->Open(kContext, blob).error().what, "the secrets are sealed");
    EXPECT_FALSE(ring->StartNewKey());
    EXPECT_FALSE(std::filesystem::exists(key_file_));
  }
  const auto ring = Start();
  folder_.Write("keys", keys);
  ring->TryAgain();
  EXPECT_FALSE(ring->sealed());
  EXPECT_EQ(ring->Open(kContext, blob)->Expose(), "s");
}

TEST_F(KeyRingTest, IsSealedWithAnotherKey) {
  const std::string id = Start(false)->current()->Hex();
  WriteKeys("ab");
  const std::string before = folder_.Read("keys");
  const auto ring = Start();
  ExpectSealed(*ring, SealedReason::kWrong, "sealed with the key " + id + "; there is ");
  EXPECT_EQ(folder_.Read("keys"), before);
}

TEST_F(KeyRingTest, IsSealedWhenKeysOrRecordsCannotBeRead) {
  Start(false);
  ASSERT_EQ(chmod(key_file_.c_str(), 0644), 0);
  ExpectSealed(*Start(), SealedReason::kUnreadable, "Run: chmod 600 '" + key_file_ + "'");
  ASSERT_EQ(chmod(key_file_.c_str(), 0600), 0);
  EXPECT_FALSE(Start()->sealed());
  folder_.Write("keys", "no key");
  ExpectSealed(*Start(), SealedReason::kUnreadable, "not the base64 of 32 bytes");
  folder_.Write("records", "no records");
  ExpectSealed(*Start(), SealedReason::kUnreadable, "the file is damaged");
}

TEST_F(KeyRingTest, IsSealedWhenTheRecordsAreLostOrOfAnotherKey) {
  Start(false);
  KeyTable table = *records_.Load();
  std::filesystem::remove(folder_.path() + "/records");
  ExpectSealed(*Start(true), SealedReason::kMissing, "no records of the keys");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/records"));
  table.keys[0].check.bytes[0] = static_cast<char>(table.keys[0].check.bytes[0] ^ 1);
  ASSERT_TRUE(records_.Save(table));
  ExpectSealed(*Start(), SealedReason::kUnreadable, "the check value");
}

TEST_F(KeyRingTest, AsksForAKeyWhereItCannotWriteOne) {
  const KeyRing ring(MakeKeyCommand({"true"}, std::chrono::seconds(5)), records_, false);
  ExpectSealed(ring, SealedReason::kMissing, "openssl rand -base64 32");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/records"));
}

TEST_F(KeyRingTest, OpensWithOlderKeysWhileTheyAreThere) {
  const auto ring = Start(false);
  const KeyId first = *ring->current();
  const std::string old_blob = *ring->Seal(kContext, Secret("old"));
  ASSERT_TRUE(ring->StartNewKey());
  EXPECT_NE(ring->current(), first);
  const std::string new_blob = *ring->Seal(kContext, Secret("new"));
  EXPECT_EQ(*KeyIdOf(new_blob), ring->current());
  const auto again = Start();
  EXPECT_EQ(again->Open(kContext, old_blob)->Expose(), "old");
  EXPECT_EQ(again->Open(kContext, new_blob)->Expose(), "new");
  EXPECT_EQ(*KeyIdOf(*again->Rewrap(kContext, old_blob)), ring->current());

  EXPECT_FALSE(again->Retire(*again->current()));
  EXPECT_FALSE(again->Retire({}));
  ASSERT_TRUE(again->Retire(first));
  EXPECT_EQ(again->Open(kContext, old_blob).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(KeysIn(*ReadSecretFile(key_file_), "")->size(), 1U);
}

TEST_F(KeyRingTest, WarnsOfAnOlderKeyThatIsNotThere) {
  WriteKeys("a");
  const std::string blob = *Start(false)->Seal(kContext, Secret("s"));
  WriteKeys("ab");
  ASSERT_TRUE(Start()->StartNewKey());
  WriteKeys("b");
  const auto ring = Start();
  EXPECT_FALSE(ring->sealed());
  ASSERT_EQ(ring->Warnings().size(), 1U);
  EXPECT_NE(ring->Warnings()[0].find("is not in the key file"), std::string::npos);
  EXPECT_NE(ring->Open(kContext, blob).error().why.find("is not there"), std::string::npos);
}

TEST_F(KeyRingTest, NeverTakesARetiredKeyForANewOne) {
  WriteKeys("a");
  Start(false);
  WriteKeys("ab");
  const auto ring = Start();
  ASSERT_TRUE(ring->StartNewKey());
  ASSERT_TRUE(ring->Retire(WrappingKey::From(Secret(std::string(kKeyBytes, 'a')))->id()));
  WriteKeys("ba");  // as after a crash, or when an old file was put back
  const auto again = Start();
  ASSERT_TRUE(again->StartNewKey());
  EXPECT_EQ(again->Keys()[0].state, KeyState::kRetired);
  EXPECT_FALSE(again->Keys()[0].available);
  EXPECT_EQ(again->Keys().size(), 3U);
  ASSERT_TRUE(again->RemoveRetired());
  EXPECT_EQ(KeysIn(*ReadSecretFile(key_file_), "")->size(), 2U);
}

TEST_F(KeyRingTest, CountsWhatItSealsAheadOfTime) {
  const auto ring = Start(false);
  EXPECT_EQ(SavedSeals(), 0U);
  for (std::uint64_t i = 1; i <= 2 * KeyRing::kCountedAhead + 1; ++i) {
    ASSERT_TRUE(ring->Seal(kContext, Secret("s")));
    ASSERT_GE(SavedSeals(), i);
    ASSERT_LT(SavedSeals(), i + KeyRing::kCountedAhead);
  }
  // After a crash none of them may be counted again.
  const std::uint64_t before = SavedSeals();
  ASSERT_TRUE(Start()->Seal(kContext, Secret("s")));
  EXPECT_EQ(SavedSeals(), before + KeyRing::kCountedAhead);
}

TEST_F(KeyRingTest, WarnsAfterManySealsAndRefusesAfterTooMany) {
  Start(false);
  SetSeals(KeyRing::kManySeals - 1);
  EXPECT_TRUE(Start()->Warnings().empty());
  SetSeals(KeyRing::kManySeals);
  ASSERT_EQ(Start()->Warnings().size(), 1U);
  EXPECT_NE(Start()->Warnings()[0].find("dataflint keys rotate"), std::string::npos);

  SetSeals(KeyRing::kMostSeals - 2);
  const auto ring = Start();
  const std::string blob = *ring->Seal(kContext, Secret("s"));
  ASSERT_TRUE(ring->Seal(kContext, Secret("s")));
  EXPECT_EQ(SavedSeals(), KeyRing::kMostSeals);
  const Result<std::string> refused = ring->Seal(kContext, Secret("s"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fix, "Run: dataflint keys rotate");
  EXPECT_TRUE(ring->Open(kContext, blob));
  ASSERT_TRUE(ring->StartNewKey());
  EXPECT_TRUE(ring->Seal(kContext, Secret("s")));
}

TEST_F(KeyRingTest, SealsNothingThatItCannotCount) {
  const auto ring = Start(false);
  std::filesystem::create_directory(folder_.path() + "/records.new");  // in the way of Save()
  EXPECT_FALSE(ring->Seal(kContext, Secret("s")));
  std::filesystem::remove(folder_.path() + "/records.new");
  EXPECT_TRUE(ring->Seal(kContext, Secret("s")));
}

// A key service that takes its time when a rotation asks it for a key.
TEST_F(KeyRingTest, SealsAndOpensWhileTheSourceIsSlow) {
  WriteKeys("a");
  const std::string script =
      "if [ -e \"$0/slow\" ]; then touch \"$0/asked\"; sleep 1; fi; cat \"$0/keys\"";
  KeyRing ring(MakeKeyCommand({"sh", "-c", script, folder_.path()}, std::chrono::seconds(20)),
               records_, false);
  ASSERT_FALSE(ring.sealed());
  const KeyId before = *ring.current();
  WriteKeys("ab");
  folder_.Write("slow", "");
  std::thread rotation([&ring] { EXPECT_TRUE(ring.StartNewKey()); });
  while (!std::filesystem::exists(folder_.path() + "/asked")) std::this_thread::yield();
  const Result<std::string> blob = ring.Seal(kContext, Secret("s"));
  EXPECT_TRUE(blob && ring.Open(kContext, *blob));
  EXPECT_EQ(*KeyIdOf(*blob), before);  // so the rotation was still waiting
  rotation.join();
  EXPECT_NE(ring.current(), before);
  EXPECT_TRUE(ring.Open(kContext, *blob));
}

TEST_F(KeyRingTest, ServesManyThreads) {
  const auto ring = Start(false);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&ring, i] {
      for (int n = 0; n < 300; ++n) {
        const Result<std::string> blob = ring->Seal(kContext, Secret("s"));
        ASSERT_TRUE(blob);
        ASSERT_TRUE(ring->Open(kContext, *blob));
        if (i == 0 && n % 100 == 99) {
          ASSERT_TRUE(ring->StartNewKey());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ring->Keys().size(), 4U);
}

}  // namespace
}  // namespace dataflint::vault
