#include "vault/secret.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dataflint::vault {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_constructible_v<std::string, Secret>);
static_assert(!std::is_convertible_v<std::string, Secret>);

// The flags that the kernel keeps for the pages at `address`; empty when nothing is mapped there.
std::string FlagsOfPagesAt(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char dash = 0;
    std::istringstream words(line);
    if (words >> std::hex >> from >> dash >> to && dash == '-') {
      inside = from <= wanted && wanted < to;
    }
    if (inside && line.starts_with("VmFlags:")) return line + " ";
  }
  return {};
}

TEST(Secret, HoldsItsBytes) {
  const Secret secret(std::string_view("a\0b", 3));
  EXPECT_EQ(secret.Expose(), std::string_view("a\0b", 3));
  EXPECT_EQ(secret.size(), 3U);
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
}

TEST(Secret, LiesOnPagesOutOfSwapDumpsAndChildren) {
  const Secret secret(std::string(5000, 'x'));
  const std::string flags = FlagsOfPagesAt(secret.Expose().data());
  EXPECT_NE(flags.find(" dd "), std::string::npos) << "may be dumped: " << flags;
  EXPECT_NE(flags.find(" wf "), std::string::npos) << "reaches children: " << flags;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they leave mlock() out
  EXPECT_NE(flags.find(" lo "), std::string::npos) << "may be swapped: " << flags;
#endif
}

TEST(Secret, IsNotSeenByAForkedChild) {
  const Secret secret("canary");
  const pid_t child = fork();
  if (child == 0) _exit(secret.Expose() == std::string_view("\0\0\0\0\0\0", 6) ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(Secret, IsGoneAfterItsEnd) {
  const char* place = nullptr;
  {
    const Secret secret("canary");
    place = secret.Expose().data();
    ASSERT_NE(FlagsOfPagesAt(place), "");
  }
  EXPECT_EQ(FlagsOfPagesAt(place).find(" dd "), std::string::npos);
}

TEST(Secret, MovesWithoutLeavingACopy) {
  Secret from("canary");
  const char* place = from.Expose().data();
  Secret to(std::move(from));
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what is tested
  EXPECT_EQ(to.Expose().data(), place);

  Secret other("what is overwritten");
  const char* overwritten = other.Expose().data();
  other = std::move(to);
  EXPECT_EQ(other.Expose(), "canary");
  EXPECT_EQ(FlagsOfPagesAt(overwritten).find(" dd "), std::string::npos);

  Secret& same = other;
  other = std::move(same);
  EXPECT_EQ(other.Expose(), "canary");
}

TEST(Secret, WipesWhatIsCutOff) {
  Secret secret("canary and more");
  const char* place = secret.Expose().data();
  secret.Truncate(6);
  EXPECT_EQ(secret.Expose(), "canary");
  EXPECT_EQ(std::string_view(place + 6, 9), std::string_view("\0\0\0\0\0\0\0\0\0", 9));
  secret.Truncate(100);
  EXPECT_EQ(secret.size(), 6U);
}

TEST(Secret, ComparesByItsBytes) {
  EXPECT_TRUE(Secret("abc") == Secret("abc"));
  EXPECT_FALSE(Secret("abc") == Secret("abd"));
  EXPECT_FALSE(Secret("abc") == Secret("ab"));
  EXPECT_TRUE(Secret() == Secret(std::string_view()));
}

}  // namespace
}  // namespace dataflint::vault
