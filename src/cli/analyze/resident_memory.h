// The memory that this process holds: for who must not hold too much of it. Any thread.
#ifndef DATAFLINT_CLI_ANALYZE_RESIDENT_MEMORY_H_
#define DATAFLINT_CLI_ANALYZE_RESIDENT_MEMORY_H_

#include <cstdint>

namespace dataflint::cli {

// 0 where the system does not tell.
std::int64_t ResidentBytes();
// From now on blocks of a megabyte or more go back to the system when they are freed. Otherwise the
// allocator keeps what a table was in before it grew, once it has seen one of that size go.
void ReturnLargeBlocksWhenFreed();
// Gives back to the system what was freed; the allocator would keep it for the thread that had it.
void ReturnFreedMemory();

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_RESIDENT_MEMORY_H_
