#include "io/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>

namespace dataflint::io {
namespace {

TEST(ThreadPool, RunsEveryTaskOnce) {
  std::vector<std::atomic<int>> runs(5000);
  {
    ThreadPool pool(3, 4);
    EXPECT_EQ(pool.threads(), 3U);
    for (std::atomic<int>& run : runs) pool.Submit([&run] { ++run; });
  }
  for (const std::atomic<int>& run : runs) EXPECT_EQ(run, 1);
}

TEST(ThreadPool, FullQueueMakesTheSubmitterWait) {
  std::atomic<bool> go{false};
  std::atomic<int> submitted{0};
  auto pool = std::make_unique<ThreadPool>(1, 2);
  std::thread submitter([&] {
    for (int i = 0; i < 5; ++i) {
      pool->Submit([&] {
        while (!go) std::this_thread::yield();
      });
      ++submitted;
    }
  });
  while (submitted < 3) std::this_thread::yield();  // one runs, two wait
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(submitted, 3);
  go = true;
  submitter.join();
  pool = nullptr;
  EXPECT_EQ(submitted, 5);
}

TEST(ThreadPool, ZeroMeansOne) {
  std::atomic<bool> ran{false};
  {
    ThreadPool pool(0, 0);
    pool.Submit([&] { ran = true; });
  }
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace dataflint::io
