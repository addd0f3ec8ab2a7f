// ThreadPool: a fixed number of threads that work off a bounded queue, for analysing many logs at
// once.
//
// Submit() waits while the queue is full, so that a list of 100,000 logs is not copied into it.
// Tasks must not throw. Used by cli/; any thread may submit.
#ifndef DATAFLINT_IO_THREAD_POOL_H_
#define DATAFLINT_IO_THREAD_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace dataflint::io {

class ThreadPool {
 public:
  // At least one thread, but fewer than asked for when the system gives no more. When it gives
  // none, Submit() runs the tasks itself.
  ThreadPool(std::size_t threads, std::size_t queue_capacity);
  // Works off what was submitted, then ends.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void Submit(std::function<void()> task);
  std::size_t threads() const { return threads_.size(); }

 private:
  void Work();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable queued_;  // a task came, or the end
  std::condition_variable taken_;   // a task left the queue
  std::deque<std::function<void()>> queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_THREAD_POOL_H_
