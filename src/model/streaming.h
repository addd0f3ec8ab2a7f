// Structured streaming as the log reports it: queries and their progress, a row per micro-batch.
#ifndef DATAFLINT_MODEL_STREAMING_H_
#define DATAFLINT_MODEL_STREAMING_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "base/string_pool.h"
#include "model/time.h"

namespace dataflint::model {

struct StreamingSource {
  StringId description{};
  StringId start_offset{};
  StringId end_offset{};
  std::int64_t num_input_rows = 0;
  double input_rows_per_second = 0;
  double processed_rows_per_second = 0;
  DF_FIELDS(description, start_offset, end_offset, num_input_rows, input_rows_per_second,
            processed_rows_per_second)
};

struct StreamingState {
  StringId operator_name{};
  std::int64_t num_rows_total = 0;
  std::int64_t num_rows_updated = 0;
  std::int64_t memory_used_bytes = 0;
  DF_FIELDS(operator_name, num_rows_total, num_rows_updated, memory_used_bytes)
};

// One StreamingQueryProgress (org.apache.spark.sql.streaming).
struct StreamingProgress {
  std::int64_t batch_id = -1;
  TimeMs timestamp = kNoTime;                                  // start of the trigger
  std::int64_t batch_duration = 0;                             // ms
  std::vector<std::pair<StringId, std::int64_t>> duration_ms;  // "addBatch", "getBatch", ...
  std::vector<StreamingSource> sources;
  std::vector<StreamingState> state_operators;
  StringId sink{};
  std::int64_t num_input_rows = 0;
  DF_FIELDS(batch_id, timestamp, batch_duration, duration_ms, sources, state_operators, sink,
            num_input_rows)
};

struct StreamingQuery {
  StringId id{};
  StringId run_id{};
  StringId name{};
  TimeMs start_time = kNoTime;
  TimeMs end_time = kNoTime;  // QueryTerminated
  StringId exception{};
  std::vector<StreamingProgress> progress;
  DF_FIELDS(id, run_id, name, start_time, end_time, exception, progress)
};

}  // namespace dataflint::model

#endif  // DATAFLINT_MODEL_STREAMING_H_
