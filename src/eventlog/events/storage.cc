// Block managers, and what of RDDs they store. Follows AppStatusListener.updateRDDBlock and its
// kin.
#include "eventlog/events/storage.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/saturate.h"
#include "eventlog/events/readers.h"

namespace dataflint::eventlog {
namespace {

using model::Executor;
using model::Rdd;

// Adds `delta`, but never goes below zero, as Spark does.
void AddDelta(std::int64_t& value, std::int64_t delta) {
  value = std::max<std::int64_t>(0, SaturatingAdd(value, delta));
}

// The RDD's id in a block's name, "rdd_<id>_<partition>", or -1.
std::int64_t RddOfBlock(std::string_view block) {
  constexpr std::string_view kPrefix = "rdd_";
  if (!block.starts_with(kPrefix)) return -1;
  block.remove_prefix(kPrefix.size());
  std::int64_t id = 0;
  std::size_t digits = 0;
  for (; digits < block.size() && IsDigit(block[digits]); ++digits) {
    if (digits == 10) return -1;
    id = id * 10 + (block[digits] - '0');
  }
  return digits > 0 && digits < block.size() && block[digits] == '_' ? id : -1;
}

// The level that a partition really has (LiveRDDPartition.update).
StringId EffectiveLevel(const Rdd& rdd, const model::RddPartition& partition,
                        const EventContext& context) {
  const std::string_view asked = context.app().text(rdd.storage_level);
  StorageLevel level;
  level.use_disk = partition.disk_used > 0;
  level.use_memory = partition.memory_used > 0;
  level.use_off_heap = asked.find("off heap") != std::string_view::npos;
  level.deserialized = level.use_memory && asked.find("Deserialized") != std::string_view::npos;
  level.replication = static_cast<std::int64_t>(partition.executors.size());
  return Describe(level, context);
}

// What a block and its places in the indices take, and an executor in the distribution of an RDD.
constexpr std::size_t kBytesABlock = sizeof(model::RddPartition) + 160;
constexpr std::size_t kBytesADistribution = sizeof(model::RddDistribution) + 160;

// Null when the executor has none in that RDD.
model::RddDistribution* FindDistribution(Rdd& rdd, std::uint32_t rdd_index, std::uint32_t executor,
                                         ReadingState& state) {
  const auto on = state.distributed.find(executor);
  if (on == state.distributed.end()) return nullptr;
  const auto at = on->second.find(rdd_index);
  return at == on->second.end() ? nullptr : &rdd.distribution[at->second];
}

// Null when there is no room.
model::RddDistribution* AddDistribution(Rdd& rdd, std::uint32_t rdd_index, std::uint32_t executor,
                                        EventContext& context) {
  if (!context.builder.HasRoomForList(kBytesADistribution, "executors of an RDD")) return nullptr;
  context.state.distributed[executor][rdd_index] =
      static_cast<std::uint32_t>(rdd.distribution.size());
  model::RddDistribution& on = rdd.distribution.emplace_back();
  on.executor = executor;
  return &on;
}

// The last one takes its place: the order of executors says nothing.
void RemoveDistribution(Rdd& rdd, std::uint32_t rdd_index, std::uint32_t at,
                        EventContext& context) {
  auto& distributed = context.state.distributed;
  distributed[rdd.distribution[at].executor].erase(rdd_index);
  if (at + 1 != rdd.distribution.size()) {
    rdd.distribution[at] = rdd.distribution.back();
    distributed[rdd.distribution[at].executor][rdd_index] = at;
  }
  rdd.distribution.pop_back();
  context.builder.GiveBackList(kBytesADistribution);
}

void RemovePartition(Rdd& rdd, std::uint32_t rdd_index, StringId name, EventContext& context) {
  auto& blocks = context.state.blocks[rdd_index];
  const auto found = blocks.find(name);
  if (found == blocks.end()) return;
  // The last partition takes its place: the order of blocks says nothing.
  const std::uint32_t at = found->second;
  blocks.erase(found);
  if (at + 1 != rdd.partitions.size()) {
    rdd.partitions[at] = std::move(rdd.partitions.back());
    blocks[rdd.partitions[at].block_name] = at;
  }
  rdd.partitions.pop_back();
  context.builder.GiveBackList(kBytesABlock);
  rdd.num_cached_partitions = static_cast<std::int64_t>(rdd.partitions.size());
}

struct BlockUpdate {
  std::string_view name;
  std::int64_t executor = -1;  // index of one that is alive, or -1
  StringId executor_id{};
  StorageLevel level;
  std::int64_t memory_delta = 0;
  std::int64_t disk_delta = 0;
};

// Blocks of the RDD that the executor got: 1, -1 or 0.
int UpdatePartition(Rdd& rdd, std::uint32_t rdd_index, const BlockUpdate& update,
                    EventContext& context) {
  const StringId name = context.Intern(update.name);
  auto& blocks = context.state.blocks[rdd_index];
  auto entry = blocks.find(name);
  if (entry == blocks.end()) {
    if (!context.builder.HasRoomForList(kBytesABlock, "blocks of RDDs")) return 0;
    entry = blocks.emplace(name, static_cast<std::uint32_t>(rdd.partitions.size())).first;
    rdd.partitions.emplace_back().block_name = name;
  }
  model::RddPartition& partition = rdd.partitions[entry->second];
  int delta = 0;
  const auto executor = static_cast<std::uint32_t>(update.executor);
  const auto known = std::find(partition.executors.begin(), partition.executors.end(), executor);
  if (!update.level.IsValid()) {
    delta = -1;
    if (known != partition.executors.end()) {
      partition.executors.erase(known);
      context.state.blocks_on[executor].erase(name);
    }
  } else if (known == partition.executors.end()) {
    delta = 1;
    partition.executors.push_back(executor);
    context.state.blocks_on[executor][name] = rdd_index;
  }
  if (partition.executors.empty()) {
    RemovePartition(rdd, rdd_index, name, context);
  } else {
    AddDelta(partition.memory_used, update.memory_delta);
    AddDelta(partition.disk_used, update.disk_delta);
    partition.storage_level = EffectiveLevel(rdd, partition, context);
  }
  rdd.num_cached_partitions = static_cast<std::int64_t>(rdd.partitions.size());
  return delta;
}

void UpdateExecutor(const BlockUpdate& update, EventContext& context) {
  if (update.executor < 0) return;
  Executor& executor = context.app().executors[static_cast<std::size_t>(update.executor)];
  if (executor.max_on_heap_memory >= 0) {
    AddDelta(
        update.level.use_off_heap ? executor.used_off_heap_memory : executor.used_on_heap_memory,
        update.memory_delta);
  }
  AddDelta(executor.memory_used, update.memory_delta);
  AddDelta(executor.disk_used, update.disk_delta);
}

void NoteRemainingMemory(Executor& executor) {
  executor.remaining_memory = executor.max_memory - executor.memory_used;
  executor.remaining_on_heap_memory = executor.max_on_heap_memory - executor.used_on_heap_memory;
  executor.remaining_off_heap_memory =
      std::max<std::int64_t>(executor.max_off_heap_memory, 0) - executor.used_off_heap_memory;
}

void AddToDistribution(model::RddDistribution& on, const BlockUpdate& update,
                       const Executor& executor) {
  AddDelta(on.memory_used, update.memory_delta);
  AddDelta(on.disk_used, update.disk_delta);
  if (executor.max_on_heap_memory < 0) return;
  AddDelta(update.level.use_off_heap ? on.off_heap_used : on.on_heap_used, update.memory_delta);
}

void UpdateRddBlock(std::int64_t rdd_id, const BlockUpdate& update, EventContext& context) {
  UpdateExecutor(update, context);
  const std::int64_t found = context.builder.FindRdd(rdd_id);
  if (found < 0 || update.executor < 0) return;
  Rdd& rdd = context.app().rdds[static_cast<std::size_t>(found)];
  if (!rdd.persisted) return;
  const auto rdd_index = static_cast<std::uint32_t>(found);
  const int blocks = UpdatePartition(rdd, rdd_index, update, context);

  const auto index = static_cast<std::uint32_t>(update.executor);
  Executor& executor = context.app().executors[index];
  model::RddDistribution* on = FindDistribution(rdd, rdd_index, index, context.state);
  if (executor.rdd_blocks + blocks <= 0) {
    if (on != nullptr) {
      const auto at = static_cast<std::uint32_t>(on - rdd.distribution.data());
      RemoveDistribution(rdd, rdd_index, at, context);
    }
  } else {
    if (on == nullptr) on = AddDistribution(rdd, rdd_index, index, context);
    if (on != nullptr) AddToDistribution(*on, update, executor);
  }
  AddDelta(rdd.memory_used, update.memory_delta);
  AddDelta(rdd.disk_used, update.disk_delta);
  executor.rdd_blocks += blocks;
  NoteRemainingMemory(executor);
}

// The executor that is gone stored this block.
void ForgetBlock(StringId name, std::uint32_t rdd_index, std::uint32_t executor,
                 EventContext& context) {
  Rdd& rdd = context.app().rdds[rdd_index];
  model::RddPartition& partition = rdd.partitions[context.state.blocks[rdd_index][name]];
  const auto copies = static_cast<std::int64_t>(partition.executors.size());
  const std::int64_t memory = partition.memory_used / copies;
  const std::int64_t disk = partition.disk_used / copies;
  AddDelta(rdd.memory_used, -memory);
  AddDelta(rdd.disk_used, -disk);
  if (copies == 1) {
    RemovePartition(rdd, rdd_index, name, context);
    return;
  }
  std::erase(partition.executors, executor);
  AddDelta(partition.memory_used, -memory);
  AddDelta(partition.disk_used, -disk);
  partition.storage_level = EffectiveLevel(rdd, partition, context);
}

}  // namespace

StorageLevel ReadStorageLevel(const JsonValue& object) {
  JsonValue disk;
  JsonValue memory;
  JsonValue off_heap;
  JsonValue deserialized;
  JsonValue replication;
  object.Pick({{"Use Disk", disk},
               {"Use Memory", memory},
               {"Use Off Heap", off_heap},
               {"Deserialized", deserialized},
               {"Replication", replication}});
  return {disk.Bool(), memory.Bool(), off_heap.Bool(), deserialized.Bool(), replication.Int(1)};
}

StringId Describe(const StorageLevel& level, const EventContext& context) {
  std::string text = level.use_disk ? "Disk " : "";
  if (level.use_memory) text += level.use_off_heap ? "Memory (off heap) " : "Memory ";
  text += level.deserialized ? "Deserialized " : "Serialized ";
  text += std::to_string(level.replication) + "x Replicated";
  return context.Intern(text);
}

void ForgetBlocksOf(std::uint32_t executor, EventContext& context) {
  const auto distributed = context.state.distributed.find(executor);
  if (distributed != context.state.distributed.end()) {
    const auto places = distributed->second;
    for (const auto& [rdd_index, at] : places) {
      RemoveDistribution(context.app().rdds[rdd_index], rdd_index, at, context);
    }
    context.state.distributed.erase(executor);
  }
  const auto stored = context.state.blocks_on.find(executor);
  if (stored == context.state.blocks_on.end()) return;
  for (const auto& [name, rdd_index] : stored->second) {
    ForgetBlock(name, rdd_index, executor, context);
  }
  context.state.blocks_on.erase(executor);
}

// Sets what ExecutorAdded sets too: the driver has a block manager but no such event.
void ReadBlockManagerAdded(const JsonValue& event, EventContext& context) {
  JsonValue manager;
  JsonValue max_memory;
  JsonValue timestamp;
  JsonValue on_heap;
  JsonValue off_heap;
  event.Pick({{"Block Manager ID", manager},
              {"Maximum Memory", max_memory},
              {"Timestamp", timestamp},
              {"Maximum Onheap Memory", on_heap},
              {"Maximum Offheap Memory", off_heap}});
  JsonValue id;
  JsonValue host;
  JsonValue port;
  manager.Pick({{"Executor ID", id}, {"Host", host}, {"Port", port}});
  if (!context.Need(id, "Executor ID")) return;
  const model::TimeMs time = context.Time(timestamp);
  const std::int64_t live = LiveExecutor(id.Text(), time, context);
  if (live < 0) return;
  Executor& executor = context.app().executors[static_cast<std::size_t>(live)];
  if (!model::IsKnown(executor.add_time)) executor.add_time = time;
  executor.block_manager_add_time = time;
  if (executor.host == StringId::kEmpty) executor.host = context.Intern(host);
  executor.port = port.Int(-1);
  executor.max_memory = context.Size(max_memory, 0);
  if (on_heap.present()) {
    executor.max_on_heap_memory = context.Size(on_heap, 0);
    executor.max_off_heap_memory = context.Size(off_heap, 0);
    executor.used_on_heap_memory = 0;  // a block manager that comes back reports its blocks again
    executor.used_off_heap_memory = 0;
  }
}

void ReadBlockManagerRemoved(const JsonValue& event, EventContext& context) {
  JsonValue manager;
  JsonValue timestamp;
  event.Pick({{"Block Manager ID", manager}, {"Timestamp", timestamp}});
  const model::TimeMs time = context.Time(timestamp);
  const std::int64_t index = context.builder.FindExecutor(manager["Executor ID"].Text());
  if (index >= 0) {
    context.app().executors[static_cast<std::size_t>(index)].block_manager_remove_time = time;
  }
}

void ReadBlockUpdated(const JsonValue& event, EventContext& context) {
  JsonValue manager;
  JsonValue block;
  JsonValue level;
  JsonValue memory;
  JsonValue disk;
  event["Block Updated Info"].Pick({{"Block Manager ID", manager},
                                    {"Block ID", block},
                                    {"Storage Level", level},
                                    {"Memory Size", memory},
                                    {"Disk Size", disk}});
  BlockUpdate update;
  update.name = block.Text();
  update.level = ReadStorageLevel(level);
  const std::int64_t memory_size = context.Size(memory, 0);
  const std::int64_t disk_size = context.Size(disk, 0);
  update.memory_delta = update.level.use_memory ? memory_size : -memory_size;
  update.disk_delta = update.level.use_disk ? disk_size : -disk_size;
  const std::int64_t executor = context.builder.FindExecutor(manager["Executor ID"].Text());
  if (executor >= 0 && context.app().executors[static_cast<std::size_t>(executor)].is_active) {
    update.executor = executor;
  }
  const std::int64_t rdd = RddOfBlock(update.name);
  if (rdd >= 0) {
    UpdateRddBlock(rdd, update, context);
  } else if (update.name.starts_with("broadcast_")) {
    UpdateExecutor(update, context);
  }
}

void ReadUnpersistRdd(const JsonValue& event, EventContext& context) {
  const JsonValue id = event["RDD ID"];
  if (!context.Need(id, "RDD ID")) return;
  const std::int64_t found = context.builder.FindRdd(id.Int(-1));
  if (found < 0) return;
  Rdd& rdd = context.app().rdds[static_cast<std::size_t>(found)];
  std::vector<Executor>& executors = context.app().executors;
  ReadingState& state = context.state;
  for (const model::RddPartition& partition : rdd.partitions) {
    for (const std::uint32_t executor : partition.executors) {
      state.blocks_on[executor].erase(partition.block_name);
      if (executors[executor].is_active) --executors[executor].rdd_blocks;
    }
  }
  for (const model::RddDistribution& on : rdd.distribution) {
    state.distributed[on.executor].erase(static_cast<std::uint32_t>(found));
    Executor& executor = executors[on.executor];
    if (!executor.is_active) continue;
    AddDelta(executor.used_on_heap_memory, -on.on_heap_used);
    AddDelta(executor.used_off_heap_memory, -on.off_heap_used);
    AddDelta(executor.memory_used, -on.memory_used);
    AddDelta(executor.disk_used, -on.disk_used);
  }
  context.builder.GiveBackList(rdd.partitions.size() * kBytesABlock +
                               rdd.distribution.size() * kBytesADistribution);
  rdd.persisted = false;
  rdd.num_cached_partitions = 0;
  rdd.memory_used = 0;
  rdd.disk_used = 0;
  rdd.distribution.clear();
  rdd.partitions.clear();
  state.blocks.erase(static_cast<std::uint32_t>(found));
}

}  // namespace dataflint::eventlog
