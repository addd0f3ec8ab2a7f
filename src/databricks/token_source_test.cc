#include "databricks/token_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "databricks/made_waiting_test.h"

namespace dataflint::databricks {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Gives "token 1", "token 2", ... for an hour each.
class TokenSourceTest : public testing::Test {
 protected:
  std::string Now() {
    const auto token = source_.Get({});
    return token ? std::string((*token)->secret.Expose()) : "error: " + token.error().why;
  }

  MadeWaiting waiting_;
  std::atomic<int> fetches_ = 0;
  std::atomic<bool> fails_ = false;
  TokenSource source_{[this](const std::stop_token&) -> ApiResult<AccessToken> {
                        const int number = ++fetches_;
                        if (fails_) {
                          ApiError error;
                          error.why = "no " + std::to_string(number);
                          return tl::unexpected(error);
                        }
                        return AccessToken{vault::Secret("token " + std::to_string(number)),
                                           seconds(3600)};
                      },
                      waiting_};
};

TEST_F(TokenSourceTest, OneForFourFifthsOfItsLife) {
  EXPECT_EQ(Now(), "token 1");
  waiting_.Pass(minutes(45));
  EXPECT_EQ(Now(), "token 1");
  waiting_.Pass(minutes(7));
  EXPECT_EQ(Now(), "token 2");
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenSourceTest, ARefreshThatFailsLeavesTheOldOneUntilItEnds) {
  EXPECT_EQ(Now(), "token 1");
  waiting_.Pass(minutes(50));
  fails_ = true;
  EXPECT_EQ(Now(), "token 1");
  EXPECT_EQ(Now(), "token 1");
  EXPECT_EQ(fetches_, 2) << "asked again at once";
  waiting_.Pass(minutes(9));
  EXPECT_EQ(Now(), "token 1");
  waiting_.Pass(minutes(1));
  EXPECT_EQ(Now(), "error: no 4");
  fails_ = false;
  waiting_.Pass(seconds(6));
  EXPECT_EQ(Now(), "token 5");
}

TEST_F(TokenSourceTest, OneThatWasRefusedIsReplacedOnce) {
  const auto first = *source_.Get({});
  source_.Refuse(first);
  const auto second = *source_.Get({});
  source_.Refuse(first);  // another request in which it was refused
  EXPECT_EQ(*source_.Get({}), second);
  EXPECT_EQ(first->secret.Expose(), "token 1") << "those who hold it may still read it";
  EXPECT_EQ(fetches_, 2);
}

TEST_F(TokenSourceTest, ManyAtOnceFetchOne) {
  constexpr int kThreads = 16;
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int k = 0; k < 100; ++k) wrong += Now() == "token 1" ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(fetches_, 1);
}

TEST_F(TokenSourceTest, AFailureIsNotRepeatedByEveryRequest) {
  fails_ = true;
  EXPECT_EQ(Now(), "error: no 1");
  EXPECT_EQ(Now(), "error: no 1");
  waiting_.Pass(seconds(6));
  EXPECT_EQ(Now(), "error: no 2");
}

}  // namespace
}  // namespace dataflint::databricks
