// EventContext: what a reader of one event works with, and the few things all of them do.
// Made by EventDispatcher; one thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "eventlog/json.h"
#include "eventlog/model_builder.h"
#include "eventlog/reading_state.h"
#include "eventlog/task_sink.h"

namespace dataflint::eventlog {

struct EventContext {
  ModelBuilder& builder;
  TaskSink& sink;
  ReadingState& state;
  JsonDocument& inner;  // for JSON that is written inside a string

  model::Application& app() const { return builder.app(); }
  const MemoryBudgets& budgets() const { return builder.budgets(); }
  StringId Intern(std::string_view text) const { return builder.Intern(text); }
  StringId Intern(const JsonValue& value) const { return builder.Intern(value.Text()); }

  // Epoch milliseconds; kNoTime for what is absent, zero, negative (Spark's "not yet"), too early
  // (bad_time), too late or no time (bad_number). Widens the span of the log's events.
  model::TimeMs Time(const JsonValue& value) const;
  // The same of a time that was read; `raw` is how it stands in the log.
  model::TimeMs Time(std::int64_t time, std::string_view raw) const;
  // Spark's Int; what is beyond 32 bits is a bad_number and counts as `otherwise`.
  std::int64_t Int32(const JsonValue& value, std::int64_t otherwise) const;
  // Bytes; what is below zero or beyond 2^60 is a bad_number and counts as `otherwise`.
  std::int64_t Size(const JsonValue& value, std::int64_t otherwise) const;
  // True when `value` is there; else the event lacks what it always has (missing_field).
  bool Need(const JsonValue& value, std::string_view name) const;
};

// An event's reader: `event` is the whole line, an object.
using EventReader = void (*)(const JsonValue& event, EventContext& context);

}  // namespace dataflint::eventlog
