#include <gtest/gtest.h>

#include "eventlog/events/log_of_test.h"

namespace dataflint::eventlog {
namespace {

std::string BlockManager(const std::string& id) {
  return R"({"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":")" + id +
         R"(","Host":"worker-1","Port":4000},"Maximum Memory":1000,"Timestamp":)" + At(20) +
         R"(,"Maximum Onheap Memory":900,"Maximum Offheap Memory":100})";
}
std::string Level(bool disk, bool memory) {
  return R"({"Use Disk":)" + std::string(disk ? "true" : "false") + R"(,"Use Memory":)" +
         (memory ? "true" : "false") + R"(,"Deserialized":true,"Replication":1})";
}
std::string RddInfo(int id, const std::string& level) {
  return R"({"RDD ID":)" + std::to_string(id) +
         R"(,"Name":"cached","Scope":"{\"id\":\"1\",\"name\":\"Scan parquet\"}","Callsite":"cs","Parent IDs":[3],"Storage Level":)" +
         level +
         R"(,"Number of Partitions":2,"Number of Cached Partitions":0,"Memory Size":0,"Disk Size":0})";
}
std::string Block(const std::string& executor, const std::string& block, bool disk, bool memory,
                  int memory_size, int disk_size) {
  return R"({"Event":"SparkListenerBlockUpdated","Block Updated Info":{"Block Manager ID":{"Executor ID":")" +
         executor + R"(","Host":"worker-1","Port":4000},"Block ID":")" + block +
         R"(","Storage Level":)" + Level(disk, memory) + R"(,"Memory Size":)" +
         std::to_string(memory_size) + R"(,"Disk Size":)" + std::to_string(disk_size) + "}}";
}

std::string Submit() { return StageSubmitted(1, 1, 0, "", RddInfo(5, Level(false, true))); }

TEST(StorageEvents, BlocksOfACachedRdd) {
  const LogOf log(
      {AppStart(), ExecutorAdded("1"), ExecutorAdded("2"), BlockManager("1"), BlockManager("2"),
       JobStart(0, StageInfo(1)), Submit(), Block("1", "rdd_5_0", false, true, 100, 0),
       Block("2", "rdd_5_1", false, true, 40, 0), Block("2", "rdd_5_0", false, true, 100, 0),
       Block("2", "broadcast_0", false, true, 7, 0), Block("1", "rdd_9_0", false, true, 1, 0)});
  ASSERT_EQ(log.app().rdds.size(), 1U);
  const model::Rdd& rdd = log.app().rdds[0];
  EXPECT_EQ(log.text(rdd.name), "cached");
  EXPECT_EQ(log.text(rdd.storage_level), "Memory Deserialized 1x Replicated");
  EXPECT_TRUE(rdd.persisted);
  EXPECT_EQ(rdd.num_cached_partitions, 2);
  EXPECT_EQ(rdd.memory_used, 240);
  ASSERT_EQ(rdd.partitions.size(), 2U);
  EXPECT_EQ(log.text(rdd.partitions[0].storage_level), "Memory Deserialized 2x Replicated");
  ASSERT_EQ(rdd.distribution.size(), 2U);
  EXPECT_EQ(rdd.distribution[1].on_heap_used, 140);
  EXPECT_EQ(log.app().executors[1].memory_used, 147);
  EXPECT_EQ(log.app().executors[1].rdd_blocks, 2);
  EXPECT_EQ(log.app().executors[1].max_on_heap_memory, 900);
  EXPECT_EQ(log.app().executors[1].port, 4000);
}

TEST(StorageEvents, ARemovedExecutorTakesItsBlocksAlong) {
  const LogOf log({AppStart(), ExecutorAdded("1"), ExecutorAdded("2"), BlockManager("1"),
                   BlockManager("2"), JobStart(0, StageInfo(1)), Submit(),
                   Block("1", "rdd_5_0", false, true, 100, 0),
                   Block("2", "rdd_5_1", false, true, 40, 0),
                   Block("2", "rdd_5_0", false, true, 100, 0), ExecutorRemoved("2", 900)});
  const model::Rdd& rdd = log.app().rdds[0];
  EXPECT_EQ(rdd.num_cached_partitions, 1);
  EXPECT_EQ(rdd.distribution.size(), 1U);
  EXPECT_EQ(rdd.memory_used, 100);
  EXPECT_EQ(rdd.partitions[0].executors.size(), 1U);
}

TEST(StorageEvents, BlocksMoveToDiskAndGo) {
  const LogOf log(
      {AppStart(), ExecutorAdded("1"), BlockManager("1"), JobStart(0, StageInfo(1)), Submit(),
       Block("1", "rdd_5_0", false, true, 100, 0), Block("1", "rdd_5_0", true, false, 100, 60),
       Block("1", "rdd_5_1", false, true, 30, 0), Block("1", "rdd_5_1", false, false, 30, 0)});
  const model::Rdd& rdd = log.app().rdds[0];
  EXPECT_EQ(rdd.num_cached_partitions, 1);
  EXPECT_EQ(rdd.memory_used, 0);
  EXPECT_EQ(rdd.disk_used, 60);
  EXPECT_EQ(log.text(rdd.partitions[0].storage_level), "Disk Serialized 1x Replicated");
}

TEST(StorageEvents, UnpersistForgetsAndALaterStageStartsAnew) {
  const std::string unpersist = R"({"Event":"SparkListenerUnpersistRDD","RDD ID":5})";
  const LogOf log({AppStart(), ExecutorAdded("1"), BlockManager("1"), JobStart(0, StageInfo(1)),
                   Submit(), Block("1", "rdd_5_0", false, true, 100, 0), unpersist});
  EXPECT_FALSE(log.app().rdds[0].persisted);
  EXPECT_EQ(log.app().rdds[0].num_cached_partitions, 0);
  EXPECT_EQ(log.app().executors[0].memory_used, 0);
  EXPECT_EQ(log.app().executors[0].rdd_blocks, 0);
  const LogOf again({AppStart(), JobStart(0, StageInfo(1)), Submit(), unpersist,
                     JobStart(1, StageInfo(2)),
                     StageSubmitted(2, 1, 0, "", RddInfo(5, Level(true, true)))});
  EXPECT_TRUE(again.app().rdds[0].persisted);
  EXPECT_EQ(again.text(again.app().rdds[0].storage_level),
            "Disk Memory Deserialized 1x Replicated");
}

}  // namespace
}  // namespace dataflint::eventlog
