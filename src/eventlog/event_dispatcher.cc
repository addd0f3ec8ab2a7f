#include "eventlog/event_dispatcher.h"

#include <string>
#include <unordered_map>

#include "base/json.h"
#include "eventlog/events/event_context.h"
#include "eventlog/events/finish.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/sql_execution.h"
#include "eventlog/reading_state.h"

namespace dataflint::eventlog {
namespace {

// Spark's own events mostly go without their package; those written by Jackson carry it.
constexpr std::string_view kSparkPackage = "org.apache.spark.scheduler.";

EventReader FindReader(std::string_view name) {
  static const std::unordered_map<std::string_view, EventReader> readers = {
#define EVENT(name, reader) {name, reader},
#define EVENT_FAMILY(prefix)
#include "eventlog/events.def"
#undef EVENT
#undef EVENT_FAMILY
  };
  static constexpr std::string_view families[] = {
#define EVENT(name, reader)
#define EVENT_FAMILY(prefix) prefix,
#include "eventlog/events.def"
#undef EVENT
#undef EVENT_FAMILY
  };
  if (name.starts_with(kSparkPackage)) name.remove_prefix(kSparkPackage.size());
  const auto found = readers.find(name);
  if (found != readers.end()) return found->second;
  for (const std::string_view family : families) {
    if (name.starts_with(family)) return ReadNothing;
  }
  return nullptr;
}

// These decide themselves which application they belong to.
bool NamesApplication(EventReader reader) {
  return reader == ReadDatabricksMetadata || reader == ReadApplicationStart ||
         reader == ReadLogStart;
}

}  // namespace

class EventDispatcher::Impl {
 public:
  Impl(ModelBuilder& builder, TaskSink& sink)
      : builder_(builder), context_{builder, sink, state_, inner_} {}

  LineOutcome Read(std::string_view line) {
    switch (document_.Parse(line)) {
      case JsonDocument::Outcome::kBadJson:
        return LineOutcome::kBadJson;
      case JsonDocument::Outcome::kTooDeep:
        return LineOutcome::kTooDeep;
      case JsonDocument::Outcome::kTooMany:
        return LineOutcome::kTooLong;
      case JsonDocument::Outcome::kOk:
        break;
    }
    ShareBudgets();
    const JsonValue event = document_.root();
    const JsonValue name = event["Event"];
    if (!name.is_string()) return LineOutcome::kNotAnEvent;
    if (document_.repaired_utf8()) builder_.Issue(ImportIssue::invalid_utf8, name.Text());
    CountEvent(name.Text(), 1);
    const EventReader reader = FindReader(name.Text());
    if (reader == nullptr) {
      builder_.Issue(ImportIssue::unknown_event, name.Text());
      return LineOutcome::kUnknownEvent;
    }
    if (!state_.left_out || NamesApplication(reader)) {
      reader(event, context_);
    } else {
      builder_.Issue(ImportIssue::left_out_line, name.Text());
    }
    context_.CountBadNumbers(document_);
    return LineOutcome::kRead;
  }

  void ShareBudgets() { builder_.ShareBudgets(state_.plan_graph_bytes + state_.open_text_bytes); }

  bool leaves_out() const { return state_.left_out; }

  void Finish() {
    plan_text_bytes_before_ = state_.plan_text_bytes;
    KeepOpenPlanTexts(context_);
    if (!state_.event_counts.empty()) FinishApplication(context_);
  }

  void Reopen() {
    state_.plan_text_bytes = plan_text_bytes_before_;
    for (const auto& [id, open] : state_.open_sql) {
      const std::int64_t index = builder_.FindSql(id);
      if (index < 0) continue;
      auto& plans = builder_.app().sql_executions[static_cast<std::size_t>(index)].plans;
      if (open.plan_version < plans.size()) plans[open.plan_version].description = StringId::kEmpty;
    }
  }

  void CountEvent(std::string_view name, std::int64_t times) {
    constexpr std::size_t kNameBytes = 200;
    auto& events = builder_.app().events_by_name;
    name = name.substr(0, kNameBytes);
    StringId id = builder_.app().strings.Find(name);
    if (state_.event_counts.size() >= builder_.budgets().event_names &&
        !state_.event_counts.contains(id))
      name = "(other)";
    id = builder_.Intern(name);
    const auto [entry, added] =
        state_.event_counts.try_emplace(id, static_cast<std::uint32_t>(events.size()));
    if (added) events.emplace_back(id, 0);
    events[entry->second].second += times;
  }

  ReadingState& state() { return state_; }

 private:
  ModelBuilder& builder_;
  ReadingState state_;
  std::size_t plan_text_bytes_before_ = 0;  // Finish()
  JsonDocument document_;
  JsonDocument inner_;
  EventContext context_;
};

EventDispatcher::EventDispatcher(ModelBuilder& builder, TaskSink& sink)
    : impl_(std::make_unique<Impl>(builder, sink)) {}
EventDispatcher::~EventDispatcher() = default;
LineOutcome EventDispatcher::Read(std::string_view line) { return impl_->Read(line); }
void EventDispatcher::ShareBudgets() { impl_->ShareBudgets(); }
bool EventDispatcher::leaves_out() const { return impl_->leaves_out(); }
void EventDispatcher::Finish() { impl_->Finish(); }
void EventDispatcher::Reopen() { impl_->Reopen(); }
void EventDispatcher::CountEvent(std::string_view name, std::int64_t times) {
  impl_->CountEvent(name, times);
}

void EventDispatcher::Save(StateWriter& writer) const { writer.Write(impl_->state()); }
void EventDispatcher::Restore(StateReader& reader) { reader.Read(impl_->state()); }

}  // namespace dataflint::eventlog
