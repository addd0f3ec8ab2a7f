#include "vault/wipe.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace dataflint::vault {
namespace {

TEST(Wipe, NothingIsLeftInTheRoomOfTheText) {
  std::string text =
      "a secret that is long enough to lie on the heap, and longer than what follows";
  const std::size_t room = text.capacity();
  const char* const at = text.data();
  text = "short";  // leaves the rest of the longer one where it was
  Wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), at) << "it has not moved";
  for (std::size_t i = 0; i < room; ++i) ASSERT_EQ(at[i], '\0') << i;
}

TEST(Wipe, AtTheEndOfItsScope) {
  std::string text = "another secret that is long enough to lie on the heap";
  {
    const WipedAtEnd wiped(text);
  }
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace dataflint::vault
