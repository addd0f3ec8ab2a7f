// EventContext: what a reader of one event works with, and the few things all of them do.
// Made by EventDispatcher; one thread.
#ifndef DATAFLINT_EVENTLOG_EVENTS_EVENT_CONTEXT_H_
#define DATAFLINT_EVENTLOG_EVENTS_EVENT_CONTEXT_H_

#include <cstdint>
#include <string_view>

#include "base/json.h"
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

  // Epoch milliseconds; kNoTime for what is absent, too early (bad_time), too late or no number
  // (bad_number). Widens the span of the log's events.
  model::TimeMs Time(const JsonValue& value) const;
  // The same of a time that Spark writes as 0 while there is none yet.
  model::TimeMs TimeIfSet(const JsonValue& value) const;
  // The same of a time that was read; `raw` is how it stands in the log.
  model::TimeMs Time(std::int64_t time, std::string_view raw) const;
  // Spark's Int; what is beyond 32 bits is a bad_number and counts as `otherwise`.
  std::int64_t Int32(const JsonValue& value, std::int64_t otherwise) const;
  // How many of something; what is below zero is a bad_number too and counts as 0.
  std::int64_t Count(const JsonValue& value) const;
  // Bytes; what is below zero or beyond 2^60 is a bad_number and counts as `otherwise`.
  std::int64_t Size(const JsonValue& value, std::int64_t otherwise) const;
  // Items of an array, members of an object: none (list_dropped) when there are more than Spark ever
  // writes, for each takes many times its bytes in the log.
  JsonArrayView Items(const JsonValue& array, std::string_view what) const;
  JsonObjectView Members(const JsonValue& object, std::string_view what) const;
  // True when `value` is there; else the event lacks what it always has (missing_field).
  bool Need(const JsonValue& value, std::string_view name) const;
  // When all of `document` that is wanted was read: names the numbers in it that were none.
  void CountBadNumbers(const JsonDocument& document) const;
};

// An event's reader: `event` is the whole line, an object.
using EventReader = void (*)(const JsonValue& event, EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_EVENT_CONTEXT_H_
