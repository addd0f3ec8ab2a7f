#include "net/resolver.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

namespace dataflint::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(SystemResolver, FindsThisMachine) {
  SystemResolver resolver;
  const Addresses addresses = resolver.Resolve("localhost", Clock::now() + 10s, {});
  ASSERT_TRUE(addresses) << addresses.error().why;
  for (const IpAddress& address : *addresses) EXPECT_EQ(address.kind(), AddressKind::kLoopback);
}

// ".invalid" is never given out; without a network the system may also say that nobody answers.
TEST(SystemResolver, SaysWhenThereIsNoSuchName) {
  SystemResolver resolver;
  const Addresses addresses = resolver.Resolve("workspace.invalid", Clock::now() + 20s, {});
  ASSERT_FALSE(addresses);
  EXPECT_NE(addresses.error().kind, ResolveFailure::Kind::kCancelled);
}

TEST(SystemResolver, WaitsNoLongerThanItMay) {
  SystemResolver resolver;
  const auto begin = Clock::now();
  EXPECT_EQ(resolver.Resolve("late.invalid", begin - 1s, {}).error().kind,
            ResolveFailure::Kind::kTimedOut);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(resolver.Resolve("stopped.invalid", begin + 60s, source.get_token()).error().kind,
            ResolveFailure::Kind::kCancelled);
  EXPECT_LT(Clock::now() - begin, 1s);
}

TEST(SystemResolver, AnswersManyAtOnce) {
  SystemResolver resolver;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        EXPECT_TRUE(resolver.Resolve("localhost", Clock::now() + 10s, {}));
      }
    });
  }
}

}  // namespace
}  // namespace dataflint::net
