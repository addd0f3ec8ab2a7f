// TaskTable: every task of one stage attempt, as packed columns.
//
// Skew, Gantt charts and replay need each task, so nothing is sampled; a million tasks fit because
// values are packed in blocks of 1,024 rows: a column that is constant in a block (zero above all)
// costs one byte plus, when not zero, its value; others take 1, 2, 4 or 8 bytes a row over the
// block's minimum. Written by eventlog/ while reading, read by analysis/ and insights/ whole
// columns at a time. One thread at a time.
#ifndef DATAFLINT_MODEL_TASK_TABLE_H_
#define DATAFLINT_MODEL_TASK_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "model/time.h"

namespace dataflint::model {

enum class TaskColumn : std::uint8_t {
#define TASK_COLUMN(name, unit, is_metric) name,
#include "model/task_columns.def"
#undef TASK_COLUMN
  kCount
};
inline constexpr std::size_t kTaskColumnCount = static_cast<std::size_t>(TaskColumn::kCount);
inline constexpr std::size_t kFirstTaskMetric =
    static_cast<std::size_t>(TaskColumn::executor_deserialize_time);

struct TaskColumnSpec {
  std::string_view name;
  std::string_view unit;
  bool is_metric;
};
const TaskColumnSpec& SpecOf(TaskColumn column);

// Bits of TaskColumn::flags.
enum TaskFlag : std::int64_t {
  kTaskSpeculative = 1,
  kTaskFailed = 2,       // ended, neither successful nor killed
  kTaskKilled = 4,       // ended by TaskKilled or as a copy that was not needed (TaskCommitDenied)
  kTaskSucceeded = 8,    // End Reason "Success"
  kTaskHasMetrics = 16,  // the event carried Task Metrics
  kTaskIsResult = 32,    // ResultTask; else ShuffleMapTask
  // A second end of a task that had succeeded: its output was lost with an executor. Counted as
  // failed by Spark, but no work of its own: it takes no time.
  kTaskResubmitted = 128,
  kTaskRunning = 64,  // had not ended when the log ended; duration is up to the log's last event
};

enum class Locality : std::uint8_t {
  kUnknown,
  kProcessLocal,
  kNodeLocal,
  kNoPref,
  kRackLocal,
  kAny
};
std::string_view NameOf(Locality locality);  // Spark's words: "PROCESS_LOCAL", ...
Locality LocalityOf(std::string_view name);  // kUnknown for all other words

// One task as a plain row; what readers fill and drill-downs get back.
struct TaskRow {
  std::array<std::int64_t, kTaskColumnCount> values{};

  std::int64_t& operator[](TaskColumn column) { return values[static_cast<std::size_t>(column)]; }
  std::int64_t operator[](TaskColumn column) const {
    return values[static_cast<std::size_t>(column)];
  }
  bool Has(TaskFlag flag) const { return ((*this)[TaskColumn::flags] & flag) != 0; }
  TimeMs finish_time() const {
    return (*this)[TaskColumn::launch_time] + (*this)[TaskColumn::duration];
  }
  DF_FIELDS(values)
};

class TaskTable {
 public:
  static constexpr std::size_t kBlockRows = 1024;

  void Append(const TaskRow& row);
  // Packs the rows not yet packed; called when the stage has ended. Appending afterwards is
  // allowed.
  void Seal();

  // Takes the last rows back, so that `rows` are left (<= size()).
  void Truncate(std::size_t rows);

  std::size_t size() const { return packed_rows_ + open_.size(); }
  bool empty() const { return size() == 0; }
  std::size_t bytes() const;  // memory held

  // Row `i`, 0 <= i < size(), in order of arrival (of the task ends in the log).
  TaskRow Row(std::size_t i) const;
  // Replaces `out` with the column's values, one per row.
  void Read(TaskColumn column, std::vector<std::int64_t>& out) const;
  std::vector<std::int64_t> Read(TaskColumn column) const;
  // Calls visit(block_first_row, row_count, reader) block by block, where reader(column, int64_t*
  // out) unpacks row_count values: several columns at once without unpacking the whole table.
  template <typename Visit>
  void ForEachBlock(Visit&& visit) const;

 private:
  // kTaskColumnCount codes (task_table.cc), then the bases of the columns, each in as few bytes as it
  // needs, then the packed values.
  struct Block {
    std::uint64_t first_row = 0;  // in the table
    std::uint32_t rows = 0;
    std::vector<std::uint8_t> bytes;
    DF_FIELDS(first_row, rows, bytes)
  };

  static Block Pack(const TaskRow* rows, std::size_t count);
  void PackOpenRows();

  // Knows where each column of one block lies.
  class BlockReader {
   public:
    explicit BlockReader(const Block& block);
    void operator()(TaskColumn column, std::int64_t* out) const;  // block.rows values
    std::int64_t At(TaskColumn column, std::size_t row) const;

   private:
    std::int64_t Base(std::size_t column) const;

    const Block& block_;
    std::array<std::uint32_t, kTaskColumnCount> values_at_;  // byte of the packed values
    std::array<std::uint16_t, kTaskColumnCount> base_at_;    // byte of the base
  };

  std::vector<Block> blocks_;
  std::size_t packed_rows_ = 0;
  std::vector<TaskRow> open_;

 public:
  DF_FIELDS(blocks_, packed_rows_, open_)
};

template <typename Visit>
void TaskTable::ForEachBlock(Visit&& visit) const {
  for (const Block& block : blocks_) {
    visit(static_cast<std::size_t>(block.first_row), std::size_t{block.rows}, BlockReader(block));
  }
  std::size_t first = packed_rows_;
  for (std::size_t begin = 0; begin < open_.size(); begin += kBlockRows) {
    const std::size_t count = open_.size() - begin < kBlockRows ? open_.size() - begin : kBlockRows;
    const TaskRow* rows = open_.data() + begin;
    visit(first, count, [rows, count](TaskColumn column, std::int64_t* out) {
      for (std::size_t i = 0; i < count; ++i) out[i] = rows[i][column];
    });
    first += count;
  }
}

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_TASK_TABLE_H_
