#include "model/stage_work.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/saved_state.h"

namespace dataflint::model {
namespace {

void Fill(StageWork& work) {
  StageWork::Sums& sums = work.Open();
  sums.totals[static_cast<std::size_t>(TaskColumn::executor_run_time)] = 900;
  sums.totals[static_cast<std::size_t>(TaskColumn::shuffle_write_records)] =
      std::numeric_limits<std::int64_t>::max();
  sums.executors.resize(2);
  sums.executors[1].executor = 7;
  sums.executors[1].disk_bytes_spilled = 1'000'000;
  sums.peaks.emplace_back().executor = 3;
  sums.peaks[0].peaks.seen = true;
  sums.peaks[0].peaks.values.back() = -5;
}

void Check(const StageWork& work) {
  EXPECT_EQ(work.total(TaskColumn::executor_run_time), 900);
  EXPECT_EQ(work.total(TaskColumn::shuffle_write_records),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(work.total(TaskColumn::jvm_gc_time), 0);
  ASSERT_EQ(work.executor_totals().size(), 2U);
  EXPECT_EQ(work.executor_totals()[1].executor, 7U);
  EXPECT_EQ(work.executor_totals()[1].disk_bytes_spilled, 1'000'000);
  ASSERT_EQ(work.executor_peaks().size(), 1U);
  EXPECT_EQ(work.executor_peaks()[0].executor, 3U);
  EXPECT_EQ(work.executor_peaks()[0].peaks.values.back(), -5);
}

TEST(StageWork, ReadsTheSamePackedAndOpen) {
  StageWork work;
  Fill(work);
  Check(work);
  work.Pack();
  EXPECT_FALSE(work.is_open());
  Check(work);
  work.Open().executors[0].failed_tasks = 4;
  Check(work);
  work.Pack();
  EXPECT_EQ(work.executor_totals()[0].failed_tasks, 4);
}

TEST(StageWork, WithoutTasksItIsAllZero) {
  StageWork work;
  work.Pack();
  EXPECT_FALSE(work.is_open());
  EXPECT_EQ(work.total(TaskColumn::executor_run_time), 0);
  EXPECT_TRUE(work.executor_totals().empty());
  EXPECT_TRUE(work.executor_peaks().empty());
}

TEST(StageWork, IsSavedInEitherForm) {
  for (const bool packed : {false, true}) {
    StageWork work;
    Fill(work);
    if (packed) work.Pack();
    StateWriter writer;
    writer.Write(work);
    const std::string state = writer.Take();
    StageWork back;
    StateReader reader(state);
    reader.Read(back);
    EXPECT_FALSE(reader.failed());
    Check(back);
  }
}

}  // namespace
}  // namespace dataflint::model
