// ExecutorMemory: how full the executors' memory was at its fullest, as far as the log tells, and
// how much of it there is.
//
// Peaks are the largest of what executors polled (with heartbeats, at the end of stages and tasks):
// what came and went in between is not in them, and a heap holds garbage too. Called by the
// insights that speak of memory; pure.
#ifndef DATAFLINT_INSIGHTS_EXECUTOR_MEMORY_H_
#define DATAFLINT_INSIGHTS_EXECUTOR_MEMORY_H_

#include <cstdint>
#include <string_view>

#include "insights/run.h"

namespace dataflint::insights {

// The largest of any executor of the default resource profile. Bytes; 0: not in the log.
struct MemoryPeaks {
  std::int64_t executors = 0;          // that told any
  std::int64_t silent_executors = 0;   // that ran tasks and told none
  std::int64_t heap = 0;               // JVM heap in use, garbage included
  std::string_view heap_executor;      // id
  std::int64_t unified = 0;            // on the heap, of execution and storage together
  std::string_view unified_executor;   // id
  std::int64_t outside = 0;            // of the JVM beside its heap
  std::int64_t resident = 0;           // of all processes of the executor, as the system sees them
  std::string_view resident_executor;  // id
  std::int64_t python = 0;             // part of it
};
MemoryPeaks PeaksOf(const Run& run);

// What execution and storage share on the heap: as executors announced it, else by Spark's
// settings.
std::int64_t UnifiedMemoryOf(const Run& run);
// Heap with which execution and storage share `unified` bytes.
std::int64_t HeapWithUnified(const Run& run, std::int64_t unified);

// Beside the heap, for what the JVM and Python take outside of it.
std::int64_t MemoryOverheadOf(const Run& run);
// All that a container may take: heap, overhead, off-heap and PySpark memory.
std::int64_t ContainerMemoryOf(const Run& run);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_EXECUTOR_MEMORY_H_
