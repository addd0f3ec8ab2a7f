// ExecutorArrivals: executors that came while tasks waited for a free slot, how long after these
// had begun to wait, and which of them stand for executors that were given back shortly before.
//
// When an executor was asked for is not in a log: that tasks waited is taken for it. An executor
// that comes for one that was lost meanwhile is none of these. Called by insights about clusters
// that grow and shrink; unpacks launches of the stages in which executors came. Pure.
#ifndef DATAFLINT_INSIGHTS_EXECUTOR_ARRIVALS_H_
#define DATAFLINT_INSIGHTS_EXECUTOR_ARRIVALS_H_

#include <cstdint>
#include <vector>

#include "insights/run.h"

namespace dataflint::insights {

struct Arrival {
  std::uint32_t executor = 0;  // index into Application::executors
  std::int64_t lag = 0;        // ms since tasks began to wait
  model::TimeMs since = 0;     // when that was
  std::int64_t count = 0;      // executors there were then, with it
  bool is_return = false;
  std::int64_t gap = 0;  // ms since the one that it stands for was given back
};

struct Arrivals {
  std::vector<Arrival> all;  // in time order
  std::int64_t cycles = 0;   // how often executors came back after some had been given back
};
Arrivals ArrivalsOf(const Run& run);

// How many executors Spark asks for when the application starts, where it may ask for more later: the
// largest of three settings. It does not start when that is above spark.dynamicAllocation.maxExecutors.
std::int64_t AskedForAtStart(const Run& run);

// What the lag of these cost: ms for the whole cluster, each by its part of it.
std::int64_t LagOf(const Run& run, const std::vector<Arrival>& arrivals);
// Indices of their executors, sorted.
std::vector<std::uint32_t> ExecutorsOf(const std::vector<Arrival>& arrivals);
// Executors that there were each time in the end: the smallest number, at least 1.
std::int64_t WantedEachTime(const std::vector<Arrival>& arrivals);
std::int64_t MedianLag(const std::vector<Arrival>& arrivals);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_EXECUTOR_ARRIVALS_H_
