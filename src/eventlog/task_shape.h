// TaskShapeReader: reads SparkListenerTaskStart and SparkListenerTaskEnd lines by their shape.
//
// Task lines are nearly all of a log and Spark writes their fields in a fixed order without blanks.
// The shape reader steps over the literals and takes the numbers; accumulables are compared with
// those of the task before. The first surprise (a failure, an unknown field, an escape, a fraction)
// makes it refuse the line, which simdjson then reads: both give the same ParsedTask (differential
// fuzzer). Used by LogReader; one thread.
#ifndef DATAFLINT_EVENTLOG_TASK_SHAPE_H_
#define DATAFLINT_EVENTLOG_TASK_SHAPE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eventlog/cursor.h"
#include "eventlog/task_sink.h"

namespace dataflint::eventlog {

class TaskShapeReader {
 public:
  // Reads the line at `begin`, which must end in a line feed before `end`. Gives the position
  // behind the line feed, or nullptr when the line is not of this shape (`task` is then in no
  // defined state).
  const char* ReadStart(const char* begin, const char* end, ParsedTask& task);
  const char* ReadEnd(const char* begin, const char* end, ParsedTask& task);

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  // One accumulable as tasks of a stage write it, in constant words around Update and Value.
  struct Accumulable {
    std::int64_t id = 0;
    std::string words;  // head and tail; then, once one has followed, a comma and that one's head
    std::uint16_t head_size = 0;
    std::uint16_t tail_size = 0;
    bool quoted = false;
    bool opaque = false;  // its values are texts such as "00:00:00.008": no number to fold
    bool wanted = false;
    std::uint32_t next = kNone;  // the one that came after it last time

    // {"ID":7,"Name":"...","Update":   (and the opening quote of a string)
    std::string_view head() const { return {words.data(), head_size}; }
    // ,"Internal":true,...}            (after the closing quote of a string)
    std::string_view tail() const { return {words.data() + head_size, tail_size}; }
    // From the tail to behind the head of the next one.
    std::string_view link() const { return std::string_view(words).substr(head_size); }
  };
  struct StageShape {
    std::vector<Accumulable> accumulables;
    std::unordered_map<std::int64_t, std::uint32_t> by_id;
    std::uint32_t first = kNone;
  };

  void TaskInfo(Cursor& cursor, ParsedTask& task, bool ended);
  void Accumulables(Cursor& cursor, StageShape& shape, ParsedTask& task);
  void OpaqueText(Cursor& cursor);
  void Values(Cursor& cursor, const Accumulable& known, std::vector<AccumulatorUpdate>& updates);
  static void Follow(StageShape& shape, std::uint32_t before, std::uint32_t next);
  std::uint32_t Find(Cursor& cursor, StageShape& shape);
  std::uint32_t Learn(Cursor& cursor, const char* start, std::int64_t id, StageShape& shape);
  void ExecutorMetrics(Cursor& cursor, ParsedTask& task);
  void TaskMetrics(Cursor& cursor, ParsedTask& task);
  StageShape& ShapeOf(const model::StageKey& stage);

  struct KeyHash {
    std::size_t operator()(const model::StageKey& key) const {
      return static_cast<std::size_t>(key.stage_id * 31 + key.attempt_id);
    }
  };
  std::unordered_map<model::StageKey, StageShape, KeyHash> shapes_;
  std::size_t remembered_ = 0;  // accumulables in shapes_
  model::StageKey last_key_;
  StageShape* last_shape_ = nullptr;
  std::string last_executor_metrics_;  // the text last read, and what it says
  model::ExecutorPeaks last_peaks_;
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_TASK_SHAPE_H_
