// EventDispatcher: how one event line is read: the table of known events and the border between
// LogReader and them.
//
// events.def names each event and its reader; readers live in events/*.cc, one file a family. A
// reader gets the line as a JSON object (json.h) and changes the model through ModelBuilder; what
// it cannot understand it counts as an import issue. To add an event: one line in events.def, one
// in events/readers.h, one function.
#ifndef DATAFLINT_EVENTLOG_EVENT_DISPATCHER_H_
#define DATAFLINT_EVENTLOG_EVENT_DISPATCHER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/saved_state.h"
#include "eventlog/model_builder.h"
#include "eventlog/task_sink.h"

namespace dataflint::eventlog {

// What came of a line.
enum class LineOutcome : std::uint8_t {
  kRead,
  kUnknownEvent,  // valid JSON with an Event name that events.def does not have
  kNotAnEvent,
  kBadJson,
  kTooDeep,
  kTooLong,
};

// Reads lines with simdjson and hands them to the readers of events.def. Holds the parser and its
// buffers; task starts and ends go to the TaskSink. One thread.
class EventDispatcher {
 public:
  EventDispatcher(ModelBuilder& builder, TaskSink& sink);
  ~EventDispatcher();
  EventDispatcher(const EventDispatcher&) = delete;
  EventDispatcher& operator=(const EventDispatcher&) = delete;

  // `line` has no line break; JsonDocument::kPadding bytes behind its end are readable. Counts the event under its name
  // in Application::events_by_name (the shape readers count theirs with CountEvent) and adds
  // unknown_event itself; the other bad outcomes are the caller's to add: only it knows whether the
  // line was cut.
  LineOutcome Read(std::string_view line);
  void CountEvent(std::string_view name, std::int64_t times);
  // ModelBuilder::ShareBudgets with what is held here; Read() does it itself.
  void ShareBudgets();
  // A second application's lines are being read: they are counted and left out.
  bool leaves_out() const;
  // The log, or what is there of it, has been read: keeps what was held back, says what is missing
  // and infers what it can. Before ModelBuilder::Close.
  void Finish();
  // After Finish(): holds back again what it kept. What it said and inferred, the caller takes
  // back.
  void Reopen();

  // What the dispatcher remembers between lines, for a reading that is paused and resumed.
  void Save(StateWriter& writer) const;
  void Restore(StateReader& reader);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENT_DISPATCHER_H_
