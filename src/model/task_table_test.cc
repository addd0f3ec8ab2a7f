#include "model/task_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace dataflint::model {
namespace {

TaskRow RandomRow(std::mt19937_64& random) {
  TaskRow row;
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    // Columns of every width: constant, narrow, wide, and the extremes of 64 bits.
    switch (c % 6) {
      case 0:
        row.values[c] = 0;
        break;
      case 1:
        row.values[c] = 7;
        break;
      case 2:
        row.values[c] = static_cast<std::int64_t>(random() % 200);
        break;
      case 3:
        row.values[c] = 1'700'000'000'000 + static_cast<std::int64_t>(random() % 60'000);
        break;
      case 4:
        row.values[c] = static_cast<std::int64_t>(random() % 4'000'000'000);
        break;
      default:
        row.values[c] = random() % 2 == 0 ? std::numeric_limits<std::int64_t>::min()
                                          : std::numeric_limits<std::int64_t>::max();
    }
  }
  return row;
}

TEST(TaskTable, GivesBackEveryValueAcrossBlocksAndSeals) {
  std::mt19937_64 random(42);
  TaskTable table;
  std::vector<TaskRow> rows;
  for (std::size_t i = 0; i < 3 * TaskTable::kBlockRows + 17; ++i) {
    rows.push_back(RandomRow(random));
    table.Append(rows.back());
    if (i == 5 || i == 2000) table.Seal();
  }
  ASSERT_EQ(table.size(), rows.size());
  for (std::size_t c = 0; c < kTaskColumnCount; ++c) {
    const std::vector<std::int64_t> column = table.Read(static_cast<TaskColumn>(c));
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(column[i], rows[i].values[c]);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(table.Row(i).values, rows[i].values) << i;
  }
}

TEST(TaskTable, AZeroColumnCostsNothing) {
  TaskTable table;
  TaskRow row;
  for (int i = 0; i < 100'000; ++i) {
    row[TaskColumn::task_id] = i;
    table.Append(row);
  }
  table.Seal();
  EXPECT_LT(static_cast<double>(table.bytes()) / 100'000, 2.2);
}

TEST(TaskTable, TakesRowsBackAcrossBlocks) {
  std::mt19937_64 random(7);
  std::vector<TaskRow> rows;
  for (std::size_t i = 0; i < 2 * TaskTable::kBlockRows + 100; ++i)
    rows.push_back(RandomRow(random));
  for (const std::size_t before : {0UL, 1UL, 1000UL, 1023UL, 1024UL, 1500UL, 2048UL}) {
    TaskTable table;
    for (std::size_t i = 0; i < before; ++i) table.Append(rows[i]);
    if (before == 1500) table.Seal();
    for (std::size_t i = before; i < rows.size(); ++i) table.Append(rows[rows.size() - 1 - i]);
    table.Truncate(before);
    ASSERT_EQ(table.size(), before);
    for (std::size_t i = before; i < rows.size(); ++i) table.Append(rows[i]);
    for (std::size_t i = 0; i < rows.size(); ++i)
      ASSERT_EQ(table.Row(i).values, rows[i].values) << i;
  }
}

}  // namespace
}  // namespace dataflint::model
