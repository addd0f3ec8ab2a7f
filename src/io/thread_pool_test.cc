#include "io/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

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

TEST(ThreadPool, WaitReturnsWhenAllIsDone) {
  ThreadPool pool(2, 100);
  std::atomic<int> done{0};
  for (int round = 1; round <= 20; ++round) {
    for (int i = 0; i < 10; ++i) pool.Submit([&] { ++done; });
    pool.Wait();
    EXPECT_EQ(done, round * 10);
  }
}

TEST(ThreadPool, FullQueueMakesTheSubmitterWait) {
  std::atomic<bool> go{false};
  std::atomic<int> submitted{0};
  ThreadPool pool(1, 2);
  std::thread submitter([&] {
    for (int i = 0; i < 5; ++i) {
      pool.Submit([&] {
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
  pool.Wait();
  EXPECT_EQ(submitted, 5);
}

TEST(ThreadPool, ZeroMeansOne) {
  ThreadPool pool(0, 0);
  std::atomic<bool> ran{false};
  pool.Submit([&] { ran = true; });
  pool.Wait();
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace dataflint::io
