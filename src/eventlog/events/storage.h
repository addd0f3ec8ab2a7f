// Where executors keep blocks: what the storage readers share with those of executors and stages.
#ifndef DATAFLINT_EVENTLOG_EVENTS_STORAGE_H_
#define DATAFLINT_EVENTLOG_EVENTS_STORAGE_H_

#include <cstdint>
#include <string_view>

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Index of the executor of that id that is alive, added when there is none (a removed one may come
// back under its old id: that is a new row). -1 when `time` lies before the removal of the newest one:
// that was told already.
std::int64_t LiveExecutor(std::string_view id, model::TimeMs time, EventContext& context);

// A removed executor's blocks are gone (AppStatusListener.onExecutorRemoved).
void ForgetBlocksOf(std::uint32_t executor, EventContext& context);

// `Storage Level` of an RDD or block.
struct StorageLevel {
  bool use_disk = false;
  bool use_memory = false;
  bool use_off_heap = false;
  bool deserialized = false;
  std::int64_t replication = 1;
  bool IsValid() const { return (use_memory || use_disk) && replication > 0; }
};
StorageLevel ReadStorageLevel(const JsonValue& object);
// StorageLevel.description of Spark: "Disk Memory Deserialized 1x Replicated".
StringId Describe(const StorageLevel& level, const EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_STORAGE_H_
