#include "base/string_pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <string>
#include <vector>

namespace dataflint {
namespace {

TEST(StringPool, ForgetsWhatWasAddedLast) {
  StringPool pool;
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i)
    texts.push_back(std::string(static_cast<std::size_t>(i % 97), 'x') + std::to_string(i));
  for (int i = 0; i < 1000; ++i) pool.Intern(texts[static_cast<std::size_t>(i)]);
  const std::size_t size = pool.size();
  const std::size_t bytes = pool.bytes();
  for (const std::size_t more : {1UL, 2UL, 500UL, 2000UL}) {
    for (std::size_t i = 0; i < more; ++i) pool.Intern(texts[1000 + i]);
    pool.Truncate(size);
    ASSERT_EQ(pool.size(), size);
    ASSERT_EQ(pool.bytes(), bytes);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const StringId id = pool.Find(texts[i]);
      ASSERT_EQ(id != StringId::kEmpty, i < 1000) << i;
      if (i < 1000) {
        ASSERT_EQ(pool.Get(id), texts[i]);
      }
    }
  }
  pool.Truncate(0);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.Intern("a"), StringId{1});
}

// Of 16 bytes each, the second word made for the first so that a known mixing ends in one hash.
TEST(StringPool, TextsMadeToCollideDoNot) {
  const auto mixed = [](std::uint64_t hash) {
    hash *= 0xff51afd7ed558ccdULL;
    return hash ^ (hash >> 32);
  };
  StringPool pool;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < 60'000; ++i) {
    const std::uint64_t words[] = {i, mixed(0x9e3779b97f4a7c15ULL ^ 16 ^ i)};
    std::string text(sizeof(words), '\0');
    std::memcpy(text.data(), words, sizeof(words));
    pool.Intern(text);
  }
  EXPECT_EQ(pool.size(), 60'001U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

}  // namespace
}  // namespace dataflint
