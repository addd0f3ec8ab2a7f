#include "vault/envelope.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vault/cipher.h"

namespace dataflint::vault {
namespace {

WrappingKey KeyOf(char byte) {
  Result<WrappingKey> key = WrappingKey::From(Secret(std::string(kKeyBytes, byte)));
  EXPECT_TRUE(key);
  return std::move(*key);
}

const SealContext kContext{
    "workspace credential", "org-1", "record-7", "client_secret", "a.test", "client", 42};

TEST(Envelope, OpensWhatItSealed) {
  const WrappingKey key = KeyOf('a');
  for (const std::size_t size : {0UL, 1UL, 16UL, 1000UL, kMaxSealedBytes}) {
    const Secret secret(std::string(size, 's'));
    const Result<std::string> blob = Seal(key, kContext, secret);
    ASSERT_TRUE(blob) << blob.error().Message();
    EXPECT_EQ(blob->size(), size + kEnvelopeBytes);
    const Result<Secret> opened = Open(key, kContext, *blob);
    ASSERT_TRUE(opened) << size << opened.error().Message();
    EXPECT_TRUE(*opened == secret);
    EXPECT_EQ(*KeyIdOf(*blob), key.id());
  }
}

TEST(Envelope, RefusesMoreThan64KiB) {
  const Result<std::string> blob =
      Seal(KeyOf('a'), kContext, Secret(std::string(kMaxSealedBytes + 1, 's')));
  ASSERT_FALSE(blob);
  EXPECT_EQ(blob.error().code, ErrorCode::kUsage);
}

TEST(Envelope, RefusesAContextThatNamesNothing) {
  const std::vector<std::string SealContext::*> needed = {
      &SealContext::purpose, &SealContext::organisation, &SealContext::record_id,
      &SealContext::field_name};
  for (const auto field : needed) {
    SealContext context = kContext;
    (context.*field).clear();
    EXPECT_FALSE(Seal(KeyOf('a'), context, Secret("s")));
  }
}

TEST(Envelope, RefusesEachFlippedBitCutAndAddition) {
  const WrappingKey key = KeyOf('a');
  const std::string blob = *Seal(key, kContext, Secret("what is sealed"));
  ASSERT_TRUE(Open(key, kContext, blob));
  for (std::size_t i = 0; i < blob.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped = blob;
      flipped[i] = static_cast<char>(flipped[i] ^ static_cast<char>(1U << bit));
      ASSERT_FALSE(Open(key, kContext, flipped)) << "byte " << i << " bit " << bit;
    }
    ASSERT_FALSE(Open(key, kContext, blob.substr(0, i))) << i;
  }
  EXPECT_FALSE(Open(key, kContext, blob + '\0'));
  EXPECT_FALSE(Open(key, kContext, std::string(1, '\0') + blob));
}

TEST(Envelope, SaysWhenAFormatIsNotKnown) {
  const WrappingKey key = KeyOf('a');
  for (const std::size_t place : {4UL, 5UL}) {
    std::string blob = *Seal(key, kContext, Secret("s"));
    blob[place] = 2;
    EXPECT_EQ(Open(key, kContext, blob).error().why,
              "its format or algorithm is not known to this version");
    EXPECT_FALSE(KeyIdOf(blob));
    EXPECT_FALSE(Rewrap(key, KeyOf('b'), kContext, blob));
  }
}

const std::vector<std::string SealContext::*> kTexts = {
    &SealContext::purpose,    &SealContext::organisation,   &SealContext::record_id,
    &SealContext::field_name, &SealContext::workspace_host, &SealContext::client_id};

TEST(Envelope, RefusesEachChangeOfTheContext) {
  const WrappingKey key = KeyOf('a');
  const std::string blob = *Seal(key, kContext, Secret("s"));
  std::vector<SealContext> others;
  for (const auto field : kTexts) {
    for (const std::string& change :
         {kContext.*field + "x", (kContext.*field).substr(1), std::string()}) {
      others.push_back(kContext);
      others.back().*field = change;
    }
    for (const auto other : kTexts) {
      if (field == other) continue;
      others.push_back(kContext);
      std::swap(others.back().*field, others.back().*other);
      // The same bytes in a row, cut elsewhere.
      others.push_back(kContext);
      others.back().*field += (others.back().*other).substr(0, 1);
      (others.back().*other).erase(0, 1);
    }
  }
  for (const std::uint64_t generation : {41ULL, 43ULL, 0ULL, 42ULL << 32U}) {
    others.push_back(kContext);
    others.back().generation = generation;
  }
  for (const SealContext& other : others) {
    ASSERT_NE(other, kContext);
    EXPECT_FALSE(Open(key, other, blob));
    EXPECT_FALSE(Rewrap(key, KeyOf('b'), other, blob));
  }
  EXPECT_GT(others.size(), 80U - 3U);
}

TEST(Envelope, OpensWithItsOwnKeyOnly) {
  const WrappingKey key = KeyOf('a');
  const WrappingKey other = KeyOf('b');
  std::string blob = *Seal(key, kContext, Secret("s"));
  EXPECT_NE(Open(other, kContext, blob).error().why.find("another key"), std::string::npos);
  // Not even when it says that it is the other's.
  blob.replace(6, sizeof(KeyId::bytes), other.id().view());
  EXPECT_FALSE(Open(other, kContext, blob));
  EXPECT_FALSE(Open(key, kContext, blob));
}

TEST(Envelope, RewrapsForAnotherKey) {
  const WrappingKey from = KeyOf('a');
  const WrappingKey to = KeyOf('b');
  const std::string before = *Seal(from, kContext, Secret("what is sealed"));
  const Result<std::string> after = Rewrap(from, to, kContext, before);
  ASSERT_TRUE(after) << after.error().Message();
  EXPECT_EQ(Open(to, kContext, *after)->Expose(), "what is sealed");
  EXPECT_FALSE(Open(from, kContext, *after));
  EXPECT_FALSE(Rewrap(from, to, kContext, *after));
  // Parts of both do not go together.
  for (std::size_t cut = 1; cut < before.size(); ++cut) {
    const std::string mixed = before.substr(0, cut) + after->substr(cut);
    if (mixed == before || mixed == *after) continue;
    ASSERT_FALSE(Open(from, kContext, mixed)) << cut;
    ASSERT_FALSE(Open(to, kContext, mixed)) << cut;
  }
}

// 100,000 unless DATAFLINT_SEALS says otherwise.
TEST(Envelope, NeverUsesANonceTwice) {
  const char* const wanted = std::getenv("DATAFLINT_SEALS");
  const std::size_t seals = wanted == nullptr ? 100'000 : std::stoul(wanted);
  const WrappingKey key = KeyOf('a');
  const Secret secret("s");
  // (key, nonce) pairs: the wrapping key with its nonce, and a data key, told by its commitment.
  std::vector<std::array<char, kNonceBytes>> wrap_nonces(seals);
  std::vector<std::array<char, 32>> data_keys(seals);
  std::vector<std::array<char, kNonceBytes>> nonces(seals);
  for (std::size_t i = 0; i < seals; ++i) {
    const Result<std::string> blob = Seal(key, kContext, secret);
    ASSERT_TRUE(blob);
    std::copy_n(blob->data() + 22, 32, data_keys[i].data());
    std::copy_n(blob->data() + 54, kNonceBytes, wrap_nonces[i].data());
    std::copy_n(blob->data() + 114, kNonceBytes, nonces[i].data());
  }
  const auto all_different = [](auto& values) {
    std::sort(values.begin(), values.end());
    return std::adjacent_find(values.begin(), values.end()) == values.end();
  };
  EXPECT_TRUE(all_different(wrap_nonces));
  EXPECT_TRUE(all_different(data_keys));
  EXPECT_TRUE(all_different(nonces));
}

TEST(WrappingKey, TakesThirtyTwoBytesOnly) {
  EXPECT_FALSE(WrappingKey::From(Secret(std::string(31, 'k'))));
  EXPECT_FALSE(WrappingKey::From(Secret(std::string(33, 'k'))));
  EXPECT_FALSE(WrappingKey::From(Secret()));
}

TEST(WrappingKey, HasAnIdOfItsOwn) {
  std::set<KeyId> ids;
  std::set<KeyCheck> checks;
  for (char byte = 'a'; byte <= 'z'; ++byte) {
    ids.insert(KeyOf(byte).id());
    checks.insert(KeyOf(byte).check());
  }
  EXPECT_EQ(ids.size(), 26U);
  EXPECT_EQ(checks.size(), 26U);
  const WrappingKey key = KeyOf('a');
  EXPECT_EQ(KeyOf('a').id(), key.id());
  EXPECT_EQ(KeyId::FromHex(key.id().Hex()), key.id());
  for (const std::string& wrong :
       {std::string(31, 'a'), std::string(32, 'A'), std::string(32, 'g')}) {
    EXPECT_FALSE(KeyId::FromHex(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace dataflint::vault
