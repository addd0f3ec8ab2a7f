#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {
namespace {

template <typename View>
bool HasAtMost(std::size_t most, const View& view) {
  std::size_t count = 0;
  const auto end = view.end();
  for (auto at = view.begin(); at != end; ++at) {
    if (++count > most) return false;
  }
  return true;
}

template <typename View>
View Left(std::string_view what, ModelBuilder& builder) {
  builder.Issue(ImportIssue::list_dropped, what);
  return {};
}

}  // namespace

model::TimeMs EventContext::Time(const JsonValue& value) const {
  std::int64_t time = 0;
  if (!value.TryInt(time)) return value.Int(model::kNoTime);  // absent, or counted as no number
  return Time(time, value.Raw());
}

model::TimeMs EventContext::TimeIfSet(const JsonValue& value) const {
  std::int64_t time = 0;
  return value.TryInt(time) && time == 0 ? model::kNoTime : Time(value);
}

model::TimeMs EventContext::Time(std::int64_t time, std::string_view raw) const {
  if (!model::IsPlausible(time)) {
    const bool early = time < model::kEarliestTime;
    builder.Issue(early ? ImportIssue::bad_time : ImportIssue::bad_number, raw);
    return model::kNoTime;
  }
  builder.SawTime(time);
  return time;
}

std::int64_t EventContext::Int32(const JsonValue& value, std::int64_t otherwise) const {
  const std::int64_t number = value.Int(otherwise);
  constexpr std::int64_t kLimit = std::int64_t{1} << 31;
  if (number >= -kLimit && number < kLimit) return number;
  builder.Issue(ImportIssue::bad_number, value.Raw());
  return otherwise;
}

std::int64_t EventContext::Count(const JsonValue& value) const {
  const std::int64_t count = Int32(value, 0);
  if (count >= 0) return count;
  builder.Issue(ImportIssue::bad_number, value.Raw());
  return 0;
}

std::int64_t EventContext::Size(const JsonValue& value, std::int64_t otherwise) const {
  constexpr std::int64_t kLimit = std::int64_t{1} << 60;
  const std::int64_t size = value.Int(otherwise);
  if (size == otherwise || (size >= 0 && size <= kLimit)) return size;
  builder.Issue(ImportIssue::bad_number, value.Raw());
  return otherwise;
}

JsonArrayView EventContext::Items(const JsonValue& array, std::string_view what) const {
  const JsonArrayView items = array.items();
  return HasAtMost(budgets().list_items, items) ? items : Left<JsonArrayView>(what, builder);
}

JsonObjectView EventContext::Members(const JsonValue& object, std::string_view what) const {
  const JsonObjectView members = object.members();
  return HasAtMost(budgets().list_items, members) ? members : Left<JsonObjectView>(what, builder);
}

bool EventContext::Need(const JsonValue& value, std::string_view name) const {
  if (value.present()) return true;
  builder.Issue(ImportIssue::missing_field, name);
  return false;
}

void EventContext::CountBadNumbers(const JsonDocument& document) const {
  for (std::int64_t i = 0; i < document.bad_numbers(); ++i) {
    builder.Issue(ImportIssue::bad_number, document.first_bad_number());
  }
}

}  // namespace dataflint::eventlog
