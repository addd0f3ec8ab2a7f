#include "eventlog/task_shape.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

#include "eventlog/executor_metric_finder.h"
#include "model/time.h"

namespace dataflint::eventlog {
namespace {

using model::TaskColumn;

// Stages whose accumulables are remembered at once; more start afresh.
constexpr std::size_t kShapesRemembered = 64;
// Accumulables remembered in all of them; more start afresh, and those of one stage go to the JSON
// reader.
constexpr std::size_t kAccumulablesRemembered = 20'000;
// An accumulable that is longer than this is no plain metric.
constexpr std::size_t kAccumulableBytes = 4096;

// A literal and, behind it, a number.
struct Field {
  std::string_view literal;
  TaskColumn column;
  bool optional = false;  // not in every version of Spark
};

// Task Metrics in the order they are written; Push Based Shuffle stands between the two.
constexpr std::array<Field, 20> kMetrics = {{
    {"\"Executor Deserialize Time\":", TaskColumn::executor_deserialize_time},
    {",\"Executor Deserialize CPU Time\":", TaskColumn::executor_deserialize_cpu_time, true},
    {",\"Executor Run Time\":", TaskColumn::executor_run_time},
    {",\"Executor CPU Time\":", TaskColumn::executor_cpu_time, true},
    {",\"Peak Execution Memory\":", TaskColumn::peak_execution_memory, true},
    {",\"Peak On Heap Execution Memory\":", TaskColumn::peak_on_heap_execution_memory, true},
    {",\"Peak Off Heap Execution Memory\":", TaskColumn::peak_off_heap_execution_memory, true},
    {",\"Result Size\":", TaskColumn::result_size},
    {",\"JVM GC Time\":", TaskColumn::jvm_gc_time},
    {",\"Result Serialization Time\":", TaskColumn::result_serialization_time},
    {",\"Memory Bytes Spilled\":", TaskColumn::memory_bytes_spilled},
    {",\"Disk Bytes Spilled\":", TaskColumn::disk_bytes_spilled},
    {",\"Shuffle Read Metrics\":{\"Remote Blocks Fetched\":",
     TaskColumn::shuffle_remote_blocks_fetched},
    {",\"Local Blocks Fetched\":", TaskColumn::shuffle_local_blocks_fetched},
    {",\"Fetch Wait Time\":", TaskColumn::shuffle_fetch_wait_time},
    {",\"Remote Bytes Read\":", TaskColumn::shuffle_remote_bytes_read},
    {",\"Remote Bytes Read To Disk\":", TaskColumn::shuffle_remote_bytes_read_to_disk, true},
    {",\"Local Bytes Read\":", TaskColumn::shuffle_local_bytes_read},
    {",\"Total Records Read\":", TaskColumn::shuffle_read_records},
    {",\"Remote Requests Duration\":", TaskColumn::shuffle_remote_requests_duration, true},
}};
constexpr std::array<Field, 9> kPush = {{
    {"\"Corrupt Merged Block Chunks\":", TaskColumn::shuffle_corrupt_merged_block_chunks},
    {",\"Merged Fetch Fallback Count\":", TaskColumn::shuffle_merged_fetch_fallback_count},
    {",\"Merged Remote Blocks Fetched\":", TaskColumn::shuffle_merged_remote_blocks_fetched},
    {",\"Merged Local Blocks Fetched\":", TaskColumn::shuffle_merged_local_blocks_fetched},
    {",\"Merged Remote Chunks Fetched\":", TaskColumn::shuffle_merged_remote_chunks_fetched},
    {",\"Merged Local Chunks Fetched\":", TaskColumn::shuffle_merged_local_chunks_fetched},
    {",\"Merged Remote Bytes Read\":", TaskColumn::shuffle_merged_remote_bytes_read},
    {",\"Merged Local Bytes Read\":", TaskColumn::shuffle_merged_local_bytes_read},
    {",\"Merged Remote Requests Duration\":", TaskColumn::shuffle_merged_remote_requests_duration},
}};
constexpr std::array<Field, 7> kMetricsBehindPush = {{
    {"},\"Shuffle Write Metrics\":{\"Shuffle Bytes Written\":", TaskColumn::shuffle_write_bytes},
    {",\"Shuffle Write Time\":", TaskColumn::shuffle_write_time},
    {",\"Shuffle Records Written\":", TaskColumn::shuffle_write_records},
    {"},\"Input Metrics\":{\"Bytes Read\":", TaskColumn::input_bytes},
    {",\"Records Read\":", TaskColumn::input_records},
    {"},\"Output Metrics\":{\"Bytes Written\":", TaskColumn::output_bytes},
    {",\"Records Written\":", TaskColumn::output_records},
}};

// Literals of known length compare in a few instructions: so each field gets code of its own.
template <const auto& kFields, std::size_t kAt>
void ReadField(Cursor& cursor, ParsedTask& task) {
  constexpr const Field& kField = kFields[kAt];
  if constexpr (kField.optional) {
    if (cursor.Try(kField.literal)) task.row[kField.column] = cursor.Number();
  } else {
    cursor.Expect(kField.literal);
    task.row[kField.column] = cursor.Number();
  }
}

template <const auto& kFields>
void ReadFields(Cursor& cursor, ParsedTask& task) {
  [&]<std::size_t... kAt>(std::index_sequence<kAt...>) {
    (ReadField<kFields, kAt>(cursor, task), ...);
  }(std::make_index_sequence<kFields.size()>());
}

// Ids and attempts are 32-bit in Spark; what is not, the JSON reader judges.
void Expect32Bits(Cursor& cursor, std::initializer_list<std::int64_t> numbers) {
  for (const std::int64_t number : numbers) {
    if (number < 0 || number > std::numeric_limits<std::int32_t>::max()) cursor.Refuse();
  }
}

// The line must end here.
const char* EndOfLine(Cursor& cursor) {
  cursor.Try("\r");
  if (!cursor.ok() || cursor.left() == 0 || *cursor.at() != '\n') return nullptr;
  return cursor.at() + 1;
}

}  // namespace

const char* TaskShapeReader::ReadStart(const char* begin, const char* end, ParsedTask& task) {
  Cursor cursor(begin, end);
  cursor.Expect("{\"Event\":\"SparkListenerTaskStart\",\"Stage ID\":");
  task.stage.stage_id = cursor.Number();
  cursor.Expect(",\"Stage Attempt ID\":");
  task.stage.attempt_id = cursor.Number();
  task.row[TaskColumn::flags] = 0;
  cursor.Expect(",");
  TaskInfo(cursor, task, false);
  cursor.Expect("]}}");
  return EndOfLine(cursor);
}

const char* TaskShapeReader::ReadEnd(const char* begin, const char* end, ParsedTask& task) {
  Cursor cursor(begin, end);
  cursor.Expect("{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":");
  task.stage.stage_id = cursor.Number();
  cursor.Expect(",\"Stage Attempt ID\":");
  task.stage.attempt_id = cursor.Number();
  cursor.Expect(",\"Task Type\":\"");
  std::int64_t flags = model::kTaskSucceeded | model::kTaskHasMetrics;
  if (cursor.Try("ResultTask\"")) {
    flags |= model::kTaskIsResult;
  } else {
    cursor.Expect("ShuffleMapTask\"");
  }
  cursor.Expect(",\"Task End Reason\":{\"Reason\":\"Success\"},");
  if (!cursor.ok()) return nullptr;
  task.row[TaskColumn::flags] = flags;
  task.failure = {};
  TaskInfo(cursor, task, true);
  if (!cursor.ok()) return nullptr;
  task.updates.clear();
  if (!cursor.Try("]")) Accumulables(cursor, ShapeOf(task.stage), task);
  task.peaks.seen = false;
  cursor.Expect("},\"Task ");
  if (cursor.Try("Executor Metrics\":{")) {
    ExecutorMetrics(cursor, task);
    cursor.Expect(",\"Task ");
  }
  cursor.Expect("Metrics\":{");
  TaskMetrics(cursor, task);
  cursor.Expect("}");
  return EndOfLine(cursor);
}

void TaskShapeReader::TaskInfo(Cursor& cursor, ParsedTask& task, bool ended) {
  model::TaskRow& row = task.row;
  cursor.Expect("\"Task Info\":{\"Task ID\":");
  row[TaskColumn::task_id] = cursor.Number();
  cursor.Expect(",\"Index\":");
  row[TaskColumn::index] = cursor.Number();
  cursor.Expect(",\"Attempt\":");
  row[TaskColumn::attempt] = cursor.Number();
  row[TaskColumn::partition_delta] = -1 - row[TaskColumn::index];
  if (cursor.Try(",\"Partition ID\":")) {
    const std::int64_t partition = cursor.Number();
    Expect32Bits(cursor, {partition});
    row[TaskColumn::partition_delta] = partition - row[TaskColumn::index];
  }
  Expect32Bits(cursor, {task.stage.stage_id, task.stage.attempt_id, row[TaskColumn::index],
                        row[TaskColumn::attempt]});
  cursor.Expect(",\"Launch Time\":");
  const std::int64_t launch = cursor.Number();
  cursor.Expect(",\"Executor ID\":\"");
  task.executor_id = cursor.Text();
  cursor.Expect(",\"Host\":\"");
  task.host = cursor.Text();
  cursor.Expect(",\"Locality\":\"");
  const model::Locality locality = model::LocalityOf(cursor.Text());
  row[TaskColumn::locality] = static_cast<std::int64_t>(locality);
  cursor.Expect(",\"Speculative\":");
  if (cursor.Try("true")) {
    row[TaskColumn::flags] |= model::kTaskSpeculative;
  } else {
    cursor.Expect("false");
  }
  cursor.Expect(",\"Getting Result Time\":");
  const std::int64_t getting_result = cursor.Number();
  cursor.Expect(",\"Finish Time\":");
  const std::int64_t finish = cursor.Number();
  cursor.Expect(",\"Failed\":false");
  cursor.Try(",\"Killed\":false");
  cursor.Expect(",\"Accumulables\":[");
  if (locality == model::Locality::kUnknown || !model::IsPlausible(launch)) cursor.Refuse();
  const bool in_order =
      getting_result == 0 || (getting_result >= launch && getting_result <= finish);
  if (ended && (finish < launch || finish > model::kLatestTime || !in_order)) {
    cursor.Refuse();
  }
  row[TaskColumn::launch_time] = launch;
  row[TaskColumn::getting_result_delay] = getting_result == 0 ? 0 : getting_result - launch;
  row[TaskColumn::duration] = ended ? finish - launch : 0;
}

TaskShapeReader::StageShape& TaskShapeReader::ShapeOf(const model::StageKey& stage) {
  if (last_shape_ != nullptr && last_key_ == stage) return *last_shape_;
  if (!shapes_.contains(stage) &&
      (shapes_.size() >= kShapesRemembered || remembered_ > kAccumulablesRemembered)) {
    shapes_.clear();
    remembered_ = 0;
  }
  last_shape_ = &shapes_[stage];
  last_key_ = stage;
  return *last_shape_;
}

// A quoted text that starts like no number, up to and with its closing quote.
void TaskShapeReader::OpaqueText(Cursor& cursor) {
  const std::string_view text = cursor.Text();
  // "00:00:00.008" is fine, "42" is a number that the JSON reader would fold.
  if (text.find_first_not_of("-0123456789") == std::string_view::npos) cursor.Refuse();
}

// Update and Value of an accumulable whose head was stepped over.
void TaskShapeReader::Values(Cursor& cursor, const Accumulable& known,
                             std::vector<AccumulatorUpdate>& updates) {
  if (known.opaque) {
    OpaqueText(cursor);
    cursor.Expect(",\"Value\":\"");
    OpaqueText(cursor);
    return;
  }
  if (known.wanted) {
    updates.push_back({known.id, cursor.SignedNumber()});
  } else {
    cursor.SkipNumber();
  }
  if (known.quoted) {
    cursor.Expect("\",\"Value\":\"");
    cursor.SkipNumber();
    cursor.Expect("\"");
  } else {
    cursor.Expect(",\"Value\":");
    cursor.SkipNumber();
  }
}

void TaskShapeReader::Accumulables(Cursor& cursor, StageShape& shape, ParsedTask& task) {
  std::uint32_t at = shape.first;
  if (at == kNone || !cursor.Try(shape.accumulables[at].head())) {
    at = Find(cursor, shape);
    if (cursor.ok()) shape.first = at;
  }
  while (cursor.ok()) {
    const Accumulable& known = shape.accumulables[at];
    Values(cursor, known, task.updates);
    // Mostly the one follows that followed last time: one comparison from number to number.
    if (known.next != kNone && cursor.Try(known.link())) {
      at = known.next;
      continue;
    }
    // Other words around the same accumulator than last time are not of a shape worth following.
    cursor.Expect(known.tail());
    if (cursor.Try("]")) return;
    cursor.Expect(",");
    const std::uint32_t next = Find(cursor, shape);
    if (cursor.ok()) Follow(shape, at, next);
    at = next;
  }
}

// Remembers that `next` came after `before`.
void TaskShapeReader::Follow(StageShape& shape, std::uint32_t before, std::uint32_t next) {
  Accumulable& known = shape.accumulables[before];
  known.next = next;
  known.words.resize(std::size_t{known.head_size} + known.tail_size);
  known.words.append(1, ',').append(shape.accumulables[next].head());
}

// Finds the accumulable at the cursor among those of the stage, or adds it, and steps over its
// head.
std::uint32_t TaskShapeReader::Find(Cursor& cursor, StageShape& shape) {
  const char* start = cursor.at();
  cursor.Expect("{\"ID\":");
  const std::int64_t id = cursor.Number();
  if (!cursor.ok()) return kNone;
  const auto known = shape.by_id.find(id);
  if (known == shape.by_id.end()) return Learn(cursor, start, id, shape);
  cursor.JumpTo(start);
  cursor.Expect(shape.accumulables[known->second].head());
  return known->second;
}

// Adds the accumulable at `start`; the cursor stands behind its id, and behind its head in the end.
std::uint32_t TaskShapeReader::Learn(Cursor& cursor, const char* start, std::int64_t id,
                                     StageShape& shape) {
  if (shape.accumulables.size() >= kAccumulablesRemembered) {
    cursor.Refuse();
    return kNone;
  }
  Accumulable fresh;
  fresh.id = id;
  cursor.Expect(",\"Name\":\"");
  const std::string_view name = cursor.Text();
  cursor.Expect(",\"Update\":");
  fresh.quoted = cursor.Try("\"");
  if (!cursor.ok()) return kNone;
  const char* update = cursor.at();
  fresh.opaque =
      fresh.quoted && cursor.Text().find_first_not_of("-0123456789") != std::string_view::npos;
  if (!cursor.ok()) return kNone;
  cursor.JumpTo(update);
  std::vector<AccumulatorUpdate> unused;  // nothing is wanted yet
  Values(cursor, fresh, unused);
  fresh.wanted = !fresh.opaque && !RepeatsTaskMetrics(name);
  const char* tail = cursor.at();
  cursor.Expect(",\"Internal\":");
  if (!cursor.Try("true")) cursor.Expect("false");
  if (cursor.Try(",\"Count Failed Values\":") && !cursor.Try("true")) cursor.Expect("false");
  if (cursor.Try(",\"Metadata\":\"")) cursor.Text();
  cursor.Expect("}");
  if (!cursor.ok() || static_cast<std::size_t>(cursor.at() - start) > kAccumulableBytes) {
    cursor.Refuse();
    return kNone;
  }
  fresh.head_size = static_cast<std::uint16_t>(update - start);
  fresh.tail_size = static_cast<std::uint16_t>(cursor.at() - tail);
  fresh.words.reserve(std::size_t{fresh.head_size} * 2 + fresh.tail_size + 16);
  fresh.words.append(start, update).append(tail, cursor.at());
  cursor.JumpTo(update);
  const auto index = static_cast<std::uint32_t>(shape.accumulables.size());
  shape.by_id.emplace(id, index);
  shape.accumulables.push_back(std::move(fresh));
  ++remembered_;
  return index;
}

void TaskShapeReader::ExecutorMetrics(Cursor& cursor, ParsedTask& task) {
  if (!last_executor_metrics_.empty() && cursor.Try(last_executor_metrics_)) {
    task.peaks = last_peaks_;
    return;
  }
  const char* start = cursor.at();
  model::ExecutorPeaks peaks;
  peaks.seen = true;
  ExecutorMetricFinder finder;
  for (bool first = true; cursor.ok() && !cursor.Try("}"); first = false) {
    if (!first) cursor.Expect(",");
    cursor.Expect("\"");
    const std::string_view name = cursor.Text();
    cursor.Expect(":");
    const std::int64_t value = cursor.Number();
    const std::size_t at = finder.Find(name);
    if (at < model::kExecutorMetricCount) peaks.values[at] = value;
  }
  if (!cursor.ok()) return;
  last_executor_metrics_.assign(start, cursor.at());
  last_peaks_ = peaks;
  task.peaks = peaks;
}

void TaskShapeReader::TaskMetrics(Cursor& cursor, ParsedTask& task) {
  for (std::size_t c = model::kFirstTaskMetric; c < model::kTaskColumnCount; ++c) {
    task.row.values[c] = 0;
  }
  ReadFields<kMetrics>(cursor, task);
  constexpr std::string_view kNoPush =
      ",\"Push Based Shuffle\":{\"Corrupt Merged Block Chunks\":0,\"Merged Fetch Fallback "
      "Count\":0,"
      "\"Merged Remote Blocks Fetched\":0,\"Merged Local Blocks Fetched\":0,"
      "\"Merged Remote Chunks Fetched\":0,\"Merged Local Chunks Fetched\":0,"
      "\"Merged Remote Bytes Read\":0,\"Merged Local Bytes Read\":0,"
      "\"Merged Remote Requests Duration\":0}";
  if (!cursor.Try(kNoPush) && cursor.Try(",\"Push Based Shuffle\":{")) {
    ReadFields<kPush>(cursor, task);
    cursor.Expect("}");
  }
  ReadFields<kMetricsBehindPush>(cursor, task);
  cursor.Expect("}");
  cursor.Try(",\"Updated Blocks\":[]");
  cursor.Expect("}");
}

}  // namespace dataflint::eventlog
