#include "base/string_pool.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace dataflint
