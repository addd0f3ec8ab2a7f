// StageWork: what the tasks of one stage attempt add up to: in all, and on each executor.
//
// Part of StageAttempt. A log may have stages by the hundred thousand, or hundreds of executors in
// each of thousands; Pack() keeps what few will look at again in a tenth of the room. It reads the
// same either way, at the price of unpacking on each call. Written by ModelBuilder while reading,
// read by insights/ and report/; one thread at a time.
#ifndef DATAFLINT_MODEL_STAGE_WORK_H_
#define DATAFLINT_MODEL_STAGE_WORK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/fields.h"
#include "model/executor.h"
#include "model/task_table.h"

namespace dataflint::model {

// What one executor did in one stage attempt (ExecutorStageSummary).
struct ExecutorStageTotals {
  std::uint32_t executor = 0;  // index into Application::executors
  std::int64_t task_time = 0;  // ms
  std::int64_t failed_tasks = 0;
  std::int64_t succeeded_tasks = 0;
  std::int64_t killed_tasks = 0;
  std::int64_t input_bytes = 0;
  std::int64_t input_records = 0;
  std::int64_t output_bytes = 0;
  std::int64_t output_records = 0;
  std::int64_t shuffle_read = 0;
  std::int64_t shuffle_read_records = 0;
  std::int64_t shuffle_write = 0;
  std::int64_t shuffle_write_records = 0;
  std::int64_t memory_bytes_spilled = 0;
  std::int64_t disk_bytes_spilled = 0;
  bool operator==(const ExecutorStageTotals&) const = default;
  DF_FIELDS(executor, task_time, failed_tasks, succeeded_tasks, killed_tasks, input_bytes,
            input_records, output_bytes, output_records, shuffle_read, shuffle_read_records,
            shuffle_write, shuffle_write_records, memory_bytes_spilled, disk_bytes_spilled)
};

// Peaks that one executor reached while the stage attempt ran (StageExecutorMetrics, task ends).
struct ExecutorStagePeaks {
  std::uint32_t executor = 0;  // index into Application::executors
  ExecutorPeaks peaks;
  DF_FIELDS(executor, peaks)
};

class StageWork {
 public:
  struct Sums {
    // Of the metric columns, over every task that ended with metrics; in column order.
    std::array<std::int64_t, kTaskColumnCount> totals{};
    std::vector<ExecutorStageTotals> executors;  // in order of first task end
    std::vector<ExecutorStagePeaks> peaks;       // only of executors with any
    DF_FIELDS(totals, executors, peaks)
  };

  std::int64_t total(TaskColumn column) const;
  std::vector<ExecutorStageTotals> executor_totals() const;
  std::vector<ExecutorStagePeaks> executor_peaks() const;

  // To add to. Stays where it is until Pack().
  Sums& Open();
  bool is_open() const { return !open_.empty(); }
  void Pack();

 private:
  Sums Unpacked() const;

  std::vector<Sums> open_;  // at most one; none and nothing packed: no task has ended
  std::vector<std::uint8_t> packed_;

 public:
  DF_FIELDS(open_, packed_)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_STAGE_WORK_H_
